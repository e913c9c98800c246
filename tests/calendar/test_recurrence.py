"""A check-in that comes back: on its weekday, never in the holidays, never two close together."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.calendar import Break, Recurrence, SchoolDays, known_days

PARIS = ZoneInfo("Europe/Paris")
FIRST, LAST = dt.date(2026, 9, 10), dt.date(2027, 6, 30)


def year() -> SchoolDays:
    found = known_days("2026-2027", "C")
    assert found is not None
    return found


def test_every_six_weeks_on_thursday_at_five() -> None:
    sixth = Recurrence(every_weeks=6, weekday=3, at=dt.time(17), most=6)
    local = [m.astimezone(PARIS) for m in sixth.moments(FIRST, LAST, year())]
    assert [f"{m:%Y-%m-%d %H:%M}" for m in local] == [
        "2026-09-10 17:00",
        "2026-11-05 17:00",  # 22 October is in the holidays, and so is the 29th
        "2026-12-17 17:00",
        "2027-01-28 17:00",
        "2027-03-11 17:00",
        "2027-04-22 17:00",
    ]


@given(
    st.integers(1, 10),
    st.integers(0, 6),
    st.integers(1, 12),
    st.dates(FIRST, dt.date(2027, 3, 1)),
    st.lists(st.dates(FIRST, LAST), max_size=3),
)
def test_on_its_weekday_open_apart_and_not_too_many(
    every: int, weekday: int, most: int, first: dt.date, away: list[dt.date]
) -> None:
    days = year().without([Break("PFMP", day, day + dt.timedelta(days=20)) for day in away])
    again = Recurrence(every, weekday, dt.time(17), most)
    found = [m.astimezone(PARIS) for m in again.moments(first, LAST, days)]
    assert len(found) <= most
    for moment in found:
        assert moment.weekday() == weekday
        assert moment.hour == 17
        assert first <= moment.date() <= LAST
        assert days.is_open(moment.date())
    for one, other in pairwise(found):
        assert (other.date() - one.date()).days >= 7 * every


def test_it_ends_where_nobody_knows_the_calendar() -> None:
    weekly = Recurrence(every_weeks=1, weekday=0, at=dt.time(17), most=60)
    found = weekly.moments(dt.date(2027, 6, 1), dt.date(2028, 6, 1), year())
    assert found
    assert max(found).date() <= dt.date(2027, 7, 3)


@pytest.mark.parametrize(("every", "weekday", "most"), [(0, 3, 6), (6, 7, 6), (6, 3, 0)])
def test_nonsense_is_refused(every: int, weekday: int, most: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        Recurrence(every, weekday, dt.time(17), most)
