"""`apbot import`: shown first, written once, by hand or by another program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from storage import open_storage
from tests.cli.conftest import Apbot
from tests.importing.shapes import PRONOTE


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    url, key = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "a.key"
    open_storage(url, key_file=key, create=True).close()
    return {"APBOT_DATABASE_URL": url, "APBOT_KEY_FILE": str(key)}


@pytest.fixture
def pronote(tmp_path: Path) -> Path:
    path = tmp_path / "2nde.csv"
    path.write_bytes(PRONOTE)
    return path


def names(environ: Mapping[str, str]) -> list[str]:
    storage = open_storage(environ["APBOT_DATABASE_URL"], key_file=Path(environ["APBOT_KEY_FILE"]))
    with storage.read() as uow:
        found = [f"{one.given_name} {one.family_name}" for one in uow.people.students()]
    storage.close()
    return found


def test_a_dry_run_shows_everything_and_writes_nothing(
    apbot: Apbot, environ: Mapping[str, str], pronote: Path
) -> None:
    ran = apbot("import", pronote, "--dry-run", environ=environ)
    assert ran.status == 0
    assert ran.out.splitlines() == [
        "2nde.csv (UTF-8, point-virgule) : 3 élèves, 2 classes.",
        (
            "Colonnes laissées de côté, jamais gardées : « Né(e) le » (date de naissance), "
            "« Prénom d'usage » (inutile ici), « Sexe » (sexe), "
            "« Projet d'accompagnement » (santé), « Allergies » (santé)."
        ),
        "Classes nouvelles, et ce que leur nom laisse penser (--level pour corriger) :",
        "  2nde 3 : 2de générale et technologique",
        "  2nde 4 : 2de générale et technologique",
        "Arrivées (3) : AUBÉPINE Camille ; DE LA TOUR Jean-Luc ; N'GUYEN Maï.",
        "Rien n'a été écrit (--dry-run).",
    ]
    assert names(environ) == []


@pytest.mark.parametrize("typed", ["", "n\n", "quoi\n"])
def test_without_a_yes_nothing_is_written(
    apbot: Apbot, environ: Mapping[str, str], pronote: Path, typed: str
) -> None:
    ran = apbot("import", pronote, typed=typed, environ=environ)
    assert ran.status == 1
    assert ran.out.endswith("Rien n'a été écrit.\n")
    assert names(environ) == []


def test_a_yes_writes_it_once(apbot: Apbot, environ: Mapping[str, str], pronote: Path) -> None:
    first = apbot("import", pronote, typed="o\n", environ=environ)
    assert first.status == 0
    assert first.out.endswith("Écrit : 3 arrivées, 0 changement de classe, 0 départ.\n")
    assert names(environ) == ["Camille AUBÉPINE", "Jean-Luc DE LA TOUR", "Maï N'GUYEN"]
    again = apbot("import", pronote, "--yes", environ=environ)
    assert again.out.endswith("Rien à changer : la base dit déjà la même chose.\n")
    assert len(names(environ)) == 3


def test_levels_are_decided_by_whoever_imports(
    apbot: Apbot, environ: Mapping[str, str], pronote: Path
) -> None:
    ran = apbot("import", pronote, "--json", "--level", "2NDE3=seconde:pro", environ=environ)
    said = json.loads(ran.out)
    assert said["new_classes"][0] == {"label": "2nde 3", "level": "seconde", "track": "pro"}
    assert said["written"] is True
    assert "AUBÉPINE" not in ran.out


def test_two_of_one_name_are_asked_about(
    apbot: Apbot, environ: Mapping[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom;Prénom;Classe\nIRIS;Lou;2nde 3\nIRIS;Lou;2nde 3\n", encoding="utf-8")
    refused = apbot("import", path, "--yes", environ=environ)
    assert refused.status == 1
    assert "Lignes 2 et 3 : IRIS Lou figure 2 fois en 2nde 3." in refused.errors
    assert "--same-name different" in refused.errors
    assert names(environ) == []
    asked = apbot("import", path, typed="n\no\n", environ=environ)
    assert asked.status == 0
    assert names(environ) == ["Lou IRIS", "Lou IRIS"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--level", "2nde 3"), "--level vaut « 2nde 3 »"),
        (("--level", "2nde 3=college"), "Niveaux : seconde, premiere"),
        (("--same-name", "maybe"), "écrivez same, different ou ask"),
    ],
)
def test_mistakes_of_usage(
    apbot: Apbot,
    environ: Mapping[str, str],
    pronote: Path,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    ran = apbot("import", pronote, *arguments, environ=environ)
    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.errors


def test_a_wrong_line_writes_nothing_at_all(
    apbot: Apbot, environ: Mapping[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom;Prénom;Classe\nIRIS;Lou;2nde 3\nROSE;;2nde 3\n", encoding="utf-8")
    ran = apbot("import", path, "--yes", environ=environ)
    assert (ran.status, ran.out) == (1, "")
    assert ran.errors == "a.csv, ligne 3 : le prénom manque. Complétez la ligne, ou retirez-la.\n"
    assert names(environ) == []


def test_without_a_database_it_says_how_to_make_one(apbot: Apbot, pronote: Path) -> None:
    ran = apbot("import", pronote, "--yes")
    assert ran.status == 1
    assert "apbot init" in ran.errors
