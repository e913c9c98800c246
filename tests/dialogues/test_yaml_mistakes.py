"""What a parser complains of is said as the mistake that was made, where it was made."""

from __future__ import annotations

import pytest

from dialogues.errors import InvalidDialogue, Problem
from dialogues.yaml_source import parse


def problem(text: str) -> Problem:
    with pytest.raises(InvalidDialogue) as caught:
        parse(text.encode(), file="f.yaml")
    [found] = caught.value.problems
    return found


MISTAKES = {
    "colon": ("a: b: c", 1, 5, "deux-points"),
    "tabulation": ("a:\n\tb: c", 2, 1, "tabulation"),
    "sign that begins nothing": ("a: @nom", 1, 4, "commencer par « @ »"),
    "quote closed by nobody": ('a: "b\nc: d\n', 1, 4, "n'est pas refermé"),
    "quote closed by the next one": ('a: "b\nc: "d"\n', 1, 4, "n'est pas refermé"),
    "apostrophe closed by the next one": ("a: 'b\nc: 'd'\n", 1, 4, "n'est pas refermé"),
    "apostrophe inside": ("a: 'b d'e'", 1, 9, "Une apostrophe ferme"),
    "quote inside": ('a: "b "d" e"', 1, 8, "Un guillemet ferme"),
    "brace": ("a:\n  - {b: c\n  - {d: e}\n", 2, 5, "ouvert ici n'est pas refermé"),
    "bracket at the end": ("a: [b\n", 1, 4, "ouvert ici n'est pas refermé"),
    "comma": ("a: {b: c d: e}", 1, 11, "virgule"),
    "dash": ("a:\n  - b\n  -{c: d}\n", 3, 3, "après le tiret"),
    "indentation": ("a:\n  - b: c\n   d: e\n", 3, 4, "indentation"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_said_where_it_was_made(name: str) -> None:
    text, line, column, words = MISTAKES[name]

    found = problem(text)

    assert (found.code, found.place.line, found.place.column) == ("yaml-syntax", line, column)
    assert words in found.what
    assert found.repair.endswith(".") or found.repair.endswith("}.")


@pytest.mark.parametrize("text", ["]", "a: ]", "a: b\n c\nd", "? [\n", "a: |x\n b", "- - -\n-b: {"])
def test_anything_else_is_still_one_sentence_at_some_place(text: str) -> None:
    found = problem(text)

    assert found.place.line >= 1
    assert found.what.endswith(".")
    assert found.repair


def test_a_repeated_key_is_said_once_for_a_forgotten_dash() -> None:
    found = problem("- id: a\n  type: b\n  id: c\n  type: d\n")

    assert (found.code, found.place.line) == ("duplicate-key", 3)
    assert "ligne 1" in found.what
