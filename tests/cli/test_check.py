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
    assert ran.out.endswith("dialogues sont vérifiés : aucun problème.\n")
    assert ran.out.count("\n") == 1


def test_each_problem_has_its_place_and_its_repair(apbot: Apbot, broken: Path) -> None:
    ran = apbot("check", broken)

    file, line, column, words = ran.out.splitlines()[0].split(":", 3)
    assert ran.status == 1
    assert Path(file) == broken / "dialogue.yaml"
    assert int(line) > 1
    assert int(column) >= 1
    assert words == (
        " [unknown-reference] « kinds.dya » n'existe pas dans ce dialogue."
        " Vouliez-vous dire « kinds.day » ?"
    )
    assert ran.out.endswith("\n\nLe dialogue est vérifié : 1 problème.\n")


def test_folder_file_and_catalogue_give_the_same_answer(apbot: Apbot, broken: Path) -> None:
    by_folder = apbot("check", broken)

    assert apbot("check", broken / "dialogue.yaml") == by_folder
    assert apbot("check", broken.parent) == by_folder


def test_json_is_for_another_program(apbot: Apbot, broken: Path) -> None:
    ran = apbot("check", broken.parent, "--json")

    found = json.loads(ran.out)
    assert ran.status == 1
    assert found["checked"] == ["kinds"]
    [problem] = found["problems"]
    assert problem == {
        "file": str(broken / "dialogue.yaml"),
        "line": problem["line"],
        "column": problem["column"],
        "code": "unknown-reference",
        "severity": "finding",
        "what": "« kinds.dya » n'existe pas dans ce dialogue.",
        "repair": "Vouliez-vous dire « kinds.day » ?",
        "suggestion": "kinds.day",
    }


def test_clean_json_has_no_problem(apbot: Apbot, kinds: Path) -> None:
    ran = apbot("check", kinds, "--json")

    assert ran.status == 0
    assert json.loads(ran.out) == {"checked": ["kinds"], "problems": []}


def two_of_them(kinds: Path, into: Path) -> Path:
    """A catalogue of two dialogues, and what is none."""
    for name in ("one", "two"):
        shutil.copytree(kinds, into / name)
        for file in (into / name).glob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            text = text.replace("kinds", name)
            file.write_text(text, encoding="utf-8")
    (into / "parts").mkdir()
    (into / "parts" / "common.yaml").write_text("part: common\nsteps: []\n", encoding="utf-8")
    (into / "needs.yaml").write_text("needs: []\n", encoding="utf-8")
    return into


def test_several_dialogues_are_counted(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    ran = apbot("check", two_of_them(kinds, tmp_path))

    assert ran.out == "2 dialogues sont vérifiés : aucun problème.\n"


def edit(folder: Path, before: str, after: str) -> None:
    file = folder / "dialogue.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_advice_is_printed_and_is_no_failure(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    catalogue = two_of_them(kinds, tmp_path)
    edit(catalogue / "one", 'topic: "Jour"', 'topic: "Le jour de la semaine qui convient"')

    ran, as_json = apbot("check", catalogue), apbot("check", catalogue, "--json")

    first, empty, last = ran.out.splitlines()
    assert (ran.status, as_json.status) == (0, 0)
    assert "[long-topic] Conseil : Le thème" in first
    assert (empty, last) == ("", "2 dialogues sont vérifiés : aucun problème, 1 conseil.")
    assert [p["severity"] for p in json.loads(as_json.out)["problems"]] == ["advice"]


def test_problems_are_grouped_by_file(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    catalogue = two_of_them(kinds, tmp_path)
    for name in ("two", "one"):
        edit(catalogue / name, 'topic: "Jour"', 'topic: "Un jour vraiment nul"')
        edit(catalogue / name, "max: 20", "max: -1")

    groups = apbot("check", catalogue).out.split("\n\n")

    assert [len(group.splitlines()) for group in groups] == [2, 2, 1]
    assert all(str(catalogue / "one") in line for line in groups[0].splitlines())
    assert groups[2] == "2 dialogues sont vérifiés : 4 problèmes.\n"


def test_folder_of_another_name_is_a_problem(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    shutil.copytree(kinds, tmp_path / "accueil")

    ran = apbot("check", tmp_path / "accueil")

    assert ran.status == 1
    assert "[wrong-folder] Le dossier s'appelle « accueil » et le dialogue « kinds »." in ran.out


def test_words_that_judge_are_found_in_a_summary(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kinds"
    shutil.copytree(kinds, folder)
    rules = "summary: kinds\nopening_question: {tu: Es-tu nul ?, vous: Êtes-vous nul ?}\n"
    (folder / "summary.yaml").write_text(rules, encoding="utf-8")

    ran = apbot("check", folder)

    assert ran.status == 1
    assert f"{folder / 'summary.yaml'}:2:30: [word-to-avoid] « nul » juge la personne." in ran.out


def test_texts_of_a_called_part_are_read_at_their_place(
    apbot: Apbot, kinds: Path, tmp_path: Path
) -> None:
    catalogue = two_of_them(kinds, tmp_path)
    part = catalogue / "parts" / "common.yaml"
    question = "{id: common.a, type: yes_no, topic: Avis, ask: Est-ce nul ?}"
    part.write_text(f"part: common\nsteps:\n  - {question}\n", encoding="utf-8")
    for name in ("one", "two"):
        edit(catalogue / name, "steps:\n", "steps:\n  - call: common\n")

    out = apbot("check", catalogue).out

    column = f"  - {question}".index("nul") + 1
    assert out.count(f"{part}:3:{column}: [word-to-avoid]") == 1


def test_mistake_in_a_part_is_shown_in_its_file_once(
    apbot: Apbot, kinds: Path, tmp_path: Path
) -> None:
    catalogue = two_of_them(kinds, tmp_path)
    part = catalogue / "parts" / "common.yaml"
    part.write_text("part: common\nsteps:\n  - {id: common.a, typ: note}\n", encoding="utf-8")
    for name in ("one", "two"):
        edit(catalogue / name, "steps:\n", "steps:\n  - call: common\n")

    ran = apbot("check", catalogue)

    assert ran.status == 1
    column = "  - {id: common.a, typ: note}".index("typ") + 1
    assert ran.out.count(f"{part}:3:{column}: [unknown-key]") == 1


def test_lists_beside_the_dialogues_are_read_too(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    catalogue = two_of_them(kinds, tmp_path)
    line = "  - {key: oral, label: Oral, strand: remediation, workshop: Groupe des nuls}"
    (catalogue / "needs.yaml").write_text(f"needs:\n{line}\n", encoding="utf-8")

    out = apbot("check", catalogue).out

    place = f"{catalogue / 'needs.yaml'}:2:{line.index('nuls') + 1}"
    assert out.count(f"{place}: [word-to-avoid] « nuls » juge la personne.") == 1
    assert "2 dialogues sont vérifiés : 1 problème." in out


def test_recall_is_looked_up_in_the_whole_catalogue(
    apbot: Apbot, kinds: Path, tmp_path: Path
) -> None:
    catalogue = two_of_them(kinds, tmp_path)
    edit(catalogue / "one", "dialogue: one\n", "dialogue: one\nrecall: {past: two.dya}\n")
    edit(catalogue / "one", 'topic: "Jour"\n', 'topic: "Jour"\n    when: answered(past)\n')

    ran, alone = apbot("check", catalogue), apbot("check", catalogue / "one")

    assert "[unknown-recall] « recall » cite une question qu'aucun dialogue ne pose" in ran.out
    assert "Vouliez-vous dire « two.day » ?" in ran.out
    assert alone.status == 0


@pytest.mark.parametrize(
    "content", ["- a\n", "words: []\n", "a: &b c\n", "words: 3\nharmless: []\n"]
)
def test_list_of_words_that_cannot_be_read_is_a_sentence(
    apbot: Apbot, kinds: Path, tmp_path: Path, content: str
) -> None:
    catalogue = two_of_them(kinds, tmp_path)
    (catalogue / "avoid.yaml").write_text(content, encoding="utf-8")

    ran = apbot("check", catalogue)

    assert (ran.status, ran.out) == (1, "")
    assert str(catalogue / "avoid.yaml") in ran.errors


def test_list_of_words_beside_the_dialogues_replaces_the_shipped_one(
    apbot: Apbot, kinds: Path, tmp_path: Path
) -> None:
    catalogue = two_of_them(kinds, tmp_path)
    words = 'reviewed_on: "2026-11-24"\nwords: [{avoid: [jour], better: date}]\nharmless: []\n'
    (catalogue / "avoid.yaml").write_text(words, encoding="utf-8")

    assert "« jour » juge" in apbot("check", catalogue).out


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
