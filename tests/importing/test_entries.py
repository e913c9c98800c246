"""Lists as schools have them: only names and classes come in, whatever the shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.errors import Unusable
from apbot.importing.entries import name_key, read_students, split_name
from tests.importing import shapes


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", shapes.ALL)
def test_each_shape_gives_the_same_students(tmp_path: Path, name: str) -> None:
    listed = read_students(written(tmp_path, name, shapes.ALL[name]))
    found = tuple((one.family_name, one.given_name, one.group) for one in listed.entries)
    assert found == shapes.EXPECTED


def test_what_is_not_kept_is_named_with_its_reason(tmp_path: Path) -> None:
    pronote = read_students(written(tmp_path, "pronote.csv", shapes.PRONOTE))
    assert [(one.heading, one.why) for one in pronote.ignored] == [
        ("Né(e) le", "date de naissance"),
        ("Prénom d'usage", "inutile ici"),
        ("Sexe", "sexe"),
        ("Projet d'accompagnement", "santé"),
        ("Allergies", "santé"),
    ]
    siecle = read_students(written(tmp_path, "siecle.csv", shapes.SIECLE))
    why = {one.heading: one.why for one in siecle.ignored}
    assert (why["NE(E) LE"], why["DIV. PREC."], why["Doublant"]) == (
        "date de naissance",
        "parcours passé",
        "parcours passé",
    )


def test_a_list_without_class_belongs_to_the_class_that_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "Élèves\nAUBÉPINE Camille\n".encode())
    assert read_students(path, group="TG4").entries[0].group == "TG4"
    with pytest.raises(
        Unusable, match=r"a\.csv, ligne 1 : la colonne de la classe manque.*--class"
    ):
        read_students(path)


def test_a_class_called_like_a_number_stays_one(tmp_path: Path) -> None:
    rows = (("Nom", "Prénom", "Classe"), ("IRIS", "Lou", 203.0))
    path = written(tmp_path, "a.xlsx", shapes.xlsx(rows))
    assert read_students(path).entries[0].group == "203"


HEAD = "Nom;Prénom;Classe\n"
BAD = {
    "une colonne sans titre": ("IRIS;Lou;2nde 3\n", r"ligne 1 : aucune colonne « Nom »"),
    "pas de classe": ("Nom;Prénom\nIRIS;Lou\n", "ligne 1 : la colonne de la classe manque"),
    "classe vide": (f"{HEAD}IRIS;Lou;2nde 3\nROSE;Alix;\n", "ligne 3 : la classe manque"),
    "prénom vide": (f"{HEAD}IRIS;;2nde 3\n", "ligne 2 : le prénom manque"),
    "formule": (f"{HEAD}=HYPERLINK(1);Lou;2nde 3\n", "ligne 2 : le nom n'est pas un nom"),
    "formule dans la classe": (f"{HEAD}IRIS;Lou;=1+1\n", "ligne 2 : cette classe n'est pas"),
    "balise": (f"{HEAD}IRIS;<b>Lou</b>;2nde 3\n", "ligne 2 : le prénom n'est pas un nom"),
    "nom sans lettre": (f"{HEAD}12;Lou;2nde 3\n", "ligne 2 : le nom n'est pas un nom"),
    "nom sans fin": (f"{HEAD}{'A' * 101};Lou;2nde 3\n", "ligne 2 : le nom n'est pas un nom"),
    "tout en capitales": ("Élève;Classe\nIRIS LOU;2nde 3\n", "ligne 2 : le nom et le prénom"),
    "accents abîmés": (f"{HEAD}IRIS;LÃ©a;2nde 3\n", "ligne 2 : les accents"),
    "guillemet ouvert": (f'{HEAD}"IRIS;Lou;2nde 3\n', "des guillemets ne se ferment pas"),
    "vide": ("\n \n", "est vide"),
    "titres seuls": (HEAD, "aucun élève sous les titres"),
    "trop de lignes": (HEAD + "IRIS;Lou;2nde 3\n" * 5_000, "plus de 5000 lignes"),
    "pas un texte": ("Nom;Prénom;Classe\0\n", "n'est ni un texte ni un classeur"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, what: str) -> None:
    text, sentence = BAD[what]
    with pytest.raises(Unusable, match=sentence) as caught:
        read_students(written(tmp_path, "liste.csv", text.encode()))
    assert str(caught.value).startswith("liste.csv")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"Nom;Pr\x81nom\n", "ligne 1 : les caractères sont illisibles"),
        ("a.csv", "Nom;Prénom;Classe\nIRIS;Léa;2\n".encode("mac-roman"), "caractères|accents"),
        ("a.csv", b"x" * (2 << 20) + b"x", "dépasse 2 Mo"),
        ("a.xlsx", b"Nom;Classe", "n'est pas un classeur"),
        ("a.ods", shapes.PRONOTE, "n'est pas un classeur"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence):
        read_students(written(tmp_path, name, data))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="ne peut pas être lu"):
        read_students(tmp_path / "absent.csv")


@given(st.binary(max_size=300))
def test_whatever_the_bytes_it_is_a_list_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "garbage.csv"
    path.write_bytes(data)
    try:
        assert read_students(path).entries
    except Unusable as error:
        assert str(error).endswith(".")  # noqa: PT017  # either way is an answer


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("DE LA TOUR Jean-Luc", "DE LA TOUR", "Jean-Luc"),
        ("N'GUYEN Maï", "N'GUYEN", "Maï"),
        ("ÉGLANTINE-ROSE Lou Ann", "ÉGLANTINE-ROSE", "Lou Ann"),
    ],
)
def test_words_in_capitals_are_the_family_name(text: str, family: str, given: str) -> None:
    assert split_name(text, "ligne 2") == (family, given)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Églantine", "Lou-Ann"), ("EGLANTINE", "Lou Ann"), True),
        (("N'GUYEN", "Maï"), ("NGUYEN", "Mai"), True),
        (("漢", "字"), ("字", "漢"), False),
        (("Rose", "Alix"), ("Rosea", "lix"), False),
    ],
)
def test_spellings_of_one_name(one: tuple[str, str], other: tuple[str, str], *, same: bool) -> None:
    assert (name_key(*one) == name_key(*other)) is same
