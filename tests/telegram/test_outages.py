"""Outages, as a student lives through them: F7 to F11, F14 and F16, on the running service."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from apbot.channels.telegram.transport import BotApi
from storage.records import Person
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool
from tests.botapi.faults import Fault, Kind
from tests.botapi.history import Line
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.telegram.stage import MovedClock, Stage, running
from tests.telegram.test_scenarios import current


async def quickly(_: float) -> None:
    """Waits a blink where minutes are asked for: what is waited for is another's test."""
    await asyncio.sleep(0.005)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def telegram(clock: MovedClock) -> Telegram:
    return Telegram(clock=clock)


def times_asked(phone: Student, words: str) -> int:
    return sum(words in line.text for line in transcript(phone) if line.what == "says")


def transcript(phone: Student) -> list[Line]:
    history = phone.telegram.history.transcript(phone.chat.id)
    return [line for line in history if line.by_bot]


async def at_the_first_question(stage: Stage, person: Person, number: int = 42) -> Student:
    phone = await stage.enrolled(person, number)
    await stage.answered(phone, lambda: phone.presses("On commence"))
    await stage.quiet()
    return phone


# -- away ----------------------------------------------------------------------------------------


async def test_a_press_lost_while_away_is_asked_for_again_once(
    school: SmallSchool, telegram: Telegram, clock: MovedClock
) -> None:
    async with running(school, telegram, clock=clock) as stage:
        phone = await at_the_first_question(stage, school.sacha)
    old = phone.bot_messages()[-1]["message_id"]
    phone.presses("Plutôt bien")
    clock.advance(minutes=10)

    async with running(school, telegram, clock=clock) as stage:
        await stage.until(lambda: times_asked(phone, "J'étais absent un moment") == 1)
        await stage.until(lambda: "reply_markup" not in phone.chat.messages[old])
        await stage.quiet()
    async with running(school, telegram, clock=clock) as stage:
        said = await stage.answered(phone, lambda: phone.presses("Plutôt bien"))

    assert said.startswith("(2/25)")
    assert times_asked(phone, "J'étais absent") == 1
    assert current(stage, school.sacha, "welcome.first_weeks") == "good"


async def test_a_press_that_was_kept_is_decided_and_nothing_is_asked_again(
    school: SmallSchool, telegram: Telegram, clock: MovedClock
) -> None:
    async with running(school, telegram, clock=clock) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        other = await at_the_first_question(stage, school.noa, 43)
    clock.advance(minutes=10)
    phone.presses("Plutôt bien")
    clock.advance(seconds=100)

    async with running(school, telegram, clock=clock) as stage:
        await stage.until(lambda: times_asked(other, "J'étais absent") == 1)
        await stage.until(lambda: any(text.startswith("(2/25)") for text in phone.reads))

    assert times_asked(phone, "J'étais absent") == 0
    assert current(stage, school.sacha, "welcome.first_weeks") == "good"


async def test_f11_after_20_hours_everything_typed_is_decided_in_order(
    school: SmallSchool, telegram: Telegram, clock: MovedClock
) -> None:
    async with running(school, telegram, clock=clock) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        await stage.pass_to(phone, "autre chose d'utile")
        await stage.quiet()
    for words in ("Je prends le car", "à six heures", "le lundi"):
        phone.types(words)
        clock.advance(hours=5)
    clock.advance(hours=5)

    async with running(school, telegram, clock=clock) as stage:
        await stage.until(lambda: "voir un adulte" in " ".join(phone.reads))
        await stage.answered(phone, lambda: phone.types("non"))

    said = current(stage, school.sacha, "welcome.free_word")
    assert said == "Je prends le car\nà six heures\nle lundi"
    assert times_asked(phone, "J'étais absent") == 0


async def test_f11_after_30_hours_the_gap_is_said_and_those_concerned_are_told(
    school: SmallSchool, telegram: Telegram, clock: MovedClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(school, telegram, clock=clock) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        await stage.pass_to(phone, "autre chose d'utile")
        await stage.quiet()
    phone.types("Je prends le car")
    clock.advance(hours=30)

    async with running(school, telegram, clock=clock) as stage:
        await stage.until(lambda: times_asked(phone, "J'étais absent plus d'une journée") == 1)
        await stage.answered(phone, lambda: phone.types("Je prends le car"))

    assert "(30 h)" in caplog.text
    assert current(stage, school.sacha, "welcome.free_word") == "Je prends le car"


async def test_telegram_out_of_reach_for_long_is_an_absence_too(
    school: SmallSchool, telegram: Telegram, clock: MovedClock
) -> None:
    async with running(school, telegram, clock=clock, sleep=quickly) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        telegram.faults.add(Fault(Kind.ERROR, method="getUpdates", times=None))
        stage.phone(9).types("bonjour")  # ends the poll that waits
        tried = len(telegram.history.calls)
        await stage.until(lambda: len(telegram.history.calls) > tried + 2)
        phone.presses("Plutôt bien")
        clock.advance(minutes=10)
        telegram.faults.clear()

        await stage.until(lambda: times_asked(phone, "J'étais absent") == 1)
        said = await stage.answered(phone, lambda: phone.types("plutôt bien"))

    assert said.startswith("(2/25)")


async def test_words_typed_between_the_two_copies_answer_the_question_they_show(
    school: SmallSchool, telegram: Telegram, clock: MovedClock
) -> None:
    async with running(school, telegram, clock=clock) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        await stage.pass_to(phone, "(3/25)")
        await stage.quiet()
    clock.advance(minutes=10)
    phone.chat.last_message_id += 10
    async with running(school, telegram, clock=clock) as stage:
        await stage.until(lambda: times_asked(phone, "J'étais absent") == 1)
        phone.chat.last_message_id -= 5  # typed while the copy was on its way
        await stage.answered(phone, lambda: phone.types("le rythme des cours"))

    assert current(stage, school.sacha, "welcome.biggest_change") is not None


@pytest.mark.parametrize("cut_off", [True, False])
async def test_words_that_answer_a_copy_nobody_noted_are_kept(
    school: SmallSchool, telegram: Telegram, clock: MovedClock, *, cut_off: bool
) -> None:
    """F10, and a kill between sending and noting: the question comes twice, the answer once."""
    async with running(school, telegram, clock=clock, sleep=quickly) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        lost = Fault(Kind.DROP_AFTER, method="sendMessage", times=None)
        telegram.faults.add(lost)
        await stage.answered(phone, lambda: phone.presses("Plutôt bien"))
        if not cut_off:
            clock.advance(seconds=2)
            phone.types("l'organisation")
            telegram.faults.clear()
            await stage.until(lambda: any(text.startswith("(3/25)") for text in phone.reads))
    telegram.faults.clear()
    if cut_off:
        clock.advance(seconds=2)
        phone.types("l'organisation")
    async with running(school, telegram, clock=clock) as stage:
        await stage.until(lambda: any(text.startswith("(3/25)") for text in phone.reads))

    assert current(stage, school.sacha, "welcome.strengths") == ("organisation",)


# -- F7 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [5, 700_000_001], ids=["lower", "used before"])
async def test_f7_numbers_that_begin_anew_after_a_quiet_week_are_taken_normally(
    school: SmallSchool, clock: MovedClock, again: int
) -> None:
    telegram = Telegram(clock=clock, random_id=lambda: again)
    async with running(school, telegram, clock=clock, sleep=quickly) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        clock.advance(days=2)
        polls = len(telegram.history.calls)
        stage.server._polls.end("Bad Gateway")  # it is polled all the time; here, once
        await stage.until(lambda: len(telegram.history.calls) > polls)
        clock.advance(days=8)
        said = await stage.answered(phone, lambda: phone.types("plutôt bien"))
        assert said.startswith("(2/25)")
        await stage.quiet()
    clock.advance(seconds=30)
    phone.types("l'organisation")
    async with running(school, telegram, clock=clock) as stage:
        await stage.until(lambda: any(text.startswith("(3/25)") for text in phone.reads))

    assert min(telegram.history.pushed) == again
    values = [past.answer.value for past in school.history(school.sacha)]
    assert values == ["good", ("organisation",)]


# -- F12: two servers on one database are in test_two_servers -------------------------------------


async def test_f12_another_program_on_the_same_bot_costs_nothing_but_a_warning(
    school: SmallSchool, telegram: Telegram, clock: MovedClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(school, telegram, clock=clock, sleep=quickly) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        async with BotApi(telegram.token, base_url=stage.server.url) as other:
            await other.updates(offset=None, timeout=0)  # ends the poll that waits
        await stage.until(lambda: "Un autre programme lit les messages" in caplog.text)
        said = await stage.answered(phone, lambda: phone.presses("Plutôt bien"))

    assert said.startswith("(2/25)")


# -- F14 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
async def test_f14_while_the_disk_is_full_nothing_is_confirmed_and_nothing_is_lost(
    school: SmallSchool, telegram: Telegram, clock: MovedClock
) -> None:
    async with running(school, telegram, clock=clock, sleep=quickly) as stage:
        phone = await at_the_first_question(stage, school.sacha)
        await stage.pass_to(phone, "autre chose d'utile")
        await stage.quiet()
        await fill_disk(stage, full=True)
        seen = len(phone.bot_messages())
        words = "é" * 300
        update = phone.types(f"{words}{' ' * 3000}")
        polls = len(telegram.history.calls)
        await stage.until(lambda: len(telegram.history.calls) > polls + 3)

        assert update is not None
        assert telegram.history.pushed[update].confirmed_at is None
        assert len(phone.bot_messages()) == seen, "nothing says that it was kept"

        await fill_disk(stage, full=False)
        await stage.until(lambda: "voir un adulte" in " ".join(phone.reads))

    assert current(stage, school.sacha, "welcome.free_word") == words


async def fill_disk(stage: Stage, *, full: bool) -> None:
    """SQLite then says what it says on a disk that has no room for another page."""

    def limit(uow: UnitOfWork) -> None:
        connection = uow._transaction._connection  # type: ignore[attr-defined]
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 1 << 30
        connection.execute(f"PRAGMA max_page_count = {pages}")

    await stage.write(limit)


# -- F16 -----------------------------------------------------------------------------------------

_SECRET = "secret-of-a-pupil"  # noqa: S105  # what must stand in no log
_LONG = json.dumps({"text": f"{_SECRET} " + "x" * 1_000_000})
POISON = {
    "unknown type": f'"strange":{{"{_SECRET}":[1,2]}}',
    "one megabyte": f'"message":{_LONG}',
    "lone surrogates": f'"message":{{"text":"{_SECRET}\\ud800"}}',
    "nul": f'"message":{{"text":"{_SECRET}\\u0000"}}',
    "too deep": f'"message":{{"text":"{_SECRET}","deep":{"[" * 5000}{"]" * 5000}}}',
    "no object": '"message":7',
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
async def test_f16_poison_holds_up_nobody_and_stands_in_no_log(
    school: SmallSchool,
    telegram: Telegram,
    clock: MovedClock,
    caplog: pytest.LogCaptureFixture,
    poison: str,
) -> None:
    caplog.set_level("DEBUG")
    async with running(school, telegram, clock=clock) as stage:
        phone = await at_the_first_question(stage, school.sacha)
    update = telegram.push("message", {}, chat_id=42)
    assert update is not None
    waiting = telegram.updates._waiting[update]
    body = f'{{"update_id":{update},{poison}}}'.encode()
    telegram.updates._waiting[update] = replace(waiting, body=body)
    phone.types("plutôt bien")
    async with running(school, telegram, clock=clock) as stage:
        await stage.until(lambda: any(text.startswith("(2/25)") for text in phone.reads))
        await stage.quiet()
        with school.storage.read() as uow:
            queue = uow.inbox.state("telegram", limit=5)

    assert current(stage, school.sacha, "welcome.first_weeks") == "good"
    assert queue.counts["new"] == 0
    assert bool(queue.counts["dead"]) is ("[[[[" in poison), "seen in `apbot status`"
    assert _SECRET not in caplog.text
