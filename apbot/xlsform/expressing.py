"""Conditions of a dialogue -> text: in our own language, and as XLSForm writes them."""

from __future__ import annotations

from collections.abc import Callable

from dialogues.conditions import Both, Comparison, Condition, Either, Literal, Negation, State


class Untranslatable(ValueError):
    """The message ends the sentence "… : " in French, without a full stop."""


def condition_text(condition: Condition, name: Callable[[str], str] = str) -> str:
    """What ``dialogues.conditions.parse`` reads back as the same tree; ``name`` renames questions.

    Empty for ``ALWAYS``.
    """
    match condition:
        case Comparison(question, "has", (literal,)):
            return f"{_quoted(literal)} in {name(question)}"
        case Comparison(question, "in", literals):
            return f"{name(question)} in [{', '.join(_quoted(one) for one in literals)}]"
        case Comparison(question, operator, (literal,)):
            return f"{name(question)} {operator} {_quoted(literal)}"
        case State(question, skipped):
            return f"{'skipped' if skipped else 'answered'}({name(question)})"
        case Negation(inner):
            return f"not ({condition_text(inner, name)})"
        case Both(left, right):
            return f"{_side(left, name, (Either,))} and {_side(right, name, (Either, Both))}"
        case Either(left, right):
            return f"{_side(left, name, ())} or {_side(right, name, (Either,))}"
        case _:
            return ""


def _side(
    condition: Condition, name: Callable[[str], str], grouped: tuple[type[Condition], ...]
) -> str:
    text = condition_text(condition, name)
    return f"({text})" if isinstance(condition, grouped) else text


def _quoted(literal: Literal) -> str:
    if not isinstance(literal, str):
        return str(literal)
    return f'"{literal}"' if "'" in literal else f"'{literal}'"


def _same(_question: str, literal: Literal) -> Literal:
    return literal


def renamed(
    condition: Condition,
    name: Callable[[str], str],
    choice: Callable[[str, Literal], Literal] = _same,
) -> Condition:
    """The same tree about other questions; ``choice``: (question before, value) -> its new name."""
    match condition:
        case Comparison(question, operator, literals):
            said = tuple(choice(question, literal) for literal in literals)
            return Comparison(name(question), operator, said)
        case State(question, skipped):
            return State(name(question), skipped)
        case Negation(inner):
            return Negation(renamed(inner, name, choice))
        case Both(left, right):
            return Both(renamed(left, name, choice), renamed(right, name, choice))
        case Either(left, right):
            return Either(renamed(left, name, choice), renamed(right, name, choice))
        case _:
            return condition


def to_xpath(condition: Condition, name: Callable[[str], str]) -> str:
    """The expression that says the same; ``name`` raises ``Untranslatable`` for what is no row.

    Empty for ``ALWAYS``.
    """
    match condition:
        case Comparison(question, "has", (literal,)):
            return f"selected({_asked(question, name)}, {_quoted(str(literal))})"
        case Comparison(question, "in", literals):
            asked = _asked(question, name)
            return "(" + " or ".join(f"{asked} = {_quoted(one)}" for one in literals) + ")"
        case Comparison(question, "!=", (literal,)):
            asked = _asked(question, name)
            return f"({asked} != '' and {asked} != {_quoted(literal)})"
        case Comparison(question, operator, (literal,)):
            sign = "=" if operator == "==" else operator
            return f"{_asked(question, name)} {sign} {_quoted(literal)}"
        case State(question, skipped):
            return f"{_asked(question, name)} {'=' if skipped else '!='} ''"
        case Negation(inner):
            return f"not({to_xpath(inner, name)})"
        case Both(left, right):
            return f"{_part(left, name, (Either,))} and {_part(right, name, (Either, Both))}"
        case Either(left, right):
            return f"{to_xpath(left, name)} or {_part(right, name, (Either,))}"
        case _:
            return ""


def _part(
    condition: Condition, name: Callable[[str], str], grouped: tuple[type[Condition], ...]
) -> str:
    text = to_xpath(condition, name)
    return f"({text})" if isinstance(condition, grouped) else text


def _asked(question: str, name: Callable[[str], str]) -> str:
    return f"${{{name(question)}}}"
