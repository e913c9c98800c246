"""What holds for any answers: a skip is never interpreted, what is kept for oneself stays so."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from apbot.documents.sheet import SheetHeader, sheet_html
from apbot.summary import Summary, SummaryRules, summarise, to_json
from apbot.summary.needs import Need
from apbot.summary.rules import Source
from apbot.summary.shared import Statement
from apbot.summary.summary import MESSAGE_LENGTH, NEEDS_ON_SHEET, QUESTIONS
from dialogues.answers import Answer, Value, Visibility
from dialogues.definition import Address, Dialogue
from tests.summary.profiles import make_answer
from tests.summary.strategies import CANARY, answers_to, values_of

HEADER = SheetHeader("Camille", "EXEMPLE", "2GT3", dt.date(2026, 11, 24), "2026-11")
many = settings(max_examples=60)


def printed(summary: Summary) -> str:
    return json.dumps(to_json(summary)) + sheet_html(summary, HEADER)


def statements(summary: Summary) -> Iterator[Statement | Need]:
    yield from summary.needs
    yield from summary.first
    yield from summary.strengths
    yield from summary.requests
    yield from summary.conditions
    yield from summary.orientation.statements
    yield from (question for question in summary.questions if question.key != "opening")
    if summary.message:
        yield summary.message.notice


@many
@given(data=st.data())
def test_kept_for_oneself_is_the_same_as_not_answered(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(welcome))
    told = {k: a for k, a in answers.items() if a.visibility is not Visibility.MINE}

    with_secrets = summarise(welcome, rules, answers, Address.TU)

    assert with_secrets == summarise(welcome, rules, told, Address.TU)


@many
@given(data=st.data())
def test_skipped_is_the_same_as_not_answered(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(welcome))
    given_ones = {k: a for k, a in answers.items() if not a.skipped}

    with_skips = summarise(welcome, rules, answers, Address.VOUS)

    assert with_skips == summarise(welcome, rules, given_ones, Address.VOUS)


def given_values(welcome: Dialogue, question: str) -> st.SearchStrategy[Value]:
    return values_of(welcome.questions[question]).filter(lambda value: value is not None)


def has_apart(welcome: Dialogue, question: str) -> bool:
    """A request to another adult is left out whole: one value of it does change the sheet."""
    return any(option.apart for option in welcome.questions[question].options)


@many
@given(data=st.data())
def test_a_request_to_another_adult_is_nowhere(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(welcome))
    name = "welcome.meeting_request"
    adult = data.draw(st.sampled_from(["cpe", "nurse", "social_worker", "psyen"]))
    asked = make_answer(welcome, name, adult, data.draw(st.sampled_from(list(Visibility))))
    without = {key: answer for key, answer in answers.items() if key != name}

    one = summarise(welcome, rules, {**answers, name: asked}, Address.TU)

    assert one == summarise(welcome, rules, without, Address.TU)


@many
@given(data=st.data())
def test_said_aloud_never_depends_on_what_will_be_said(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(welcome))
    other = {
        k: make_answer(welcome, k, data.draw(given_values(welcome, k)), a.visibility)
        if a.visibility is Visibility.ALOUD and not a.skipped and not has_apart(welcome, k)
        else a
        for k, a in answers.items()
    }

    one = summarise(welcome, rules, answers, Address.TU)

    assert one == summarise(welcome, rules, other, Address.TU)


@many
@given(data=st.data())
def test_words_not_shared_are_never_printed(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(welcome))
    word = answers.get("welcome.free_word")

    page = printed(summarise(welcome, rules, answers, Address.TU))

    is_shared = word is not None and word.visibility is Visibility.SHARED and not word.skipped
    assert (CANARY in page) is is_shared


@many
@given(data=st.data())
def test_every_statement_cites_shared_answers_only(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(welcome))
    shared = {k for k, a in answers.items() if a.visibility is Visibility.SHARED and not a.skipped}

    summary = summarise(welcome, rules, answers, Address.TU)

    for said in statements(summary):
        assert said.evidence
        assert set(said.evidence) <= shared


@many
@given(data=st.data())
def test_need_is_asked_for_or_shown_twice_and_needs_stand_by_rank(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    summary = summarise(welcome, rules, data.draw(answers_to(welcome)), Address.TU)

    ranks = [need.rank for need in summary.needs]
    assert ranks == sorted(ranks)
    for need in summary.needs:
        assert Source.REQUEST in need.sources or len(need.evidence) >= 2
        assert (need.rank < 3) is (Source.REQUEST in need.sources)


@many
@given(data=st.data())
def test_same_answers_in_any_order_make_the_same_page(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(welcome))
    shuffled: dict[str, Answer] = dict(data.draw(st.permutations(list(answers.items()))))

    page = printed(summarise(welcome, rules, answers, Address.TU))

    assert page == printed(summarise(welcome, rules, shuffled, Address.TU))


@many
@given(data=st.data())
def test_lists_of_the_sheet_stay_short(
    welcome: Dialogue, rules: SummaryRules, data: st.DataObject
) -> None:
    summary = summarise(welcome, rules, data.draw(answers_to(welcome)), Address.TU)

    assert len(summary.first) <= 3
    assert len(summary.main_needs) <= NEEDS_ON_SHEET
    assert 1 <= len(summary.questions) <= QUESTIONS
    assert summary.message is None or len(summary.message.words) <= MESSAGE_LENGTH
