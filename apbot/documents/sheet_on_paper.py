"""The interview sheet as PDF: a ``Summary`` on one A4 page. No decision is taken here.

It says what the sheet on the page says. A student's own message is not on it: its words are for
the screen, where nobody carries them away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from apbot.summary import Citation, Summary
from apbot.telling import day
from apbot.wording import typeset

from .sheet import SheetHeader, requests_of
from .typesetting import Form, compose

TEMPLATE = "sheet"
NOTHING_SAID = "Rien n'est indiqué."
NO_NEED = "Rien n'est repéré à partir des réponses."
UNANSWERED = "Non répondu."
ON_SCREEN = "(sur la page du lycée)"
TO_DECIDE = ("Objectif :", "Atelier :", "Prochaine date :")


def sheet_pdf(summary: Summary, header: SheetHeader) -> bytes:
    return compose(TEMPLATE, sheet_values(summary, header), Form.PDF).content


def sheet_values(summary: Summary, header: SheetHeader) -> dict[str, Any]:
    """The plain values that ``typst/sheet.typ`` sets."""
    return {
        "title": f"Synthèse d'entretien : {header.given_name} {header.family_name}",
        "name": f"{header.given_name} {header.family_name}",
        "about": typeset(_about(header)),
        "sections": list(_sections(summary)),
        "decided": {"heading": "Décidé ensemble", "lines": list(map(typeset, TO_DECIDE))},
        "foot": typeset(_foot(summary.unanswered)),
    }


def _about(header: SheetHeader) -> str:
    approved = (
        f"validé par l'élève le {day(header.approved_on)}"
        if header.approved_on
        else "pas encore validé par l'élève"
    )
    return (
        f"{header.class_label}, {day(header.date)}. Questionnaire version {header.version}, "
        f"{approved}."
    )


def _foot(unanswered: int) -> str:
    if not unanswered:
        return ""
    questions = "questions" if unanswered > 1 else "question"
    return (
        f"Sans réponse à lire : {unanswered} {questions}. Une question sans réponse n'est jamais "
        "interprétée."
    )


def _sections(summary: Summary) -> Iterator[dict[str, Any]]:
    """In the order of the interview; those of which nothing may be said are left out."""
    first = [_item(line.text, _sources(line.cites, answers=True)) for line in summary.first]
    if summary.message:
        notice = summary.message.notice
        first.append(_item(f"{notice.text} {ON_SCREEN}", _sources(notice.cites)))
    if first:
        yield _section("À aborder en premier", first)
    if summary.aloud:
        words = " ; ".join(statement.text for statement in summary.aloud)
        yield _section("À dire de vive voix", [_item(words)])
    yield _section("Points d'appui", [_item(s.text) for s in summary.strengths], NOTHING_SAID)
    wishes = [_item(f"{wish.topic} : {' ; '.join(wish.choices)}") for wish in requests_of(summary)]
    yield _section("Demandes de l'élève", wishes, NOTHING_SAID)
    yield _section("Besoins repérés", list(_needs(summary)), NO_NEED)
    if summary.conditions:
        conditions = [_item(s.text, _sources(s.cites)) for s in summary.conditions]
        yield _section("Conditions de travail", conditions)
    statements = [_item(s.text, _sources(s.cites)) for s in summary.orientation.statements]
    yield _section("Orientation", statements, UNANSWERED)
    questions = [_item(s.text, _sources(s.cites)) for s in summary.questions]
    yield _section("Questions possibles pour l'entretien", questions, numbered=True)


def _needs(summary: Summary) -> Iterator[dict[str, str]]:
    for need in summary.main_needs:
        said = f"{need.sentence}. Piste : {need.workshop}."
        yield _item(said, _sources(need.cites, answers=True), lead=need.label)
    if summary.other_needs:
        others = " ; ".join(need.label for need in summary.other_needs)
        yield _item(f"Également : {others}.")


def _section(
    heading: str, items: Sequence[dict[str, str]], otherwise: str = "", *, numbered: bool = False
) -> dict[str, Any]:
    return {
        "heading": typeset(heading),
        "items": list(items),
        "otherwise": otherwise,
        "numbered": numbered,
    }


def _item(text: str, source: str = "", *, lead: str = "") -> dict[str, str]:
    return {"lead": typeset(lead), "text": typeset(text), "source": typeset(source)}


def _sources(cites: Sequence[Citation], *, answers: bool = False) -> str:
    return " ; ".join(
        f"{cite.topic} : {cite.answer}" if answers and cite.answer else cite.topic for cite in cites
    )
