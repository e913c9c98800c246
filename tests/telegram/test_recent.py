"""What is remembered of a conversation between two messages, and when it is worth nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from apbot.channels.telegram.recent import KEPT, MOST, Recent
from apbot.conversation import Standing, handle, open_conversation
from dialogues import events as ev
from storage.records import Conversation, Person
from tests.apbot.school import SmallSchool, place_of
from tests.telegram.direct import direct
from tests.telegram.stage import desk_of

NOW = dt.datetime(2026, 9, 7, 8, 0, tzinfo=dt.UTC)
STAMPED = "welcome.first_weeks"


@pytest.fixture
def standing(school: SmallSchool) -> Standing:
    school.bring(school.sacha, to=STAMPED)
    return _stored(school, school.sacha)


def _stored(school: SmallSchool, student: Person) -> Standing:
    with school.storage.write() as uow:
        return open_conversation(uow, school.library, place_of(student), at=school.clock())


def _kept(standing: Standing, *, at: dt.datetime = NOW) -> Recent:
    recent = Recent()
    recent.moved(standing)
    recent.committed(at=at)
    return recent


def test_version_that_was_committed_is_known(standing: Standing) -> None:
    assert _kept(standing).known(standing.conversation) == standing


def test_what_moved_elsewhere_is_not(standing: Standing) -> None:
    moved: Conversation = replace(standing.conversation, version=standing.conversation.version + 1)

    assert _kept(standing).known(moved) is None


def test_nothing_is_known_before_the_commit(standing: Standing) -> None:
    recent = Recent()
    recent.moved(standing)

    assert recent.known(standing.conversation) is None


def test_nothing_is_known_of_what_was_undone(standing: Standing) -> None:
    recent = Recent()
    recent.moved(standing)
    recent.undone()
    recent.committed(at=NOW)

    assert recent.known(standing.conversation) is None


def test_it_is_forgotten_after_minutes_though_nobody_writes(standing: Standing) -> None:
    recent = _kept(standing)

    recent.committed(at=NOW + KEPT - dt.timedelta(seconds=1))
    assert len(recent) == 1
    recent.committed(at=NOW + KEPT)
    assert len(recent) == 0


def test_who_goes_on_is_remembered_from_their_last_message(standing: Standing) -> None:
    recent = _kept(standing)
    recent.moved(standing)
    recent.committed(at=NOW + KEPT / 2)

    recent.committed(at=NOW + KEPT)

    assert len(recent) == 1


def test_the_oldest_make_room(standing: Standing) -> None:
    recent = Recent()
    for number in range(MOST + 3):
        named = replace(standing.conversation, id=f"{number:032x}")
        recent.moved(replace(standing, conversation=named))
        recent.committed(at=NOW)

    assert len(recent) == MOST
    assert recent.known(replace(standing.conversation, id=f"{2:032x}")) is None
    assert recent.known(replace(standing.conversation, id=f"{3:032x}")) is not None


def test_what_was_sent_is_not_kept(school: SmallSchool) -> None:
    school.send(school.sacha)

    assert len(_kept(_stored(school, school.sacha))) == 0


def test_what_nobody_signs_is_not_kept(standing: Standing) -> None:
    dialogue = replace(standing.compiled.dialogue, anonymous=True)
    compiled = type("Compiled", (), {"dialogue": dialogue})()

    assert len(_kept(replace(standing, compiled=compiled))) == 0


async def test_every_message_goes_on_from_what_storage_holds(school: SmallSchool) -> None:
    desk = desk_of(school.library)
    async with direct(school.storage, desk, school.clock) as chat:
        school.bring(school.sacha, to=STAMPED)
        phone = await chat.phone_of(school.sacha, desk)
        await chat.says(phone, phone.starts)
        await chat.says(phone, lambda: phone.presses("Plutôt bien"))

        stored = school.conversation(school.sacha)
        assert stored is not None
        known = desk.recent.known(stored)
        assert known is not None
        with school.storage.read() as uow:
            assert known.answers == uow.answers.current(stored.id)
        assert known.snapshot == _stored(school, school.sacha).snapshot


async def test_answer_given_elsewhere_in_between_is_seen(school: SmallSchool) -> None:
    desk = desk_of(school.library)
    async with direct(school.storage, desk, school.clock) as chat:
        school.bring(school.sacha, to=STAMPED)
        phone = await chat.phone_of(school.sacha, desk)
        await chat.says(phone, phone.starts)
        await chat.says(phone, lambda: phone.presses("Plutôt bien"))
        with school.storage.write() as uow:
            handle(uow, school.library, place_of(school.sacha), ev.Skipped(school.clock()))
            uow.commit()

        said = await chat.says(phone, lambda: phone.types("/mesreponses"))

    assert "Question passée" in "\n".join(said)
