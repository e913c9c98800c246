"""A summary as JSON values, for ``apbot rehearse --json``."""

from __future__ import annotations

from typing import Any

from .levels import Level
from .needs import Need
from .quotes import Checklist, Quote
from .shared import Statement
from .summary import Orientation, Summary


def to_json(summary: Summary) -> dict[str, Any]:
    """``first``, ``strengths``, ``requests``, ``needs``, ``orientation``, ``questions``,
    ``quotes``, ``checklists``, ``levels``.

    The words of the message are not in it, nor those of a quote that is not printed: they are an
    answer, not a statement.
    """
    notice = (summary.message.notice,) if summary.message else ()
    return {
        "first": [_statement(line) for line in (*summary.first, *notice)],
        "strengths": [_statement(line) for line in summary.strengths],
        "requests": [_statement(line) for line in summary.requests],
        "needs": [_need(need) for need in summary.needs],
        "orientation": _orientation(summary.orientation),
        "questions": [_statement(line) for line in summary.questions],
        "quotes": [_quote(quote) for quote in summary.quotes],
        "checklists": [_checklist(checklist) for checklist in summary.checklists],
        "levels": [_level(level) for level in summary.levels],
    }


def _statement(line: Statement) -> dict[str, Any]:
    return {"key": line.key, "text": line.text, "evidence": list(line.evidence)}


def _need(need: Need) -> dict[str, Any]:
    return {
        "key": need.key,
        "rank": need.rank,
        "evidence": list(need.evidence),
        "label": need.label,
        "text": f"{need.label} — {need.sentence}",
        "sources": [str(source) for source in need.sources],
        "strand": need.strand,
        "individual": need.individual,
    }


def _orientation(orientation: Orientation) -> dict[str, Any]:
    evidence = [name for line in orientation.statements for name in line.evidence]
    return {
        "branch": orientation.branch,
        "text": " ; ".join(line.text for line in orientation.statements),
        "evidence": list(dict.fromkeys(evidence)),
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {**_statement(quote.statement), "section": quote.section}


def _checklist(checklist: Checklist) -> dict[str, Any]:
    return {
        "key": checklist.key,
        "label": checklist.label,
        "items": list(checklist.items),
        "evidence": list(checklist.evidence),
    }


def _level(level: Level) -> dict[str, Any]:
    """``score`` is null, and ``text`` empty, when too few answers were given."""
    return {
        "key": level.key,
        "label": level.label,
        "strand": level.strand,
        "score": level.score,
        "text": level.said,
        "sources": list(level.sources),
        "evidence": list(level.evidence),
    }
