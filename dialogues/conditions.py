"""The small language of ``when:``, parsed to a checked tree; never ``eval``.

    welcome.track_choice in ['default', 'unwanted']
    'none' in welcome.hard_subjects
    answered(welcome.plan) and not (welcome.plan <= 2 or welcome.notes <= 2)

A condition has three truths: true, false, and not known (its question was not asked, or is still
open). ``holds`` takes not-known as false; ``possible`` asks whether it may still become true. A
skipped question makes every comparison false: a skip is never interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from .answers import Answers, Value

MAX_LENGTH = 500
MAX_DEPTH = 20

Literal = str | int | float


class Condition(Protocol):
    """A node of the tree."""

    def truth(self, answers: Answers) -> bool | None:
        """None: not known."""

    def outlook(self, answers: Answers, still_open: set[str]) -> tuple[bool, bool]:
        """Whether it may become true, and whether it may become false.

        Neither, when it hangs on a question that is not asked: neither answered nor open.
        """

    def atoms(self) -> Iterator[Comparison | State]:
        """The leaves, for the checker."""


def holds(condition: Condition, answers: Answers) -> bool:
    return condition.truth(answers) is True


def possible(condition: Condition, answers: Answers, still_open: set[str]) -> bool:
    return condition.outlook(answers, still_open)[0]


def questions_of(condition: Condition) -> frozenset[str]:
    return frozenset(atom.question for atom in condition.atoms())


@dataclass(frozen=True, slots=True)
class Always:
    def truth(self, answers: Answers) -> bool | None:  # noqa: ARG002  # one signature for all nodes
        return True

    def outlook(self, answers: Answers, still_open: set[str]) -> tuple[bool, bool]:  # noqa: ARG002  # ditto
        return True, False

    def atoms(self) -> Iterator[Comparison | State]:
        return iter(())


ALWAYS = Always()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``question op literals``; ``in`` has several literals, the others one.

    ``has`` is ``'literal' in question``: one of the choices of a question of several choices.
    """

    question: str
    operator: str
    literals: tuple[Literal, ...]
    column: int = field(default=0, compare=False)
    """Where the question is named in the text, from 0."""

    def truth(self, answers: Answers) -> bool | None:
        answer = answers.get(self.question)
        if answer is None:
            return None
        return answer.value is not None and self._compare(answer.value)

    def outlook(self, answers: Answers, still_open: set[str]) -> tuple[bool, bool]:
        return _leaf_outlook(self, answers, still_open)

    def _compare(self, value: Value) -> bool:
        first = self.literals[0] if self.literals else ""
        match self.operator:
            case "has":
                return isinstance(value, tuple) and first in value
            case "in":
                return value in self.literals
            case "==":
                return value == first
            case "!=":
                return value != first
            case _:
                return _ordered(value, self.operator, first)

    def atoms(self) -> Iterator[Comparison | State]:
        yield self


def _ordered(value: Value, operator: str, literal: Literal) -> bool:
    if not isinstance(value, int | float) or not isinstance(literal, int | float):
        return False
    return {
        "<": value < literal,
        "<=": value <= literal,
        ">": value > literal,
        ">=": value >= literal,
    }[operator]


@dataclass(frozen=True, slots=True)
class State:
    """``answered(question)`` or ``skipped(question)``."""

    question: str
    skipped: bool
    column: int = field(default=0, compare=False)

    def truth(self, answers: Answers) -> bool | None:
        answer = answers.get(self.question)
        return None if answer is None else answer.skipped is self.skipped

    def outlook(self, answers: Answers, still_open: set[str]) -> tuple[bool, bool]:
        return _leaf_outlook(self, answers, still_open)

    def atoms(self) -> Iterator[Comparison | State]:
        yield self


def _leaf_outlook(
    leaf: Comparison | State, answers: Answers, still_open: set[str]
) -> tuple[bool, bool]:
    if leaf.question in still_open:
        return True, True
    truth = leaf.truth(answers)
    return truth is True, truth is False


@dataclass(frozen=True, slots=True)
class Negation:
    inner: Condition

    def truth(self, answers: Answers) -> bool | None:
        truth = self.inner.truth(answers)
        return None if truth is None else not truth

    def outlook(self, answers: Answers, still_open: set[str]) -> tuple[bool, bool]:
        may_hold, may_fail = self.inner.outlook(answers, still_open)
        return may_fail, may_hold

    def atoms(self) -> Iterator[Comparison | State]:
        return self.inner.atoms()


@dataclass(frozen=True, slots=True)
class Both:
    left: Condition
    right: Condition

    def truth(self, answers: Answers) -> bool | None:
        truths = (self.left.truth(answers), self.right.truth(answers))
        if False in truths:
            return False
        return None if None in truths else True

    def outlook(self, answers: Answers, still_open: set[str]) -> tuple[bool, bool]:
        left = self.left.outlook(answers, still_open)
        right = self.right.outlook(answers, still_open)
        return left[0] and right[0], left[1] or right[1]

    def atoms(self) -> Iterator[Comparison | State]:
        yield from self.left.atoms()
        yield from self.right.atoms()


@dataclass(frozen=True, slots=True)
class Either:
    left: Condition
    right: Condition

    def truth(self, answers: Answers) -> bool | None:
        truths = (self.left.truth(answers), self.right.truth(answers))
        if True in truths:
            return True
        return None if None in truths else False

    def outlook(self, answers: Answers, still_open: set[str]) -> tuple[bool, bool]:
        left = self.left.outlook(answers, still_open)
        right = self.right.outlook(answers, still_open)
        return left[0] or right[0], left[1] and right[1]

    def atoms(self) -> Iterator[Comparison | State]:
        yield from self.left.atoms()
        yield from self.right.atoms()


class ConditionSyntaxError(ValueError):
    """The text is not a condition; ``column`` counts from 0 in it; the message is French."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,15})?)|(?P<string>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_.]*)|(?P<symbol><=|>=|==|!=|<|>|\(|\)|\[|\]|,))"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def parse(text: str) -> Condition:
    """The tree of a condition. Raises ``ConditionSyntaxError``."""
    if len(text) > MAX_LENGTH:
        raise ConditionSyntaxError(f"Condition de plus de {MAX_LENGTH} caractères.", 0)
    parser = _Parser(_tokens(text))
    condition = parser.either(0)
    parser.expect_end()
    return condition


def _tokens(text: str) -> list[_Token]:
    tokens, position = [], 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if not found or not found.lastgroup:
            column = position + len(text[position:]) - len(text[position:].lstrip())
            raise ConditionSyntaxError(f"Signe inattendu « {text[column]} ».", column)
        tokens.append(
            _Token(found.lastgroup, found.group(found.lastgroup), found.start(found.lastgroup))
        )
        position = found.end()
    return [*tokens, _Token("end", "", len(text))]


class _Parser:
    """Recursive descent: or < and < not < comparison."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._token
        self._at += token.kind != "end"
        return token

    def _accept(self, text: str) -> bool:
        if self._token.kind in {"symbol", "name"} and self._token.text == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise ConditionSyntaxError(f"« {text} » attendu ici.", self._token.column)

    def expect_end(self) -> None:
        if self._token.kind != "end":
            raise ConditionSyntaxError(
                f"« {self._token.text} » ne devrait pas être ici.", self._token.column
            )

    def either(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise ConditionSyntaxError("Trop de parenthèses.", self._token.column)
        left = self._both(depth)
        while self._accept("or"):
            left = Either(left, self._both(depth))
        return left

    def _both(self, depth: int) -> Condition:
        left = self._negation(depth)
        while self._accept("and"):
            left = Both(left, self._negation(depth))
        return left

    def _negation(self, depth: int) -> Condition:
        negated = False
        while self._accept("not"):
            negated = not negated
        inner = self._atom(depth)
        return Negation(inner) if negated else inner

    def _atom(self, depth: int) -> Condition:
        if self._accept("("):
            inner = self.either(depth + 1)
            self._expect(")")
            return inner
        if self._token.kind in {"string", "number"}:
            literal = self._literal()
            self._expect("in")
            column = self._token.column
            return Comparison(self._question(), "has", (literal,), column)
        column = self._token.column
        name = self._question()
        if name in {"answered", "skipped"} and self._accept("("):
            column = self._token.column
            question = self._question()
            self._expect(")")
            return State(question, name == "skipped", column)
        return self._comparison(name, column)

    def _comparison(self, question: str, column: int) -> Condition:
        if self._accept("in"):
            return Comparison(question, "in", self._list(), column)
        operator = self._take()
        if operator.text not in {"==", "!=", "<", "<=", ">", ">="}:
            raise ConditionSyntaxError(
                "Une comparaison est attendue : ==, !=, <, <=, >, >= ou in.", operator.column
            )
        return Comparison(question, operator.text, (self._literal(),), column)

    def _question(self) -> str:
        token = self._take()
        if token.kind != "name" or token.text in {"and", "or", "not", "in"}:
            raise ConditionSyntaxError("Un nom de question est attendu ici.", token.column)
        return token.text

    def _list(self) -> tuple[Literal, ...]:
        self._expect("[")
        literals = [self._literal()]
        while self._accept(","):
            literals.append(self._literal())
        self._expect("]")
        return tuple(literals)

    def _literal(self) -> Literal:
        token = self._take()
        if token.kind == "string":
            return token.text[1:-1]
        if token.kind == "number":
            return float(token.text) if "." in token.text else int(token.text)
        raise ConditionSyntaxError(
            "Une valeur est attendue ici : 'entre apostrophes', ou un nombre.", token.column
        )
