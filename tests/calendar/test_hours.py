"""Nobody is written to at night, on a week-end, in the holidays; nothing is put off for nothing."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apbot.calendar import (
    Break,
    QuietHours,
    SchoolDays,
    UnknownDay,
    is_allowed,
    known_days,
    next_allowed,
)

PARIS = ZoneInfo("Europe/Paris")
QUIET = QuietHours()
HOUR = dt.timedelta(hours=1)


def year() -> SchoolDays:
    found = known_days("2026-2027", "C")
    assert found is not None
    return found


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)


MOMENTS = st.integers(0, 300 * 24 * 3600).map(
    lambda seconds: dt.datetime(2026, 9, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)
BREAKS = st.lists(
    st.builds(
        lambda first, length: Break("pfmp", first, first + dt.timedelta(days=length)),
        st.dates(dt.date(2026, 9, 1), dt.date(2027, 5, 1)),
        st.integers(0, 35),
    ),
    max_size=4,
)
HOURS = st.builds(
    QuietHours,
    evening=st.times(dt.time(13), dt.time(22)),
    morning=st.times(dt.time(5), dt.time(12)),
)


@given(MOMENTS, BREAKS, HOURS)
@example(dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC), [], QUIET)  # the night clocks go forward
@example(dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), [], QUIET)  # the night they go back
def test_it_is_allowed_not_earlier_and_as_soon_as_possible(
    moment: dt.datetime, weeks: list[Break], quiet: QuietHours
) -> None:
    days = year().without(weeks)
    found = next_allowed(moment, days, quiet)
    assert is_allowed(found, days, quiet)
    assert found >= moment
    assert next_allowed(found, days, quiet) == found
    earlier = moment
    while earlier < found:
        assert not is_allowed(earlier, days, quiet)
        earlier += HOUR
    if found > moment:
        assert not is_allowed(found - dt.timedelta(seconds=1), days, quiet)


@given(MOMENTS, MOMENTS)
def test_order_is_kept(one: dt.datetime, other: dt.datetime) -> None:
    first, second = sorted([one, other])
    assert next_allowed(first, year(), QUIET) <= next_allowed(second, year(), QUIET)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-09-17T12:30", "2026-09-17T12:30"),
        ("2026-09-17T19:59", "2026-09-17T19:59"),
        ("2026-09-17T20:00", "2026-09-18T07:00"),
        ("2026-09-18T06:59", "2026-09-18T07:00"),
        ("2026-09-18T20:00", "2026-09-21T07:00"),  # Friday evening to Monday morning
        ("2026-10-16T21:00", "2026-11-02T07:00"),  # over the holidays, and the clocks
        ("2026-11-10T22:00", "2026-11-12T07:00"),  # over a public holiday
    ],
)
def test_hours_of_a_school_week(moment: str, expected: str) -> None:
    assert next_allowed(local(moment), year(), QUIET) == local(expected)


def test_a_class_at_work_is_left_alone() -> None:
    away = (Break("PFMP", dt.date(2026, 9, 21), dt.date(2026, 10, 2)),)
    days = year().without(away)
    assert next_allowed(local("2026-09-21T10:00"), days, QUIET) == local("2026-10-05T07:00")
    assert is_allowed(local("2026-09-21T10:00"), year(), QUIET)


def test_where_the_calendar_ends_it_says_so() -> None:
    with pytest.raises(UnknownDay):
        next_allowed(local("2027-07-20T10:00"), year(), QUIET)


def test_a_day_has_a_morning_before_its_evening() -> None:
    with pytest.raises(ValueError, match="morning"):
        QuietHours(evening=dt.time(7), morning=dt.time(20))
