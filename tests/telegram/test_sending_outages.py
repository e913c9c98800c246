"""F8, F9 and F10: too many requests, a server that is away, an answer that gets lost."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from apbot.channels.telegram.deciding import Desk
from apbot.library import Library
from apbot.status import telegram_status
from storage.records import Delivery, NewOutgoing, Person, PersonKind, TelegramAccount
from storage.unit_of_work import Storage, UnitOfWork
from tests.apbot.school import SmallSchool
from tests.botapi.faults import Fault, Kind
from tests.botapi.students import Student
from tests.clock import FakeClock
from tests.delivery.fakes import FakeTime
from tests.telegram.stage import desk_of
from tests.telegram.virtual import Virtual, virtual

HALF_HOUR = 1800
STUDENTS = range(1, 301)
TWICE = range(141, 161)
on_sqlite = pytest.mark.parametrize("storage", ["sqlite"], indirect=True)


@pytest.fixture
def desk(school: SmallSchool) -> Desk:
    return desk_of(school.library)


@pytest.fixture
def time(clock: FakeClock) -> FakeTime:
    made = FakeTime()
    made.clock = clock
    return made


def announced(number: int, part: int, desk: Desk, at: FakeClock) -> NewOutgoing:
    body = {"chat_id": number, "text": f"annonce {part}"}
    return NewOutgoing(
        dedupe_key=f"announcement:{number}:{part}",
        channel="telegram",
        chat_key=desk.key_of(number),
        kind="say",
        payload=json.dumps({"method": "sendMessage", "body": body}),
        delivery=Delivery.AT_LEAST_ONCE,
        created_at=at(),
        priority=1,
    )


def broadcast(scene: Virtual, desk: Desk, clock: FakeClock) -> None:
    """To 300 more students; twenty of them get a second part."""
    people = [Person(f"{n:032x}", PersonKind.STUDENT, "Élève", f"N° {n}") for n in STUDENTS]
    accounts = [
        TelegramAccount(person.id, desk.key_of(number), number, "active", clock())
        for number, person in zip(STUDENTS, people, strict=True)
    ]
    announcements = [
        *(announced(number, 0, desk, clock) for number in STUDENTS),
        *(announced(number, 1, desk, clock) for number in TWICE),
    ]

    def work(uow: UnitOfWork) -> None:
        for person, account in zip(people, accounts, strict=True):
            uow.people.add(person, at=clock())
            uow.accounts.link(account)
        uow.outbox.add(announcements)

    for number in STUDENTS:
        scene.telegram.chat(number).started = True
    scene.now(work)


async def at_the_first_question(
    scene: Virtual, person: Person, desk: Desk, number: int = 42
) -> Student:
    phone = scene.phone_of(person, desk, number)
    phone.types("bonjour")
    await scene.advance(1)
    phone.presses("On commence")
    await scene.advance(1)
    assert phone.reads[-1].startswith("(1/25)")
    return phone


# -- F8 ------------------------------------------------------------------------------------------


@on_sqlite
async def test_f8_a_limited_chat_waits_and_a_broadcast_goes_on(
    storage: Storage, clock: FakeClock, time: FakeTime, library: Library
) -> None:
    desk = desk_of(library)
    async with virtual(storage, desk, time) as scene:
        scene.telegram.faults.add(Fault(Kind.LIMITED, "sendMessage", chat_id=150, seconds=7))
        broadcast(scene, desk, clock)

        await scene.advance(25)

        limited, *later = scene.sends(150)
        assert later[0].at - limited.at >= 7
        others = [call for call in scene.sends() if call.chat_id != 150]
        assert len(others) == len(STUDENTS) + len(TWICE) - 2, "nothing lost, nothing twice"
        assert max(after.at - before.at for before, after in pairwise(others)) <= 1
        for number in TWICE:
            said = [call.params["text"] for call in scene.sends(number)[-2:]]
            assert said == ["annonce 0", "annonce 1"]


@on_sqlite
async def test_f8_announcements_delay_no_students_next_question(
    school: SmallSchool, clock: FakeClock, time: FakeTime, desk: Desk
) -> None:
    """Each call takes half a second: the first question after a press must not queue up."""
    async with virtual(school.storage, desk, time) as scene:
        phone = await at_the_first_question(scene, school.sacha, desk, 1000)
        scene.telegram.faults.add(Fault(Kind.DELAY, "sendMessage", times=None, seconds=0.5))
        broadcast(scene, desk, clock)
        await scene.advance(3)
        asked = len(phone.reads)
        phone.presses("Plutôt bien")
        await scene.advance(1)
        sent = len(scene.sends())

        assert phone.reads[asked:][0].startswith("(2/25)")
        await scene.advance(20)
        assert sent < len(scene.sends()) >= 300, "in the middle of a broadcast that goes on"


# -- F9 ------------------------------------------------------------------------------------------


async def test_f9_half_an_hour_of_502_then_drops_then_slowness(
    school: SmallSchool, time: FakeTime, desk: Desk
) -> None:
    people = (school.sacha, school.noa, school.robin)
    async with virtual(school.storage, desk, time) as scene:
        phones = [
            await at_the_first_question(scene, person, desk, number)
            for number, person in enumerate(people, start=41)
        ]
        faults = scene.telegram.faults
        faults.add(Fault(Kind.ERROR, times=None, code=502))
        before = len(scene.telegram.history.calls)
        for phone in phones:
            phone.presses("Plutôt bien")
        await scene.advance(HALF_HOUR)
        calls = len(scene.telegram.history.calls) - before
        # Two that ask (for updates, and to send), each at most once a minute after a while.
        assert calls < 2 * HALF_HOUR / 60 + 60, "no busy loop"
        last = [call.at for call in scene.telegram.history.calls if call.method == "getUpdates"]
        assert max(after - earlier for earlier, after in pairwise(last)) <= 60

        faults.clear()
        faults.add(Fault(Kind.DROP_BEFORE, "sendMessage", times=None))
        for phone in phones:
            phone.presses("Plutôt bien")  # what was pressed half an hour ago is lost
        await scene.advance(300)
        queued = scene.now(lambda uow: telegram_status(uow, at=time.clock()))
        assert queued.inbox.counts == {"new": 0, "dead": 0}
        assert queued.outbox.counts["in_doubt"] >= 1
        assert queued.outbox.counts["dead"] == 0

        faults.clear()
        faults.add(Fault(Kind.DELAY, "sendMessage", times=None, seconds=10))
        await scene.advance(200)

    for person, phone in zip(people, phones, strict=True):
        assert [past.answer.value for past in school.history(person)] == ["good"]
        asked = [text for text in phone.reads if "(2/25)" in text]
        assert len(asked) == 1
        assert phone.reads[-1] == asked[0]


async def test_the_inbox_grows_while_a_chat_may_not_be_written_to(
    school: SmallSchool, time: FakeTime, desk: Desk
) -> None:
    async with virtual(school.storage, desk, time) as scene:
        phone = await at_the_first_question(scene, school.sacha, desk)
        scene.telegram.faults.add(Fault(Kind.LIMITED, "sendMessage", times=None, seconds=60))
        phone.presses("Plutôt bien")
        await scene.advance(300)
        phone.types("l'organisation")
        await scene.advance(300)
        assert not scene.telegram.updates.any(scene.telegram.now()), "all of it is ours"
        assert len(school.history(school.sacha)) == 1, "for a question that nobody saw yet"

        scene.telegram.faults.clear()
        await scene.advance(120)

    assert phone.reads[-1].startswith("J'ai gardé ta première réponse")
    assert [past.answer.value for past in school.history(school.sacha)] == ["good"]


# -- F10 -----------------------------------------------------------------------------------------


async def test_f10_an_answer_of_telegram_that_is_lost_costs_one_copy_at_most(
    school: SmallSchool, time: FakeTime, desk: Desk
) -> None:
    async with virtual(school.storage, desk, time) as scene:
        phone = await at_the_first_question(scene, school.sacha, desk)
        scene.telegram.faults.add(Fault(Kind.DROP_AFTER, "sendMessage"))
        phone.presses("Plutôt bien")
        await scene.advance(0.5)

        doubt = scene.now(lambda uow: telegram_status(uow, at=time.clock())).outbox
        assert [letter.state for letter in doubt.letters] == ["in_doubt"]
        assert doubt.letters[0].kind.startswith("question:")

        await scene.advance(5)
        sure = scene.now(lambda uow: telegram_status(uow, at=time.clock())).outbox
        assert not sure.letters
        copies = [text for text in phone.reads if "(2/25)" in text]
        assert len(copies) == 2
        assert copies[0] == copies[1], "either of them may be answered"

        phone.presses("La curiosité", message_id=_first(phone, "(2/25)"))
        await scene.advance(1)
        phone.presses("Valider", message_id=_first(phone, "(2/25)"))
        await scene.advance(1)

    assert phone.reads[-1].startswith("(3/25)")


def _first(phone: Student, words: str) -> int:
    found = (m["message_id"] for m in phone.bot_messages() if words in m.get("text", ""))
    return int(next(found))


# -- F14 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("failing", range(1, 9))
async def test_f14_whichever_commit_the_disk_refuses_nothing_is_lost_or_doubled(
    school: SmallSchool, time: FakeTime, desk: Desk, failing: int
) -> None:
    async with virtual(school.storage, desk, time) as scene:
        phone = await at_the_first_question(scene, school.sacha, desk)
        begun = scene.writes
        scene.fails = lambda number: number == begun + failing
        phone.presses("Plutôt bien")
        await scene.advance(10)
        phone.types("l'organisation")
        await scene.advance(10)
        assert scene.writes >= begun + failing, "the failure was met"

    values = [past.answer.value for past in school.history(school.sacha)]
    assert values == ["good", ("organisation",)]
    assert phone.reads[-1].startswith("(3/25)")
