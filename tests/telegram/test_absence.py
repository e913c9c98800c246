"""After a gap that cost presses or words: who is asked again, how often, and who is left alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from apbot.channels.telegram import absence, gap
from apbot.channels.telegram.asked import Asked, note_asked
from apbot.channels.telegram.gap import Absence
from apbot.channels.telegram.presence import Presence
from storage.records import Outgoing, Person, TelegramAccount
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.telegram.stage import desk_of

T = TypeVar("T")


class Bench:
    """Students whose chats show a question, and one to ask them again."""

    def __init__(self, school: SmallSchool, clock: FakeClock) -> None:
        self.school, self.clock = school, clock
        self.commits = 0
        self.desk = desk_of(school.library)
        self.presence = Presence(self.write, self.desk, clock)

    async def write(self, work: Callable[[UnitOfWork], T], /) -> T:
        await asyncio.sleep(0)
        self.commits += 1
        return self.now(work)

    def now(self, work: Callable[[UnitOfWork], T]) -> T:
        with self.school.storage.write() as uow:
            result = work(uow)
            uow.commit()
        return result

    def shows(self, student: Person, *, to: str = "", state: str = "active") -> str:
        """This question stands in the student's chat, as message 7; the key of the chat."""
        self.school.bring(student, to=to)
        chat_key = f"chat of {student.given_name}"
        conversation = self.school.conversation(student)
        assert conversation is not None
        prompt = json.loads(conversation.snapshot)["prompt"]
        account = TelegramAccount(student.id, chat_key, 42, "active", self.clock())

        def work(uow: UnitOfWork) -> None:
            uow.accounts.link(account)
            shown = replace(account, state=state, shown_message=7, shown_prompt=prompt)
            uow.accounts.save(replace(shown, shown_conversation=conversation.id))
            note_asked(uow, chat_key, Asked(conversation.id, prompt, self.clock()))

        self.now(work)
        return chat_key

    async def away(self, **time: float) -> list[Outgoing]:
        """Heard, not heard for that long, heard again: what is asked then."""
        await self.presence.heard()
        self.clock.advance(**time)
        await self.presence.heard()
        return await self.asked()

    async def asked(self) -> list[Outgoing]:
        said: list[Outgoing] = []
        await self.presence.ask_again(said.extend)
        return said

    def gap(self) -> Absence | None:
        return self.now(gap.last_absence)


def text_of(message: Outgoing) -> str:
    said: str = json.loads(message.payload)["body"].get("text", "")
    return said


@pytest.fixture
def bench(school: SmallSchool, clock: FakeClock) -> Bench:
    return Bench(school, clock)


async def test_who_may_have_pressed_is_asked_again_and_the_old_buttons_go(bench: Bench) -> None:
    bench.shows(bench.school.sacha, to="welcome.first_weeks")

    asked, old = await bench.away(minutes=10)

    assert "J'étais absent un moment" in text_of(asked)
    assert "premières semaines" in text_of(asked)
    assert '"disable_notification":true' in asked.payload
    assert old.kind == "edit"
    assert '"message_id":7' in old.payload
    assert {asked.priority, old.priority} == {1}, "as announcements: no reply waits for them"


async def test_a_short_gap_costs_nothing_and_nobody_is_asked(bench: Bench) -> None:
    bench.shows(bench.school.sacha, to="welcome.first_weeks")

    assert await bench.away(seconds=150) == []
    assert bench.gap() is None


async def test_a_quiet_night_is_no_gap_and_costs_few_commits(bench: Bench) -> None:
    bench.shows(bench.school.sacha, to="welcome.first_weeks")

    for _ in range(1200):
        bench.clock.advance(seconds=25)
        await bench.presence.heard()
        await bench.presence.heard()

    assert bench.gap() is None
    assert bench.commits == 1200
    assert await bench.asked() == []


async def test_nobody_is_asked_twice_for_one_gap(bench: Bench) -> None:
    bench.shows(bench.school.sacha, to="welcome.first_weeks")

    assert await bench.away(minutes=10)

    assert await bench.asked() == []
    await bench.presence.heard()
    assert await bench.asked() == []


async def test_killed_in_the_middle_it_goes_on_and_repeats_nothing(bench: Bench) -> None:
    first = bench.shows(bench.school.sacha, to="welcome.first_weeks")
    second = bench.shows(bench.school.noa, to="welcome.first_weeks")
    await bench.presence.heard()
    bench.clock.advance(minutes=10)
    await bench.presence.heard()
    missed = bench.now(absence.unfinished)
    assert missed is not None
    at = bench.clock()
    before = bench.now(lambda uow: absence.ask_again(uow, bench.desk, missed, [first], at=at))

    again = Bench(bench.school, bench.clock)  # a new run, a moment later
    again.clock.advance(seconds=5)
    await again.presence.heard()
    after = await again.asked()

    assert {message.chat_key for message in before} == {first}
    assert {message.chat_key for message in after} == {second}
    ended = again.gap()
    assert ended is not None
    assert (ended.asked, ended.over) == (2, True)


async def test_a_second_gap_before_all_were_asked_asks_everybody_once(bench: Bench) -> None:
    first = bench.shows(bench.school.sacha, to="welcome.first_weeks")
    second = bench.shows(bench.school.noa, to="welcome.first_weeks")
    await bench.presence.heard()
    bench.clock.advance(minutes=10)
    await bench.presence.heard()
    missed = bench.now(absence.unfinished)
    assert missed is not None
    at = bench.clock()
    bench.now(lambda uow: absence.ask_again(uow, bench.desk, missed, [first], at=at))

    said = await bench.away(minutes=10)

    assert [m.chat_key for m in said if m.kind != "edit"] == [first, second]
    late = bench.now(lambda uow: absence.ask_again(uow, bench.desk, missed, [second], at=at))
    assert late == [], "the run before asks no more"


async def test_a_question_asked_since_is_not_asked_again(bench: Bench) -> None:
    await bench.presence.heard()
    bench.clock.advance(minutes=10)
    await bench.presence.heard()
    bench.shows(bench.school.sacha, to="welcome.first_weeks")

    assert await bench.asked() == []


@pytest.mark.parametrize("hours", [20, 30])
async def test_words_are_lost_only_after_a_day(bench: Bench, hours: int) -> None:
    bench.shows(bench.school.sacha, to="welcome.free_word")

    said = await bench.away(hours=hours)

    assert any("plus d'une journée" in text_of(m) for m in said) is (hours == 30)
    missed, loss = bench.gap(), bench.now(gap.last_loss)
    assert missed is not None
    assert missed.words is (hours == 30)
    assert loss == (missed if hours == 30 else None)


async def test_who_left_who_sent_and_who_is_elsewhere_are_left_alone(bench: Bench) -> None:
    bench.shows(bench.school.sacha, to="welcome.first_weeks", state="gone")
    bench.shows(bench.school.noa)
    bench.school.send(bench.school.noa)
    bench.shows(bench.school.robin, to="welcome.first_weeks")
    bench.school.bring(bench.school.robin, to="welcome.strengths")  # on the web, since

    assert await bench.away(minutes=10) == []


async def test_the_review_and_the_notice_are_shown_again_too(bench: Bench) -> None:
    bench.shows(bench.school.sacha)

    asked, _ = await bench.away(minutes=10)

    assert "Rien n'est encore envoyé" in text_of(asked)


async def test_asking_again_is_dropped_where_it_was_answered_meanwhile(bench: Bench) -> None:
    bench.shows(bench.school.sacha, to="welcome.first_weeks")
    asked, old = await bench.away(minutes=10)
    assert await bench.presence.may_still_send(asked)

    bench.school.bring(bench.school.sacha, to="welcome.strengths")

    assert not await bench.presence.may_still_send(asked)
    assert await bench.presence.may_still_send(old)


async def test_one_conversation_that_fails_spoils_no_other(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.shows(bench.school.sacha, to="welcome.first_weeks")
    fine = bench.shows(bench.school.noa, to="welcome.first_weeks")
    conversation = bench.school.conversation(bench.school.sacha)
    assert conversation is not None
    spoilt = replace(conversation, snapshot="{}")
    bench.now(lambda uow: uow.conversations.save(spoilt))

    said = await bench.away(minutes=10)

    assert {message.chat_key for message in said} == {fine}
    assert "KeyError" in caplog.text
