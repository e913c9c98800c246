"""Hours at which nobody is written to.

By default from 20:00 to 7:00 and from Friday 20:00 to Monday 7:00, as the ministry asks of the
schools' own platforms since 1 September 2025; never on a day without school.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .days import SchoolDays

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Quiet from ``evening`` to ``morning``, in the school's own time; ``morning < evening``."""

    evening: dt.time = dt.time(20)
    morning: dt.time = dt.time(7)
    zone: ZoneInfo = PARIS

    def __post_init__(self) -> None:
        if not self.morning < self.evening:
            raise ValueError("the morning comes before the evening")


def is_allowed(moment: dt.datetime, days: SchoolDays, quiet: QuietHours) -> bool:
    """Whether somebody may be written to then. ``moment`` is aware."""
    local = moment.astimezone(quiet.zone)
    awake = quiet.morning <= local.time() < quiet.evening
    return awake and days.is_open(local.date())


def next_allowed(moment: dt.datetime, days: SchoolDays, quiet: QuietHours) -> dt.datetime:
    """That moment if it is allowed, or the first allowed one after it, in UTC.

    Raises ``UnknownDay`` where the calendar ends before one is found.
    """
    local = moment.astimezone(quiet.zone)
    day = local.date()
    if days.is_open(day) and local.time() < quiet.evening:
        if local.time() >= quiet.morning:
            return moment.astimezone(dt.UTC)
    else:
        day = days.next_open(day + dt.timedelta(days=1))
    # A morning is after the clocks have changed (2:00 or 3:00): it exists, and once.
    return dt.datetime.combine(day, quiet.morning, quiet.zone).astimezone(dt.UTC)
