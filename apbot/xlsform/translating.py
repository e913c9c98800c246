"""Conditions of XLSForm -> conditions of a dialogue. What has no equivalent is ``Untranslatable``.

A skipped question makes our comparisons false; in XLSForm an empty answer differs from everything.
Hence `${q} != 'a'` becomes ``q != 'a'`` with a warning (``differs_when_empty``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dialogues import conditions as ours
from dialogues.conditions import (
    ALWAYS,
    Both,
    Comparison,
    Condition,
    Either,
    Literal,
    Negation,
    State,
)
from dialogues.definition import Kind

from .expressing import Untranslatable, condition_text
from .xpath import Call, Expression, Operation, Ref, Value, XPathSyntaxError, parse

_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SINGLE_OPTION = frozenset({Kind.CHOICE, Kind.SCALE, Kind.YES_NO})


@dataclass(frozen=True, slots=True)
class Known:
    """A question that a condition may look at; ``values``: name in the workbook -> our value."""

    id: str
    kind: Kind
    values: Mapping[str, Literal] = field(default_factory=dict)


Lookup = Callable[[str], Known]
"""Raises ``Untranslatable``: no such question, or not yet asked."""


@dataclass(frozen=True, slots=True)
class Translated:
    condition: Condition
    differs_when_empty: bool
    """It negates something: XLSForm and a dialogue disagree about a question left empty."""


def translate(text: str, lookup: Lookup) -> Translated:
    """Raises ``Untranslatable``."""
    try:
        tree = parse(text)
    except XPathSyntaxError as error:
        raise Untranslatable(str(error)) from error
    condition = _condition(tree, lookup)
    refuse_too_long(condition)
    return Translated(condition, _negates(tree))


def refuse_too_long(condition: Condition) -> None:
    """Raises ``Untranslatable``: ``dialogues.conditions.parse`` would not read it back."""
    text = condition_text(condition)
    depth = deepest = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    if len(text) > ours.MAX_LENGTH or deepest > ours.MAX_DEPTH:
        raise Untranslatable("la condition est trop longue")


def _negates(tree: Expression) -> bool:
    match tree:
        case Operation("!=", left, right):
            return Value("") not in (left, right)
        case Operation(_, left, right):
            return _negates(left) or _negates(right)
        case Call("not", _):
            return True
        case _:
            return False


def _condition(tree: Expression, lookup: Lookup) -> Condition:
    match tree:
        case Operation("or", left, right):
            return _either(_condition(left, lookup), _condition(right, lookup))
        case Operation("and", left, right):
            return conjunction(_condition(left, lookup), _condition(right, lookup))
        case Operation(operator, left, right) if operator in _FLIPPED:
            return _comparison(operator, left, right, lookup)
        case Operation(operator):
            raise Untranslatable(f"un dialogue ne calcule pas (« {operator} »)")
        case Call():
            return _call(tree, lookup)
        case Ref(name):
            raise Untranslatable(f"« ${{{name}}} » seul ne se compare à rien")
        case _:
            raise Untranslatable("ce n'est pas une comparaison")


def conjunction(left: Condition, right: Condition) -> Condition:
    if left == ALWAYS:
        return right
    return left if right == ALWAYS else Both(left, right)


def _either(left: Condition, right: Condition) -> Condition:
    """Two equalities about one question are one ``in``."""
    if ALWAYS in (left, right):
        return ALWAYS
    if isinstance(left, Comparison) and isinstance(right, Comparison):
        same = left.question == right.question
        if same and left.operator in {"==", "in"} and right.operator == "==":
            return Comparison(left.question, "in", left.literals + right.literals)
    return Either(left, right)


def _call(call: Call, lookup: Lookup) -> Condition:
    match call:
        case Call("not", (inner,)):
            condition = _condition(inner, lookup)
            if condition == ALWAYS:
                raise Untranslatable("la condition n'est jamais vraie")
            return Negation(condition)
        case Call("true", ()):
            return ALWAYS
        case Call("false", ()):
            raise Untranslatable("la condition n'est jamais vraie")
        case Call("selected", (Ref(name), Value(literal))):
            return _selected(lookup(name), literal, name)
        case _:
            raise Untranslatable(f"la fonction « {call.function}() » n'a pas d'équivalent")


def _selected(question: Known, literal: Literal, name: str) -> Condition:
    operator = "has" if question.kind is Kind.CHOICES else "=="
    if question.kind not in {*_SINGLE_OPTION, Kind.CHOICES}:
        raise Untranslatable(f"« {name} » n'a pas de choix")
    return Comparison(question.id, operator, (_option(question, literal, name),))


def _comparison(operator: str, left: Expression, right: Expression, lookup: Lookup) -> Condition:
    match (left, right):
        case (Value(), Ref() | Call()):
            return _comparison(_FLIPPED[operator], right, left, lookup)
        case (Ref(), Ref()):
            raise Untranslatable("un dialogue ne compare pas deux questions entre elles")
        case (Ref(name), Value(literal)):
            return _compared(operator, lookup(name), literal, name)
        case (Ref(), Call(function)) | (Call(function), Ref()):
            raise Untranslatable(f"la fonction « {function}() » n'a pas d'équivalent")
        case (Call("string-length" | "count-selected", (Ref(name),)), Value(literal)):
            return _measured(operator, lookup(name), literal)
        case (Call(function), _):
            raise Untranslatable(f"la fonction « {function}() » n'a pas d'équivalent")
        case (Operation(sign), _) | (_, Operation(sign)):
            raise Untranslatable(f"un dialogue ne calcule pas (« {sign} »)")
        case _:
            raise Untranslatable("cette comparaison n'a pas d'équivalent")


def _measured(operator: str, question: Known, literal: Literal) -> Condition:
    """A length or a count is only asked whether there is any."""
    if (operator, literal) in {(">", 0), ("!=", 0), (">=", 1)}:
        return State(question.id, skipped=False)
    if (operator, literal) in {("=", 0), ("<", 1)}:
        return State(question.id, skipped=True)
    raise Untranslatable("un dialogue ne compte ni les choix, ni les lettres")


def _compared(operator: str, question: Known, literal: Literal, name: str) -> Condition:
    if literal == "" and operator in {"=", "!="}:
        return State(question.id, skipped=operator == "=")
    if question.kind is Kind.CHOICES:
        raise Untranslatable(
            f"« {name} » a plusieurs choix : écrivez selected(${{{name}}}, '{literal}')"
        )
    sign = "==" if operator == "=" else operator
    if sign in {"==", "!="}:
        return Comparison(question.id, sign, (_equal(question, literal, name),))
    return Comparison(question.id, sign, (_ordered(question, literal, name),))


def _equal(question: Known, literal: Literal, name: str) -> Literal:
    if question.kind in _SINGLE_OPTION:
        return _option(question, literal, name)
    if question.kind is Kind.NUMBER:
        return _number(literal, name)
    return _quotable(str(literal))


def _ordered(question: Known, literal: Literal, name: str) -> Literal:
    scored = any(not isinstance(value, str) for value in question.values.values())
    if question.kind is Kind.NUMBER or (question.kind in _SINGLE_OPTION and scored):
        return _number(literal, name)
    if question.kind is Kind.DATE:
        raise Untranslatable("un dialogue ne compare pas les dates entre elles")
    raise Untranslatable(f"« {name} » ne se range pas du plus petit au plus grand")


def _option(question: Known, literal: Literal, name: str) -> Literal:
    if isinstance(literal, float) and literal.is_integer():
        literal = int(literal)
    if str(literal) not in question.values:
        raise Untranslatable(f"« {literal} » n'est pas un choix de « {name} »")
    return question.values[str(literal)]


def _number(literal: Literal, name: str) -> Literal:
    if not isinstance(literal, str):
        return literal
    try:
        return plain_number(literal)
    except ValueError as error:
        raise Untranslatable(f"« {literal} » n'est pas un nombre, « {name} » oui") from error


def plain_number(text: str) -> int | float:
    """Raises ``ValueError``."""
    number = float(text.replace(",", "."))
    if not abs(number) < 10**15:  # nor is NaN
        raise ValueError(text)
    return int(number) if number.is_integer() else number


def _quotable(text: str) -> str:
    if "'" in text and '"' in text:
        raise Untranslatable("la valeur mêle apostrophe et guillemet")
    return text
