"""``apbot check``: where, what, which repair; never a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import Apbot


@pytest.fixture
def broken(kinds: Path, tmp_path: Path) -> Path:
    """A catalogue whose one dialogue jumps to a question that is not there."""
    folder = tmp_path / "catalogue" / "kinds"
    shutil.copytree(kinds, folder)
    file = folder / "dialogue.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("to: kinds.day", "to: kinds.dya"), encoding="utf-8")
    return folder


def test_shipped_catalogue_is_clean(apbot: Apbot) -> None:
    ran = apbot("check")

    assert ran.status == 0, ran.out
    assert ran.out == "Le dialogue est vérifié : aucun problème.\n"


def test_each_problem_has_its_place_and_its_repair(apbot: Apbot, broken: Path) -> None:
    ran = apbot("check", broken)

    file, line, column, words = ran.out.splitlines()[0].split(":", 3)
    assert ran.status == 1
    assert Path(file) == broken / "dialogue.yaml"
    assert int(line) > 1
    assert int(column) >= 1
    assert "« kinds.dya » n'existe pas" in words
    assert "Vouliez-vous dire « kinds.day » ?" in words


def test_folder_file_and_catalogue_give_the_same_answer(apbot: Apbot, broken: Path) -> None:
    by_folder = apbot("check", broken)

    assert apbot("check", broken / "dialogue.yaml") == by_folder
    assert apbot("check", broken.parent) == by_folder


def test_json_is_for_another_program(apbot: Apbot, broken: Path) -> None:
    ran = apbot("check", broken.parent, "--json")

    found = json.loads(ran.out)
    assert ran.status == 1
    assert found["checked"] == ["kinds"]
    assert {problem["code"] for problem in found["problems"]} >= {"unknown-reference"}
    assert set(found["problems"][0]) == {"file", "line", "column", "code", "what", "repair"}


def test_clean_json_has_no_problem(apbot: Apbot, kinds: Path) -> None:
    ran = apbot("check", kinds, "--json")

    assert ran.status == 0
    assert json.loads(ran.out) == {"checked": ["kinds"], "problems": []}


def test_several_dialogues_are_counted(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(kinds, tmp_path / name)

    assert apbot("check", tmp_path).out == "2 dialogues sont vérifiés : aucun problème.\n"


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\xff\x00", b"- a\n", b"dialogue: [\n", b"dialogue: kinds\n", b"a: &b c\n"],
)
def test_broken_file_is_a_problem_and_no_traceback(
    apbot: Apbot, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "dialogue.yaml").write_bytes(content)

    ran = apbot("check", tmp_path)

    assert ran.status == 1
    assert ran.out.startswith(f"{tmp_path / 'dialogue.yaml'}:")


def test_broken_summary_rules_are_found_too(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    shutil.copytree(kinds, tmp_path / "kinds")
    (tmp_path / "kinds" / "summary.yaml").write_text("first: 3\n", encoding="utf-8")

    ran = apbot("check", tmp_path)

    assert ran.status == 1
    assert "summary.yaml:" in ran.out


def test_nothing_to_check_is_a_sentence(apbot: Apbot, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("rien", encoding="utf-8")

    for path, said in (
        (tmp_path / "absent", "n'existe pas"),
        (tmp_path, "Il n'y a aucun dialogue.yaml"),
        (text, "n'est pas un dialogue"),
    ):
        ran = apbot("check", path)
        assert ran.status == 1
        assert said in ran.errors
        assert ran.out == ""
