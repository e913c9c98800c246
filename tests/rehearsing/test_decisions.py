"""The walk with its crossroads is the path of the engine, whatever was answered."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from apbot.channels.staging import step_finder
from apbot.rehearsing.decisions import Deciding, all_decisions, pass_along
from apbot.rehearsing.players import quick_player
from apbot.rehearsing.remembered import possible_facts
from apbot.rehearsing.respondent import RandomRespondent
from dialogues.answers import Answers
from dialogues.loader import Catalogue
from dialogues.machine import CompiledDialogue
from dialogues.snapshot import Phase
from tests.dialogues import making
from tests.dialogues.making import answer


def positions(compiled: CompiledDialogue, seed: int) -> Iterator[tuple[Answers, Answers]]:
    """Answers and facts after each event of one random conversation."""
    find = step_finder(compiled.dialogue, Catalogue())
    recalled = possible_facts(compiled.dialogue, find)
    rng = Random(seed)  # noqa: S311  # nothing secret
    who = RandomRespondent(compiled.route, compiled.dialogue, rng, recalled)
    player = quick_player(compiled, who.facts)
    player.begin()
    while player.snapshot.phase is not Phase.SUBMITTED:
        player.take(who.next_event(player.snapshot, player.answers))
        yield dict(player.answers), player.facts


@pytest.mark.parametrize("name", ["every kind", *Catalogue().ids])
def test_walk_is_that_of_the_route(name: str) -> None:
    compiled = (
        making.every_kind()
        if name == "every kind"
        else CompiledDialogue(Catalogue().dialogue(name))
    )
    seen = 0
    for seed in range(5):
        for answers, facts in positions(compiled, seed):
            path = [step.id for step in compiled.route.path({**answers, **facts})]
            assert list(pass_along(compiled.dialogue, answers, facts).steps) == path
            seen += 1

    assert seen > 5


JUMPS = """\
steps:
  - id: d.a
    type: yes_no
    ask: Question ?
    topic: Sujet
    goto: [{when: d.a == 'yes', to: d.c}, {when: d.a == 'no', to: d.d}]
  - {id: d.b, type: yes_no, ask: Question ?, topic: Sujet, when: skipped(d.a)}
  - {id: d.c, type: yes_no, ask: Question ?, topic: Sujet, goto: d.e}
  - {id: d.d, type: yes_no, ask: Question ?, topic: Sujet}
  - {id: d.e, type: yes_no, ask: Question ?, topic: Sujet}
"""


def test_first_jump_that_holds_hides_the_others() -> None:
    dialogue = making.dialogue(JUMPS)

    walk = pass_along(dialogue, {"d.a": answer("d.a", "yes"), "d.c": answer("d.c", "no")}, {})

    assert walk.steps == ("d.a", "d.c", "d.e")
    assert [(d.about, d.step, d.target, truth) for d, truth in walk.decided] == [
        (Deciding.GOTO, "d.a", "d.c", True),
        (Deciding.GOTO, "d.c", "d.e", True),
    ]


def test_what_is_not_known_counts_as_false() -> None:
    dialogue = making.dialogue(JUMPS)

    walk = pass_along(dialogue, {"d.a": answer("d.a", None)}, {})

    assert [(d.about, truth) for d, truth in walk.decided] == [
        (Deciding.GOTO, False),
        (Deciding.GOTO, False),
        (Deciding.STEP, True),
    ]


GRID = """\
steps:
  - {id: d.a, type: yes_no, ask: Question ?, topic: Sujet}
  - grid: d.grid
    scale: freq4
    stem: En ce moment…
    when: d.a == 'yes'
    items:
      - {id: d.b, topic: Sujet, ask: Une chose.}
      - {id: d.c, topic: Sujet, ask: Une autre.}
"""


def test_condition_of_a_grid_is_one_decision() -> None:
    dialogue = making.dialogue(GRID)

    assert len(all_decisions(dialogue)) == 1
    walk = pass_along(dialogue, {"d.a": answer("d.a", "no")}, {})
    assert {truth for _, truth in walk.decided} == {False}


def test_place_of_a_decision_is_that_of_its_condition() -> None:
    (decision,) = all_decisions(making.dialogue(GRID))

    head = len(making.HEAD.splitlines())
    assert (decision.place.line, decision.step) == (head + 6, "d.b")
