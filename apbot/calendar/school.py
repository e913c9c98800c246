"""One school's calendar: its days, its hours, the weeks when a class is at work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .days import Break, SchoolDays, UnknownDay
from .hours import QuietHours
from .rhythm import Rhythm, next_told

_NONE: Mapping[str, tuple[Break, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    days: SchoolDays
    quiet: QuietHours = field(default_factory=QuietHours)
    away: Mapping[str, tuple[Break, ...]] = field(default_factory=lambda: _NONE)
    """Weeks at work (PFMP), by class label as ``plain_label`` gives it."""

    def days_of(self, label: str | None) -> SchoolDays:
        """The school days of a class; of the school where no class is named."""
        weeks = self.away.get(plain_label(label), ()) if label else ()
        return self.days.without(weeks) if weeks else self.days

    def may_tell(
        self, moment: dt.datetime, label: str | None, rhythm: Rhythm = Rhythm.AT_ONCE
    ) -> bool:
        """Whether somebody of that class may be written to then; nobody on an unknown day."""
        return self.next_moment(moment, label, rhythm) == moment

    def next_moment(
        self, moment: dt.datetime, label: str | None, rhythm: Rhythm = Rhythm.AT_ONCE
    ) -> dt.datetime | None:
        """The first one at which they may be written to; None where the calendar ends before."""
        try:
            return next_told(moment, rhythm, self.days_of(label), self.quiet)
        except UnknownDay:
            return None


def plain_label(label: str) -> str:
    """Two ways to write one class are one: "2nde 3", "2NDE3"."""
    return "".join(label.casefold().split())
