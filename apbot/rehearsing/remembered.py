"""Facts for respondents who never were: each one unknown, or one of the values it may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random

from apbot.channels.staging import FindStep
from dialogues.answers import Answer
from dialogues.definition import Dialogue, Kind, Step
from dialogues.facts import PROPERTIES, PROPERTY_LABELS, fact

from .drawing import SENTENCES, literals_of

Possible = Mapping[str, tuple[Answer, ...]]
"""By name of the fact, what it may be."""
_KIND = "respondent.kind"
_UNKNOWN = 0.3


def possible_facts(dialogue: Dialogue, find: FindStep) -> Possible:
    literals = literals_of(dialogue)
    return {
        name: _values(name, source, find(source), literals.get(name, ()))
        for name, source in dialogue.recall.items()
    }


def draw_facts(rng: Random, dialogue: Dialogue, candidates: Possible) -> dict[str, Answer]:
    """Who answers is always known; anything else may not be."""
    return {
        name: rng.choice(values)
        for name, values in candidates.items()
        if values and (dialogue.recall[name] == _KIND or rng.random() > _UNKNOWN)
    }


def _values(
    name: str, source: str, asked: Step | None, literals: Sequence[str | int | float]
) -> tuple[Answer, ...]:
    if source in PROPERTIES:
        return tuple(fact(name, value, label) for value, label in PROPERTY_LABELS[source].items())
    if asked is None:
        return tuple(fact(name, value, str(value)) for value in literals) or _words(name)
    if asked.kind is Kind.CHOICES:
        alone = [fact(name, (option.id,), option.label.tu) for option in asked.options]
        free = [option for option in asked.options if not option.exclusive]
        pairs = [fact(name, (a.id, b.id), f"{a.label.tu}, {b.label.tu}") for a, b in pairwise(free)]
        return (*alone, *pairs)
    if asked.options:
        return tuple(fact(name, option.value, option.label.tu) for option in asked.options)
    if asked.kind is Kind.TEXT:
        return _words(name)
    return tuple(fact(name, value, str(value)) for value in literals or (1, 2, 3))


def _words(name: str) -> tuple[Answer, ...]:
    return tuple(fact(name, "", sentence) for sentence in SENTENCES)
