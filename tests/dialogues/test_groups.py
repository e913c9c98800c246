"""Grids and called parts: what is written once is asked line by line."""

from __future__ import annotations

import pytest

from dialogues.definition import Address
from dialogues.effects import Ask
from tests.dialogues.making import HEAD, dialogue, play, problems

GRID = """\
steps:
  - grid: d.habits
    scale: freq4
    stem: "Depuis la rentrée…"
    frozen: true
    items:
      - {id: d.plan, topic: Prévoir, ask: Je prévois.}
      - {id: d.notes, topic: Notes, ask: Je retrouve mes notes., when: d.plan >= 2}
"""
PART = """\
part: habits
steps:
  - grid: habits.grid
    scale: $scale
    stem: {tu: Pour toi…, vous: Pour vous…, adult: "L'élève…"}
    items:
      - {id: habits.plan, topic: Prévoir, ask: {tu: Je prévois., vous: Je vois., adult: Prévoit.}}
      - {id: habits.notes, topic: Notes, ask: Je note., when: habits.plan <= 2}
"""
CALL = "steps:\n  - {call: habits, scale: freq4}\n"


def called(part: str = PART) -> dict[str, str]:
    return {"parts/habits.yaml": part}


def test_grid_becomes_questions_with_their_own_progress() -> None:
    steps = dialogue(GRID).questions

    assert list(steps) == ["d.plan", "d.notes"]
    second = steps["d.notes"].grid
    assert second is not None
    assert (second.number, second.of, second.stem.tu) == (2, 2, "Depuis la rentrée…")
    assert [option.score for option in steps["d.plan"].options] == [1, 2, 3, 4]
    assert all(step.frozen for step in steps.values())


def test_line_of_a_grid_keeps_its_own_condition() -> None:
    respondent = play(GRID).start()

    respondent.says("presque jamais")

    assert "d.notes" not in [e.step.id for e in respondent.effects if isinstance(e, Ask)]


def test_condition_of_a_grid_holds_for_all_its_lines() -> None:
    before = "  - {id: d.ok, type: yes_no, ask: Prêt ?, topic: Début}\n"
    steps = GRID.replace("steps:\n", f"steps:\n{before}")
    steps = steps.replace("    frozen", "    when: d.ok == 'yes'\n    frozen")
    respondent = play(steps).start()

    respondent.says("non")

    assert respondent.compiled.route.questions(respondent.answers) == ("d.ok",)


def test_stem_is_part_of_the_wording() -> None:
    before = dialogue(GRID).questions["d.plan"].wording
    after = dialogue(GRID.replace("Depuis la rentrée…", "Ce mois-ci…")).questions["d.plan"].wording

    assert before != after


def test_part_takes_the_name_and_the_scale_of_its_caller() -> None:
    steps = dialogue(CALL, parts=called()).questions

    assert list(steps) == ["d.plan", "d.notes"]
    assert steps["d.notes"].when.truth({}) is None
    assert {atom.question for atom in steps["d.notes"].when.atoms()} == {"d.plan"}


def test_part_gives_an_adult_other_words() -> None:
    step = dialogue(CALL, head=HEAD + "respondent: adult\n", parts=called()).questions["d.plan"]

    assert step.ask.to(Address.ADULT) == "Prévoit."
    assert step.ask.to(Address.VOUS) == "Je vois."


def test_mistake_in_a_part_is_reported_in_the_part() -> None:
    wrong = PART.replace("topic: Notes", "topc: Notes")

    found = problems(CALL, parts=called(wrong))

    assert ("unknown-key", 8, 28) in found


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("steps:\n  - {call: habit, scale: freq4}\n", "unknown-part"),
        ("steps:\n  - {call: habits}\n", "missing-key"),
        ("steps:\n  - {call: habits, scale: freq4, wen: d.x == 1}\n", "unknown-key"),
        (GRID.replace("items:", "itens:"), "unknown-key"),
        (GRID.replace("topic: Prévoir,", "topic: Prévoir, type: text,"), "wrong-in-grid"),
        (GRID.replace("scale: freq4", "scale: freq5"), "unknown-list"),
        (GRID.replace('    stem: "Depuis la rentrée…"\n', ""), "missing-key"),
    ],
)
def test_mistake_in_a_group_is_found(steps: str, code: str) -> None:
    assert code in [problem[0] for problem in problems(steps, parts=called())]


def test_part_calls_no_other_part() -> None:
    nested = "part: habits\nsteps:\n  - {call: habits}\n"

    assert "nested-part" in [problem[0] for problem in problems(CALL, parts=called(nested))]


def reported(steps: str, part: str = PART) -> list[str]:
    return [code for code, *_ in problems(steps, parts=called(part))]


def test_mistake_in_a_part_called_twice_is_reported_once() -> None:
    twice = CALL + CALL.removeprefix("steps:\n").replace("habits,", "habits, as: again,")

    assert reported(twice, PART.replace("topic:", "topique:", 1)).count("unknown-key") == 1


def test_mistake_in_the_condition_of_a_call_is_reported_once() -> None:
    wrong = CALL.replace("habits,", "habits, when: d.x ==,")

    assert reported(wrong).count("condition-syntax") == 1


@pytest.mark.parametrize("part", ["part: habits\n", "part: habits\nsteps: []\n"])
def test_part_without_steps_is_a_mistake_and_its_call_is_read(part: str) -> None:
    wrong = CALL.replace("habits,", "habits, when: d.x ==,")

    assert {"missing-key", "condition-syntax"} <= set(reported(wrong, part))
