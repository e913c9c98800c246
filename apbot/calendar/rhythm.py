"""How often somebody wants to be told: at once, each morning, each week.

A morning is the first hour after the quiet hours of a school day; a week begins with its first
school day. What happens in between waits for it and comes in one message.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from .days import SchoolDays
from .hours import QuietHours, next_allowed

_HOUR = dt.timedelta(hours=1)
_ONE = dt.timedelta(days=1)


class Rhythm(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


def next_told(
    moment: dt.datetime, rhythm: Rhythm, days: SchoolDays, quiet: QuietHours
) -> dt.datetime:
    """That moment if they may be told then, or the first one after it, in UTC.

    Raises ``UnknownDay`` where the calendar ends before one is found.
    """
    found = next_allowed(moment, days, quiet)
    if rhythm is Rhythm.AT_ONCE:
        return found
    if not _is_morning(found, quiet):
        found = _next_morning(found, days, quiet)
    while rhythm is Rhythm.WEEKLY and not _begins_week(found, days, quiet):
        found = _next_morning(found, days, quiet)
    return found


def _is_morning(moment: dt.datetime, quiet: QuietHours) -> bool:
    local = moment.astimezone(quiet.zone)
    began = local.replace(
        hour=quiet.morning.hour, minute=quiet.morning.minute, second=0, microsecond=0
    )
    return began <= local < began + _HOUR


def _next_morning(moment: dt.datetime, days: SchoolDays, quiet: QuietHours) -> dt.datetime:
    tomorrow = moment.astimezone(quiet.zone).date() + _ONE
    return next_allowed(dt.datetime.combine(tomorrow, dt.time(), quiet.zone), days, quiet)


def _begins_week(moment: dt.datetime, days: SchoolDays, quiet: QuietHours) -> bool:
    """No earlier day of that week is a school day; days before the calendar are not."""
    day = moment.astimezone(quiet.zone).date()
    monday = day - dt.timedelta(days=day.weekday())
    earlier = (monday + dt.timedelta(days=one) for one in range(day.weekday()))
    return not any(one >= days.first and days.is_open(one) for one in earlier)
