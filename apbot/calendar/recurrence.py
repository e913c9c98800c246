""" "Toutes les 6 semaines, le jeudi à 17 h, hors vacances, 6 fois au plus"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from .days import SchoolDays, UnknownDay
from .hours import PARIS

_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A weekday (Monday is 0) and an hour, every so many weeks, so many times at most."""

    every_weeks: int
    weekday: int
    at: dt.time
    most: int
    zone: ZoneInfo = PARIS

    def __post_init__(self) -> None:
        if self.every_weeks < 1 or self.most < 1 or not 0 <= self.weekday <= 6:  # noqa: PLR2004
            raise ValueError("at least one week, one time, and a weekday from 0 to 6")

    def moments(self, first: dt.date, last: dt.date, days: SchoolDays) -> tuple[dt.datetime, ...]:
        """From ``first`` to ``last``, both included, in UTC, on school days only.

        Where the day falls into holidays it is the same weekday of the first week back, and the
        next ones are counted from there, so that two never come close. Ends with the calendar.
        """
        return tuple(
            dt.datetime.combine(day, self.at, self.zone).astimezone(dt.UTC)
            for day in islice(self._days(first, last, days), self.most)
        )

    def _days(self, first: dt.date, last: dt.date, days: SchoolDays) -> Iterator[dt.date]:
        day = first + dt.timedelta(days=(self.weekday - first.weekday()) % 7)
        while day <= last:
            try:
                is_open = days.is_open(day)
            except UnknownDay:
                return
            if is_open:
                yield day
            day += self.every_weeks * _WEEK if is_open else _WEEK
