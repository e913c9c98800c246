"""What came of many random conversations, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dialogues.definition import Dialogue, Option, Step

from .decisions import Deciding, Decision
from .occurring import can_occur
from .playing import Mishap, Outcome

MOST_KEPT = 10
"""Mishaps told in full, each sort once; the others are only counted."""


@dataclass(slots=True)
class Tally:
    """``lengths``: how many conversations had so many questions."""

    played: int = 0
    sent: int = 0
    lengths: Counter[int] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    chosen: set[tuple[str, str]] = field(default_factory=set)
    troubled: int = 0
    mishaps: list[Mishap] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.played += 1
        self.reached |= outcome.reached
        self.chosen |= outcome.chosen
        if outcome.asked is not None:
            self.sent += 1
            self.lengths[outcome.asked] += 1
        if outcome.mishap is not None:
            self.troubled += 1
            self._keep([outcome.mishap])

    def include(self, other: Tally) -> None:
        """Those who came after."""
        self.played += other.played
        self.sent += other.sent
        self.lengths += other.lengths
        self.reached |= other.reached
        self.chosen |= other.chosen
        self.troubled += other.troubled
        self._keep(other.mishaps)

    def _keep(self, mishaps: Sequence[Mishap]) -> None:
        known = {(mishap.trouble, mishap.what) for mishap in self.mishaps}
        new = [mishap for mishap in mishaps if (mishap.trouble, mishap.what) not in known]
        self.mishaps += new[: MOST_KEPT - len(self.mishaps)]


def never_reached(dialogue: Dialogue, tally: Tally) -> tuple[Step, ...]:
    """Questions nobody was asked although somebody could be."""
    return tuple(
        step
        for key, step in dialogue.questions.items()
        if key not in tally.reached and _is_possible(dialogue, step)
    )


def _is_possible(dialogue: Dialogue, step: Step) -> bool:
    return any(
        can_occur(
            dialogue,
            Decision(Deciding.STEP, entry.when_place, entry.when, step=step.id),
            outcome=True,
        )
        for entry in dialogue.entries
        if entry.step.id == step.id
    )


def never_chosen(dialogue: Dialogue, tally: Tally) -> tuple[tuple[Step, Option], ...]:
    """Options that nobody took, of the questions that were asked."""
    return tuple(
        (step, option)
        for key, step in dialogue.questions.items()
        if key in tally.reached
        for option in step.options
        if (key, option.id) not in tally.chosen
    )


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers of questions: the least, the quartiles, the most."""

    least: int
    lower: int
    middle: int
    upper: int
    most: int


def spread(lengths: Counter[int]) -> Spread | None:
    """None: nobody finished."""
    ordered = sorted(lengths.elements())
    if not ordered:
        return None
    last = len(ordered) - 1
    return Spread(*(ordered[round(last * part / 4)] for part in range(5)))
