"""``constraint`` of XLSForm <-> the limits of a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dialogues.definition import Kind, Step
from dialogues.matching import MAX_TYPED

from .translating import plain_number
from .xpath import Call, Expression, Here, Operation, Value, XPathSyntaxError, parse

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_MANY = Operation(">", Call("count-selected", (Here(),)), Value(1))
_MANY_TOO = Operation(">=", Call("count-selected", (Here(),)), Value(2))
DEFAULT_LENGTH = 300


@dataclass(slots=True)
class Constraint:
    """``keys`` of the step (min, max, max_length, earliest, latest); what else was said."""

    keys: dict[str, int | float | str] = field(default_factory=dict)
    exclusive: set[str] = field(default_factory=set)
    """Names of choices that exclude the others."""
    lost: list[str] = field(default_factory=list)
    """Why a part has no equivalent, each the end of a French sentence."""


def read_constraint(text: str, kind: Kind, *, whole: bool) -> Constraint:
    """``whole``: of an integer, so that ``. > 0`` is ``min: 1``."""
    found = Constraint()
    try:
        tree = parse(text)
    except XPathSyntaxError as error:
        found.lost.append(str(error))
        return found
    for part in _conjuncts(tree):
        if not (_exclusive(part, found) or _bound(part, kind, found, whole=whole)):
            found.lost.append(_reason(part))
    return found


def _conjuncts(tree: Expression) -> Iterator[Expression]:
    match tree:
        case Operation("and", left, right):
            yield from _conjuncts(left)
            yield from _conjuncts(right)
        case _:
            yield tree


def _exclusive(part: Expression, found: Constraint) -> bool:
    """``not(selected(., 'none') and count-selected(.) > 1)``."""
    match part:
        case Call("not", (Operation("and", Call("selected", (Here(), Value(name))), many),)) | Call(
            "not", (Operation("and", many, Call("selected", (Here(), Value(name)))),)
        ) if many in (_MANY, _MANY_TOO):
            found.exclusive.add(str(name))
            return True
        case _:
            return False


def _bound(part: Expression, kind: Kind, found: Constraint, *, whole: bool) -> bool:
    match part:
        case Operation(operator, Value() | Call("date") as limit, measured) if operator in _FLIPPED:
            return _bound(Operation(_FLIPPED[operator], measured, limit), kind, found, whole=whole)
        case Operation(operator, Here(), limit) if kind is Kind.DATE:
            return _date_bound(operator, limit, found)
        case Operation(operator, Here(), Value(limit)) if kind is Kind.NUMBER:
            return _number_bound(operator, limit, found, whole=whole)
        case Operation(operator, Call("string-length", (Here(),)), Value(int(limit))):
            return kind is Kind.TEXT and _most("max_length", operator, limit, MAX_TYPED, found)
        case Operation(operator, Call("count-selected", (Here(),)), Value(int(limit))):
            return kind is Kind.CHOICES and _most("max", operator, limit, 99, found)
        case _:
            return False


def _most(key: str, operator: str, limit: int, greatest: int, found: Constraint) -> bool:
    most = limit - (operator == "<")
    if operator not in {"<", "<="} or most < 1:
        return False
    found.keys[key] = min(most, greatest)
    return True


def _number_bound(operator: str, limit: str | float, found: Constraint, *, whole: bool) -> bool:
    try:
        number = plain_number(str(limit))
    except ValueError:
        return False
    if operator in {"<", ">"} and not whole:
        return False
    match operator:
        case ">=" | ">":
            found.keys["min"] = number + (operator == ">")
        case "<=" | "<":
            found.keys["max"] = number - (operator == "<")
        case _:
            return False
    return True


def _date_bound(operator: str, limit: Expression, found: Constraint) -> bool:
    match limit:
        case Value(str(text)) | Call("date", (Value(str(text)),)):
            try:
                day = dt.date.fromisoformat(text)
            except ValueError:
                return False
        case _:
            return False
    match operator:
        case ">=" | ">":
            found.keys["earliest"] = (day + dt.timedelta(days=operator == ">")).isoformat()
        case "<=" | "<":
            found.keys["latest"] = (day - dt.timedelta(days=operator == "<")).isoformat()
        case _:
            return False
    return True


def _reason(part: Expression) -> str:
    match part:
        case Operation("or"):
            return "une limite ne contient pas de « or »"
        case Call(function) | Operation(_, Call(function)) | Operation(_, _, Call(function)):
            return f"« {function}() » n'a pas d'équivalent ici"
        case _:
            return "cette limite n'a pas d'équivalent"


def to_constraint(step: Step, names: Mapping[str, str]) -> str:
    """The limits of a question as XLSForm says them; ``names``: option id -> name of its choice."""
    limits = step.limits
    parts = [
        (f". >= {limits.least}", limits.least is not None),
        (f". <= {limits.most}", limits.most is not None),
        (f". >= date('{limits.earliest}')", limits.earliest is not None),
        (f". <= date('{limits.latest}')", limits.latest is not None),
        (f"string-length(.) <= {limits.characters}", step.kind is Kind.TEXT),
        (f"count-selected(.) <= {limits.choices}", limits.choices is not None),
    ]
    said = [text for text, applies in parts if applies]
    if step.kind is Kind.CHOICES:
        said += [
            f"not(selected(., '{names[option.id]}') and count-selected(.) > 1)"
            for option in step.options
            if option.exclusive
        ]
    return " and ".join(said)
