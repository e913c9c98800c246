"""Sixty files with one mistake each, as a teacher makes them; seven without any.

The first line of a broken file says what must be found: ``# expect: code line:column``. A ``⇥``
stands for a tabulation, which no file of this repository contains.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apbot.inspection import inspect_folders
from dialogues.codes import CODES
from dialogues.errors import Problem
from tests.dialogues.making import SHARED

FOLDER = Path(__file__).parent / "broken"
BROKEN = sorted(FOLDER.glob("*.yaml"))
CORRECT = sorted((FOLDER / "correct").glob("*.yaml"))
EXPECTED = re.compile(r"# expect: (?P<code>[a-z-]+) (?P<line>\d+):(?P<column>\d+)")


def found(path: Path, into: Path) -> tuple[Problem, ...]:
    """What `apbot check` says of this file, in a folder of its own."""
    folder = into / "trajet"
    folder.mkdir()
    for name, shared in SHARED.items():  # short lists beside it: quicker than the shipped ones
        (into / name).write_text(shared, encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("⇥", "\t")
    (folder / "dialogue.yaml").write_text(text, encoding="utf-8")
    [verdict] = inspect_folders([folder], whole=False)
    return verdict.problems


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_the_mistake_is_found_at_its_place_and_nothing_else(path: Path, tmp_path: Path) -> None:
    expected = EXPECTED.fullmatch(path.read_text(encoding="utf-8").splitlines()[0])
    assert expected is not None

    problems = found(path, tmp_path)

    assert [(p.code, f"{p.place.line}:{p.place.column}") for p in problems] == [
        (expected["code"], f"{expected['line']}:{expected['column']}")
    ]
    assert problems[0].place.file == str(tmp_path / "trajet" / "dialogue.yaml")
    assert problems[0].what
    assert problems[0].repair


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: path.stem)
def test_nothing_is_said_of_a_correct_file(path: Path, tmp_path: Path) -> None:
    assert found(path, tmp_path) == ()


def test_there_are_sixty_mistakes_of_many_kinds_and_seven_correct_files() -> None:
    matches = [EXPECTED.match(path.read_text(encoding="utf-8")) for path in BROKEN]
    codes = {match["code"] for match in matches if match}

    assert (len(BROKEN), len(CORRECT)) == (60, 7)
    assert len(codes) >= 30
    assert codes <= set(CODES)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("misspelt_key", "hint"),
        ("misspelt_key_of_an_option", "synonyms"),
        ("condition_on_a_misspelt_question", "trajet.transport"),
        ("condition_on_a_misspelt_option", "bus"),
        ("unknown_scale", "freq4"),
    ],
)
def test_what_was_meant_is_suggested(name: str, suggestion: str, tmp_path: Path) -> None:
    [path] = FOLDER.glob(f"*_{name}.yaml")

    [problem] = found(path, tmp_path)

    assert problem.suggestion == suggestion
    assert problem.repair == f"Vouliez-vous dire « {suggestion} » ?"
