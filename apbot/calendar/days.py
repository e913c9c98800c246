"""Which days are school days: holidays, public holidays, weeks at work (PFMP)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

SATURDAY = 5
_ONE = dt.timedelta(days=1)


class UnknownDay(Exception):
    """Nobody has said yet when that school year has holidays. ``day`` is the first unknown one."""

    def __init__(self, day: dt.date) -> None:
        super().__init__(f"no calendar for {day.isoformat()}")
        self.day = day


@dataclass(frozen=True, slots=True)
class Break:
    """Days away from school, both ends included."""

    name: str
    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The days from ``first`` to ``last``; asked about another it raises ``UnknownDay``."""

    first: dt.date
    last: dt.date
    breaks: tuple[Break, ...] = ()
    """School holidays and public holidays, in any order; they may overlap."""
    weekend: bool = True
    """Saturdays and Sundays are not school days."""

    def break_on(self, day: dt.date) -> Break | None:
        """The holiday of that day, if it is one; week-ends are not holidays."""
        if not self.first <= day <= self.last:
            raise UnknownDay(day)
        return next((one for one in self.breaks if day in one), None)

    def is_open(self, day: dt.date) -> bool:
        away = self.break_on(day) is not None
        return not away and not (self.weekend and day.weekday() >= SATURDAY)

    def next_open(self, day: dt.date) -> dt.date:
        """That day or the first school day after it."""
        while not self.is_open(day):
            day += _ONE
        return day

    def without(self, weeks: Sequence[Break]) -> SchoolDays:
        """For a class that is elsewhere then: its weeks of PFMP."""
        return SchoolDays(self.first, self.last, (*self.breaks, *weeks), self.weekend)

    def then(self, following: SchoolDays) -> SchoolDays:
        """These days and those of the year that follows at once."""
        if following.first != self.last + _ONE:
            raise ValueError("one year begins the day after the other ends")
        return SchoolDays(
            self.first, following.last, (*self.breaks, *following.breaks), self.weekend
        )
