"""Only what is proved impossible is not asked of transcripts."""

from __future__ import annotations

import pytest

from apbot.rehearsing.decisions import Decision, all_decisions
from apbot.rehearsing.occurring import can_occur
from dialogues.definition import Dialogue
from tests.dialogues import making

YES_NO = "type: yes_no, ask: Question ?, topic: Sujet"


def steps(*lines: str) -> Dialogue:
    return making.dialogue("steps:\n" + "".join(f"  - {{{line}}}\n" for line in lines))


def last_of(dialogue: Dialogue) -> Decision:
    return all_decisions(dialogue)[-1]


def test_both_outcomes_of_an_ordinary_condition() -> None:
    dialogue = steps(f"id: d.a, {YES_NO}", f"id: d.b, {YES_NO}, when: d.a == 'yes'")

    assert can_occur(dialogue, last_of(dialogue), outcome=True)
    assert can_occur(dialogue, last_of(dialogue), outcome=False)


def test_condition_that_never_fails() -> None:
    dialogue = steps(
        f"id: d.a, {YES_NO}", f"id: d.b, {YES_NO}, when: answered(d.a) or skipped(d.a)"
    )

    assert can_occur(dialogue, last_of(dialogue), outcome=True)
    assert not can_occur(dialogue, last_of(dialogue), outcome=False)


def test_question_not_asked_makes_a_condition_false() -> None:
    dialogue = steps(
        f"id: d.a, {YES_NO}",
        f"id: d.b, {YES_NO}, when: d.a == 'yes'",
        f"id: d.c, {YES_NO}, when: answered(d.b) or skipped(d.b)",
    )

    assert can_occur(dialogue, last_of(dialogue), outcome=False)


def test_jump_is_only_met_where_its_step_is_asked() -> None:
    dialogue = steps(
        f"id: d.a, {YES_NO}",
        f"id: d.b, {YES_NO}, when: d.a == 'yes', goto: [{{when: d.a == 'yes', to: d.d}}]",
        f"id: d.c, {YES_NO}",
        f"id: d.d, {YES_NO}",
    )

    assert can_occur(dialogue, last_of(dialogue), outcome=True)
    assert not can_occur(dialogue, last_of(dialogue), outcome=False)


@pytest.mark.parametrize("outcome", [True, False])
def test_nothing_is_proved_of_a_question_that_a_jump_may_leave_out(*, outcome: bool) -> None:
    dialogue = steps(
        f"id: d.a, {YES_NO}, goto: [{{when: d.a == 'yes', to: d.c}}]",
        f"id: d.b, {YES_NO}",
        f"id: d.c, {YES_NO}",
        f"id: d.d, {YES_NO}, when: answered(d.b) or skipped(d.b)",
    )

    assert can_occur(dialogue, last_of(dialogue), outcome=outcome)
