"""The expressions of XLSForm (``relevant``, ``constraint``): text -> a small tree, or why not.

    ${mood} = 'bad' and not(selected(${places}, 'home')) or ${hours} >= 3

Only the shape is judged here; what a tree means for a dialogue is decided by ``translating.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LENGTH = 2000
MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Ref:
    """``${name}``: another question."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    literal: str | int | float


@dataclass(frozen=True, slots=True)
class Here:
    """``.``: the answer of this question."""


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    operator: str
    left: Expression
    right: Expression


Expression = Ref | Value | Here | Call | Operation


class XPathSyntaxError(ValueError):
    """The text is no expression; the message is a French sentence."""


_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15})"
    r"|(?P<string>'[^']*'|\"[^\"]*\"|[\u2018\u2019][^\u2018\u2019]*[\u2018\u2019]"
    r"|[\u201c\u201d][^\u201c\u201d]*[\u201c\u201d])"
    r"|\$\{\s*(?P<ref>[^{}$]{1,200}?)\s*\}"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_.:-]*)"
    r"|(?P<symbol><=|>=|!=|==|[<>=()+*,./|\[\]@-]))"
)
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
_ORDER = ({"or"}, {"and"}, {"=", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod"})
"""From the operator that binds least to the one that binds most."""


def parse(text: str) -> Expression:
    """The tree of an expression. Raises ``XPathSyntaxError``.

    Quotation marks that a word processor curled are straight ones; ``==`` is ``=``.
    """
    if len(text) > MAX_LENGTH:
        raise XPathSyntaxError("la formule est trop longue")
    parser = _Parser(_tokens(text.translate(_SPACES)))
    tree = parser.level(0, 0)
    parser.expect_end()
    return tree


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    tokens, position = [], 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if not found or not found.lastgroup:
            rest = text[position:].strip()
            if rest.startswith("$"):
                raise XPathSyntaxError("un « ${…} » est mal écrit : il s'écrit ${nom}")
            if rest[0] in "'\"\u2018\u2019\u201c\u201d":
                raise XPathSyntaxError("une apostrophe ou un guillemet n'est pas refermé")
            raise XPathSyntaxError(f"le signe « {rest[0]} » n'est pas compris")
        tokens.append(_Token(found.lastgroup, found.group(found.lastgroup)))
        position = found.end()
    return [*tokens, _Token("end", "")]


class _Parser:
    """Recursive descent, one level per rank of operators."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    def _accept(self, text: str) -> bool:
        if self._token.kind in {"symbol", "name"} and self._token.text == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise XPathSyntaxError(f"il manque un « {text} »")

    def expect_end(self) -> None:
        if self._token.kind != "end":
            raise XPathSyntaxError(f"« {self._token.text} » n'est pas à sa place")

    def level(self, rank: int, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise XPathSyntaxError("il y a trop de parenthèses")
        if rank == len(_ORDER):
            return self._primary(depth)
        left = self.level(rank + 1, depth)
        while operator := self._operator(rank):
            left = Operation(operator, left, self.level(rank + 1, depth))
        return left

    def _operator(self, rank: int) -> str:
        token = self._token
        text = "=" if token.text == "==" else token.text
        if token.kind in {"symbol", "name"} and text in _ORDER[rank]:
            self._at += 1
            return text
        return ""

    def _primary(self, depth: int) -> Expression:
        token = self._token
        self._at += token.kind != "end"
        match token.kind:
            case "number":
                return Value(float(token.text) if "." in token.text else int(token.text))
            case "string":
                return Value(token.text[1:-1])
            case "ref":
                return Ref(token.text)
            case "name":
                return self._call(token.text, depth)
            case "symbol":
                return self._symbol(token.text, depth)
            case _:
                raise XPathSyntaxError("la formule n'est pas finie")

    def _symbol(self, text: str, depth: int) -> Expression:
        if text == "(":
            inner = self.level(0, depth + 1)
            self._expect(")")
            return inner
        if text == ".":
            return Here()
        if text == "-":
            inner = self._primary(depth + 1) if depth < MAX_DEPTH else Here()
            if isinstance(inner, Value) and not isinstance(inner.literal, str):
                return Value(-inner.literal)
            return Operation("-", Value(0), inner)
        raise XPathSyntaxError(f"« {text} » n'est pas à sa place")

    def _call(self, name: str, depth: int) -> Expression:
        if not self._accept("("):
            raise XPathSyntaxError(f"« {name} » n'est ni une question, ni une fonction")
        arguments: list[Expression] = []
        if not self._accept(")"):
            arguments.append(self.level(0, depth + 1))
            while self._accept(","):
                arguments.append(self.level(0, depth + 1))
            self._expect(")")
        return Call(name, tuple(arguments))
