"""The interview sheet as PDF: one accessible page, and none of the student's own words."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from apbot.documents.sheet import SheetHeader
from apbot.documents.sheet_on_paper import sheet_pdf, sheet_values
from apbot.summary import Summary, rules_for, summarise
from dialogues.answers import Answer, Value
from dialogues.definition import Address, Dialogue, Kind, Step
from dialogues.loader import Catalogue

from .conftest import Pdf

HEADER = SheetHeader(
    "Sacha", "Pivoine", "2nde 3", dt.date(2026, 11, 24), "2026-11", dt.date(2026, 11, 21)
)
WORDS = "#panic() <b>un mot à moi</b> {{7*7}}"


@pytest.fixture(scope="module")
def welcome() -> Dialogue:
    return Catalogue().dialogue("welcome")


def fullest(dialogue: Dialogue, *, position: int) -> Summary:
    """Everything answered, as many choices as may be, each by the option at that place."""
    answers = {
        step.id: _answer(step, position) for step in dialogue.questions.values() if step.is_question
    }
    return summarise(dialogue, rules_for(dialogue), answers, Address.TU)


def _answer(step: Step, position: int) -> Answer:
    options = [option for option in step.options if not option.exclusive]
    value: Value = WORDS
    label = WORDS
    if step.kind is Kind.CHOICES:
        chosen = options[position:] or options
        picked = chosen[: step.limits.choices or len(chosen)]
        value, label = tuple(o.id for o in picked), " ; ".join(o.label.tu for o in picked)
    elif options:
        option = options[position % len(options)]
        value, label = option.id, option.label.tu
    return Answer(question=step.id, value=value, raw=label, label=label, wording="")


@pytest.mark.parametrize("position", range(5))
def test_the_fullest_sheet_is_one_accessible_page(
    welcome: Dialogue, read_pdf: Callable[[bytes], Pdf], position: int
) -> None:
    pdf = read_pdf(sheet_pdf(fullest(welcome, position=position), HEADER))

    assert pdf.facts["Pages"] == "1"
    assert pdf.facts["Tagged"] == "yes"
    assert "A4" in pdf.facts["Page size"]
    assert pdf.structure[:2] == ["Document", "H1"]
    assert min(pdf.letter_sizes) >= 7


def test_a_longer_sheet_is_set_in_smaller_letters(
    welcome: Dialogue, read_pdf: Callable[[bytes], Pdf]
) -> None:
    summary = fullest(welcome, position=0)
    longer = replace(summary, strengths=summary.strengths * 7)

    usual, dense = (read_pdf(sheet_pdf(one, HEADER)).letter_sizes for one in (summary, longer))

    assert min(dense) < min(usual)
    assert read_pdf(sheet_pdf(longer, HEADER)).facts["Pages"] == "1"


def test_the_sheet_reads_as_the_page_does(
    welcome: Dialogue, read_pdf: Callable[[bytes], Pdf]
) -> None:
    summary = fullest(welcome, position=0)

    text = read_pdf(sheet_pdf(summary, HEADER)).text.replace("\u00a0", " ")

    assert text.startswith("Sacha Pivoine 2nde 3, 24 novembre 2026.")
    assert "validé par l'élève le 21 novembre 2026" in text
    for need in summary.main_needs:
        assert need.label in text
    headings = ("À aborder en premier", "Points d'appui", "Besoins repérés", "Décidé ensemble")
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_the_own_words_of_a_student_are_not_on_it(
    welcome: Dialogue, read_pdf: Callable[[bytes], Pdf]
) -> None:
    summary = fullest(welcome, position=0)
    assert summary.message is not None

    text = read_pdf(sheet_pdf(summary, HEADER)).text

    assert "un mot à moi" not in text
    assert "Message à lire (sur la page du lycée)" in text


def test_an_empty_sheet_says_so(welcome: Dialogue) -> None:
    nothing = summarise(welcome, rules_for(welcome), {}, Address.TU)

    values = sheet_values(nothing, replace(HEADER, approved_on=None))

    assert "pas encore validé par l'élève" in values["about"].replace("\u00a0", " ")
    assert [section["otherwise"] for section in values["sections"]][:3] == [
        "Rien n'est indiqué.",
        "Rien n'est indiqué.",
        "Rien n'est repéré à partir des réponses.",
    ]
    assert "Sans réponse à lire" in json.dumps(values, ensure_ascii=False).replace("\u00a0", " ")
