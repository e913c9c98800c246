"""Steps that no way leads to, and conditions that are never or always true.

Jumps only go forward, so every way ends: there is no loop, and no step without a way to the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogues.conditions import ALWAYS
from dialogues.definition import Dialogue
from dialogues.errors import Problem
from dialogues.satisfiable import outlook

from .references import wrong_names
from .written import conditions


def check_truths(dialogue: Dialogue) -> Iterator[Problem]:
    """Asked only of conditions that name what exists."""
    for written in conditions(dialogue):
        if written.condition == ALWAYS or any(wrong_names(dialogue, written)):
            continue
        may_hold, may_fail = outlook(dialogue, written.condition)
        if not may_hold:
            what = f"La condition de « {written.step.id} » ne peut jamais être vraie."
            yield Problem("never-true", written.place, what, "Relisez les valeurs comparées.")
        elif not may_fail:
            what = f"La condition de « {written.step.id} » est toujours vraie."
            yield Problem("always-true", written.place, what, "Retirez-la, ou relisez-la.")


def check_reach(dialogue: Dialogue) -> Iterator[Problem]:
    reachable = _reachable(dialogue)
    for index, entry in enumerate(dialogue.entries):
        if index not in reachable and not entry.is_offer:
            what = f"L'étape « {entry.step.id} » n'est jamais atteinte : un « goto » la saute."
            repair = "Retirez-la, ou donnez une condition au « goto »."
            yield Problem("unreachable", entry.step.place, what, repair)


def _reachable(dialogue: Dialogue) -> set[int]:
    place = {e.step.id: i for i, e in enumerate(dialogue.entries) if not e.is_offer}
    reached, waiting = set[int](), [0] if dialogue.entries else []
    while waiting:
        index = waiting.pop()
        if index in reached or index >= len(dialogue.entries):
            continue
        reached.add(index)
        entry = dialogue.entries[index]
        known = [goto for goto in entry.step.gotos if goto.target in place]
        always_jumps = any(goto.when == ALWAYS for goto in known)
        if not always_jumps or entry.when != ALWAYS:
            waiting.append(index + 1)
        waiting += [place[goto.target] for goto in known]
    return reached
