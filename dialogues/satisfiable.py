"""Can a condition ever hold, ever fail? Tried over every combination of what it depends on.

Questions that the combination keeps off the path stay unanswered, so that a condition which only
contradicts *another* step's condition is found too. A fact of ``recall:`` is always known or
passed over before the first question.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from .answers import Answer, Value
from .conditions import Comparison, Condition, possible, questions_of
from .definition import Dialogue, Kind, Step
from .facts import PROPERTIES

MAX_COMBINATIONS = 20_000
"""More than that is not decided: the condition is taken to be possible."""

_MAX_NAMED = 8
"""Options of one question in conditions; with more, its answer is taken to be anything."""
_OTHER = "·"
"""The value of a fact that no condition names."""


def can_hold(dialogue: Dialogue, condition: Condition) -> bool:
    """False only when no respondent could ever make it true."""
    return outlook(dialogue, condition)[0]


def always_holds(dialogue: Dialogue, condition: Condition, *, given: Condition) -> bool:
    """True only when it is sure to hold for everybody for whom ``given`` does."""
    ways = _ways(dialogue, condition, given)
    if ways is None:
        return False
    return all(
        condition.outlook(answers, opened) == (True, False)
        for answers, opened in ways
        if possible(given, answers, opened)
    )


def outlook(dialogue: Dialogue, condition: Condition) -> tuple[bool, bool]:
    """Whether it may hold for somebody, and whether it may not hold for somebody."""
    ways = _ways(dialogue, condition)
    if ways is None:
        return True, True
    may_hold = may_fail = False
    for answers, opened in ways:
        holds, fails = condition.outlook(answers, opened)
        may_hold = may_hold or holds
        may_fail = may_fail or fails or not holds
        if may_hold and may_fail:
            break
    return may_hold, may_fail


_Way = tuple[dict[str, Answer], set[str]]


def _ways(dialogue: Dialogue, *conditions: Condition) -> Iterator[_Way] | None:
    """What may have been answered, and what is answered with something that is not enumerated.

    None when there are too many ways, or when a name is not known.
    """
    names = _closure(dialogue, conditions)
    if any(name not in dialogue.questions and name not in dialogue.recall for name in names):
        return None
    facts = [name for name in dialogue.recall if name in names]
    steps = [step for key, step in dialogue.questions.items() if key in names]
    domains = [list(_fact_domain(dialogue, name)) for name in facts]
    domains += [list(_domain(step, dialogue)) for step in steps]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > MAX_COMBINATIONS:
        return None
    return (_way(dialogue, facts, steps, values) for values in product(*domains))


def _way(
    dialogue: Dialogue, facts: list[str], steps: list[Step], values: tuple[Value | _Open, ...]
) -> _Way:
    answers: dict[str, Answer] = {}
    opened: set[str] = set()
    for name, value in zip(facts, values, strict=False):
        _answer(name, value, answers, opened)
    for step, value in zip(steps, values[len(facts) :], strict=True):
        if any(e.step is step and possible(e.when, answers, opened) for e in dialogue.entries):
            _answer(step.id, value, answers, opened)
    return answers, opened


def _answer(name: str, value: Value | _Open, answers: dict[str, Answer], opened: set[str]) -> None:
    if isinstance(value, _Open):
        opened.add(name)
    else:
        answers[name] = Answer(name, value, "", "", "")


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


def _fact_domain(dialogue: Dialogue, name: str) -> Iterator[Value | _Open]:
    yield None
    comparisons = _comparisons(dialogue, name)
    if any(atom.operator not in {"==", "!=", "in"} for atom in comparisons):
        yield _Open()
        return
    yield from PROPERTIES.get(
        dialogue.recall[name],
        (*sorted({literal for atom in comparisons for literal in atom.literals}, key=str), _OTHER),
    )


def _comparisons(dialogue: Dialogue, name: str) -> list[Comparison]:
    return [
        atom
        for entry in dialogue.entries
        for condition in (entry.when, *(goto.when for goto in entry.step.gotos))
        for atom in condition.atoms()
        if isinstance(atom, Comparison) and atom.question == name
    ]


def _choices(step: Step, dialogue: Dialogue) -> Iterator[Value | _Open]:
    """The sets of options that matter: those named by some condition, and one that is not."""
    named = {literal for atom in _comparisons(dialogue, step.id) for literal in atom.literals}
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


def _closure(dialogue: Dialogue, conditions: tuple[Condition, ...]) -> frozenset[str]:
    """The questions a condition depends on, and those that decide whether these are asked."""
    names = frozenset[str]().union(*map(questions_of, conditions))
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        for entry in dialogue.entries:
            if entry.step.id == name:
                new = questions_of(entry.when) - names
                names |= new
                waiting += new
    return names
