"""The plan of a dialogue: what stands where, and that it fits on one page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apbot.documents.diagram import TEMPLATE, picture_of, ranges
from apbot.documents.typesetting import Form, compose
from dialogues.definition import Dialogue
from dialogues.loader import load_folder
from tests.dialogues.making import dialogue as dialogue_of

from .conftest import Pdf, every_dialogue, squeezed

A4 = {"595.276 x 841.89 pts (A4)", "841.89 x 595.276 pts (A4)"}
SMALLEST = 6.5

NESTED = """\
steps:
  - {id: d.a, type: yes_no, topic: A, ask: A}
  - {id: d.b, type: yes_no, topic: B, ask: B, when: d.a == 'yes'}
  - {id: d.c, type: yes_no, topic: C, ask: C, when: d.b == 'no'}
  - {id: d.d, type: yes_no, topic: D, ask: D, when: d.a == 'yes' and d.c != 'no'}
  - {id: d.e, type: yes_no, topic: E, ask: E, when: d.a == 'yes'}
  - {id: d.f, type: yes_no, topic: F, ask: F, when: d.a == 'no'}
  - {id: d.g, type: yes_no, topic: G, ask: G}
"""
GRID = """\
steps:
  - grid: d.habits
    scale: freq4
    stem: Cette année…
    frozen: true
    items:
      - {id: d.plan, topic: Plan, ask: Je prévois.}
      - {id: d.notes, topic: Notes, ask: Je note.}
  - {id: d.more, type: scale, scale: freq4, topic: Plus, ask: Encore ?}
"""


def rows(dialogue: Dialogue) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = picture_of(dialogue)["rows"]
    return found


def test_each_step_and_each_offer_has_its_row(kinds: Dialogue) -> None:
    kinds_of_rows = [row["kind"] for row in rows(kinds)]

    assert len(kinds_of_rows) == len(kinds.entries)
    assert kinds_of_rows.count("question") == len(kinds.questions)
    assert kinds_of_rows.count("offer") == 1


def test_a_question_says_what_its_answers_decide(kinds: Dialogue) -> None:
    decides = {row["id"]: row["decides"] for row in rows(kinds) if row["kind"] == "question"}

    assert decides["kinds.mood"] == ["«\u00a0Difficilement\u00a0»\u00a0:\u00a09"]
    assert decides["kinds.day"] == []


def test_a_jump_is_a_plain_reference(kinds: Dialogue) -> None:
    jumps = [jump for row in rows(kinds) for jump in row["jumps"]]

    assert jumps == ["Si «\u00a0Non\u00a0»\u00a0: aller à 7"]


def test_conditions_nest_and_are_said_once() -> None:
    shown = [(row["topic"], row["depth"], len(row["opens"])) for row in rows(dialogue_of(NESTED))]

    assert shown == [
        ("A", 0, 0),
        ("B", 1, 1),
        ("C", 2, 1),  # only asked where B is, so within it
        ("D", 3, 1),  # and within C, for the same reason
        ("E", 1, 0),
        ("F", 1, 1),
        ("G", 0, 0),
    ]


def test_lines_of_a_grid_share_a_box_with_their_scale() -> None:
    first, second, after = rows(dialogue_of(GRID))

    assert first["grid"]["stem"] == "Cette année…"
    assert first["grid"]["labels"] == ["Presque jamais", "Parfois", "Souvent", "Presque toujours"]
    assert first["grid"]["mark"] == "formulations figées"
    assert [first["new_box"], second["new_box"], after["new_box"]] == [True, False, True]
    assert after["grid"] is None


@pytest.mark.parametrize(
    ("numbers", "said"), [([3], "3"), ([4, 3], "3, 4"), ([9, 1, 7, 8], "1, 7 à 9"), ([], "")]
)
def test_neighbouring_numbers_are_said_as_a_range(numbers: list[int], said: str) -> None:
    assert ranges(numbers) == said


@every_dialogue
def test_every_dialogue_fits_on_one_readable_page(
    folder: Path, read_pdf: Callable[[bytes], Pdf]
) -> None:
    dialogue = load_folder(folder)

    composed = compose(TEMPLATE, picture_of(dialogue), Form.PDF)

    pdf = read_pdf(composed.content)
    assert composed.accessible
    assert pdf.facts["Tagged"] == "yes"
    assert pdf.facts["Pages"] == "1"
    assert pdf.facts["Page size"] in A4
    assert "CreationDate" not in pdf.facts
    assert min(pdf.letter_sizes) >= SMALLEST
    text = squeezed(pdf.text)
    for row in rows(dialogue):
        assert squeezed(row["ask"] if row["kind"] == "note" else row["topic"]) in text
    assert all(squeezed(key) in text for key in dialogue.steps)


@pytest.mark.parametrize("form", [Form.SVG, Form.PNG])
def test_a_picture_of_any_kind_is_the_same_twice(kinds: Dialogue, form: Form) -> None:
    once, again = (compose(TEMPLATE, picture_of(kinds), form).content for _ in range(2))

    assert once == again
    assert len(once) > 10_000


@pytest.mark.parametrize("form", list(Form))
def test_a_dialogue_too_long_for_a_page_is_drawn_all_the_same(
    form: Form, read_pdf: Callable[[bytes], Pdf]
) -> None:
    steps = (f"  - {{id: d.q{i}, type: yes_no, topic: Sujet {i}, ask: Oui ?}}" for i in range(200))
    dialogue = dialogue_of("steps:\n" + "\n".join(steps) + "\n")

    composed = compose(TEMPLATE, picture_of(dialogue), form)

    if form is Form.PDF:
        pdf = read_pdf(composed.content)
        assert int(pdf.facts["Pages"]) > 1
        assert "Sujet 199" in pdf.text
        assert min(pdf.letter_sizes) >= SMALLEST
    else:
        assert isinstance(composed.content, bytes)
