"""Telegram posts what comes in: the emulator on its port, the service behind a real HTTP server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import httpx
import pytest

from apbot.channels.telegram import webhook
from apbot.channels.telegram.transport import ALLOWED_UPDATES
from apbot.clock import system_clock
from tests.apbot.school import SmallSchool
from tests.botapi.faults import Fault, Kind
from tests.botapi.state import Telegram, Webhook
from tests.botapi.students import Student
from tests.botapi.webhook import SECRET_HEADER
from tests.telegram.gates import Gate, Repeating
from tests.telegram.stage import HOOK_SECRET, Guard, MovedClock, Stage, Way, running
from tests.telegram.test_outages import at_the_first_question
from tests.telegram.test_scenarios import begun, current, revisions

FIRST, SECOND = "welcome.first_weeks", "welcome.strengths"


@asynccontextmanager
async def hooked(school: SmallSchool, guard: Guard) -> AsyncIterator[Stage]:
    telegram = Telegram(clock=system_clock)
    async with running(school, telegram, way=Way.WEBHOOK, guard=guard) as stage:
        yield stage


def asked(phone: Student, words: str) -> bool:
    return any(words in text for text in phone.reads)


def button(phone: Student, label: str) -> tuple[dict[str, object], str]:
    """The message and the data of a button that stands there now."""
    for message in phone.bot_messages():
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for key in row:
                if key["text"] == label:
                    return message, key["callback_data"]
    raise AssertionError(label)


def received(stage: Stage) -> int:
    with stage.school.storage.read() as uow:
        return sum(uow.inbox.counts("telegram").values())


# -- the same again, at once, and swapped ----------------------------------------------------------


async def test_an_update_that_arrives_five_times_counts_once(school: SmallSchool) -> None:
    """Three times after a failure on the way, then twice at once."""
    guard = Repeating()
    async with hooked(school, guard) as stage:
        phone = await begun(stage)
        before, read = received(stage), len(phone.reads)
        guard.start()

        await stage.answered(phone, lambda: phone.presses("Plutôt bien"))
        await stage.until(lambda: len(stage.telegram.updates) == 0)
        guard.stop()
        await stage.answered(phone, lambda: phone.types("je passe"))

        assert guard.statuses == [200] * 5
        assert received(stage) == before + 2  # the press, and the words after it
        assert len(phone.reads) == read + 2
        assert revisions(stage, stage.school.sacha, FIRST) == 1


async def test_three_messages_at_once_are_parts_of_the_one_question(school: SmallSchool) -> None:
    gate = Gate()
    async with hooked(school, gate) as stage:
        phone = await begun(stage)
        await stage.pass_to(phone, "autre chose d'utile")
        await stage.until(lambda: len(stage.telegram.updates) == 0)
        gate.holds = lambda _: True
        for words in ("Je prends le car", "à six heures", "le lundi"):
            phone.types(words)
        bodies = [waiting.body for waiting in stage.telegram.updates.all(stage.telegram.now())]
        assert len(bodies) == 3
        gate.holds = lambda _: False

        assert stage.telegram.webhook is not None
        headers = {"content-type": "application/json", SECRET_HEADER: HOOK_SECRET}
        async with httpx.AsyncClient(headers=headers) as client:
            url = stage.telegram.webhook.url
            posted = await asyncio.gather(*(client.post(url, content=body) for body in bodies))
        assert [response.status_code for response in posted] == [200, 200, 200]
        await stage.until(lambda: asked(phone, "voir un adulte"))
        await stage.answered(phone, lambda: phone.types("non"))

        said = str(current(stage, stage.school.sacha, "welcome.free_word"))
        assert set(said.splitlines()) == {"Je prends le car", "à six heures", "le lundi"}
        assert current(stage, stage.school.sacha, "welcome.meeting_request") == "no"


async def test_a_press_that_arrives_after_the_answer_to_the_next_question(
    school: SmallSchool,
) -> None:
    gate = Gate()
    async with hooked(school, gate) as stage:
        phone = await begun(stage)
        message, data = button(phone, "Très bien")
        await stage.answered(phone, lambda: phone.presses("Plutôt bien"))
        gate.holds = lambda body: b"callback_query" in body
        stage.telegram._press(phone.chat, message, data)
        await stage.answered(phone, lambda: phone.types("la rigueur"))

        def open_the_gate() -> None:
            gate.holds = lambda _: False

        said = await stage.answered(phone, open_the_gate)

        assert "Veux-tu corriger" in said
        assert current(stage, stage.school.sacha, FIRST) == "good"
        assert current(stage, stage.school.sacha, SECOND) == ("rigour",)
        assert len(stage.school.history(stage.school.sacha)) == 2


async def test_a_press_overtaken_by_words_is_no_answer_to_the_next_question(
    school: SmallSchool,
) -> None:
    gate = Gate()
    async with hooked(school, gate) as stage:
        phone = await begun(stage)
        gate.holds = lambda body: b"callback_query" in body
        phone.presses("Plutôt bien")
        await stage.answered(phone, lambda: phone.types("très bien"))

        def open_the_gate() -> None:
            gate.holds = lambda _: False

        said = await stage.answered(phone, open_the_gate)

        assert "Veux-tu corriger" in said
        assert current(stage, stage.school.sacha, FIRST) == "great"
        assert current(stage, stage.school.sacha, SECOND) is None
        assert revisions(stage, stage.school.sacha, FIRST) == 1


async def test_words_overtaken_by_a_press_are_no_answer_to_the_next_question(
    school: SmallSchool,
) -> None:
    gate = Gate()
    async with hooked(school, gate) as stage:
        phone = await begun(stage)
        gate.holds = lambda body: b"callback_query" not in body
        phone.types("la rigueur")
        await stage.answered(phone, lambda: phone.presses("Plutôt bien"))
        before = received(stage)

        gate.holds = lambda _: False
        await stage.until(lambda: received(stage) > before)
        await stage.answered(phone, lambda: phone.types("je passe"))

        assert current(stage, stage.school.sacha, FIRST) == "good"
        assert current(stage, stage.school.sacha, SECOND) is None


# -- the store refuses -----------------------------------------------------------------------------


async def test_a_full_disk_confirms_nothing_and_loses_nothing(school: SmallSchool) -> None:
    async with hooked(school, Gate()) as stage:
        phone = await begun(stage)
        history = stage.telegram.history
        heard, read = len(history.posts), len(phone.reads)
        stage.disk_is_full = True
        (pressed,) = phone.presses("Plutôt bien")
        await stage.until(lambda: len(history.posts) > heard + 3)
        refused = [post.status for post in history.posts[heard:-1]]
        assert set(refused) == {503}
        assert pressed not in history.confirmed
        assert len(phone.reads) == read

        stage.disk_is_full = False
        await stage.until(lambda: asked(phone, "(2/25)"))

        assert current(stage, stage.school.sacha, FIRST) == "good"
        assert revisions(stage, stage.school.sacha, FIRST) == 1


# -- where Telegram is told to post ----------------------------------------------------------------


async def test_telegram_is_told_the_address_the_secret_and_what_is_wanted(
    school: SmallSchool,
) -> None:
    async with hooked(school, Gate()) as stage:
        await stage.until(lambda: stage.telegram.webhook is not None)
        hook = stage.telegram.webhook
        (call,) = [c for c in stage.telegram.history.calls if c.method == "setWebhook"]

    assert hook is not None
    assert hook.url.endswith("/telegram")
    assert stage.telegram.token.partition(":")[2] not in hook.url
    assert (hook.secret, hook.connections) == (HOOK_SECRET, webhook.CONNECTIONS)
    assert stage.telegram.allowed_updates == frozenset(ALLOWED_UPDATES)
    assert call.params["drop_pending_updates"] is False


def times_told(telegram: Telegram) -> int:
    return sum(call.method == "setWebhook" for call in telegram.history.calls)


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE, Kind.DROP_AFTER, Kind.ERROR, Kind.LIMITED])
async def test_it_is_told_again_until_telegram_has_taken_it_and_what_waits_there_comes(
    school: SmallSchool, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "_FIRST_PAUSE", 0.01)
    telegram = Telegram(clock=system_clock)
    telegram.faults.add(Fault(kind, "setWebhook", times=3, seconds=0.01))
    phone = Student(telegram, 42)
    phone.types("bonjour")

    async with running(school, telegram, way=Way.WEBHOOK) as stage:
        await stage.until(lambda: asked(phone, "ouvre le lien") and times_told(telegram) == 4)


async def test_asking_again_takes_the_webhook_away_and_loses_nothing(school: SmallSchool) -> None:
    telegram = Telegram(clock=system_clock)
    telegram.webhook = Webhook("http://127.0.0.1:9/telegram", HOOK_SECRET, 40)
    phone = Student(telegram, 42)
    phone.types("bonjour")

    async with running(school, telegram, way=Way.POLLING) as stage:
        await stage.until(lambda: asked(phone, "ouvre le lien"))

    assert telegram.webhook is None


async def test_a_conversation_goes_on_from_one_way_to_the_other(school: SmallSchool) -> None:
    telegram = Telegram(clock=system_clock)
    async with running(school, telegram, way=Way.POLLING) as stage:
        phone = await begun(stage)
    presses = partial(phone.presses, "Plutôt bien")
    presses()

    async with running(school, telegram, way=Way.WEBHOOK) as stage:
        await stage.until(lambda: asked(phone, "(2/25)"))

    assert current(stage, school.sacha, FIRST) == "good"
    assert revisions(stage, school.sacha, FIRST) == 1


async def test_a_webhook_that_somebody_took_away_is_set_again(
    school: SmallSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "_LOOK_AGAIN", 0.01)
    async with hooked(school, Gate()) as stage:
        telegram, phone = stage.telegram, stage.phone()
        await stage.until(lambda: telegram.webhook is not None)
        telegram.webhook = None
        await stage.server.webhook.restart()
        phone.types("bonjour")

        await stage.until(lambda: asked(phone, "ouvre le lien"))

        assert telegram.webhook is not None


async def test_a_press_lost_while_away_is_asked_for_again_by_webhook_too(
    school: SmallSchool,
) -> None:
    clock = MovedClock()
    telegram = Telegram(clock=clock)
    async with running(school, telegram, clock=clock, way=Way.WEBHOOK) as stage:
        phone = await at_the_first_question(stage, school.sacha)
    phone.presses("Plutôt bien")
    clock.advance(minutes=10)

    async with running(school, telegram, clock=clock, way=Way.WEBHOOK) as stage:
        await stage.until(lambda: asked(phone, "J'étais absent un moment"))
        said = await stage.answered(phone, lambda: phone.presses("Plutôt bien"))

    assert said.startswith("(2/25)")
