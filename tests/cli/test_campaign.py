"""`apbot campaign`: exact dates before anything begins, then who is where."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind
from tests.cli.conftest import Apbot
from tests.clock import FakeClock

THURSDAY = dt.datetime(2026, 9, 17, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def environ(tmp_path: Path, clock: FakeClock) -> Mapping[str, str]:
    """A school of zone C with two classes of two; it is Thursday 17 September 2026."""
    clock.now = THURSDAY
    url, key, file = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "a.key", tmp_path / "school.yaml"
    file.write_text(
        'zone: C\nterms: [{ name: T1, from: "2026-09-01", to: "2026-11-27" }]\n'
        'pfmp: { "TCOM1": [{ from: "2026-09-14", to: "2026-09-25" }] }\n',
        encoding="utf-8",
    )
    storage = open_storage(url, key_file=key, create=True)
    with storage.write() as uow:
        for label, level in (("2nde 3", "seconde"), ("TCOM1", "terminale")):
            uow.people.add_class(ClassGroup(label, label, level, None, "2026-2027"))
            for n in (1, 2):
                student = Person(f"{label}{n}", PersonKind.STUDENT, "Alix", f"N{n}", label)
                uow.people.add(student, at=THURSDAY)
        uow.commit()
    storage.close()
    return {
        "APBOT_DATABASE_URL": url,
        "APBOT_KEY_FILE": str(key),
        "APBOT_SCHOOL_FILE": str(file),
    }


def listed(apbot: Apbot, environ: Mapping[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(apbot("campaign", "--json", environ=environ).out)
    return found


NEW = ("campaign", "new", "welcome", "--all", "--on", "2026-09-17")


def test_the_exact_dates_are_shown_and_nothing_begins(
    apbot: Apbot, environ: Mapping[str, str]
) -> None:
    ran = apbot(*NEW, "--dry-run", environ=environ)
    assert ran.status == 0, ran.errors
    assert ran.out.splitlines() == [
        "Questionnaire d'accueil : 4 élèves répondent.",
        (
            "  2nde 3 : invitation jeudi 17/09/2026 à 17:00, rappel jeudi 24/09/2026 à 17:00, fin "
            "jeudi 01/10/2026 à 17:00."
        ),
        (
            "  TCOM1 : invitation lundi 28/09/2026 à 07:00, rappel lundi 05/10/2026 à 07:00, fin "
            "lundi 12/10/2026 à 07:00."
        ),
        "Qui a commencé ou envoyé n'a pas ce rappel ; personne n'en a plus de deux.",
    ]
    assert listed(apbot, environ) == []


def test_no_is_no_and_yes_begins(apbot: Apbot, environ: Mapping[str, str]) -> None:
    refused = apbot(*NEW, typed="non\n", environ=environ)
    assert refused.status == 1
    assert "Rien n'a commencé." in refused.errors
    assert listed(apbot, environ) == []
    begun = apbot(*NEW, typed="oui\n", environ=environ)
    assert begun.status == 0
    (one,) = listed(apbot, environ)
    assert (one["number"], one["dialogue"], one["state"]) == (1, "welcome", "running")
    assert "1. Questionnaire d'accueil (2nde 3, TCOM1) : en cours, personne n'est encore" in (
        apbot("campaign", environ=environ).out
    )


def test_a_checkin_comes_again_between_holidays(apbot: Apbot, environ: Mapping[str, str]) -> None:
    ran = apbot(
        *("campaign", "new", "checkin", "--class", "2NDE 3", "--on", "2026-10-01"),
        *("--every", "6", "--until", "T1", "--days", "5", "--yes", "--json"),
        environ=environ,
    )
    days = [one["invited_at"][:16] for one in json.loads(ran.out)["days"]]
    assert days == ["2026-10-01T15:00", "2026-11-12T16:00"], "17:00 in Paris, summer and winter"
    shown = apbot("campaign", "show", "1", environ=environ).out
    assert "Ouverture le jeudi 12/11/2026 à 17:00" in shown
    assert "Personne n'est encore invité." in shown


def test_it_rests_goes_on_lasts_longer_and_ends(apbot: Apbot, environ: Mapping[str, str]) -> None:
    apbot(*NEW, "--yes", environ=environ)
    assert "est en pause" in apbot("campaign", "pause", "1", environ=environ).out
    again = apbot("campaign", "pause", "1", environ=environ)
    assert (again.status, "rien n'a changé" in again.errors) == (1, True)
    assert "reprend" in apbot("campaign", "resume", "1", environ=environ).out
    longer = apbot("campaign", "extend", "1", "--days", "1", environ=environ)
    assert "dure 1 jour de plus" in longer.out
    assert "est finie" in apbot("campaign", "end", "1", environ=environ).out
    assert listed(apbot, environ)[0]["state"] == "ended"


def test_the_same_questionnaire_twice_on_one_day_is_refused(
    apbot: Apbot, environ: Mapping[str, str]
) -> None:
    apbot(*NEW, "--yes", environ=environ)
    again = apbot("campaign", "new", "welcome", "--level", "seconde", *NEW[-2:], environ=environ)
    assert again.status == 1
    assert "s'ouvre déjà ce jour-là" in again.errors


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("welcome", "--on", "2026-09-17"), 2, "Donnez les classes"),
        (("welcome", "--all", "--level", "seconde", "--on", "2026-09-17"), 2, "Donnez les"),
        (("welcome", "--all", "--on", "demain"), 2, "écrivez un jour"),
        (("welcome", "--all", "--on", "2026-09-17", "--at", "25h"), 2, "écrivez une heure"),
        (("welcome", "--all", "--on", "2026-09-16"), 1, "Ce jour est passé"),
        (("welcome", "--all", "--on", "2036-09-16"), 1, "« zone: »"),
        (
            ("welcome", "--class", "2nde 9", "--on", "2026-09-17"),
            1,
            "dire « 2nde 3 » ?",
        ),
        (("welcome", "--level", "cap1", "--on", "2026-09-17"), 1, "le niveau « cap1 »"),
        (("accueil", "--all", "--on", "2026-09-17"), 1, "welcome"),
        (("workshop_review", "--all", "--on", "2026-09-17"), 1, "porte sur un atelier"),
        (("observation", "--all", "--on", "2026-09-17", "--asked", "students"), 1, "aux adultes"),
        (("welcome", "--all", "--on", "2026-09-17", "--asked", "referents"), 1, "aux élèves"),
        (("welcome", "--all", "--on", "2026-09-17", "--asked", "profs"), 2, "écrivez students"),
        (("welcome", "--all", "--on", "2026-09-17", "--days", "0"), 1, "--days doit être"),
        (("welcome", "--all", "--on", "2026-09-17", "--grace", "500"), 1, "--grace doit être"),
        (("welcome", "--all", "--on", "2026-09-17", "--until", "2026-12-01"), 2, "--every"),
        (("checkin", "--all", "--on", "2026-09-17", "--every", "0"), 1, "à partir de 1"),
        (
            ("checkin", "--all", "--on", "2026-10-20", "--every", "1", "--until", "2026-10-25"),
            1,
            "Aucun jour de classe",
        ),
    ],
)
def test_what_cannot_be_is_said_with_what_to_change(
    apbot: Apbot, environ: Mapping[str, str], arguments: tuple[str, ...], status: int, words: str
) -> None:
    ran = apbot("campaign", "new", *arguments, environ=environ)
    assert (ran.status, words in ran.errors) == (status, True), ran.errors
    assert listed(apbot, environ) == []


def test_a_number_that_is_none_is_said(apbot: Apbot, environ: Mapping[str, str]) -> None:
    for command in (("show", "1"), ("pause", "0"), ("end", "7")):
        ran = apbot("campaign", *command, environ=environ)
        assert (ran.status, "Il n'y a pas de campagne" in ran.errors) == (1, True)
    ran = apbot("campaign", "extend", "1", "--days", "99", environ=environ)
    assert (ran.status, "de 1 à 60" in ran.errors) == (2, True)


def test_without_a_zone_nothing_can_begin(
    apbot: Apbot, environ: Mapping[str, str], tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("address: vous\n", encoding="utf-8")
    ran = apbot(*NEW, environ={**environ, "APBOT_SCHOOL_FILE": str(other)})
    assert (ran.status, "« zone: »" in ran.errors) == (1, True)
