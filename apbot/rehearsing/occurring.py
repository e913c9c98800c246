"""Can a decision ever fall that way? Only what is proved impossible is not asked of transcripts."""

from __future__ import annotations

from dialogues.conditions import ALWAYS, Both, Condition, Either, questions_of
from dialogues.definition import Dialogue
from dialogues.satisfiable import always_holds, can_hold

from .decisions import Deciding, Decision


def can_occur(dialogue: Dialogue, decision: Decision, *, outcome: bool) -> bool:
    """False only when no respondent could ever make it so."""
    arriving = _arriving(dialogue, decision)
    if outcome:
        return can_hold(dialogue, Both(arriving, decision.condition))
    settled = _is_settled(dialogue, decision.condition)
    return not (settled and always_holds(dialogue, decision.condition, given=arriving))


def _arriving(dialogue: Dialogue, decision: Decision) -> Condition:
    """What holds for whoever comes there: a jump is made from a step that was asked."""
    if decision.about is not Deciding.GOTO:
        return ALWAYS
    asked = [entry.when for entry in dialogue.entries if entry.step.id == decision.step]
    if ALWAYS in asked or not asked:
        return ALWAYS
    arriving = asked[0]
    for other in asked[1:]:
        arriving = Either(arriving, other)
    return arriving


def _is_settled(dialogue: Dialogue, condition: Condition) -> bool:
    """Whether what it asks about is known by then, each question asked at one place only.

    Elsewhere "not known yet" may make it false, and nothing is proved.
    """
    names, waiting = set[str](), set(questions_of(condition))
    while waiting:
        name = waiting.pop()
        names.add(name)
        entries = [entry for entry in dialogue.entries if entry.step.id == name]
        if len(entries) > 1:
            return False
        for entry in entries:
            waiting |= questions_of(entry.when) - names
    return not any(_jumps_over(dialogue, name) for name in names if name in dialogue.steps)


def _jumps_over(dialogue: Dialogue, name: str) -> bool:
    """Whether some step before it jumps to one after it."""
    order = {key: place for place, key in enumerate(dialogue.steps)}
    return any(
        order[step.id] < order[name] < order.get(goto.target, 0)
        for step in dialogue.steps.values()
        for goto in step.gotos
    )
