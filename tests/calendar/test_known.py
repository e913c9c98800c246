"""The calendar that comes with the program says what the official one says."""

from __future__ import annotations

import datetime as dt

import pytest

from apbot.calendar import ZONES, SchoolDays, UnknownDay, known_days
from apbot.calendar.known import verified_on

YEAR = "2026-2027"


def days(zone: str = "C") -> SchoolDays:
    found = known_days(YEAR, zone)
    assert found is not None
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_classes_are_open_until_the_day_a_holiday_begins_and_from_the_morning_they_are_back(
    zone: str,
) -> None:
    year = days(zone)
    assert year.is_open(dt.date(2026, 10, 16))
    assert year.break_on(dt.date(2026, 10, 18)) is not None
    assert not year.is_open(dt.date(2026, 10, 30))
    assert year.is_open(dt.date(2026, 11, 2))


@pytest.mark.parametrize(
    ("zone", "day"), [("A", "2027-02-26"), ("B", "2027-03-05"), ("C", "2027-02-19")]
)
def test_each_zone_has_its_own_winter(zone: str, day: str) -> None:
    away = {one for one in ZONES if not days(one).is_open(dt.date.fromisoformat(day))}
    assert zone in away
    assert away != set(ZONES)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", ["2026-11-11", "2027-03-29", "2027-05-07", "2027-05-17"])
def test_public_holidays_and_the_bridge_of_ascension_are_days_off(zone: str, day: str) -> None:
    assert not days(zone).is_open(dt.date.fromisoformat(day))


@pytest.mark.parametrize("year", ["2026-2027", "2027-2028"])
@pytest.mark.parametrize("zone", ZONES)
def test_a_year_has_about_36_weeks_of_school(year: str, zone: str) -> None:
    found = known_days(year, zone)
    assert found is not None
    each = (found.first + dt.timedelta(days=n) for n in range((found.last - found.first).days + 1))
    assert 168 <= sum(found.is_open(day) for day in each) <= 182


def test_another_year_or_zone_is_not_made_up() -> None:
    assert known_days("2031-2032", "A") is None
    assert known_days(YEAR, "Corse") is None
    with pytest.raises(UnknownDay) as caught:
        days().is_open(dt.date(2027, 9, 1))
    assert caught.value.day == dt.date(2027, 9, 1)


def test_the_file_says_when_it_was_compared_with_the_official_one() -> None:
    assert verified_on() >= dt.date(2026, 11, 24)


def test_two_years_that_follow_are_one_calendar() -> None:
    following = known_days("2027-2028", "C")
    assert following is not None
    both = days().then(following)
    assert both.next_open(dt.date(2027, 7, 5)) == dt.date(2027, 9, 1)
    with pytest.raises(ValueError, match="the day after"):
        following.then(days())
