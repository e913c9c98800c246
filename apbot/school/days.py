"""The calendar of a school: that of its zone, and what the school says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from apbot.calendar import Break, SchoolDays, known_days
from apbot.calendar.school import SchoolCalendar
from apbot.clock import school_year

from .definition import School

NO_DAYS = SchoolDays(dt.date.max, dt.date.min)
"""Of a school that has said nothing: every day is unknown, and nobody is written to."""


def calendar_of(school: School, *, at: dt.datetime) -> SchoolCalendar:
    """From this year to the last one that is known."""
    return SchoolCalendar(_days(school, school.year or school_year(at)), school.quiet, school.away)


def _days(school: School, year: str) -> SchoolDays:
    years = list(_known(school, year))
    if not years:
        return _own(school, year) if school.holidays else NO_DAYS
    days, *more = years
    for following in more:
        days = days.then(following)
    return days


def _known(school: School, year: str) -> Iterator[SchoolDays]:
    while (days := known_days(year, school.zone)) is not None:
        yield _corrected(days, school.holidays)
        year = following(year)


def _corrected(days: SchoolDays, own: tuple[Break, ...]) -> SchoolDays:
    theirs = [one for one in own if one.last >= days.first and one.first <= days.last]
    named = {one.name for one in theirs}
    kept = [one for one in days.breaks if one.name not in named]
    return SchoolDays(days.first, days.last, (*kept, *theirs), days.weekend)


def _own(school: School, year: str) -> SchoolDays:
    start = int(year[:4])
    return SchoolDays(dt.date(start, 9, 1), dt.date(start + 1, 8, 31), school.holidays)


def following(year: str) -> str:
    """ "2027-2028" after "2026-2027"."""
    start = int(year[:4]) + 1
    return f"{start}-{start + 1}"
