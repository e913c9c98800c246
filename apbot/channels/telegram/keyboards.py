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
    """From low to high in one row when the labels fit; ``apart``: positions outside the scale."""
    levels = [key for position, key in enumerate(keys) if position not in apart]
    others = [key for position, key in enumerate(keys) if position in apart]
    fits = sum(len(key.label) for key in levels) <= _SCALE_ROW and len(levels) <= _WIDEST
    rows = _rows(levels, max(len(levels), 1) if fits else 1)
    return (*rows, *_rows(others, 1))


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
