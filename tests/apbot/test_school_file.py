"""What a school decides: one small file, read with file, line and repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.errors import Unusable
from apbot.school import School, read_school
from dialogues.definition import Address
from dialogues.loader import SHIPPED


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "school.yaml"


def test_no_file_is_the_default() -> None:
    assert read_school(None) == School()


def test_a_school_says_its_name_and_its_form_of_address(file: Path) -> None:
    (file.parent / "matieres.yaml").write_text("")
    file.write_text("school: Lycée des Deux-Rives\naddress: vous\nsubjects: matieres.yaml\n")

    school = read_school(file)

    assert (school.name, school.address) == ("Lycée des Deux-Rives", Address.VOUS)
    assert school.subjects == file.parent / "matieres.yaml"


def test_a_school_has_dialogues_of_its_own(file: Path) -> None:
    own = file.parent / "nos-dialogues"
    for name, title in (("club", "Les clubs"), ("welcome", "Notre accueil")):
        (own / name).mkdir(parents=True)
        text = (SHIPPED / "welcome" / "dialogue.yaml").read_text(encoding="utf-8")
        text = text.replace("dialogue: welcome", f"dialogue: {name}").replace(
            "welcome.", f"{name}."
        )
        text = text.replace('title: "Questionnaire d\'accueil"', f'title: "{title}"')
        (own / name / "dialogue.yaml").write_text(text, encoding="utf-8")
    file.write_text("school: Lycée des Deux-Rives\ndialogues: nos-dialogues\n")

    catalogue = read_school(file).catalogue()

    assert {"club", "welcome", "checkin"} <= set(catalogue.ids)
    assert catalogue.dialogue("club").title.vous == "Les clubs"
    assert catalogue.dialogue("welcome").title.vous == "Notre accueil"
    assert catalogue.folder("checkin") == SHIPPED / "checkin"


def test_a_school_says_what_a_referent_gets_on_telegram(file: Path) -> None:
    assert not School().sheet_as_pdf
    file.write_text("telegram_sheet: link\n")
    assert not read_school(file).sheet_as_pdf
    file.write_text("telegram_sheet: pdf\n")
    assert read_school(file).sheet_as_pdf


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- une liste\n", "des clés sont attendues"),
        ("school: x\nschol: z\n", "school.yaml:2:1: clé inconnue « schol »"),
        ("telegram_sheet: papier\n", "« papier » n'est pas possible ici. Écrivez link ou pdf."),
        ("address: toi\n", "« toi » n'est pas possible ici. Écrivez tu ou vous."),
        ("school: x\nschool: y\n", "school.yaml:2"),
        ("school: [x\n", "school.yaml"),
        ("dialogues: nulle-part\n", "school.yaml:1:12: ce doit être un dossier"),
    ],
)
def test_a_mistake_is_said_with_its_place(file: Path, text: str, words: str) -> None:
    file.write_text(text)

    with pytest.raises(Unusable) as raised:
        read_school(file)

    assert words in str(raised.value)


def test_a_missing_file_is_said(file: Path) -> None:
    with pytest.raises(Unusable, match=r"school\.yaml"):
        read_school(file)
