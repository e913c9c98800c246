"""At once, each morning, each week: what waits comes at the next moment that was chosen."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.calendar import QuietHours, Rhythm, is_allowed, known_days, next_told

PARIS = ZoneInfo("Europe/Paris")
QUIET = QuietHours()
DAYS = known_days("2026-2027", "C")
assert DAYS is not None


def told(text: str, rhythm: Rhythm) -> str:
    assert DAYS is not None
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)
    found = next_told(moment, rhythm, DAYS, QUIET)
    return f"{found.astimezone(PARIS):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("moment", "rhythm", "expected"),
    [
        ("2026-11-24T17:00", Rhythm.AT_ONCE, "2026-11-24T17:00"),
        ("2026-11-24T21:00", Rhythm.AT_ONCE, "2026-11-25T07:00"),
        ("2026-11-24T17:00", Rhythm.DAILY, "2026-11-25T07:00"),
        ("2026-11-24T07:30", Rhythm.DAILY, "2026-11-24T07:30"),
        ("2026-11-24T08:00", Rhythm.DAILY, "2026-11-25T07:00"),
        ("2026-11-27T17:00", Rhythm.DAILY, "2026-11-30T07:00"),
        ("2026-11-24T07:30", Rhythm.WEEKLY, "2026-11-30T07:00"),
        ("2026-11-30T07:30", Rhythm.WEEKLY, "2026-11-30T07:30"),
        # The Monday of Easter is a holiday, and so are two weeks before it.
        ("2027-04-20T12:00", Rhythm.WEEKLY, "2027-04-26T07:00"),
        # The week of 11 November begins on its Monday all the same.
        ("2026-11-10T07:10", Rhythm.WEEKLY, "2026-11-16T07:00"),
        # 5 April 2027 is Easter Monday, in the spring holidays: the first morning after them.
        ("2027-04-03T12:00", Rhythm.WEEKLY, "2027-04-19T07:00"),
    ],
)
def test_moments(moment: str, rhythm: Rhythm, expected: str) -> None:
    assert told(moment, rhythm) == expected


SEPTEMBER = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
MOMENTS = st.integers(0, 287 * 24 * 60).map(
    lambda minutes: SEPTEMBER + dt.timedelta(minutes=minutes)
)


@given(moment=MOMENTS, rhythm=st.sampled_from(Rhythm))
def test_whatever_the_moment_it_is_allowed_not_before_and_stays(
    moment: dt.datetime, rhythm: Rhythm
) -> None:
    assert DAYS is not None
    found = next_told(moment, rhythm, DAYS, QUIET)
    assert found >= moment
    assert is_allowed(found, DAYS, QUIET)
    assert next_told(found, rhythm, DAYS, QUIET) == found


@given(moment=MOMENTS)
def test_seldom_is_never_sooner_than_often(moment: dt.datetime) -> None:
    assert DAYS is not None
    at_once, daily, weekly = (next_told(moment, one, DAYS, QUIET) for one in Rhythm)
    assert at_once <= daily <= weekly
