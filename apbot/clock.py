"""Time, handed in: nothing else in the project asks what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

Clock = Callable[[], dt.datetime]
"""Returns the moment, aware, in UTC."""


def system_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def school_time(moment: dt.datetime) -> str:
    """ "24/11/2026 09:15": the time it is at the school (France) at that moment."""
    return f"{moment.astimezone(ZoneInfo('Europe/Paris')):%d/%m/%Y %H:%M}"


def school_day(moment: dt.datetime) -> dt.date:
    """The day it is at the school (France) at that moment."""
    return moment.astimezone(ZoneInfo("Europe/Paris")).date()


def school_year(moment: dt.datetime) -> str:
    """ "2026-2027": it begins on 1 September."""
    first = moment.year if moment.month > 8 else moment.year - 1  # noqa: PLR2004  # August
    return f"{first}-{first + 1}"


def end_of_school_year(moment: dt.datetime) -> dt.datetime:
    """The coming 31 August, when raw answers are to be gone (``domain.md`` 4.3)."""
    year = moment.year if moment.month <= 8 else moment.year + 1  # noqa: PLR2004  # August
    return dt.datetime(year, 8, 31, tzinfo=dt.UTC)
