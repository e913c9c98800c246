"""Which buttons stand beside each other, on the narrow screen of a phone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .callbacks import Act, Press

TICK = "✓ "
_BESIDE = 14
"""Characters of a label up to which two stand in one row."""
_SCALE_ROW = 34
"""Characters of all the labels of a scale up to which they stand in one row."""
_WIDEST = 8
_MOST = 90
"""Telegram takes 100 buttons; what is beyond can still be typed."""


@dataclass(frozen=True, slots=True)
class Key:
    """A button, and what its press carries."""

    label: str
    press: Press


Keyboard = tuple[tuple[Key, ...], ...]


def in_rows(keys: Sequence[Key]) -> Keyboard:
    """Two in a row when every label is short, else each in its own."""
    shown = keys[:_MOST]
    return _rows(shown, 2 if all(len(key.label) <= _BESIDE for key in shown) else 1)


def scale(keys: Sequence[Key], *, apart: Collection[int]) -> Keyboard:
    """From low to high in one row; ``apart``: positions outside the scale, each in its own."""
    levels = [key for position, key in enumerate(keys) if position not in apart]
    others = [key for position, key in enumerate(keys) if position in apart]
    names = level_names([key.label for key in levels])
    row = [Key(name, key.press) for key, name in zip(levels, names, strict=True)]
    return (*_rows(row, max(len(row), 1) if len(row) <= _WIDEST else 1), *_rows(others, 1))


def level_names(labels: Sequence[str]) -> Sequence[str]:
    """The labels of a scale as its buttons have them: numbers where the words do not fit one row.

    A phone would cut "Presque jamais" and "Presque toujours" to the same word.
    """
    if sum(map(len, labels)) <= _SCALE_ROW or len(labels) > _WIDEST:
        return labels
    return [str(number) for number in range(1, len(labels) + 1)]


def choices(keys: Sequence[Key], ticked: Collection[int]) -> Keyboard:
    """Each with its tick; a press sets it or takes it away. Ticking moves no button."""
    return tuple(tuple(_toggle(key, ticked) for key in row) for row in in_rows(keys))


def _toggle(key: Key, ticked: Collection[int]) -> Key:
    prompt, option = key.press.prompt, key.press.option
    if option in ticked:
        return Key(TICK + key.label, Press(Act.UNTICK, prompt, option))
    return Key(key.label, Press(Act.TICK, prompt, option))


def _rows(keys: Sequence[Key], wide: int) -> Keyboard:
    return tuple(tuple(keys[start : start + wide]) for start in range(0, len(keys), wide))
