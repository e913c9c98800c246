"""A ``Summary`` as plain French text, for a terminal. No decision is taken here."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from apbot.summary import Citation, Summary
from apbot.summary.levels import Level
from apbot.summary.needs import Need
from apbot.summary.quotes import Checklist, Quote
from apbot.summary.rules import QuoteSection
from apbot.summary.shared import Statement
from apbot.wording import typeset

WIDTH = 88
NOTHING = "Rien n'est à lire dans ces réponses."


def summary_text(summary: Summary, title: str) -> str:
    """In the order of the sheet, empty sections left out; it ends with a line end."""
    parts = [typeset(f"Synthèse : {title}")]
    parts += [_section(heading, lines) for heading, lines in _sections(summary) if lines]
    parts += [_checklist(checklist) for checklist in summary.checklists]
    if len(parts) == 1:
        parts.append(NOTHING)
    if summary.unanswered:
        parts.append(_wrapped(_unanswered(summary.unanswered), ""))
    return "\n\n".join(parts) + "\n"


def _sections(summary: Summary) -> Iterator[tuple[str, list[str]]]:
    def quoted(section: QuoteSection) -> list[str]:
        return [_quote(quote) for quote in summary.quotes if quote.section is section]

    orientation = _cited(summary.orientation.statements)
    yield "À aborder en premier", _first(summary)
    yield "À dire de vive voix", _plain(summary.aloud)
    yield "Points d'appui", [*_plain(summary.strengths), *quoted(QuoteSection.STRENGTHS)]
    yield "Demandes", [*_plain(summary.requests), *quoted(QuoteSection.REQUESTS)]
    yield "Besoins repérés", _needs(summary)
    yield "Conditions de travail", _cited(summary.conditions)
    yield "Orientation", [*orientation, *quoted(QuoteSection.ORIENTATION)]
    yield "À noter", quoted(QuoteSection.NOTES)
    yield "Niveaux", [_level(level) for level in summary.levels]
    yield "Questions possibles pour l'entretien", _cited(summary.questions)


def _section(heading: str, lines: Iterable[str], mark: str = "- ") -> str:
    return "\n".join([_wrapped(heading, ""), *(_wrapped(line, mark) for line in lines)])


def _checklist(checklist: Checklist) -> str:
    heading = typeset(checklist.label + _sources(checklist.cites, answers=True))
    return _section(heading, map(typeset, checklist.items), "[ ] ")


def _wrapped(line: str, mark: str) -> str:
    """A no-break space is kept: a line never begins with « : » or ends with « « »."""
    return textwrap.fill(
        line,
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _first(summary: Summary) -> list[str]:
    lines = _cited(summary.first, answers=True)
    if summary.message:
        said = summary.message.notice.text + _sources(summary.message.notice.cites)
        lines.append(typeset(f"{said} : ") + _in_quotes(summary.message.words))
    return lines


def _plain(statements: Iterable[Statement]) -> list[str]:
    """Those that say their own answers."""
    return [typeset(statement.text) for statement in statements]


def _cited(statements: Iterable[Statement], *, answers: bool = False) -> list[str]:
    return [
        typeset(statement.text + _sources(statement.cites, answers=answers))
        for statement in statements
    ]


def _sources(cites: tuple[Citation, ...], *, answers: bool = False) -> str:
    """« (Confiance : Pas du tout) », or the topics alone."""
    said = [f"{c.topic} : {c.answer}" if answers and c.answer else c.topic for c in cites]
    return f" ({' ; '.join(said)})" if said else ""


def _needs(summary: Summary) -> list[str]:
    lines = [_need(need) for need in summary.main_needs]
    if summary.other_needs:
        lines.append(typeset("Également : " + " ; ".join(n.label for n in summary.other_needs)))
    return lines


def _need(need: Need) -> str:
    said = f"{need.label} — {need.sentence}. Piste : {need.workshop}."
    return typeset(said + _sources(need.cites, answers=True))


def _quote(quote: Quote) -> str:
    return typeset(f"{quote.label} : ") + _in_quotes(quote.words)


def _in_quotes(words: str) -> str:
    """The words themselves stay as they were typed."""
    return f"«\u00a0{words}\u00a0»"


def _level(level: Level) -> str:
    said = f"{level.label} : {level.said or 'non renseigné'}"
    return typeset(said + (f" ({' ; '.join(level.sources)})" if level.sources else ""))


def _unanswered(count: int) -> str:
    noun = "questions" if count > 1 else "question"
    return typeset(
        f"Sans réponse à lire : {count} {noun}. Une question sans réponse n'est jamais interprétée."
    )
