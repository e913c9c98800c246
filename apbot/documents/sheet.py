"""The interview sheet: a ``Summary`` as one A4 page of HTML. No decision is taken here."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from apbot.summary import Citation, Summary
from apbot.telling import day

from .templates import render

ROOMY_LINES = 22
"""A sheet of more lines than this is set in smaller print, so that it stays on one page."""


@dataclass(frozen=True, slots=True)
class SheetHeader:
    """Whose sheet it is, and which one. ``approved_on`` is None until the student sends it."""

    given_name: str
    family_name: str
    class_label: str
    date: dt.date
    version: str
    approved_on: dt.date | None = None


def sheet_html(summary: Summary, header: SheetHeader) -> str:
    """The body of the sheet, the same for the student who reviews it and for the referent."""
    approved = header.approved_on
    html = render(
        "sheet_body.html",
        summary=summary,
        header=header,
        requests=requests_of(summary),
        dense=lines_of(summary) > ROOMY_LINES,
        date=day(header.date),
        approved_on=day(approved) if approved else None,
    )
    return _with_french_spaces(html)


@dataclass(frozen=True, slots=True)
class Request:
    """The choices made in answer to one question, on one line to save paper."""

    evidence: tuple[str, ...]
    topic: str
    choices: tuple[str, ...]


def requests_of(summary: Summary) -> tuple[Request, ...]:
    by_question: dict[tuple[str, ...], list[Citation]] = {}
    for line in summary.requests:
        by_question.setdefault(line.evidence, []).extend(line.cites)
    return tuple(
        Request(evidence, cites[0].topic, tuple(cite.answer for cite in cites))
        for evidence, cites in by_question.items()
    )


def lines_of(summary: Summary) -> int:
    """About how many lines the sheet takes, headings left out; a need takes three."""
    lists = (
        *(summary.first, summary.strengths, requests_of(summary), summary.conditions),
        *(summary.orientation.statements, summary.questions),
    )
    singles = (summary.message, summary.aloud, summary.other_needs, summary.unanswered)
    return sum(map(len, lists)) + 3 * len(summary.main_needs) + sum(map(bool, singles))


def _with_french_spaces(html: str) -> str:
    """No line ends before « : » or inside « ». The student's own words stay as typed."""
    before, opening, rest = html.partition("<blockquote")
    words, closing, after = rest.partition("</blockquote>")
    return _tied(before) + opening + words + closing + _tied(after)


def _tied(html: str) -> str:
    return re.sub(r"(?<=«) | (?=[»;:?])", "\N{NO-BREAK SPACE}", html)
