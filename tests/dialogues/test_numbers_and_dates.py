"""Numbers and days as people write them in French."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.french_dates import parse_date
from dialogues.french_numbers import parse_number

TODAY = dt.date(2026, 9, 14)
UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
).split()
TENS = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante"]


def written(number: int) -> str:
    """The reference: how a number below 1000 is written."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return below_100(rest)
    head = "cent" if hundreds == 1 else f"{UNITS[hundreds]} cent"
    if rest:
        return f"{head} {below_100(rest)}"
    return head if hundreds == 1 else f"{head}s"


def below_100(number: int) -> str:
    if number < 17:
        return UNITS[number]
    if number < 20:
        return f"dix-{UNITS[number - 10]}"
    if number < 70:
        tens, unit = divmod(number, 10)
        link = {0: "", 1: " et un"}.get(unit, f"-{UNITS[unit]}")
        return TENS[tens] + link
    if number < 80:
        return "soixante et onze" if number == 71 else f"soixante-{below_100(number - 60)}"
    return "quatre-vingts" if number == 80 else f"quatre-vingt-{below_100(number - 80)}"


def test_every_number_below_a_thousand_is_read() -> None:
    for number in range(1000):
        words = written(number)
        assert parse_number(words) == number
        assert parse_number(words.upper().replace("-", " ")) == number
        assert parse_number(f"environ {words} heures") == number
        assert parse_number(f"{words} et demi") == number + 0.5


@given(st.integers(-999_999, 999_999), st.integers(0, 99))
def test_digits_are_read_with_comma_or_point(whole: int, cents: int) -> None:
    expected = float(f"{whole}.{cents:02}")

    assert parse_number(f"{whole},{cents:02}") == expected
    assert parse_number(f" {whole}.{cents:02} ") == expected
    assert isinstance(parse_number(f"{whole},0"), int)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12,5", 12.5),
        ("+3", 3),
        ("-2", -2),
        ("1 200", 1200),
        ("1\u202f200,5", 1200.5),
        ("2h", 2),
        ("2 heures", 2),
        ("environ 3 h", 3),
        ("à peu près 15 ans", 15),
        ("2 et demi", 2.5),
        ("2 heures et demie", 2.5),
        ("deux heures et demie", 2.5),
        ("deux et demi heures", 2.5),
        ("une heure", 1),
        ("une fois", 1),
        ("une dizaine", 10),
        ("une vingtaine d'heures", 20),
        ("quinzaine", 15),
        ("septante-et-un", 71),
        ("nonante-neuf", 99),
        ("huitante", 80),
        ("deux cent un", 201),
        ("Vingt-Deux", 22),
    ],
)
def test_number_is_read_as_people_write_it(text: str, number: float | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "beaucoup",
        "un peu",
        "peu",
        "un élève",
        "deux ou trois",
        "1 ou 2",
        "1 2",
        "1_2",
        "1e5",
        "1e999",
        "nan",
        "inf",
        "-infinity",
        "0x10",
        "12,5,3",
        "1 20",
        "12h30",
        "une demi-heure",
        "demi",
        "et demi",
        "deux et trois",
        "dix onze",
        "vingt dix",
        "vingt douze",
        "vingt zéro",
        "zéro un",
        "cent cent",
        "dix cents",
        "mille",
        "et deux",
        "deux et",
        "٣",
        "²",
        "9" * 13,
        "9" * 5000,
        "un " * 1000,
        "--1",
        "h",
        "environ",
    ],
)
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert parse_number(text) is None


@given(st.text(st.characters(codec=None), max_size=100))
def test_any_text_is_a_number_or_nothing(text: str) -> None:
    number = parse_number(text)

    assert number is None or abs(number) < 1e13


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/10", dt.date(2026, 10, 12)),
        ("12/10/2026", dt.date(2026, 10, 12)),
        ("12.10.26", dt.date(2026, 10, 12)),
        ("3 9", dt.date(2026, 9, 3)),
        ("2026-10-12", dt.date(2026, 10, 12)),
        ("le 12 octobre", dt.date(2026, 10, 12)),
        ("Lundi 12 Octobre 2026", dt.date(2026, 10, 12)),
        ("12 octobre 26", dt.date(2026, 10, 12)),
        ("1er août", dt.date(2026, 8, 1)),
        ("12/01", dt.date(2027, 1, 12)),
        ("25/12", dt.date(2026, 12, 25)),
        ("20/04", dt.date(2026, 4, 20)),
        ("13/03/98", dt.date(1998, 3, 13)),
        ("29/02/2024", dt.date(2024, 2, 29)),
        ("29/02/24", dt.date(2024, 2, 29)),
        ("aujourd'hui", dt.date(2026, 9, 14)),
        ("Demain !", dt.date(2026, 9, 15)),
        ("après-demain", dt.date(2026, 9, 16)),
        ("hier", dt.date(2026, 9, 13)),
        ("avant-hier", dt.date(2026, 9, 12)),
        ("mardi", dt.date(2026, 9, 15)),
        ("lundi", dt.date(2026, 9, 21)),
        ("dimanche prochain", dt.date(2026, 9, 20)),
    ],
)
def test_day_is_read_as_people_write_it(text: str, day: dt.date) -> None:
    assert parse_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "31/02", "32/01", "0/1", "12/13", "29/02", "12 brumaire", "bientôt", "2026-13-01"),
        *("0000-01-01", "12", "12/10/202", "1/1/1/1", "9" * 5000, "le", "le le 3 mars à midi"),
    ],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert parse_date(text, today=TODAY) is None


@given(st.dates(dt.date(1000, 1, 1), dt.date(9998, 12, 31)))
def test_day_written_out_is_read_back(day: dt.date) -> None:
    assert parse_date(day.isoformat(), today=TODAY) == day
    assert parse_date(f"{day.day}/{day.month}/{day.year}", today=TODAY) == day


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)), st.integers(-170, 170))
def test_day_without_a_year_is_the_nearest(today: dt.date, away: int) -> None:
    day = today + dt.timedelta(days=away)
    if (day.month, day.day) != (2, 29):
        assert parse_date(f"{day.day}/{day.month}", today=today) == day


@given(st.text(st.characters(codec=None), max_size=30))
def test_any_text_is_a_day_or_nothing(text: str) -> None:
    day = parse_date(text, today=TODAY)

    assert day is None or isinstance(day, dt.date)
