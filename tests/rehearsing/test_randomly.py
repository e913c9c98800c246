"""What random respondents find, and that a seed says everything about them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from random import Random

import pytest

from apbot.channels.messages import Voice
from apbot.rehearsing.drawing import Drawn, HeardAsCommand, draw, give, literals_of
from apbot.rehearsing.playing import PATIENCE, Trouble, play_one
from apbot.rehearsing.randomly import Cast, play_many, play_range
from apbot.rehearsing.remembered import draw_facts, possible_facts
from apbot.rehearsing.reporting import Report
from apbot.rehearsing.tally import Tally, never_chosen, never_reached, spread
from dialogues import engine
from dialogues import events as ev
from dialogues.answers import Answers
from dialogues.conditions import parse
from dialogues.definition import Address, Dialogue, Step, Text
from dialogues.loader import inspect
from dialogues.machine import CompiledDialogue
from dialogues.matching import Matched, match_pressed, match_typed
from dialogues.snapshot import Phase, Snapshot
from tests.dialogues import making

UNFINDABLE = """\
steps:
  - {id: d.word, type: text, ask: Un mot ?, topic: Mot, readers: Personne.}
  - {id: d.magic, type: yes_no, ask: Vraiment ?, topic: Suite, when: d.word == 'abracadabra'}
  - {id: d.end, type: yes_no, ask: Fini ?, topic: Fin}
"""


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # nothing secret


def cast(dialogue: Dialogue) -> Cast:
    return Cast(dialogue, {}, {})


def test_respondents_of_every_kind_of_question_arrive() -> None:
    tally = play_range(cast(making.every_kind().dialogue), range(200))

    assert (tally.sent, tally.mishaps) == (200, [])
    assert not never_reached(making.every_kind().dialogue, tally)
    assert not never_chosen(making.every_kind().dialogue, tally)


def test_same_seeds_give_the_same_on_one_core_and_on_two() -> None:
    dialogue = making.every_kind().dialogue

    alone = play_many(cast(dialogue), 320, seed=7, workers=1)

    assert play_many(cast(dialogue), 320, seed=7, workers=2) == alone
    assert play_many(cast(dialogue), 320, seed=8, workers=1) != alone


def test_one_respondent_plays_again_alone() -> None:
    compiled = making.every_kind()

    outcomes = [play_one(compiled, seed, {}, {}) for seed in (3, 20, 3, 20)]

    assert outcomes[:2] == outcomes[2:]
    assert outcomes[0] != outcomes[1]


def stuck(
    compiled: CompiledDialogue,
    snapshot: Snapshot,
    event: ev.Event,
    answers: Answers,
    facts: Answers,
) -> engine.Step:
    """An engine that shows the same question for ever once one is open."""
    if snapshot.phase is Phase.ASKING:
        return engine.Step(snapshot, engine.present(compiled, snapshot, answers, facts))
    return real_step(compiled, snapshot, event, answers, facts)


def silent(
    compiled: CompiledDialogue,
    snapshot: Snapshot,
    event: ev.Event,
    answers: Answers,
    facts: Answers,
) -> engine.Step:
    """An engine that moves on and shows nothing."""
    step = real_step(compiled, snapshot, event, answers, facts)
    return engine.Step(step.snapshot, ())


def broken(*_: object) -> engine.Step:
    raise KeyError("d.mood")


real_step = engine.step


def test_question_that_stays_open_is_a_dead_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "step", stuck)

    mishap = play_one(making.every_kind(), 1, {}, {}).mishap

    assert mishap is not None
    assert (mishap.seed, mishap.trouble) == (1, Trouble.DEAD_END)
    assert mishap.what == f"Après {PATIENCE} messages, « d.mood » est encore ouverte."
    assert len(mishap.trail) > 1


def test_nothing_shown_is_a_dead_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "step", silent)

    mishap = play_one(making.every_kind(), 1, {}, {}).mishap

    assert mishap is not None
    assert (mishap.trouble, mishap.what[:20]) == (Trouble.DEAD_END, "Rien n'est montré, a")


def test_defect_of_the_engine_is_told_with_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "step", broken)

    tally = play_range(cast(making.every_kind().dialogue), range(30, 33))

    assert (tally.sent, tally.troubled, len(tally.mishaps)) == (0, 3, 1)
    assert (tally.mishaps[0].seed, tally.mishaps[0].what) == (30, "KeyError : 'd.mood'")
    lines = "\n".join(report(making.every_kind().dialogue, tally).lines())
    assert "apbot rehearse d --random 1 --seed 30" in lines
    assert "En tout, 3 conversations à problème." in lines


def report(dialogue: Dialogue, tally: Tally) -> Report:
    return Report(dialogue.id, 0, dialogue, tally)


def test_question_that_nobody_was_asked_is_told_with_its_place() -> None:
    dialogue = making.dialogue(UNFINDABLE)

    tally = play_range(cast(dialogue), range(40))

    assert [step.id for step in never_reached(dialogue, tally)] == ["d.magic"]
    line = len(making.HEAD.splitlines()) + 3
    told = report(dialogue, tally)
    assert not told.is_clean
    assert f"dialogue.yaml:{line} : « d.magic » n'a été posée à personne." in list(told.lines())


def test_question_that_can_be_asked_of_nobody_is_left_to_the_checker() -> None:
    read = making.dialogue(UNFINDABLE)
    impossible = parse("d.end == 'yes' and d.end == 'no'")
    word, magic, end = read.entries
    entries = (word, end, dataclasses.replace(magic, when=impossible))
    dialogue = dataclasses.replace(read, entries=entries)

    assert never_reached(dialogue, Tally(reached={"d.word", "d.end"})) == ()


def unchecked(steps: str) -> Dialogue:
    """A dialogue that the checker refuses, as it would be played all the same."""
    dialogue, _ = inspect(making.sources(steps))
    assert dialogue is not None
    return dialogue


def test_option_whose_name_is_a_command_is_told() -> None:
    steps = making.question(
        "id: d.a, type: choice, options: [{id: stop, label: Arrêter}, {id: go, label: En avant}]"
    )

    tally = play_range(cast(unchecked(steps)), range(60))

    assert {mishap.trouble for mishap in tally.mishaps} == {Trouble.COMMAND}
    assert "Arrêter" in "".join(mishap.what for mishap in tally.mishaps)


def test_placeholder_that_nothing_fills_is_told() -> None:
    dialogue = making.every_kind().dialogue
    first = dialogue.entries[0]
    step = dataclasses.replace(first.step, ask=Text("Et {last_goal} ?", "Et {last_goal} ?"))
    entries = (dataclasses.replace(first, step=step), *dialogue.entries[1:])
    open_text = dataclasses.replace(dialogue, entries=entries)
    voices = {address: Voice(open_text, address, {}) for address in Address}

    mishap = play_one(CompiledDialogue(open_text), 0, {}, voices).mishap

    assert mishap is not None
    assert (mishap.trouble, mishap.what) == (
        Trouble.UNFILLED,
        "« {last_goal} » n'est remplacé par rien.",
    )


@pytest.mark.parametrize(
    "step", making.every_kind().dialogue.questions.values(), ids=lambda s: s.id
)
def test_what_is_drawn_is_an_answer_that_the_question_takes(step: Step) -> None:
    literals = literals_of(making.every_kind().dialogue).get(step.id, [])
    for seed in range(80):
        drawn = draw(chance(seed), step, literals)
        ids = tuple(option.id for option in drawn.options)
        found = (
            match_pressed(step, ids)
            if ids
            else match_typed(step, drawn.words, today=making.AT.date())
        )

        assert isinstance(found, Matched)
        assert found.value == drawn.value


def test_values_that_conditions_name_are_drawn_often() -> None:
    steps = making.question("id: d.hours, type: number, min: 0, max: 1000") + (
        "  - {id: d.late, type: yes_no, ask: Tard ?, topic: Soir, when: d.hours == 613}\n"
    )

    tally = play_range(cast(making.dialogue(steps)), range(60))

    assert not never_reached(making.dialogue(steps), tally)


def test_answer_is_given_by_buttons_by_number_and_in_words() -> None:
    step = making.every_kind().dialogue.questions["d.mood"]
    drawn = Drawn("good", (step.options[0],))

    events = [give(chance(seed), step, drawn, Address.TU, 3, plainly=False) for seed in range(60)]

    said = {event.text for event in events if isinstance(event, ev.Said)}
    assert {"Bonne", "bonne", "1", "super", "nickel"} <= said
    assert said - {"Bonne", "bonne", "1", "super", "nickel"}, "some are misspelt"
    assert any(isinstance(event, ev.Pressed) for event in events)
    assert not [
        event
        for seed in range(60)
        if isinstance(
            event := give(chance(seed), step, drawn, Address.TU, 3, plainly=True), ev.Said
        )
    ]


def test_name_that_is_a_command_is_refused_before_it_is_said() -> None:
    steps = making.question("id: d.a, type: choice, options: [{id: p, label: Pause}]")
    step = unchecked(steps).questions["d.a"]
    drawn = Drawn("p", step.options)

    with pytest.raises(HeardAsCommand, match="ause"):
        [give(chance(seed), step, drawn, Address.TU, 3, plainly=False) for seed in range(60)]


RECALL = """\
recall: {stage: class.stage, mood: other.mood, words: other.words, who: respondent.kind}
"""


def test_facts_are_unknown_or_have_a_value_they_may_have() -> None:
    steps = UNFINDABLE.replace("d.word == 'abracadabra'", "mood == 'good' or mood == 'bad'")
    dialogue = making.dialogue(steps, head=making.HEAD + RECALL)
    other = making.every_kind().dialogue.questions
    known = {"other.words": other["d.word"]}
    candidates = possible_facts(dialogue, known.get)

    drawn = [draw_facts(chance(seed), dialogue, candidates) for seed in range(200)]

    def values(name: str) -> set[object]:
        return {facts[name].value if name in facts else None for facts in drawn}

    assert values("mood") == {None, "good", "bad"}
    assert values("words") == {None, ""}
    assert values("who") == {"student", "adult"}
    assert {None, "premiere", "terminale_pro"} <= values("stage")


def test_fact_leads_to_the_question_that_it_opens() -> None:
    steps = UNFINDABLE.replace("d.word == 'abracadabra'", "mood == 'good'")
    dialogue = making.dialogue(steps, head=making.HEAD + "recall: {mood: other.mood}\n")
    known = Cast(dialogue, possible_facts(dialogue, lambda _: None), {})

    tally = play_range(known, range(40))

    assert not never_reached(dialogue, tally)
    assert set(tally.lengths) == {2, 3}


def test_spread_of_lengths() -> None:
    found = spread(Tally(lengths=Counter({4: 1, 6: 2, 9: 1})).lengths)

    assert found is not None
    assert (found.least, found.lower, found.middle, found.upper, found.most) == (4, 6, 6, 6, 9)
    assert spread(Tally().lengths) is None
