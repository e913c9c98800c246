"""Quotes, checklists, levels and their sources, facts, and a summary of what an adult saw."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.summary import Summary, SummaryRules, summarise, to_json
from apbot.summary.rules import LONGEST_QUOTE, Source
from dialogues.answers import Answer, Value, Visibility
from dialogues.definition import Address, Dialogue
from dialogues.facts import fact
from tests.summary.profiles import answers_of, make_answer
from tests.summary.small import RULES, inspected, small_dialogue
from tests.summary.strategies import CANARY, answers_to

Facts = Mapping[str, Answer]
Summed = Callable[..., Summary]

STUDENT: Facts = {"who": fact("who", "student", "élève")}
ADULT: Facts = {"who": fact("who", "adult", "adulte")}
PREMIERE: Facts = {"stage": fact("stage", "premiere", "Première")}


@pytest.fixture(scope="session")
def summed(small: Dialogue, small_rules: SummaryRules) -> Summed:
    def call(
        values: Mapping[str, Value], facts: Facts = STUDENT, address: Address = Address.TU
    ) -> Summary:
        return summarise(small, small_rules, answers_of(small, values), address, facts)

    return call


# -- quotes -----------------------------------------------------------------------------------


def test_quote_stands_after_its_topic_and_cites_its_question(summed: Summed) -> None:
    (quote,) = summed({"success": "  J'ai  rendu\nmon exposé. "}).quotes

    assert quote.section == "strengths"
    assert quote.statement.key == "success"
    assert quote.statement.text == "Réussite : « J'ai rendu mon exposé. »"
    assert quote.statement.evidence == ("d.success",)


def test_quote_may_have_its_own_label(small: Dialogue, tmp_path: Path) -> None:
    text = RULES.replace("section: strengths}", "section: notes, label: Fier de}")
    rules, _ = inspected(small, tmp_path, text)
    assert rules is not None

    answers = answers_of(small, {"success": "mon exposé"})
    (quote,) = summarise(small, rules, answers, Address.TU).quotes

    assert (quote.section, quote.statement.text) == ("notes", "Fier de : « mon exposé »")


@pytest.mark.parametrize("words", [None, "", "  \n "])
def test_nothing_is_quoted_of_nothing(summed: Summed, words: str | None) -> None:
    assert summed({"success": words}).quotes == ()


@pytest.mark.parametrize("visibility", [Visibility.MINE, Visibility.ALOUD])
def test_words_that_are_not_shared_are_not_quoted(
    small: Dialogue, small_rules: SummaryRules, visibility: Visibility
) -> None:
    answers = {"d.success": make_answer(small, "d.success", CANARY, visibility)}

    summary = summarise(small, small_rules, answers, Address.TU)

    assert summary.quotes == ()
    assert CANARY not in json.dumps(to_json(summary))


def test_words_that_call_for_help_are_told_and_not_printed(summed: Summed) -> None:
    summary = summed({"success": "J'ai envie de mourir"})

    (quote,) = summary.quotes
    assert quote.screen_only
    assert quote.words == "J'ai envie de mourir"
    assert quote.statement.text == "Réussite : mots à lire"
    assert "mourir" not in json.dumps(to_json(summary))


def test_quote_never_outgrows_the_sheet(summed: Summed) -> None:
    (quote,) = summed({"success": "é" * 1000}).quotes

    assert len(quote.words) == LONGEST_QUOTE


# -- checklists -------------------------------------------------------------------------------


def test_checklist_is_there_when_its_condition_holds(summed: Summed) -> None:
    (checklist,) = summed({"track": "change"}, PREMIERE).checklists

    assert checklist.items == ("Demande écrite de la famille", "Avis du conseil de classe")
    assert [(cite.topic, cite.answer) for cite in checklist.cites] == [("Voie", "Changer")]


@pytest.mark.parametrize(
    ("values", "facts"),
    [
        ({"track": "stay"}, PREMIERE),
        ({"track": None}, PREMIERE),
        ({}, PREMIERE),
        ({"track": "change"}, {}),
        ({"track": "change"}, {"stage": fact("stage", "seconde_gt", "")}),
        ({"track": "change"}, {"stage": fact("stage", None, "")}),
    ],
)
def test_checklist_is_not_there_otherwise(
    summed: Summed, values: Mapping[str, Value], facts: Facts
) -> None:
    assert summed(values, facts).checklists == ()


def test_checklist_without_cites_rests_on_the_questions_of_its_condition(
    small: Dialogue, tmp_path: Path
) -> None:
    rules, _ = inspected(small, tmp_path, RULES.replace("    cites: [d.track]\n", ""))

    assert rules is not None
    assert rules.checklists[0].cites == ("d.track",)


# -- levels -----------------------------------------------------------------------------------


def test_level_is_told_in_the_words_of_its_scale(summed: Summed) -> None:
    levels = {level.key: level for level in summed({"read": 2, "plan": 1, "notes": 3}).levels}

    assert (levels["reading"].score, levels["reading"].said) == (2, "Avec de l'aide")
    assert (levels["methods"].score, levels["methods"].said) == (1, "Presque jamais")
    assert (levels["writing"].score, levels["writing"].said) == (None, "")
    assert [level.strand for level in levels.values()] == ["remediation", None, None]


def test_level_names_where_it_comes_from(summed: Summed) -> None:
    reading, writing, _ = summed({"read": 1, "write": 2, "tested": ("reading",)}).levels

    assert reading.sources == ("Test de positionnement",)
    assert reading.evidence == ("d.read", "d.tested")
    assert (writing.sources, writing.evidence) == ((), ("d.write",))


def test_source_without_a_level_says_nothing(summed: Summed) -> None:
    reading, *_ = summed({"tested": ("reading",)}).levels

    assert (reading.said, reading.sources, reading.evidence) == ("", (), ())


def test_not_observed_is_said_and_is_no_level(summed: Summed) -> None:
    reading, *_ = summed({"read": "na"}, ADULT).levels

    assert (reading.score, reading.said) == (None, "Pas observé")


def test_not_observed_counts_for_a_rule_that_names_it_and_for_no_other(
    small: Dialogue, tmp_path: Path
) -> None:
    line = '  - {key: plan, question: d.plan, options: ["3", "4"]}\n'
    named = "  - {key: named, question: d.read, option: na}\n"
    rules, problems = inspected(
        small, tmp_path, RULES.replace(line, named + "  - {key: any, question: d.read}\n")
    )
    assert rules is not None, problems

    summary = summarise(small, rules, answers_of(small, {"read": "na"}), Address.TU)

    assert [line.key for line in summary.strengths] == ["named"]


def test_not_observed_is_not_among_the_answers_counted(small: Dialogue, tmp_path: Path) -> None:
    index = "      - {question: d.read, at_most: 2, words: lit peu}\n"
    rules, problems = inspected(
        small,
        tmp_path,
        RULES.replace(
            "      - {question: d.notes, at_most: 2",
            index + "      - {question: d.notes, at_most: 2",
            1,
        ),
    )
    assert rules is not None, problems
    answers = answers_of(small, {"plan": 1, "notes": 1, "read": "na"})

    (need,) = summarise(small, rules, answers, Address.TU, ADULT).needs

    assert need.sentence.startswith("2 observations sur 2 :")


# -- facts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("facts", "said"), [(PREMIERE, ["d.first_year"]), ({}, [])])
def test_question_that_only_a_fact_explains_needs_the_fact(
    small: Dialogue, facts: Facts, said: list[str]
) -> None:
    answers = {"d.first_year": make_answer(small, "d.first_year", "yes", Visibility.ALOUD)}

    summary = summarise(small, SummaryRules("d"), answers, Address.TU, facts)

    assert [line.key for line in summary.aloud] == said


def test_fact_nobody_knows_is_a_question_passed_over(summed: Summed) -> None:
    known = {"project": fact("project", "precise", "Une idée précise")}

    assert [line.key for line in summed({"plan": 1, "notes": 1}).conditions] == ["notes"]
    assert summed({"plan": 1, "notes": 1}, known).conditions == ()


def test_earlier_answer_kept_for_oneself_is_a_fact_nobody_knows(summed: Summed) -> None:
    kept = replace(fact("project", "precise", ""), visibility=Visibility.MINE)

    unknown = summed({"plan": 1, "notes": 1}, {})

    assert summed({"plan": 1, "notes": 1}, {"project": kept}) == unknown


# -- who answers ------------------------------------------------------------------------------


def test_adult_is_quoted_in_the_words_an_adult_reads(summed: Summed) -> None:
    assert summed({"read": 1}, ADULT).levels[0].said == "À construire"
    assert summed({"read": 1}, STUDENT).levels[0].said == "Pas encore"


def test_what_an_adult_answers_is_what_the_team_saw(summed: Summed) -> None:
    (need,) = summed({"plan": 2, "notes": 1}, ADULT).needs

    assert need.sources == (Source.TEAM,)
    assert need.rank == 4
    assert need.sentence == "2 observations sur 2 : prévoit parfois ; note peu"


def test_adult_asks_nothing_in_the_place_of_a_student(summed: Summed) -> None:
    assert [need.key for need in summed({"subjects": ("algebra",)}, STUDENT).needs] == ["maths"]
    assert summed({"subjects": ("algebra",)}, ADULT).needs == ()


@pytest.mark.parametrize(
    ("address", "said"), [(Address.TU, "Et toi ?"), (Address.VOUS, "Et vous ?")]
)
@pytest.mark.parametrize("facts", [STUDENT, ADULT])
def test_question_for_the_interview_is_put_to_the_student(
    summed: Summed, facts: Facts, address: Address, said: str
) -> None:
    assert summed({"plan": 1, "notes": 1}, facts, address).questions[0].text == said


@pytest.mark.parametrize("respondent", ["student", "adult", "either"])
def test_every_respondent_gets_a_summary(respondent: str, tmp_path: Path) -> None:
    dialogue = small_dialogue(respondent)
    rules, problems = inspected(dialogue, tmp_path)
    assert rules is not None, problems

    summary = summarise(dialogue, rules, answers_of(dialogue, {"plan": 4}), Address.VOUS)

    assert [line.text for line in summary.strengths] == ["Prévoir : Presque toujours"]


# -- any answers ------------------------------------------------------------------------------


@given(data=st.data())
def test_every_line_rests_on_shared_answers(
    small: Dialogue, small_rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(small))
    facts = data.draw(st.sampled_from([STUDENT, ADULT, {**PREMIERE, **ADULT}]))
    shared = {k for k, a in answers.items() if a.visibility is Visibility.SHARED and not a.skipped}

    summary = summarise(small, small_rules, answers, Address.TU, facts)

    cited = [quote.statement.evidence for quote in summary.quotes]
    cited += [checklist.evidence for checklist in summary.checklists]
    for evidence in cited:
        assert evidence
        assert set(evidence) <= shared
    for level in summary.levels:
        assert set(level.evidence) <= shared
        assert bool(level.evidence) is bool(level.said)
        assert level.said or level.score is None


@given(data=st.data())
def test_dialogue_without_rules_has_an_empty_summary(small: Dialogue, data: st.DataObject) -> None:
    said = to_json(summarise(small, SummaryRules("d"), data.draw(answers_to(small)), Address.TU))

    assert said.pop("orientation") == {"branch": None, "text": "", "evidence": []}
    assert not any(said.values())
