"""From files to a dialogue: all of it, or problems; and the same again years later."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.errors import InvalidDialogue, Problem, UnknownDialogue
from dialogues.loader import SHIPPED, Catalogue, Sources, load_folder, load_help, make, read_sources
from tests.dialogues.making import EVERY_KIND, HEAD, SHARED, dialogue, sources, welcome

ONE = "steps:\n  - {id: d.a, type: yes_no, ask: Oui ?, topic: T}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of one dialogue."""
    made = tmp_path / "d"
    made.mkdir()
    (made / "dialogue.yaml").write_text(HEAD + EVERY_KIND, encoding="utf-8")
    for name, text in SHARED.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return made


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(InvalidDialogue) as caught:
        call()
    assert caught.value.problems
    return [problem.code for problem in caught.value.problems]


def test_folder_and_its_texts_make_the_same_dialogue(folder: Path) -> None:
    loaded = load_folder(folder)

    assert loaded == make(read_sources(folder))
    assert loaded == make(Sources.from_json(read_sources(folder).to_json()))
    assert loaded.entries == dialogue(EVERY_KIND).entries


WITHOUT_NAME = HEAD + "respondent: student\nabout: workshop\nanonymous: true\n" + ONE


@pytest.mark.parametrize(
    ("line", "instead", "found"),
    [
        ("student", "adult", ["anonymous-adult"]),
        ("student", "either", ["anonymous-adult"]),
        ("workshop", "self", ["anonymous-about"]),
    ],
)
def test_only_students_answer_without_their_name_and_about_a_workshop(
    line: str, instead: str, found: list[str]
) -> None:
    assert make(Sources(WITHOUT_NAME, SHARED)).anonymous
    wrong = Sources(WITHOUT_NAME.replace(f": {line}", f": {instead}"), SHARED)

    assert codes(lambda: make(wrong)) == found


def test_revision_is_the_hash_of_every_text() -> None:
    first = sources(ONE)

    assert first.revision == sources(ONE).revision
    assert len(first.revision) == 32
    assert make(first).revision == first.revision
    assert sources(ONE + "# x\n").revision != first.revision
    assert Sources(first.dialogue, {**SHARED, "subjects.yaml": "s: []"}).revision != first.revision


def test_wording_changes_with_what_is_read_and_with_nothing_else() -> None:
    def wording(steps: str) -> str:
        return dialogue(steps).questions["d.a"].wording

    assert wording(ONE) == wording(ONE.replace("topic: T", "topic: U"))
    assert wording(ONE) != wording(ONE.replace("Oui ?", "Vraiment ?"))
    assert wording(ONE) != wording(ONE.replace("ask: Oui ?", "ask: {tu: Oui ?, vous: Non ?}"))
    choice = ONE.replace("yes_no", "choice").replace("topic", "options: [{id: x, label: X}], topic")
    assert wording(choice) != wording(choice.replace("label: X", "label: W"))


def test_school_may_have_its_own_list_of_subjects(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("subjects: [{id: maths, label: Calcul}]", encoding="utf-8")

    options = load_folder(folder, subjects=own).questions["d.subjects"].options

    assert [option.label.tu for option in options] == [
        "Calcul",
        "Sport et santé",
        "Arts, musique",
        "Aucune",
    ]


def test_shared_file_that_a_catalogue_does_not_have_is_the_shipped_one(folder: Path) -> None:
    (folder.parent / "safeguarding.yaml").unlink()

    assert load_folder(folder).word_list == welcome().dialogue.word_list


def test_catalogue_knows_its_dialogues_by_name(folder: Path) -> None:
    catalogue = Catalogue(folder.parent)

    assert catalogue.ids == ("d",)
    assert catalogue.folder("d") == folder
    assert catalogue.sources("d") == read_sources(folder)
    assert catalogue.dialogue("d") is catalogue.dialogue("d")
    with pytest.raises(UnknownDialogue, match=r"« welcom ».*Il y a : d\."):
        catalogue.dialogue("welcom")
    with pytest.raises(UnknownDialogue):
        catalogue.dialogue("../d")


def test_shipped_catalogue_is_correct() -> None:
    catalogue = Catalogue()

    assert "welcome" in catalogue.ids
    for name in catalogue.ids:
        assert catalogue.dialogue(name).id == name


def test_help_card_and_word_list_are_read_from_a_catalogue(folder: Path) -> None:
    card, words = load_help(folder.parent)

    assert [number.number for number in card.numbers] == ["3114"]
    assert words.matches("J'ai ENVIE de mourir !")
    assert not words.matches("mort de rire")


def test_missing_file_is_one_problem(folder: Path) -> None:
    (folder / "dialogue.yaml").unlink()

    assert codes(lambda: load_folder(folder)) == ["unreadable-file"]
    assert codes(lambda: load_folder(folder.parent / "nowhere")) == ["unreadable-file"]
    absent = folder / "subjects.yaml"
    (folder / "dialogue.yaml").write_text(HEAD + EVERY_KIND, encoding="utf-8")
    assert codes(lambda: load_folder(folder, subjects=absent)) == ["unreadable-file"]


def test_file_that_is_not_utf_8_or_too_big_is_one_problem(folder: Path) -> None:
    (folder / "dialogue.yaml").write_bytes((HEAD + EVERY_KIND).encode("latin-1"))
    assert codes(lambda: load_folder(folder)) == ["forbidden-yaml"]

    (folder / "dialogue.yaml").write_text(HEAD + EVERY_KIND + "#" * 300_000, encoding="utf-8")
    assert codes(lambda: load_folder(folder)) == ["forbidden-yaml"]


@pytest.mark.parametrize("name", ["help_contacts.yaml", "safeguarding.yaml"])
@pytest.mark.parametrize("text", ["a: 1", "[]", "verified_on: x\nreviewed_on: x", "x"])
def test_shared_file_of_another_form_is_one_problem(name: str, text: str) -> None:
    broken = Sources(HEAD + ONE, {**SHARED, name: text})

    assert codes(lambda: make(broken)) == ["wrong-shared-file"]


@pytest.mark.parametrize("name", ["scales.yaml", "subjects.yaml"])
@pytest.mark.parametrize("text", ["[]", "x", "a: 1", "a: [{id: x}]"])
def test_broken_list_is_a_problem_of_its_own_file(name: str, text: str) -> None:
    broken = Sources(HEAD + ONE, {**SHARED, name: text})
    with pytest.raises(InvalidDialogue) as caught:
        make(broken)

    assert {problem.place.file for problem in caught.value.problems} == {name}


@settings(max_examples=50)
@given(st.data())
def test_file_damaged_anywhere_is_a_dialogue_or_problems(data: st.DataObject) -> None:
    """No damage makes anything else than problems: what a teacher's slip of the hand may do."""
    lines = (HEAD + EVERY_KIND).splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        damage = data.draw(st.sampled_from(["drop", "twice", "indent", "cut", "ink", "swap"]))
        line = lines[at]
        cut = data.draw(st.integers(0, len(line)))
        ink = data.draw(st.sampled_from([*"\"'{}[]:,-#&*!|>%@`\t 1é", "no", "12:30", "{x}", "''"]))
        lines[at] = {
            "drop": "",
            "twice": line * 2,
            "indent": "  " + line,
            "cut": line[:cut] + line[cut + 1 :],
            "ink": line[:cut] + ink + line[cut:],
            "swap": lines[data.draw(st.integers(0, len(lines) - 1))],
        }[damage]
    found: tuple[Problem, ...] | None = None
    try:
        make(Sources("".join(lines), SHARED))
    except InvalidDialogue as error:
        found = error.problems
    assert found is None or found


def test_copy_of_the_shipped_catalogue_loads_the_same(tmp_path: Path) -> None:
    copied = shutil.copytree(SHIPPED, tmp_path / "catalogue")

    assert Catalogue(copied).sources("welcome") == Catalogue().sources("welcome")
