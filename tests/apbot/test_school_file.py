"""What a school decides: one small file, read with file, line and repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.errors import Unusable
from apbot.school import School, read_school
from dialogues.definition import Address


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "school.yaml"


def test_no_file_is_the_default() -> None:
    assert read_school(None) == School()


def test_a_school_says_its_name_and_its_form_of_address(file: Path) -> None:
    file.write_text("school: Lycée des Deux-Rives\naddress: vous\nsubjects: matieres.yaml\n")

    school = read_school(file)

    assert (school.name, school.address) == ("Lycée des Deux-Rives", Address.VOUS)
    assert school.subjects == file.parent / "matieres.yaml"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- une liste\n", "des clés sont attendues"),
        ("school: x\nschol: z\n", "school.yaml:2:1: clé inconnue « schol »"),
        ("address: toi\n", "« address » vaut tu ou vous"),
        ("school: x\nschool: y\n", "school.yaml:2"),
        ("school: [x\n", "school.yaml"),
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
