"""Legal answers drawn at random, and the many ways in which people type them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from dialogues import events as ev
from dialogues.answers import Value
from dialogues.commands import Command, recognise
from dialogues.conditions import Comparison, Condition
from dialogues.definition import Address, Dialogue, Kind, Option, Step

SENTENCES = (
    "Merci.",
    "J'aimerais comprendre comment réviser sans y passer la soirée.",
    "Le bus arrive tard le lundi",
    "tout va bien pour l'instant",
    "Œuvrer à l'oral, c'est déjà ça…",
)
AT = dt.datetime(2026, 9, 14, 9, 0, tzinfo=dt.UTC)
"""When random respondents answer: always the same Monday, so that a seed says everything."""
_FIRST_DAY = "2026-09-01"
_DAYS = 280
_LONG_ENOUGH = 5
_WIDE = 20

Literals = Mapping[str, Sequence[str | int | float]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer before it is given: its value, and the options or the words it is given by."""

    value: Value
    options: tuple[Option, ...] = ()
    words: str = ""


SKIP = Drawn(None)


class HeardAsCommand(Exception):
    """What names the options would stop, pause or leave the question; the message is the words."""


def literals_of(dialogue: Dialogue) -> dict[str, list[str | int | float]]:
    """By question or fact: the values that conditions compare it with, in the order of the file."""
    conditions: list[Condition] = []
    for entry in dialogue.entries:
        conditions += [entry.when, *(goto.when for goto in entry.step.gotos)]
    found: dict[str, dict[str | int | float, None]] = {}
    for condition in conditions:
        for atom in condition.atoms():
            if isinstance(atom, Comparison):
                found.setdefault(atom.question, {}).update(dict.fromkeys(atom.literals))
    return {name: list(literals) for name, literals in found.items()}


def draw(rng: Random, step: Step, literals: Sequence[str | int | float]) -> Drawn:
    """An answer the question takes. Half of the time one that some condition is about."""
    named = literals if rng.random() < 1 / 2 else ()
    match step.kind:
        case Kind.TEXT:
            words = rng.choice(SENTENCES)[: step.limits.characters].strip()
            return Drawn(words, words=words)
        case Kind.NUMBER:
            return _number(rng, step, named)
        case Kind.DATE:
            return _date(rng, step)
        case Kind.CHOICES:
            return _choices(rng, step, named)
        case _:
            wanted = [option for option in step.options if option.value in named]
            option = rng.choice(wanted or step.options)
            return Drawn(option.value, (option,))


def _choices(rng: Random, step: Step, named: Sequence[object]) -> Drawn:
    wanted = [option for option in step.options if option.id in named]
    first = rng.choice(wanted or step.options)
    if first.exclusive:
        return Drawn((first.id,), (first,))
    others = [option for option in step.options if not option.exclusive and option != first]
    most = min(step.limits.choices or _WIDE, len(others) + 1)
    chosen = (first, *rng.sample(others, rng.randint(1, min(most, 4)) - 1))
    return Drawn(tuple(option.id for option in chosen), chosen)


def _number(rng: Random, step: Step, named: Sequence[object]) -> Drawn:
    least = step.limits.least or 0
    most = least + _WIDE if step.limits.most is None else step.limits.most
    near = [n + more for n in named if isinstance(n, int | float) for more in (-1, 0, 1)]
    fitting = [number for number in near if least <= number <= most]
    low, high = math.ceil(least), math.floor(most)
    number = rng.choice(fitting) if fitting else rng.randint(low, high) if low <= high else least
    return Drawn(number, words=f"{number:g}".replace(".", ","))


def _date(rng: Random, step: Step) -> Drawn:
    first = dt.date.fromisoformat(step.limits.earliest or _FIRST_DAY)
    latest = step.limits.latest
    days = (dt.date.fromisoformat(latest) - first).days if latest else _DAYS
    day = first + dt.timedelta(days=rng.randint(0, max(days, 0)))
    iso = day.isoformat()
    return Drawn(iso, words=rng.choice([iso, day.strftime("%d/%m/%Y")]))


def give(
    rng: Random, step: Step, drawn: Drawn, address: Address, prompt: int, *, plainly: bool
) -> ev.Event:
    """The event that gives the answer. ``plainly``: by the buttons, which cannot be misread.

    Raises ``HeardAsCommand``.
    """
    if drawn.value is None:
        skips: list[ev.Event] = [ev.Skipped(AT, prompt), ev.Said(AT, "je passe", prompt)]
        return rng.choice(skips)
    if not drawn.options:
        return ev.Said(AT, drawn.words, prompt)
    if plainly or rng.random() < 1 / 2:
        return ev.Pressed(AT, tuple(option.id for option in drawn.options), prompt)
    spoken = [_spoken(rng, step, option, address) for option in drawn.options]
    words = rng.choice([", ", " et ", " ; "]).join(spoken)
    # "Je préfère ne pas répondre" may name an option: passing is then what was meant.
    if recognise(words) not in {None, Command.SKIP}:
        raise HeardAsCommand(words)
    return ev.Said(AT, words, prompt)


def _spoken(rng: Random, step: Step, option: Option, address: Address) -> str:
    label = option.label.to(address)
    ways = [label, label.lower(), option.button(address), str(step.options.index(option) + 1)]
    ways += [rng.choice(option.synonyms)] if option.synonyms else []
    return rng.choice([*ways, _misspelt(rng, label)])


def _misspelt(rng: Random, label: str) -> str:
    """Two neighbouring letters change places, somewhere inside."""
    if len(label) < _LONG_ENOUGH:
        return label
    at = rng.randrange(1, len(label) - 2)
    return label[:at] + label[at + 1] + label[at] + label[at + 2 :]
