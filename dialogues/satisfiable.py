"""Can a condition ever hold? Tried over every combination of the options it depends on.

Questions that the combination keeps off the path stay unanswered, so that a condition which only
contradicts *another* step's condition is found too.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from .answers import Answer, Value
from .conditions import Condition, possible, questions_of
from .definition import Dialogue, Kind, Step

MAX_COMBINATIONS = 20_000
"""More than that is not decided: the condition is taken to be possible."""


_MAX_NAMED = 8
"""Options of one question in conditions; with more, its answer is taken to be anything."""


def can_hold(dialogue: Dialogue, condition: Condition) -> bool:
    """False only when no respondent could ever make it true."""
    names = _closure(dialogue, condition)
    if not names or any(name not in dialogue.questions for name in names):
        return True
    steps = [step for key, step in dialogue.questions.items() if key in names]
    domains = [list(_domain(step, dialogue)) for step in steps]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > MAX_COMBINATIONS:
        return True
    return any(_holds_for(dialogue, steps, values, condition) for values in product(*domains))


def _holds_for(
    dialogue: Dialogue, steps: list[Step], values: tuple[Value | _Open, ...], condition: Condition
) -> bool:
    answers: dict[str, Answer] = {}
    opened: set[str] = set()
    for step, value in zip(steps, values, strict=True):
        asked = any(e.step is step and possible(e.when, answers, opened) for e in dialogue.entries)
        if not asked:
            continue
        if isinstance(value, _Open):
            opened.add(step.id)
        else:
            answers[step.id] = Answer(step.id, value, "", "", "")
    return possible(condition, answers, opened)


class _Open:
    """A number, a date or a text: its value is not enumerated."""


def _domain(step: Step, dialogue: Dialogue) -> Iterator[Value | _Open]:
    yield None
    if step.kind in {Kind.NUMBER, Kind.DATE, Kind.TEXT}:
        yield _Open()
    elif step.kind is Kind.CHOICES:
        yield from _choices(step, dialogue)
    else:
        yield from (option.value for option in step.options)


def _choices(step: Step, dialogue: Dialogue) -> Iterator[Value | _Open]:
    """The sets of options that matter: those named by some condition, and one that is not."""
    named = {
        literal
        for entry in dialogue.entries
        for condition in (entry.when, *(goto.when for goto in entry.step.gotos))
        for atom in condition.atoms()
        if atom.question == step.id
        for literal in getattr(atom, "literals", ())
    }
    free = [option for option in step.options if not option.exclusive]
    alone = [option for option in step.options if option.exclusive]
    relevant = [option for option in free if option.id in named]
    relevant += [option for option in free if option.id not in named][:1]
    most = min(step.limits.choices or len(relevant), len(relevant))
    if len(relevant) > _MAX_NAMED:
        yield _Open()
        return
    for size in range(1, most + 1):
        for chosen in combinations(relevant, size):
            yield tuple(option.id for option in chosen)
    yield from ((option.id,) for option in alone)


def _closure(dialogue: Dialogue, condition: Condition) -> frozenset[str]:
    """The questions a condition depends on, and those that decide whether these are asked."""
    names = set(questions_of(condition))
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        for entry in dialogue.entries:
            if entry.step.id == name:
                new = questions_of(entry.when) - names
                names |= new
                waiting += new
    return frozenset(names)
