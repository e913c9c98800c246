"""What an open conversation would lose by moving: every answer the new text would not take."""

from __future__ import annotations

import pytest

from dialogues.answers import Answer, Value
from dialogues.machine import CompiledDialogue
from dialogues.revising import lost
from tests.dialogues.making import dialogue

TEXT = "{id: d.x, type: text, ask: Quoi ?, topic: T, readers: Ton prof lit., max_length: 40}"
NUMBER = "{id: d.x, type: number, ask: Combien ?, topic: T, min: 0, max: 20}"
DATE = "{id: d.x, type: date, ask: Quand ?, topic: T}"
CHOICES = (
    "{id: d.x, type: choices, ask: Quoi ?, topic: T, options: "
    "[{id: a, label: Un}, {id: b, label: Deux}, {id: none, label: Rien}]}"
)
CHOICE = CHOICES.replace("choices", "choice")
SCALE = (
    "{id: d.x, type: scale, ask: Je note., topic: T, options: "
    '[{id: "1", label: Jamais, score: 1}, {id: "2", label: Toujours, score: 2}]}'
)
OTHER_SCALE = SCALE.replace("Jamais", "Pas du tout").replace("Toujours", "Tout à fait")
LONGER_SCALE = SCALE.replace("score: 2}", 'score: 2}, {id: "3", label: Sans cesse, score: 3}')
NEARER_SCALE = SCALE.replace("Toujours", "Presque toujours")


def compiled(line: str) -> CompiledDialogue:
    return CompiledDialogue(dialogue(f"steps:\n  - {line}\n"))


def is_lost(before: str, after: str, value: Value) -> bool:
    answers = {"d.x": Answer("d.x", value, "", "", "w")}
    return lost(compiled(before).dialogue, compiled(after), answers, {}) == ("d.x",)


@pytest.mark.parametrize(
    ("before", "after", "value"),
    [
        (TEXT, DATE, "bientôt"),
        (TEXT, DATE, "2026-11-24"),
        (TEXT, NUMBER, "12"),
        (TEXT, CHOICE, "a"),
        (CHOICE, TEXT, "a"),
        (CHOICE, CHOICES, "a"),
        (CHOICES, CHOICE, ("a",)),
        (DATE, TEXT, "2026-11-24"),
        (NUMBER, NUMBER.replace("max: 20", "max: 10"), 12),
        (NUMBER, NUMBER.replace("min: 0", "min: 13"), 12),
        (NUMBER, NUMBER.replace("min: 0", "min: 13"), 12.5),
        (DATE, DATE.replace("topic", "earliest: 2026-12-01, topic"), "2026-11-24"),
        (DATE, DATE.replace("topic", "latest: 2026-11-01, topic"), "2026-11-24"),
        (TEXT, TEXT.replace("40", "10"), "plus de dix caractères"),
        (CHOICES, CHOICES.replace("Rien", "Rien, exclusive: true"), ("a", "none")),
        (CHOICES, CHOICES.replace("Rien", "Rien, exclusive: true"), ("none", "a")),
        (CHOICES, CHOICES.replace("topic", "max: 1, topic"), ("a", "b")),
        (CHOICES, CHOICES.replace("{id: b, label: Deux}, ", ""), ("a", "b")),
        (CHOICE, CHOICE.replace("{id: b, label: Deux}, ", ""), "b"),
        (SCALE, OTHER_SCALE, 2),
        (SCALE, LONGER_SCALE, 2),
    ],
)
def test_what_the_new_question_does_not_take_is_lost(before: str, after: str, value: Value) -> None:
    assert is_lost(before, after, value)


@pytest.mark.parametrize(
    ("before", "after", "value"),
    [
        (TEXT, TEXT.replace("40", "30"), "pas trop long"),
        (TEXT, TEXT.replace("40", "10"), "j'ai envie de mourir, vraiment"),
        (NUMBER, NUMBER.replace("max: 20", "max: 12"), 12),
        (NUMBER, NUMBER.replace("min: 0", "min: -3"), 12.5),
        (DATE, DATE.replace("topic", "earliest: 2026-11-24, topic"), "2026-11-24"),
        (CHOICES, CHOICES.replace("Rien", "Rien, exclusive: true"), ("a", "b")),
        (CHOICES, CHOICES.replace("Rien", "Rien, exclusive: true"), ("none",)),
        (CHOICES, CHOICES.replace("Deux", "Second"), ("b", "a")),
        (CHOICE, CHOICE.replace("Quoi", "Laquelle"), "b"),
        (SCALE, NEARER_SCALE, 2),
        (TEXT, DATE, None),
        (CHOICE, CHOICES, None),
    ],
)
def test_what_it_takes_is_kept(before: str, after: str, value: Value) -> None:
    assert not is_lost(before, after, value)
