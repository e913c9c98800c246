"""E-mail as long as the server runs: what is due goes out by day, and names nobody."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest

from apbot import reaching
from apbot.calendar import Rhythm
from apbot.campaigns.telling import put_in_outbox
from apbot.campaigns.ticking import Ticker
from apbot.channels.email.letters import Envelope
from apbot.channels.email.service import Post, Service
from apbot.channels.email.smtp import Smtp
from apbot.rhythms import choose
from apbot.school import School as Decided
from storage.records import Person
from storage.scheduled import Asked
from storage.unit_of_work import UnitOfWork
from tests.campaigns.school import LIBRARY, THURSDAY, School, calendar
from tests.clock import FakeClock
from tests.delivery.fakes import settle
from tests.mail.postbox import Postbox, open_postbox

T = TypeVar("T")
HOUR = dt.timedelta(hours=1)
HOME = "https://ap.lycee.example/equipe"


@dataclass
class Office:
    """The service over a school in memory; ``look`` is one of its looks at the outbox."""

    school: School
    url: str
    clock: FakeClock
    looks: list[asyncio.Future[None]] = field(default_factory=list)

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        with self.school.storage.write() as uow:
            done = work(uow)
            uow.commit()
        return done

    async def sleep(self, _: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        self.looks.append(woken)
        await woken

    @property
    def post(self) -> Post:
        envelope = Envelope("Lycée Exemple", "ap@lycee.example", HOME)
        smtp, days = Smtp(self.url), self.school.calendar
        return Post(smtp, envelope, LIBRARY, Decided(), days, self.write, self.clock)

    async def run(self, *, until: Callable[[dict[str, int]], bool]) -> dict[str, int]:
        """Until the outbox is so; how many messages stand in each state."""
        task = asyncio.create_task(Service(self.post, self.sleep).run())
        try:
            async with asyncio.timeout(20):
                while not until(counts := await self._counts()):
                    await settle()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return counts

    async def _counts(self) -> dict[str, int]:
        found = await self.write(lambda uow: uow.outbox.counts(reaching.EMAIL))
        return {state: number for state, number in found.items() if number}


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def office(postbox: Postbox) -> Iterator[Office]:
    school = School(calendar())
    with open_postbox(postbox) as url:
        clock = FakeClock()
        clock.now = THURSDAY
        yield Office(school, url, clock)


def with_address(school: School, label: str) -> Person:
    with school.storage.write() as uow:
        reaching.email_is(uow, open=True)
        (adult,) = [one for one in uow.people.staff() if one.family_name == f"référent {label}"]
        adult = replace(adult, email="referent@lycee.example")
        uow.people.save(adult)
        uow.commit()
    return adult


def tick(office: Office) -> None:
    with office.school.storage.write() as uow:
        ticker = Ticker(LIBRARY, office.school.calendar, put_in_outbox)
        ticker.tick(uow, at=office.clock.now)
        uow.commit()


async def test_a_referent_is_told_how_many_and_of_nobody(office: Office, postbox: Postbox) -> None:
    school = office.school
    group = school.add_class("2nde 3", 3)
    with_address(school, "2nde 3")
    school.campaign(group, dialogue="observation", asked=Asked.REFERENTS)
    tick(office)
    assert await office.run(until=lambda counts: "sent" in counts) == {"sent": 1}
    (letter,) = postbox.letters
    body = letter.get_content().replace("\u00a0", " ")
    assert "3 élèves, à faire d'ici au 1er octobre 2026" in body
    assert HOME in body
    assert "Alix" not in body
    assert "n1" not in body


async def test_a_sheet_that_is_ready_is_told_without_a_name(
    office: Office, postbox: Postbox
) -> None:
    school = office.school
    school.add_class("2nde 3", 1)
    with_address(school, "2nde 3")
    school.sends(school.student("2nde 3 n1"), THURSDAY)
    await office.run(until=lambda counts: "sent" in counts)
    (letter,) = postbox.letters
    assert "Une synthèse est prête pour votre élève de 2nde 3." in letter.get_content()
    assert "Alix" not in letter.as_string()


async def test_what_was_read_meanwhile_or_is_forbidden_now_is_not_sent(
    office: Office, postbox: Postbox
) -> None:
    school = office.school
    school.add_class("2nde 3", 1)
    adult = with_address(school, "2nde 3")
    school.sends(school.student("2nde 3 n1"), THURSDAY)
    with school.storage.write() as uow:
        for grant in uow.people.grants_of(adult.id, at=THURSDAY):
            uow.people.end_grant(grant, at=THURSDAY)
        uow.commit()
    assert await office.run(until=lambda counts: "cancelled" in counts) == {"cancelled": 1}
    assert postbox.letters == []


@pytest.mark.parametrize(
    ("rhythm", "sent_at", "wait"),
    [
        (Rhythm.AT_ONCE, 4 * HOUR, 10 * HOUR),  # 21:00, until Friday 7:00
        (Rhythm.DAILY, 0 * HOUR, 14 * HOUR),
        (Rhythm.WEEKLY, 0 * HOUR, 86 * HOUR),  # until Monday
    ],
)
async def test_nobody_is_written_to_before_the_moment_they_chose(
    office: Office, postbox: Postbox, rhythm: Rhythm, sent_at: dt.timedelta, wait: dt.timedelta
) -> None:
    school = office.school
    school.add_class("2nde 3", 1)
    adult = with_address(school, "2nde 3")
    with school.storage.write() as uow:
        choose(uow, adult.id, rhythm)
        uow.commit()
    office.clock.now = THURSDAY + sent_at
    school.sends(school.student("2nde 3 n1"), office.clock.now)

    def is_put_off(_: dict[str, int]) -> bool:
        with school.storage.read() as uow:
            (row,) = uow.outbox.due(reaching.EMAIL, at=THURSDAY + 999 * HOUR, limit=9)
        return row.not_before == THURSDAY + sent_at + wait

    await office.run(until=is_put_off)
    assert postbox.letters == []
    office.clock.now = THURSDAY + sent_at + wait
    await office.run(until=lambda counts: "sent" in counts)
    assert len(postbox.letters) == 1


async def test_who_has_no_address_or_no_server_has_no_row(office: Office) -> None:
    school = office.school
    school.add_class("2nde 3", 2)
    school.sends(school.student("2nde 3 n1"), THURSDAY)
    with_address(school, "2nde 3")
    with school.storage.write() as uow:
        reaching.email_is(uow, open=False)
        uow.commit()
    school.sends(school.student("2nde 3 n2"), THURSDAY)
    with school.storage.read() as uow:
        assert not any(uow.outbox.counts(reaching.EMAIL).values())
