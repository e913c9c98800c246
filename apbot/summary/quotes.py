"""Words of the respondent on the sheet: short, shared, and never in a synthesis of a class."""

from __future__ import annotations

from dataclasses import dataclass

from .rules import LONGEST_QUOTE, ChecklistRule, QuoteRule, QuoteSection
from .shared import Citation, Shared, Statement


@dataclass(frozen=True, slots=True)
class Quote:
    """A free text and the section it stands in."""

    section: QuoteSection
    statement: Statement
    """What may be printed: « Label : « words » », or only that there are words to read."""
    label: str
    words: str
    screen_only: bool
    """The words call for help: they are read on the screen by the referent, and not printed."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """Steps for the referent to tick off, and the answers that call for them."""

    key: str
    label: str
    items: tuple[str, ...]
    cites: tuple[Citation, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(cite.question for cite in self.cites)


def find_quotes(rules: tuple[QuoteRule, ...], read: Shared) -> tuple[Quote, ...]:
    found = (_quote(rule, read) for rule in rules)
    return tuple(quote for quote in found if quote is not None)


def find_checklists(rules: tuple[ChecklistRule, ...], read: Shared) -> tuple[Checklist, ...]:
    return tuple(
        Checklist(rule.key, rule.label, rule.items, _cited(rule.cites, read))
        for rule in rules
        if read.holds(rule.when)
    )


def _quote(rule: QuoteRule, read: Shared) -> Quote | None:
    words = read.words(rule.question)[:LONGEST_QUOTE]
    if not words:
        return None
    label = rule.label or read.topic(rule.question)
    screen_only = read.dialogue.word_list.matches(words)
    text = f"{label} : mots à lire" if screen_only else f"{label} : « {words} »"
    statement = Statement(rule.key, text, (read.cite_topic(rule.question),))
    return Quote(rule.section, statement, label, words, screen_only)


def _cited(questions: tuple[str, ...], read: Shared) -> tuple[Citation, ...]:
    return tuple(read.cite(name, read.chosen(name)) for name in questions if name in read.answers)
