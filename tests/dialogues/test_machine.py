"""The machine: one per dialogue, built once, with every allowed move and nobody in it."""

from __future__ import annotations

import pytest
from transitions import Machine

from dialogues import engine
from dialogues import events as ev
from dialogues.errors import UnknownState
from dialogues.machine import CompiledDialogue, Cursor, phase_of, state_of
from dialogues.snapshot import Phase, Snapshot
from tests.dialogues.making import AT, Respondent, dialogue, every_kind, question, welcome

TRIGGERS = {
    "acknowledge",
    "answer",
    "back",
    "edit",
    "erase",
    "expire",
    "pause",
    "resume",
    "share",
    "stop",
    "submit",
}


def at(phase: Phase, question: str | None = None) -> Snapshot:
    return Snapshot("d", "0", phase, question)


def test_nobody_is_registered_and_no_move_is_automatic() -> None:
    machine = welcome().machine
    before = {name: len(event.transitions) for name, event in machine.events.items()}

    me = Respondent(welcome()).start()
    me.says("1", "2", "retour", "pause", "reprendre")

    assert isinstance(machine, Machine)
    assert not machine.models
    assert set(machine.events) == TRIGGERS
    assert {name: len(event.transitions) for name, event in machine.events.items()} == before


def test_every_question_and_phase_is_a_state() -> None:
    compiled = every_kind()
    questions = {f"ask:{key}" for key in compiled.dialogue.questions}
    phases = {phase.value for phase in Phase if phase is not Phase.ASKING}

    assert set(compiled.machine.states) == questions | phases
    for state in compiled.machine.states:
        assert state_of(at(phase_of(state), state.removeprefix("ask:"))) == state


def test_every_destination_is_a_state() -> None:
    for event in every_kind().machine.events.values():
        for source, transitions in event.transitions.items():
            assert source in every_kind().machine.states
            assert {t.dest for t in transitions} <= set(every_kind().machine.states)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("notice", {"acknowledge", "erase", "stop", "expire"}),
        ("ask:d.hours", {"answer", "back", "edit", "erase", "expire", "pause", "stop"}),
        ("ask:d.mood", {"answer", "back", "edit", "erase", "expire", "pause", "stop"}),
        ("paused", {"resume", "stop", "erase", "expire"}),
        ("review", {"back", "edit", "share", "submit", "pause", "stop", "erase", "expire"}),
        ("submitted", {"erase"}),
        ("withdrawn", {"resume", "erase", "expire"}),
        ("expired", set()),
    ],
)
def test_only_these_moves_are_possible_from(state: str, allowed: set[str]) -> None:
    assert {trigger for trigger in TRIGGERS if every_kind().allows(trigger, state)} == allowed


@pytest.mark.parametrize(
    "snapshot",
    [at(Phase.ASKING, "d.removed"), at(Phase.ASKING, None), at(Phase.ASKING, "")],
)
@pytest.mark.parametrize(
    "event",
    [
        ev.Said(AT, "oui"),
        ev.Said(AT, "retour"),
        ev.Said(AT, "envie de mourir"),
        ev.Pressed(AT, ("yes",)),
        ev.Skipped(AT),
        ev.Kept(AT),
        ev.WentBack(AT),
        ev.Edited(AT, "d.mood"),
        ev.Paused(AT),
        ev.Stopped(AT),
        ev.HelpAsked(AT),
        ev.AdultAsked(AT),
        ev.Submitted(AT),
        ev.Erased(AT),
        ev.Expired(AT),
        ev.Confirmed(AT, yes=True),
    ],
    ids=lambda event: f"{type(event).__name__} {getattr(event, 'text', '')}",
)
def test_position_that_this_revision_does_not_have_is_an_unknown_state(
    snapshot: Snapshot, event: ev.Event
) -> None:
    with pytest.raises(UnknownState):
        engine.step(every_kind(), snapshot, event, {})


def test_resuming_at_a_question_that_was_removed_is_an_unknown_state() -> None:
    with pytest.raises(UnknownState):
        engine.step(every_kind(), at(Phase.PAUSED, "d.removed"), ev.Resumed(AT), {})
    with pytest.raises(UnknownState):
        engine.present(every_kind(), at(Phase.ASKING, "d.removed"), {})


def test_move_that_the_table_does_not_have_is_a_defect_not_a_state() -> None:
    cursor = Cursor(at(Phase.REVIEW), every_kind().route, {})

    with pytest.raises(UnknownState):
        every_kind().move(cursor, "acknowledge", "review")
    assert cursor.state == "review"


def test_dialogue_without_questions_goes_from_notice_to_review() -> None:
    compiled = CompiledDialogue(dialogue("steps:\n  - {id: d.n, type: note, ask: Bonjour.}\n"))
    me = Respondent(compiled).start()

    review = me.snapshot
    me.do(ev.Submitted(AT))

    assert [review.phase, me.snapshot.phase] == [Phase.REVIEW, Phase.SUBMITTED]


def test_vocabulary_is_folded_once() -> None:
    compiled = CompiledDialogue(dialogue(question("id: d.q, type: yes_no")))

    assert compiled.vocabulary("d.q") is compiled.vocabulary("d.q")
