"""How often somebody has chosen to be told: at once unless they said otherwise."""

from __future__ import annotations

import datetime as dt

from apbot.calendar import Rhythm
from apbot.calendar.school import SchoolCalendar
from storage.unit_of_work import UnitOfWork

LABELS = {
    Rhythm.AT_ONCE: "Tout de suite",
    Rhythm.DAILY: "Une fois par jour, le matin",
    Rhythm.WEEKLY: "Une fois par semaine, le premier matin",
}


def rhythm_of(uow: UnitOfWork, person_id: str) -> Rhythm:
    return Rhythm(uow.marks.get(_name(person_id)) or Rhythm.AT_ONCE)


def choose(uow: UnitOfWork, person_id: str, rhythm: Rhythm) -> None:
    uow.marks.put(_name(person_id), rhythm.value)


def told_later(
    uow: UnitOfWork, person_id: str, calendar: SchoolCalendar, *, at: dt.datetime
) -> dt.datetime | None:
    """When they chose to be told next, where that is not now; None: now."""
    rhythm = rhythm_of(uow, person_id)
    later = None if rhythm is Rhythm.AT_ONCE else calendar.next_moment(at, None, rhythm)
    return later if later is not None and later > at else None


def _name(person_id: str) -> str:
    return f"told.{person_id}"
