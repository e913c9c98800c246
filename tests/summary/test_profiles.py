"""Planted profiles: every planted need is found, none is invented."""

from __future__ import annotations

import pytest

from apbot.summary import Summary, SummaryRules, summarise, to_json
from apbot.summary.needs import rank_of
from apbot.summary.rules import Source
from dialogues.answers import Value, Visibility
from dialogues.definition import Address, Dialogue
from tests.summary.profiles import PROFILES, Profile, answers_of, make_answer


def _summary(
    dialogue: Dialogue, rules: SummaryRules, values: dict[str, Value], address: Address = Address.TU
) -> Summary:
    return summarise(dialogue, rules, answers_of(dialogue, values), address)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_sheet_says_what_was_planted_and_nothing_else(
    welcome: Dialogue, rules: SummaryRules, profile: Profile
) -> None:
    said = to_json(_summary(welcome, rules, dict(profile.answers)))

    needs = [
        (
            need["key"],
            need["rank"],
            tuple(name.removeprefix("welcome.") for name in need["evidence"]),
        )
        for need in said["needs"]
    ]
    assert needs == list(profile.needs)
    assert [line["key"] for line in said["first"]] == list(profile.first)
    assert [line["key"] for line in said["requests"]] == list(profile.requests)
    assert [line["key"] for line in said["strengths"]] == list(profile.strengths)
    assert said["orientation"]["branch"] == profile.branch


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_conditions_are_printed_only_if_something_blocks(
    welcome: Dialogue, rules: SummaryRules, profile: Profile
) -> None:
    summary = _summary(welcome, rules, dict(profile.answers))

    assert tuple(line.key for line in summary.conditions) == profile.conditions


def test_json_has_exactly_the_promised_keys(welcome: Dialogue, rules: SummaryRules) -> None:
    said = to_json(_summary(welcome, rules, {}))

    assert list(said) == [
        *("first", "strengths", "requests", "needs", "orientation", "questions"),
        *("quotes", "checklists", "levels"),
    ]


def test_need_is_worded_from_the_answers_and_counts_those_given(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    summary = _summary(
        welcome, rules, {"plan": 1, "notes": 2, "help_wanted": ("maths", "organise")}
    )

    assert {need.key: need.sentence for need in summary.needs} == {
        "maths": "demande de l'élève",
        "organisation": (
            "demande de l'élève. 2 réponses sur 2 : "
            "ne note et ne prévoit presque jamais son travail ; se retrouve parfois dans ses cours"
        ),
    }


def test_count_leaves_out_what_was_skipped(welcome: Dialogue, rules: SummaryRules) -> None:
    given: dict[str, Value] = {"speak_up": 4, "help_wanted": ("oral",), "hard_subjects": ("maths",)}

    with_one = _summary(welcome, rules, given | {"hard_reasons": ("speak",)})
    skipped = _summary(welcome, rules, given | {"hard_reasons": ("speak",), "speak_up": None})

    assert "1 réponse sur 2 : cite « Parler devant les autres »" in with_one.needs[0].sentence
    assert "1 réponse sur 1 : cite « Parler devant les autres »" in skipped.needs[0].sentence


def test_requests_keep_the_exact_words_and_the_order_of_the_student(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    summary = _summary(welcome, rules, {"help_wanted": ("orientation", "learn")})

    assert [line.text for line in summary.requests] == [
        "Coup de main : Mon orientation",
        "Coup de main : Apprendre et réviser",
    ]


@pytest.mark.parametrize("adult", ["nurse", "social_worker", "cpe", "psyen"])
def test_request_to_see_another_adult_leaves_no_trace(
    welcome: Dialogue, rules: SummaryRules, adult: str
) -> None:
    asked = _summary(welcome, rules, {"plan": 2, "meeting_request": adult})

    assert asked == _summary(welcome, rules, {"plan": 2, "meeting_request": "no"})


def test_questions_come_from_what_is_first_then_from_needs_three_at_most(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    summary = _summary(
        welcome,
        rules,
        {"can_succeed": 1, "help_wanted": ("oral", "maths", "write"), "first_weeks": "hard"},
        Address.VOUS,
    )

    assert [(line.key, line.evidence) for line in summary.questions] == [
        ("confidence", ("welcome.can_succeed",)),
        ("oral_confidence", ("welcome.help_wanted",)),
        ("maths", ("welcome.help_wanted",)),
    ]
    assert summary.questions[0].text == "De quoi auriez-vous besoin pour avancer cette année ?"


def test_one_opening_question_when_nothing_calls_for_another(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    summary = _summary(welcome, rules, {"plan": 4})

    assert [line.key for line in summary.questions] == ["opening"]


def test_message_is_cut_where_the_sheet_ends(welcome: Dialogue, rules: SummaryRules) -> None:
    message = _summary(welcome, rules, {"free_word": " é" * 400}).message

    assert message is not None
    assert len(message.words) == 300


def test_blank_message_is_none(welcome: Dialogue, rules: SummaryRules) -> None:
    assert _summary(welcome, rules, {"free_word": " \n "}).message is None


def test_said_aloud_shows_the_topic_alone(welcome: Dialogue, rules: SummaryRules) -> None:
    name = "welcome.can_succeed"
    answers = {name: make_answer(welcome, name, 1, Visibility.ALOUD)}

    summary = summarise(welcome, rules, answers, Address.TU)

    assert [line.text for line in summary.aloud] == ["Confiance"]
    assert (summary.first, summary.needs, summary.unanswered) == ((), (), 21)


def test_follow_up_of_an_answer_kept_for_oneself_goes_with_it(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    """Only those who did not choose their track are asked whether they want to talk about it."""
    answers = answers_of(welcome, {"track_talk": "yes"})
    name = "welcome.track_choice"
    answers[name] = make_answer(welcome, name, "unwanted", Visibility.MINE)

    summary = summarise(welcome, rules, answers, Address.TU)

    assert summary == summarise(welcome, rules, {}, Address.TU)


@pytest.mark.parametrize(
    ("given", "score"),
    [({}, None), ({"plan": 1}, None), ({"plan": 1, "notes": 4}, 1),
     ({"plan": 4, "notes": 1, "self_test": 3}, 3), ({"plan": 2, "notes": None}, None)],
)  # fmt: skip
def test_level_is_the_lower_median_of_at_least_two_answers(
    welcome: Dialogue, rules: SummaryRules, given: dict[str, Value], score: int | None
) -> None:
    summary = _summary(welcome, rules, given)

    assert [(level.key, level.score) for level in summary.levels] == [("methods", score)]


@pytest.mark.parametrize(
    ("sources", "rank"),
    [
        ({Source.REQUEST, Source.TEAM}, 1),
        ({Source.REQUEST, Source.ANSWERS}, 1),
        ({Source.REQUEST}, 2),
        ({Source.ANSWERS, Source.TEAM}, 3),
        ({Source.ANSWERS}, 4),
        ({Source.TEAM}, 4),
    ],
)
def test_rank_says_which_kinds_of_source_agree(sources: set[Source], rank: int) -> None:
    assert rank_of(frozenset(sources)) == rank
