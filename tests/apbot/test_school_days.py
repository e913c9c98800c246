"""The calendar of a school: its zone's, and what the school says otherwise."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from apbot.calendar import Break, QuietHours
from apbot.errors import Unusable
from apbot.school import Contact, School, Term, read_school
from apbot.school.days import calendar_of

TEMPLATE = Path("apbot/school/school.yaml")
AT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def read(tmp_path: Path, text: str) -> School:
    file = tmp_path / "school.yaml"
    file.write_text(text, encoding="utf-8")
    return read_school(file)


def test_the_file_that_init_writes_is_the_default(tmp_path: Path) -> None:
    assert read(tmp_path, TEMPLATE.read_text(encoding="utf-8")) == School()


def test_every_line_of_it_may_be_made_to_count(tmp_path: Path) -> None:
    (tmp_path / "subjects.yaml").write_text("", encoding="utf-8")
    (tmp_path / "dialogues").mkdir()
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    keys = ("school:", "year:", "zone:", "dpo:", "contacts:", "holidays:", "terms:", "pfmp:")
    starts = (*keys, "subjects:", "dialogues:", "  - {", '  "', "    - {")
    counting = [line[2:] if line[2:].startswith(starts) else line for line in lines]
    school = read(tmp_path, "\n".join(counting))
    assert school.name == "Lycée des Deux-Rives"
    assert (school.year, school.zone, school.dpo) == ("2026-2027", "C", "dpd@lycee.example")
    assert school.contacts[1] == Contact("la CPE", "vie scolaire")
    assert school.whom_to_see == "l'infirmière (bâtiment B, de 8 h à 17 h) ; la CPE (vie scolaire)"
    assert school.terms[0] == Term("1er trimestre", dt.date(2026, 9, 1), dt.date(2026, 11, 27))
    assert school.away == {"tcom1": (Break("PFMP", dt.date(2026, 11, 9), dt.date(2026, 12, 4)),)}
    assert school.holidays[0] == Break(
        "Vacances d’hiver", dt.date(2027, 2, 7), dt.date(2027, 2, 21)
    )
    assert school.holidays[1] == Break(
        "Journée pédagogique", dt.date(2027, 3, 12), dt.date(2027, 3, 12)
    )


def test_without_a_zone_nobody_is_written_to() -> None:
    calendar = calendar_of(School(), at=AT)
    assert not calendar.may_tell(AT, None)
    assert calendar.next_moment(AT, None) is None


def test_the_school_replaces_a_holiday_by_its_own_and_adds_days(tmp_path: Path) -> None:
    school = read(
        tmp_path,
        "zone: C\nholidays:\n"
        '  - { name: "Vacances d’hiver", after: "2027-02-13", back: "2027-03-01" }\n'
        '  - { name: "Journée pédagogique", day: "2026-11-26" }\n',
    )
    days = calendar_of(school, at=AT).days
    assert days.is_open(dt.date(2027, 2, 8))
    assert not days.is_open(dt.date(2027, 2, 23))
    assert not days.is_open(dt.date(2026, 11, 26))
    assert not days.is_open(dt.date(2026, 12, 21)), "the others stay"


def test_where_the_next_year_is_known_the_calendar_goes_on() -> None:
    calendar = calendar_of(School(zone="C", year="2026-2027"), at=AT)
    summer = dt.datetime(2027, 7, 20, 12, 0, tzinfo=dt.UTC)
    assert calendar.next_moment(summer, None) == dt.datetime(2027, 9, 1, 5, 0, tzinfo=dt.UTC)


def test_a_school_of_no_zone_gives_its_own_holidays(tmp_path: Path) -> None:
    school = read(
        tmp_path, 'holidays: [{ name: "Vacances", after: "2026-12-11", back: "2027-01-25" }]\n'
    )
    days = calendar_of(school, at=AT).days
    assert days.is_open(dt.date(2026, 12, 11))
    assert not days.is_open(dt.date(2026, 12, 14))
    assert days.is_open(dt.date(2027, 1, 25))


def test_a_class_at_work_is_not_written_to_however_its_name_is_spelt(tmp_path: Path) -> None:
    school = read(
        tmp_path,
        'zone: C\npfmp:\n  "TCOM 1":\n    - { from: "2026-11-23", to: "2026-12-04" }\n',
    )
    calendar = calendar_of(school, at=AT)
    assert calendar.may_tell(AT, "TCOM2")
    assert not calendar.may_tell(AT, "Tcom1")


def test_quiet_hours_may_be_longer(tmp_path: Path) -> None:
    school = read(tmp_path, 'quiet: { evening: "18:30", morning: "8:00" }\n')
    assert school.quiet == QuietHours(dt.time(18, 30), dt.time(8))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("zone: D\n", "1:7: « D » n'est pas possible ici. Écrivez A, B ou C."),
        ("year: 2026-2028\n", "Écrivez « 2026-2027 »"),
        ("schol: x\n", "Vouliez-vous « school » ?"),
        ("terms: [{ name: T1, from: 2026-09-01 }]\n", "« to » manque ici"),
        ("terms: [{ name: T1, from: 2026-09-02, to: 2026-09-01 }]\n", "Échangez les deux jours"),
        ("terms: 3\n", "une liste est attendue"),
        ("terms: [3]\n", "des clés sont attendues : from, name, to"),
        ("holidays: [{ name: x, after: 2026-09-01 }]\n", "donnez « after »"),
        ("holidays: [{ name: x, after: 2026-09-01, back: 2026-09-02 }]\n", "la reprise vient"),
        ("holidays: [{ name: x, day: 32/13 }]\n", "« 32/13 » n'est pas un jour"),
        ("holidays: [{ name: x, day: 2026-09-01, back: 2026-09-02 }]\n", "donnez « after »"),
        ('quiet: { evening: "7:00", morning: "20:00" }\n', "Échangez les deux"),
        ('quiet: { evening: "22:00" }\n', "personne n'est dérangé avant 7:00"),
        ('quiet: { evening: "25:00" }\n', "une heure est attendue"),
        ("quiet: 3\n", "des clés sont attendues : evening, morning"),
        ("pfmp: [a]\n", "le nom d'une classe est attendu"),
        ("pfmp: { TCOM1: [{ from: 2026-09-01 }] }\n", "« to » manque"),
        ("contacts: [{ where: x }]\n", "« name » manque"),
        ("subjects: nulle-part.yaml\n", "le fichier nulle-part.yaml n'est pas là"),
        ("school: [x]\n", "un texte est attendu"),
        (f"school: {'x' * 201}\n", "dépasse 200 signes"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_its_repair(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(Unusable) as raised:
        read(tmp_path, text)
    assert "school.yaml:1:" in str(raised.value)
    assert words in str(raised.value)


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as raised:
        read(tmp_path, "zone: D\nyear: x\ncontacts: 3\n")
    assert len(str(raised.value).splitlines()) == 3
