"""Any answers to any dialogue, on its path or not."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from dialogues.answers import Answer, Value, Visibility
from dialogues.definition import Dialogue, Kind, Step
from tests.summary.profiles import make_answer

CANARY = "canari-7f3a"
"""Stands in every free text, so that a leak is found by its words."""


def values_of(step: Step) -> st.SearchStrategy[Value]:
    match step.kind:
        case Kind.TEXT:
            return st.just(f"{CANARY} {step.id}")
        case Kind.NUMBER:
            return st.integers(0, 99)
        case Kind.DATE:
            return st.dates().map(dt.date.isoformat)
    options = st.sampled_from([option.value for option in step.options])
    if step.kind is not Kind.CHOICES:
        return options
    at_most = step.limits.choices or 3
    return st.lists(options.map(str), min_size=1, max_size=at_most, unique=True).map(tuple)


@st.composite
def answers_to(draw: st.DrawFn, dialogue: Dialogue) -> dict[str, Answer]:
    """Answered, skipped, kept for oneself, to be said aloud, or not there at all."""
    asked = draw(st.sets(st.sampled_from(sorted(dialogue.questions))))
    visibilities = st.sampled_from(Visibility)
    return {
        name: make_answer(
            dialogue,
            name,
            draw(st.none() | values_of(dialogue.questions[name])),
            draw(visibilities),
        )
        for name in sorted(asked)
    }
