"""An invitation goes to a student's phone; one that has lost its reason does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from apbot.calendar import Break, QuietHours, SchoolDays
from apbot.calendar.school import SchoolCalendar
from apbot.campaigns.making import draft, pause, start
from apbot.campaigns.telling import put_in_outbox
from apbot.campaigns.ticking import Ticker
from apbot.campaigns.window import Window
from apbot.clock import school_year, system_clock
from storage.records import ClassGroup
from storage.scheduled import Asked, Campaign
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool
from tests.botapi.state import Telegram
from tests.telegram.stage import Stage, running

DAY = dt.timedelta(days=1)
YEAR = school_year(system_clock())
_FOREVER = (dt.date(2000, 1, 1), dt.date(2100, 1, 1))
_ALL_DAY = QuietHours(evening=dt.time.max, morning=dt.time.min)
ALWAYS = SchoolCalendar(SchoolDays(*_FOREVER, weekend=False), _ALL_DAY)
NEVER = SchoolCalendar(SchoolDays(*_FOREVER, (Break("Vacances", *_FOREVER),)), _ALL_DAY)


@pytest.fixture
async def stage(school: SmallSchool) -> AsyncIterator[Stage]:
    async with running(school, Telegram(clock=system_clock), calendar=ALWAYS) as stage:
        yield stage


def begin(uow: UnitOfWork, school: SmallSchool, *, dialogue: str = "checkin") -> Campaign:
    """For the class of Sacha and Noa, since a moment ago."""
    at = system_clock()
    assert school.sacha.class_id is not None
    group = uow.people.get_class(school.sacha.class_id)
    assert group is not None
    made = draft(
        title=dialogue,
        dialogue=dialogue,
        asked=Asked.STUDENTS,
        groups=[ClassGroup(group.id, group.label, None, None, YEAR)],
        moments=[at],
        window=Window(14 * DAY, 3 * DAY, 7 * DAY),
        earlier=(),
        by="head",
        at=at,
    )
    start(uow, made)
    return made.campaign


def tick(uow: UnitOfWork, school: SmallSchool) -> None:
    Ticker(school.library, ALWAYS, put_in_outbox).tick(uow, at=system_clock())


def reads(texts: list[str]) -> str:
    return texts[-1].replace("\u00a0", " ")


async def test_a_student_is_invited_once_and_goes_on_from_there(stage: Stage) -> None:
    phone = await stage.enrolled(stage.school.sacha)
    await stage.quiet()
    before = len(phone.reads)

    await stage.write(lambda uow: begin(uow, stage.school))
    for _ in range(3):
        await stage.write(lambda uow: tick(uow, stage.school))
    await stage.until(lambda: len(phone.reads) > before)
    await stage.quiet()

    assert len(phone.reads) == before + 1
    assert reads(phone.reads).startswith("« Point d'étape » : tu peux répondre jusqu'au ")
    assert reads(phone.reads).endswith("/reprendre")


async def test_two_things_at_once_are_one_message(stage: Stage) -> None:
    phone = await stage.enrolled(stage.school.sacha)
    before = len(phone.reads)

    await stage.write(lambda uow: begin(uow, stage.school))
    await stage.write(lambda uow: begin(uow, stage.school, dialogue="ap_review"))
    await stage.write(lambda uow: tick(uow, stage.school))
    await stage.until(lambda: len(phone.reads) > before)
    await stage.quiet()

    assert len(phone.reads) == before + 1
    assert reads(phone.reads).count("tu peux répondre") == 2


async def test_what_was_paused_before_it_went_out_is_not_said(stage: Stage) -> None:
    phone = await stage.enrolled(stage.school.sacha)
    before = len(phone.reads)

    def work(uow: UnitOfWork) -> None:
        campaign = begin(uow, stage.school)
        tick(uow, stage.school)
        pause(uow, campaign)

    await stage.write(work)
    await stage.quiet()

    counts = await stage.write(lambda uow: uow.outbox.counts("telegram"))
    assert counts["cancelled"] == 1
    assert len(phone.reads) == before


async def test_nobody_is_rung_when_the_evening_has_come_meanwhile(school: SmallSchool) -> None:
    async with running(school, Telegram(clock=system_clock), calendar=NEVER) as stage:
        phone = await stage.enrolled(school.sacha)
        before = len(phone.reads)
        await stage.write(lambda uow: begin(uow, school))
        await stage.write(lambda uow: tick(uow, school))
        await stage.quiet()
        assert len(phone.reads) == before
