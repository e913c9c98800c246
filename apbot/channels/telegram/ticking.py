"""Boxes of a question of several choices, by the positions of its options."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.answers import Answer
from dialogues.definition import Step

from .events import Ticked


def ticked_after(step: Step, ticked: Sequence[int], meant: Ticked) -> tuple[int, ...]:
    """An exclusive option clears the others, and any other clears it."""
    left = [position for position in ticked if position != meant.option]
    if not meant.on:
        return tuple(left)
    if step.options[meant.option].exclusive:
        return (meant.option,)
    return (*(p for p in left if not step.options[p].exclusive), meant.option)


def is_answered(step: Step, position: int, answer: Answer) -> bool:
    """The option at this position is what was answered."""
    if not 0 <= position < len(step.options):
        return False
    option = step.options[position]
    value = answer.value
    return option.id in value if isinstance(value, tuple) else option.value == value
