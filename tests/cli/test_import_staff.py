"""`apbot import-staff`: shown first, written once; rights end, nothing is deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from apbot.enrolment import invite, visitor
from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind, Role
from storage.unit_of_work import UnitOfWork
from tests.cli.conftest import Apbot
from tests.clock import FakeClock

HEADINGS = "Nom;Prénom;Fonction;Classes;E-mail"
FIRST = (
    "GARANCE;Claude;Professeur référent;2nde 3, 2nde 4;c.garance@lycee.example",
    "LAURÉOLE;Dominique;Coordonnateur AP;;",
)


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    url, key = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "a.key"
    storage = open_storage(url, key_file=key, create=True)
    with storage.write() as uow:
        for number in (3, 4):
            label = f"2nde {number}"
            uow.people.add_class(ClassGroup(f"c{number}", label, None, None, "2026-2027"))
        uow.commit()
    storage.close()
    return {"APBOT_DATABASE_URL": url, "APBOT_KEY_FILE": str(key)}


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return write(tmp_path, *FIRST)


def write(folder: Path, *lines: str) -> Path:
    path = folder / "adultes.csv"
    path.write_text("\n".join((HEADINGS, *lines)), encoding="utf-8")
    return path


@contextmanager
def opened(environ: Mapping[str, str]) -> Iterator[UnitOfWork]:
    storage = open_storage(environ["APBOT_DATABASE_URL"], key_file=Path(environ["APBOT_KEY_FILE"]))
    with storage.write() as uow:
        yield uow
        uow.commit()
    storage.close()


def adult(uow: UnitOfWork, family_name: str) -> Person:
    return next(one for one in uow.people.staff() if one.family_name == family_name)


def test_a_dry_run_shows_everything_and_writes_nothing(
    apbot: Apbot, environ: Mapping[str, str], listed: Path
) -> None:
    ran = apbot("import-staff", listed, "--dry-run", environ=environ)

    assert ran.status == 0
    assert ran.out.splitlines() == [
        "adultes.csv (UTF-8, point-virgule) : 2 adultes.",
        "Arrivées (2) :",
        "  GARANCE Claude, professeur référent (2nde 3, 2nde 4)",
        "  LAURÉOLE Dominique, coordonnateur AP",
        "Rien n'a été écrit (--dry-run).",
    ]
    with opened(environ) as uow:
        assert list(uow.people.staff()) == []


def test_without_a_yes_nothing_is_written(
    apbot: Apbot, environ: Mapping[str, str], listed: Path
) -> None:
    ran = apbot("import-staff", listed, typed="\n", environ=environ)

    assert ran.status == 1
    assert ran.out.endswith("Rien n'a été écrit.\n")
    with opened(environ) as uow:
        assert list(uow.people.staff()) == []


def test_a_yes_writes_it_once(
    apbot: Apbot, environ: Mapping[str, str], listed: Path, clock: FakeClock
) -> None:
    first = apbot("import-staff", listed, typed="o\n", environ=environ)

    assert "Écrit : 2 arrivées, 3 droits en plus, 0 droit en moins, 0 départ." in first.out
    again = apbot("import-staff", listed, environ=environ)
    assert again.out.endswith("Rien à changer : la base dit déjà la même chose.\n")
    with opened(environ) as uow:
        garance = adult(uow, "GARANCE")
        assert (garance.kind, garance.email) == (PersonKind.STAFF, "c.garance@lycee.example")
        held = uow.people.grants_of(garance.id, at=clock())
        assert [(one.role, one.class_id) for one in held] == [
            (Role.REFERENT, "c3"),
            (Role.REFERENT, "c4"),
        ]
        trail = [line.verb for line in uow.audit.about("staff", garance.id)]
        assert trail == ["add_adult", "give_right", "give_right"]


def test_the_database_holds_no_address_in_clear(
    apbot: Apbot, environ: Mapping[str, str], listed: Path
) -> None:
    apbot("import-staff", listed, "--yes", environ=environ)

    database = Path(environ["APBOT_DATABASE_URL"].removeprefix("sqlite:///"))
    stored = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))

    assert b"garance@lycee" not in stored.lower()
    assert b"GARANCE" not in stored


def test_importing_again_ends_what_is_no_longer_listed(
    apbot: Apbot, environ: Mapping[str, str], listed: Path, tmp_path: Path, clock: FakeClock
) -> None:
    apbot("import-staff", listed, "--yes", environ=environ)
    clock.advance(days=10)
    write(tmp_path, "GARANCE;Claude;Professeur référent;2nde 4;")

    ran = apbot("import-staff", listed, "--yes", environ=environ)

    assert "Droits qui finissent (1) :" in ran.out
    assert "  GARANCE Claude, professeur référent (2nde 3)" in ran.out
    assert "Pas sur cette liste, laissés tels quels (1) :" in ran.out
    assert "--whole-school" in ran.out
    with opened(environ) as uow:
        garance = adult(uow, "GARANCE")
        assert [one.class_id for one in uow.people.grants_of(garance.id, at=clock())] == ["c4"]
        assert len(uow.people.all_grants_of(garance.id)) == 2
        assert uow.people.grants_of(adult(uow, "LAURÉOLE").id, at=clock())


def test_whoever_left_has_no_access_and_no_right(
    apbot: Apbot, environ: Mapping[str, str], listed: Path, tmp_path: Path, clock: FakeClock
) -> None:
    apbot("import-staff", listed, "--yes", environ=environ)
    with opened(environ) as uow:
        left = adult(uow, "LAURÉOLE")
        token = invite(uow, left.id, at=clock())
        assert visitor(uow, token, PersonKind.STAFF, at=clock()) is not None
    write(tmp_path, FIRST[0])

    ran = apbot("import-staff", listed, "--whole-school", "--yes", "--json", environ=environ)

    assert json.loads(ran.out)["departures"] == 1
    assert "LAURÉOLE" not in ran.out
    with opened(environ) as uow:
        assert adult(uow, "LAURÉOLE").left_at == clock()
        assert list(uow.people.grants_of(left.id, at=clock())) == []
        assert len(uow.people.all_grants_of(left.id)) == 1
        assert visitor(uow, token, PersonKind.STAFF, at=clock()) is None


def test_a_wrong_line_writes_nothing_at_all(
    apbot: Apbot, environ: Mapping[str, str], tmp_path: Path
) -> None:
    path = write(tmp_path, *FIRST, "IRIS;Lou;Professeur principal;2nde 9;")

    ran = apbot("import-staff", path, "--yes", environ=environ)

    assert (ran.status, ran.out) == (1, "")
    assert ran.errors.startswith("adultes.csv, ligne 4 : il n'y a pas de classe « 2nde 9 »")
    with opened(environ) as uow:
        assert list(uow.people.staff()) == []
