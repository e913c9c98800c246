"""Where a random respondent is heading: what must stay possible for one question to be asked.

Chance alone seldom finds a question behind three rare answers; half of the respondents try.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from dialogues.answers import Answers
from dialogues.conditions import ALWAYS, Both, Comparison, Condition, State, possible, questions_of
from dialogues.definition import Dialogue


@dataclass(frozen=True, slots=True)
class Untrue:
    """True where the inner condition is false or not known: whoever comes there does not jump."""

    inner: Condition

    def truth(self, answers: Answers) -> bool | None:
        return self.inner.truth(answers) is not True

    def outlook(self, answers: Answers, still_open: set[str]) -> tuple[bool, bool]:
        may_hold, may_fail = self.inner.outlook(answers, still_open)
        return may_fail or not may_hold, may_hold

    def atoms(self) -> Iterator[Comparison | State]:
        return self.inner.atoms()


Goals = tuple[Condition, ...]


def goals_for(rng: Random, dialogue: Dialogue, question: str) -> Goals:
    """Conditions that lead to ``question``; none where it is always asked."""
    goals: dict[Condition, None] = {}
    names, waiting = set[str](), [question]
    while waiting:
        name = waiting.pop()
        names.add(name)
        entries = [entry for entry in dialogue.entries if entry.step.id == name]
        if not entries:
            continue
        when = rng.choice(entries).when
        if when != ALWAYS:
            goals.setdefault(when)
            waiting += sorted(questions_of(when) - names)
    goals.update(dict.fromkeys(_not_jumped(dialogue, names)))
    return tuple(goals)


def _not_jumped(dialogue: Dialogue, names: set[str]) -> list[Condition]:
    order = {key: place for place, key in enumerate(dialogue.steps)}
    return [
        Untrue(Both(step.when, goto.when))
        for step in dialogue.steps.values()
        for goto in step.gotos
        for name in sorted(names & order.keys())
        if order[step.id] < order[name] < order.get(goto.target, 0)
    ]


def within_reach(dialogue: Dialogue, goals: Goals, known: Answers) -> bool:
    """Whether each goal may still hold. ``known``: the answers and the facts."""
    still_open = dialogue.questions.keys() - known.keys()
    return all(possible(goal, known, still_open) for goal in goals)
