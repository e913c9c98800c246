"""The holidays that come with the program, from a dated file; nothing is asked of the network.

The file says what the official calendar says: a holiday begins after the classes of its first day
and ends in the morning of the day classes come back, which is how it is printed everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dialogues.yaml_source import read

from .days import Break, SchoolDays

ZONES = ("A", "B", "C")
"""Corsica and overseas set their own dates: their schools write them in the school file."""
_FILE = Path(__file__).parent / "known.yaml"
_ONE = dt.timedelta(days=1)


def known_days(school_year: str, zone: str) -> SchoolDays | None:
    """From 1 September to 31 August of that year ("2026-2027"); None when it is not known."""
    known = _file()
    holidays = known["years"].get(school_year, {}).get(zone)
    if holidays is None:
        return None
    start = int(school_year[:4])
    first, last = dt.date(start, 9, 1), dt.date(start + 1, 8, 31)
    public = [
        Break(name, day, day)
        for day, name in _public(known["public_holidays"])
        if first <= day <= last
    ]
    return SchoolDays(first, last, (*map(_break, holidays), *public))


def verified_on() -> dt.date:
    """When somebody last compared the file with the official calendar."""
    return dt.date.fromisoformat(_file()["verified_on"])


@cache
def _file() -> Mapping[str, Any]:
    return MappingProxyType(read(_FILE).plain())


def _break(row: Mapping[str, str]) -> Break:
    """From the day classes end to the day they come back: what lies between."""
    after, back = dt.date.fromisoformat(row["after"]), dt.date.fromisoformat(row["back"])
    return Break(row["name"], after + _ONE, back - _ONE)


def _public(rows: Mapping[str, str]) -> Iterator[tuple[dt.date, str]]:
    for day, name in rows.items():
        yield dt.date.fromisoformat(day), name
