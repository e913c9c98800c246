"""Answers -> ``Summary``: every decision about the interview sheet is made here, as plain values.

Rules are data and each statement cites its answers; there is no score and no rank of students.
The same answers always make the same summary.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.answers import Answers
from dialogues.definition import Address, Dialogue
from dialogues.engine import NO_FACTS

from .levels import Level, find_levels
from .needs import Need, distinct, find_needs
from .quotes import Checklist, Quote, find_checklists, find_quotes
from .rules import Line, Listing, MessageRule, OrientationRules, Place, SummaryRules
from .shared import Citation, Shared, Statement, shared, unanswered

NEEDS_ON_SHEET = 3
QUESTIONS = 3
MESSAGE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Message:
    """The student's own words, for the referent's eyes on the screen."""

    notice: Statement
    words: str


@dataclass(frozen=True, slots=True)
class Orientation:
    """Where the orientation interview starts; ``branch`` is None when nothing says it."""

    branch: str | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What one student's shared answers say, in the order of the sheet."""

    first: tuple[Statement, ...]
    message: Message | None
    strengths: tuple[Statement, ...]
    requests: tuple[Statement, ...]
    needs: tuple[Need, ...]
    """All of them; the sheet prints ``main_needs`` and names ``other_needs``."""
    conditions: tuple[Statement, ...]
    orientation: Orientation
    questions: tuple[Statement, ...]
    aloud: tuple[Statement, ...]
    """Topics only."""
    unanswered: int
    levels: tuple[Level, ...]
    quotes: tuple[Quote, ...] = ()
    checklists: tuple[Checklist, ...] = ()

    @property
    def main_needs(self) -> tuple[Need, ...]:
        return self._for_sheet()[:NEEDS_ON_SHEET]

    @property
    def other_needs(self) -> tuple[Need, ...]:
        return self._for_sheet()[NEEDS_ON_SHEET:]

    def _for_sheet(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if need.place is Place.NEEDS)


def summarise(
    dialogue: Dialogue,
    rules: SummaryRules,
    answers: Answers,
    address: Address,
    facts: Answers = NO_FACTS,
) -> Summary:
    """The summary of the answers that are shared.

    ``address``: how the school speaks to its students, whoever answered.
    ``facts``: by recall name, what was known before the first question. They decide which
    questions were put, so a summary made without them leaves those questions out.
    """
    read = shared(dialogue, answers, address, facts)
    first = _lines(rules.first, read)
    needs = find_needs(rules.needs, read)
    return Summary(
        first=first,
        message=_message(rules.message, read),
        strengths=tuple(line for rule in rules.strengths for line in _listed(rule, read)),
        requests=tuple(line for rule in rules.requests for line in _each(rule, read)),
        needs=needs,
        conditions=_conditions(rules, needs, read),
        orientation=_orientation(rules.orientation, read),
        questions=_questions(rules, needs, read),
        aloud=_topics(read),
        unanswered=unanswered(dialogue, read),
        levels=find_levels(rules.levels, rules.sources, read),
        quotes=find_quotes(rules.quotes, read),
        checklists=find_checklists(rules.checklists, read),
    )


def _lines(rules: tuple[Line, ...], read: Shared) -> tuple[Statement, ...]:
    """« Libellé : a ; b » for each line that an answer calls for."""
    found = []
    for rule in rules:
        met = read.met(rule.indices)
        if met:
            text = f"{rule.label} : {' ; '.join(line.words for line in met)}"
            cites = distinct(tuple(cite for line in met for cite in line.cites))
            found.append(Statement(rule.key, text, cites))
    return tuple(found)


def _message(rule: MessageRule | None, read: Shared) -> Message | None:
    answer = read.answers.get(rule.question) if rule else None
    words = answer.value.strip() if answer and isinstance(answer.value, str) else ""
    if rule is None or not words:
        return None
    notice = Statement("message", rule.words, (read.cite_topic(rule.question),))
    return Message(notice, words[:MESSAGE_LENGTH])


def _listed(rule: Listing, read: Shared) -> tuple[Statement, ...]:
    """One statement for the whole answer."""
    options = read.counting(rule.test)
    return (_quoted(rule.key, read.cite(rule.test.question, options)),) if options else ()


def _each(rule: Listing, read: Shared) -> tuple[Statement, ...]:
    """One statement for each choice, in the student's order and exact words."""
    return tuple(
        _quoted(option.id, read.cite(rule.test.question, (option,)))
        for option in read.counting(rule.test)
    )


def _quoted(key: str, cite: Citation) -> Statement:
    return Statement(key, f"{cite.topic} : {cite.answer}", (cite,))


def _conditions(
    rules: SummaryRules, needs: tuple[Need, ...], read: Shared
) -> tuple[Statement, ...]:
    blocking = tuple(
        Statement(need.key, f"{need.label} : {need.sentence}", need.cites)
        for need in needs
        if need.place is Place.CONDITIONS
    )
    return blocking + _lines(rules.conditions, read)


def _orientation(rules: OrientationRules | None, read: Shared) -> Orientation:
    if rules is None:
        return Orientation(None, ())
    chosen = read.chosen(rules.question)
    branches = [rule for rule in rules.branches if rule.option in {o.id for o in chosen}]
    said = tuple(
        Statement("branch", rule.words, (read.cite(rules.question, chosen),)) for rule in branches
    )
    branch = branches[0].branch if branches else None
    return Orientation(branch, said + _lines(rules.more, read))


def _questions(rules: SummaryRules, needs: tuple[Need, ...], read: Shared) -> tuple[Statement, ...]:
    """From what comes first, then the needs, then the rest; one opening question failing all."""
    asked = [
        *_asked(rules.first, read),
        *(need.ask for need in needs if need.ask is not None),
        *_asked(rules.questions, read),
    ]
    if not asked and rules.opening_question is not None:
        return (Statement("opening", rules.opening_question.to(read.student), ()),)
    return tuple(asked[:QUESTIONS])


def _asked(rules: tuple[Line, ...], read: Shared) -> tuple[Statement, ...]:
    found = []
    for rule in rules:
        met = read.met(rule.indices)
        if met and rule.ask is not None:
            cites = distinct(tuple(cite for line in met for cite in line.cites))
            options = read.counting(met[0].index.test)
            text = read.with_choices(rule.ask.to(read.student), options)
            found.append(Statement(rule.key, text, cites))
    return tuple(found)


def _topics(read: Shared) -> tuple[Statement, ...]:
    return tuple(Statement(name, read.topic(name), (read.cite_topic(name),)) for name in read.aloud)
