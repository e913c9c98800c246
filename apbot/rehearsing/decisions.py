"""Which conditions the path passes, and how each one was decided there.

The walk is that of ``Route.path``, told once more with its crossroads; a test keeps the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from dialogues.answers import Answer, Answers
from dialogues.conditions import ALWAYS, Condition, holds
from dialogues.definition import Dialogue, Entry, Goto, Kind, Step
from dialogues.errors import Place
from dialogues.facts import complete


class Deciding(StrEnum):
    """What a condition decides about."""

    STEP = "step"
    OFFER = "offer"
    GOTO = "goto"


@dataclass(frozen=True, slots=True)
class Decision:
    """A condition where it is written: the lines of a grid share that of their grid."""

    about: Deciding
    place: Place
    condition: Condition
    target: str = ""
    """Where a jump leads."""
    step: str = field(default="", compare=False)
    """The step that is asked, or that jumps: the first one met."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One walk: the steps on the path, and the decisions on the way, with what came of each."""

    steps: tuple[str, ...]
    decided: tuple[tuple[Decision, bool], ...]


def of_entry(entry: Entry) -> Decision | None:
    """None: it is always asked."""
    if entry.when == ALWAYS:
        return None
    about = Deciding.OFFER if entry.is_offer else Deciding.STEP
    return Decision(about, entry.when_place, entry.when, step=entry.step.id)


def of_goto(step: Step, goto: Goto) -> Decision:
    return Decision(Deciding.GOTO, goto.when_place, goto.when, goto.target, step.id)


def all_decisions(dialogue: Dialogue) -> tuple[Decision, ...]:
    """Every decision of the dialogue once, in the order of the file."""
    found: dict[Decision, None] = {}
    for entry in dialogue.entries:
        if (decision := of_entry(entry)) is not None:
            found.setdefault(decision)
        if not entry.is_offer:
            for goto in entry.step.gotos:
                found.setdefault(of_goto(entry.step, goto))
    return tuple(found)


def pass_along(dialogue: Dialogue, answers: Answers, facts: Answers) -> Passage:
    """The walk up to and including the first unanswered question. Not known counts as false."""
    walk = _Walk(answers, complete(dialogue, facts))
    for entry in dialogue.entries:
        if walk.is_open:
            break
        walk.pass_by(entry)
    return Passage(tuple(walk.steps), tuple(walk.decided))


class _Walk:
    def __init__(self, answers: Answers, facts: Answers) -> None:
        self._answers = answers
        self._known: dict[str, Answer] = dict(facts)
        self._target: str | None = None
        self.steps: list[str] = []
        self.decided: list[tuple[Decision, bool]] = []
        self.is_open = False

    def pass_by(self, entry: Entry) -> None:
        step = entry.step
        if self._target is not None and (entry.is_offer or step.id != self._target):
            return
        self._target = None
        if step.id in self.steps or not self._decide(of_entry(entry)):
            return
        self.steps.append(step.id)
        if step.kind is not Kind.NOTE:
            answer = self._answers.get(step.id)
            if answer is None:
                self.is_open = True
                return
            self._known[step.id] = answer
        self._target = next(self._jumps(step), None)

    def _jumps(self, step: Step) -> Iterator[str]:
        for goto in step.gotos:
            if self._decide(of_goto(step, goto)):
                yield goto.target

    def _decide(self, decision: Decision | None) -> bool:
        if decision is None:
            return True
        truth = holds(decision.condition, self._known)
        self.decided.append((decision, truth))
        return truth
