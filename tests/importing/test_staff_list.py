"""Lists of adults: what is read, and one sentence for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.errors import Unusable
from apbot.importing.staff_list import read_staff
from storage.records import Role
from tests.importing import shapes

ROWS = (
    ("Nom", "Prénom", "Fonction", "Classes", "E-mail", "Discipline"),
    (
        "GARANCE",
        "Claude",
        "Professeur référent",
        "2nde 3, 2nde 4",
        "c.garance@lycee.example",
        "SVT",
    ),
    ("LAURÉOLE", "Dominique", "CPE", "", "", ""),
)
TEXT = "\n".join(";".join(row) for row in ROWS) + "\n2 adultes;;;;;\n"
SHAPES = {
    "utf8.csv": TEXT.encode("utf-8-sig"),
    "cp1252.csv": TEXT.encode("cp1252"),
    "tabs.txt": TEXT.replace(";", "\t").encode("utf-16"),
    "classeur.xlsx": shapes.xlsx(ROWS),
    "classeur.ods": shapes.ods(ROWS),
}


def refusal(folder: Path, *lines: str, headings: str = "Nom;Prénom;Fonction;Classes;E-mail") -> str:
    path = folder / "a.csv"
    path.write_text("\n".join((headings, *lines)), encoding="utf-8")
    with pytest.raises(Unusable) as caught:
        read_staff(path)
    return str(caught.value)


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_gives_the_same_adults(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(SHAPES[name])

    listed = read_staff(path)

    assert [(str(one), one.roles, one.classes, one.email) for one in listed.lines] == [
        ("GARANCE Claude", (Role.REFERENT,), "2nde 3, 2nde 4", "c.garance@lycee.example"),
        ("LAURÉOLE Dominique", (Role.CPE,), "", ""),
    ]
    assert [(one.heading, one.why) for one in listed.ignored] == [("Discipline", "inutile ici")]


def test_names_may_stand_in_one_cell_and_columns_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Enseignant;Rôle AP\nGARANCE Claude;Coordinateur\n", encoding="utf-8")

    (line,) = read_staff(path).lines

    assert (line.family_name, line.given_name) == ("GARANCE", "Claude")
    assert (line.roles, line.classes, line.email) == ((Role.COORDINATOR,), "", "")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("IRIS;Lou;Gardien;;", "a.csv, ligne 2 : la fonction « Gardien » n'est pas connue."),
        ("IRIS;Lou;;;", "a.csv, ligne 2 : la fonction manque."),
        ("IRIS;;CPE;;", "a.csv, ligne 2 : le prénom manque."),
        ("=1+1;Lou;CPE;;", "a.csv, ligne 2 : le nom n'est pas un nom (une formule ?)."),
        ("IRIS;Lou;CPE;;lou(at)lycee", "a.csv, ligne 2 : l'adresse e-mail n'en est pas une."),
        ("IRIS;Lou;CPE;;a@b@c.fr", "a.csv, ligne 2 : l'adresse e-mail n'en est pas une."),
        ("IRIS;Lou;CPE;;=cmd@a.fr\x07", "a.csv, ligne 2 : l'adresse e-mail n'en est pas une."),
    ],
)
def test_a_line_in_error_is_named_with_its_repair(tmp_path: Path, line: str, sentence: str) -> None:
    said = refusal(tmp_path, line)

    assert said.startswith(sentence)
    assert "IRIS" not in said


def test_an_unknown_role_is_told_the_known_ones(tmp_path: Path) -> None:
    assert "professeur référent, professeur principal" in refusal(tmp_path, "IRIS;Lou;Gardien;;")


def test_headings_that_are_missing(tmp_path: Path) -> None:
    assert "la colonne de la fonction manque" in refusal(tmp_path, "I;L", headings="Nom;Prénom")
    assert "aucune colonne « Nom »" in refusal(tmp_path, "I;L", headings="Fonction;Classe")
    assert "aucun adulte sous les titres" in refusal(tmp_path)
