"""Dates as people type them: 3/9, 03.09.2026, 3 septembre, 2026-09-03, demain, lundi."""

from __future__ import annotations

import datetime as dt
import re

from .folding import fold

_MONTHS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)
_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_RELATIVE = {"avant hier": -2, "hier": -1, "aujourd hui": 0, "demain": 1, "apres demain": 2}
_ISO = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2}) (\d{1,2})(?: (\d{4}|\d{2}))?")
_NAMED = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+)(?: (\d{4}|\d{2}))?")


def parse_date(text: str, *, today: dt.date) -> dt.date | None:
    """The date meant; a bare day name is the next one.

    Of a day without a year, and of a year without its century, the nearest to ``today``.
    """
    folded = fold(text)
    folded = folded.removeprefix("le ")
    if folded in _RELATIVE:
        return today + dt.timedelta(days=_RELATIVE[folded])
    if folded.removesuffix(" prochain") in _DAYS:
        ahead = (_DAYS.index(folded.removesuffix(" prochain")) - today.weekday()) % 7 or 7
        return today + dt.timedelta(days=ahead)
    if found := _ISO.fullmatch(folded):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(folded):
        return _with_year(int(found[1]), int(found[2]), found[3], today)
    if (found := _NAMED.fullmatch(folded)) and found[2] in _MONTHS:
        return _with_year(int(found[1]), _MONTHS.index(found[2]) + 1, found[3], today)
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _with_year(day: int, month: int, year: str | None, today: dt.date) -> dt.date | None:
    if year is not None and len(year) > 2:  # noqa: PLR2004
        return _date(int(year), month, day)
    years = [today.year + shift for shift in (-1, 0, 1)]
    if year is not None:
        years = [century + int(year) for century in (1900, 2000)]
    around = [_date(candidate, month, day) for candidate in years]
    dates = [date for date in around if date is not None]
    return min(dates, key=lambda date: abs(date - today), default=None)
