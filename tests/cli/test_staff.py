"""`apbot staff`: who has which rights, links that open once, everybody out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from apbot.enrolment import sign_in, visitor
from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind, Role, RoleGrant
from storage.unit_of_work import UnitOfWork
from tests.cli.conftest import Apbot
from tests.clock import FakeClock

GARANCE = Person("g" * 32, PersonKind.STAFF, "Claude", "Garance", email="c@lycee.example")
LAUREOLE = Person("a" * 32, PersonKind.STAFF, "Dominique", "Lauréole")
WITHOUT = Person("w" * 32, PersonKind.STAFF, "Alix", "Myrtille")
URL = "https://ap.lycee.example"


@pytest.fixture
def environ(tmp_path: Path, clock: FakeClock) -> Mapping[str, str]:
    url, key = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "a.key"
    storage = open_storage(url, key_file=key, create=True)
    gone = Person("x" * 32, PersonKind.STAFF, "Sam", "Aubépine", left_at=clock())
    soon = clock() + dt.timedelta(days=1)
    with storage.write() as uow:
        uow.people.add_class(ClassGroup("c3", "2nde 3", None, None, "2026-2027"))
        for adult in (GARANCE, LAUREOLE, WITHOUT, gone):
            uow.people.add(adult, at=clock())
        for role, class_id, start in (
            (Role.REFERENT, "c3", clock()),
            (Role.COORDINATOR, None, clock()),
            (Role.HEAD, None, soon),
        ):
            uow.people.grant(RoleGrant(GARANCE.id, role, class_id, None, start, None))
        uow.people.grant(RoleGrant(LAUREOLE.id, Role.CPE, None, None, clock(), None))
        uow.commit()
    storage.close()
    return {
        "APBOT_DATABASE_URL": url,
        "APBOT_KEY_FILE": str(key),
        "APBOT_PUBLIC_URL": URL,
    }


@contextmanager
def opened(environ: Mapping[str, str]) -> Iterator[UnitOfWork]:
    storage = open_storage(environ["APBOT_DATABASE_URL"], key_file=Path(environ["APBOT_KEY_FILE"]))
    with storage.write() as uow:
        yield uow
        uow.commit()
    storage.close()


def token(address: str) -> str:
    assert address.startswith(f"{URL}/p/")
    return address.removeprefix(f"{URL}/p/")


def test_the_list_says_rights_and_who_has_signed_in(
    apbot: Apbot, environ: Mapping[str, str], clock: FakeClock
) -> None:
    said = json.loads(apbot("staff", "link", "Lauréole", "--json", environ=environ).out)
    with opened(environ) as uow:
        assert sign_in(uow, token(said["url"]), PersonKind.STAFF, at=clock())

    ran = apbot("staff", "list", environ=environ)

    assert ran.out.splitlines() == [
        (
            "  Garance Claude      professeur référent (2nde 3), coordonnateur AP ; jamais de "
            "connexion"
        ),
        "  Lauréole Dominique  CPE ; connexion le 01/09/2026 10:00",
        "  Myrtille Alix       aucun droit ; jamais de connexion",
    ]
    listed = json.loads(apbot("staff", "list", "--json", environ=environ).out)["adults"]
    assert [len(one["rights"]) for one in listed] == [2, 1, 0]
    assert [one["has_email"] for one in listed] == [True, False, False]
    assert "c@lycee" not in str(listed)


def test_a_link_is_said_once_and_ends_the_one_before(
    apbot: Apbot, environ: Mapping[str, str], clock: FakeClock
) -> None:
    first = json.loads(apbot("staff", "link", "Claude Garance", "--json", environ=environ).out)
    ran = apbot("staff", "link", "GARANCE Claude", environ=environ)

    assert ran.out.startswith(f"Lien de Claude Garance : {URL}/p/")
    assert "sert une fois, jusqu'au 08/09/2026" in ran.out
    with opened(environ) as uow:
        assert visitor(uow, token(first["url"]), PersonKind.STAFF, at=clock()) is None
        newer = token(ran.out.splitlines()[0].partition(" : ")[2])
        assert visitor(uow, newer, PersonKind.STAFF, at=clock()) == GARANCE


def test_links_go_to_those_with_a_right_who_never_came(
    apbot: Apbot, environ: Mapping[str, str], clock: FakeClock
) -> None:
    said = json.loads(apbot("staff", "links", "--json", environ=environ).out)
    assert [one["family_name"] for one in said["links"]] == ["Garance", "Lauréole"]
    with opened(environ) as uow:
        for one in said["links"]:
            assert sign_in(uow, token(one["url"]), PersonKind.STAFF, at=clock())

    assert apbot("staff", "links", environ=environ).out.startswith("Tous les adultes qui ont un")
    assert len(apbot("staff", "links", "--all", environ=environ).out.splitlines()) == 3


def test_end_signs_out_everywhere_and_leaves_the_rights(
    apbot: Apbot, environ: Mapping[str, str], clock: FakeClock
) -> None:
    for _ in range(2):
        said = json.loads(apbot("staff", "link", "Garance", "--json", environ=environ).out)
        with opened(environ) as uow:
            assert sign_in(uow, token(said["url"]), PersonKind.STAFF, at=clock())
    said = json.loads(apbot("staff", "link", "Garance", "--json", environ=environ).out)

    ran = apbot("staff", "end", "Garance", environ=environ)

    assert ran.out.startswith("Claude Garance : 2 appareils en moins")
    with opened(environ) as uow:
        assert list(uow.links.browsers_of(GARANCE.id, at=clock())) == []
        assert visitor(uow, token(said["url"]), PersonKind.STAFF, at=clock()) is None
        assert len(uow.people.grants_of(GARANCE.id, at=clock())) == 2


@pytest.mark.parametrize("command", ["link", "end"])
def test_nobody_of_that_name_or_who_left(
    apbot: Apbot, environ: Mapping[str, str], command: str
) -> None:
    for name in ("Sam Aubépine", "Personne"):
        ran = apbot("staff", command, name, environ=environ)
        assert (ran.status, ran.out) == (1, "")
        assert f"Il n'y a pas d'adulte « {name} »" in ran.errors
