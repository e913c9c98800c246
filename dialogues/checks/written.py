"""The conditions of a dialogue where they are written, and the names in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dialogues.conditions import Condition
from dialogues.definition import Dialogue, Entry, Step
from dialogues.errors import Place
from dialogues.reading import nearest


@dataclass(frozen=True, slots=True)
class Written:
    """A condition where it is written."""

    step: Step
    seen: int
    """How many entries stand before it: what it may look at."""
    condition: Condition
    place: Place


def conditions(dialogue: Dialogue) -> Iterator[Written]:
    for index, entry in enumerate(dialogue.entries):
        yield Written(entry.step, index, entry.when, entry.when_place)
        if not entry.is_offer:
            for goto in entry.step.gotos:
                yield Written(entry.step, index + 1, goto.when, goto.when_place)


def entries_of(dialogue: Dialogue, step: Step) -> tuple[Entry, ...]:
    """The places in the order where a step may be asked: its own, and earlier offers of it."""
    return tuple(entry for entry in dialogue.entries if entry.step is step)


def probably(name: str, known: Iterable[str]) -> str:
    """The known name that was meant: the same after the dot, or a near spelling; or nothing."""
    names = list(known)
    for candidate in names:
        if candidate.rpartition(".")[2] == name.rpartition(".")[2]:
            return candidate
    return nearest(name, names)


def did_you_mean(near: str, otherwise: str) -> str:
    return f"Vouliez-vous dire « {near} » ?" if near else otherwise
