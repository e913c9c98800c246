"""The interviews of the year after the first one: what their sheets say, and never say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from apbot.summary import Summary, rules_for, summarise, to_json
from apbot.summary.levels import Level
from apbot.summary.needs import Need
from dialogues.answers import Answer, Value, Visibility
from dialogues.definition import Address, Dialogue
from dialogues.facts import fact
from dialogues.loader import Catalogue
from tests.summary.profiles import NeedLine, answers_of, make_answer

CATALOGUE = Catalogue()
PERIODIC = (
    "checkin",
    "observation",
    "positioning",
    "ap_review",
    "workshop_review",
    "workshop_report",
)
DIMENSIONS = (
    "engagement",
    "autonomy",
    "methods",
    "understanding",
    "confidence",
    "teamwork",
    "initiative",
    "orientation",
)
STUDENT = {"who": fact("who", "student", "")}
ADULT = {"who": fact("who", "adult", "")}
CHOSEN_BEFORE = {"last_goal": fact("last_goal", "plan", "Prévoir ma semaine")}
WRITTEN_BEFORE = {
    "last_goal": fact("last_goal", "own", "Un autre, avec mes mots"),
    "last_words": fact("last_words", "", "Lever la main une fois"),
}


def summary_of(
    name: str, values: Mapping[str, Value], facts: Mapping[str, Answer] | None = None
) -> Summary:
    """Question ids without the name of their dialogue."""
    dialogue = CATALOGUE.dialogue(name)
    answers = answers_of(dialogue, values)
    return summarise(dialogue, rules_for(dialogue), answers, Address.TU, facts or {})


@dataclass(frozen=True)
class Profile:
    """What is answered in ``dialogue``, and every key of its sheet; ``needs`` as for welcome."""

    name: str
    dialogue: str
    answers: Mapping[str, Value]
    facts: Mapping[str, Answer] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    """(section, key)."""
    needs: tuple[NeedLine, ...] = ()


PROFILES = (
    *(Profile(f"answers nothing to {name}", name, {}) for name in PERIODIC),
    Profile(
        "is well, is proud of something and chooses a goal of the list",
        "checkin",
        dict.fromkeys(DIMENSIONS, 3)
        | {"teamwork": 4, "pride": "Exposé rendu à temps.", "goal": "review"},
        strengths=("teamwork",),
        requests=("review",),
        quotes=(("strengths", "pride"),),
    ),
    Profile(
        "has low answers, of which one alone makes no need, and writes the goal",
        "checkin",
        {
            **dict.fromkeys(DIMENSIONS, 1),
            "goal": "own",
            "goal_words": "Lever la main une fois",
            "meeting_request": "referent",
        },
        first=("meeting", "confidence"),
        requests=("referent",),
        quotes=(("requests", "goal_words"),),
    ),
    Profile(
        "tried the goal of the list and it helps",
        "checkin",
        {"goal_tried": "helps"},
        facts=CHOSEN_BEFORE,
        strengths=("goal_tried",),
    ),
    Profile(
        "would rather talk about the goal in own words",
        "checkin",
        {"words_tried": "talk"},
        facts=WRITTEN_BEFORE,
        first=("previous_goal",),
    ),
    Profile(
        "is seen by an adult, who describes a success",
        "observation",
        {
            "engagement": 4,
            "methods": 1,
            "understanding": "na",
            "success": "A repris son plan.",
            "next": "Relire la consigne.",
        },
        strengths=("engagement",),
        quotes=(("strengths", "success"), ("notes", "next")),
    ),
    Profile(
        "is at ease with numbers on neither line",
        "positioning",
        {"calc": 1, "data": 2, "write": 2, "read": 4},
        facts=STUDENT,
        strengths=("read",),
        needs=(("maths", 4, ("calc", "data")),),
    ),
    Profile(
        "found the support useful, and asks for more of it",
        "ap_review",
        {
            "useful": 4,
            "progress": ("methods",),
            "method_kept": "Les fiches.",
            "best": "organise_week",
            "least": "none",
            "adult": 1,
            "next_need": ("oral", "organise"),
            "keep": "changed",
            "change": "Des groupes plus petits.",
        },
        first=("no_talk",),
        strengths=("progress", "best"),
        requests=("oral", "organise"),
        quotes=(("strengths", "method_kept"), ("notes", "change")),
        needs=(
            ("oral_confidence", 2, ("next_need",)),
            ("organisation", 2, ("next_need",)),
        ),
    ),
    Profile(
        "made no progress and found no workshop useful",
        "ap_review",
        {"progress": ("none",), "best": "none", "next_need": ("none",), "keep": "no"},
    ),
    Profile(
        "led a workshop",
        "workshop_report",
        {"goal_reached": 3, "attendance": 12, "worked": "À deux.", "decision": "improve"},
        requests=("improve",),
        quotes=(("strengths", "worked"),),
    ),
)


def _evidence(dialogue: str, need: Need) -> tuple[str, ...]:
    return tuple(name.removeprefix(f"{dialogue}.") for name in need.evidence)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_sheet_says_what_was_answered_and_nothing_else(profile: Profile) -> None:
    said = summary_of(profile.dialogue, profile.answers, profile.facts)

    assert tuple(line.key for line in said.first) == profile.first
    assert tuple(line.key for line in said.strengths) == profile.strengths
    assert tuple(line.key for line in said.requests) == profile.requests
    quoted = tuple((str(quote.section), quote.statement.key) for quote in said.quotes)
    assert quoted == profile.quotes
    needs = tuple((n.key, n.rank, _evidence(profile.dialogue, n)) for n in said.needs)
    assert needs == profile.needs


def levels_of(said: Summary) -> dict[str, Level]:
    return {level.key: level for level in said.levels}


@pytest.mark.parametrize("name", ["checkin", "observation"])
def test_each_dimension_is_the_answer_itself(name: str) -> None:
    given = {dimension: 1 + at % 4 for at, dimension in enumerate(DIMENSIONS)}

    levels = levels_of(summary_of(name, given))

    assert {key: level.score for key, level in levels.items()} == given
    assert all(levels[key].evidence == (f"{name}.{key}",) for key in DIMENSIONS)


def test_student_and_team_look_at_the_same_dimensions_of_the_same_strands() -> None:
    own, team = (levels_of(summary_of(name, {})) for name in ("checkin", "observation"))

    assert list(own) == list(team) == list(DIMENSIONS)
    assert all(own[key].label == team[key].label for key in DIMENSIONS)
    assert all(own[key].strand is team[key].strand is not None for key in DIMENSIONS)


def test_what_was_not_observed_is_no_level_and_no_index() -> None:
    said = summary_of("observation", dict.fromkeys(DIMENSIONS, "na"))

    assert {level.score for level in said.levels} == {None}
    assert not said.needs
    assert not said.strengths


def test_what_was_skipped_is_no_level() -> None:
    said = summary_of("checkin", {"methods": None, "teamwork": 2})

    assert levels_of(said)["methods"].score is None
    assert levels_of(said)["teamwork"].score == 2


def test_level_carries_the_source_of_its_line() -> None:
    given: dict[str, Value] = {
        "calc": 1,
        "write": 2,
        "read": 3,
        "sources": ("test_2nde", "lsu"),
        "from_test": ("calc", "write"),
        "from_lsu": ("write",),
    }

    levels = levels_of(summary_of("positioning", given, ADULT))

    assert levels["calc"].sources == ("test de positionnement de 2nde",)
    assert levels["write"].sources == ("test de positionnement de 2nde", "livret scolaire")
    assert levels["read"].sources == ()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (STUDENT, "2 réponses sur 2 : calculer et utiliser des nombres (« Pas encore »)"),
        (ADULT, "2 observations sur 2 : calculer et utiliser des nombres (« À construire »)"),
    ],
)
def test_need_is_told_in_the_words_of_who_answered(facts: Mapping[str, Answer], words: str) -> None:
    said = summary_of("positioning", {"calc": 1, "data": 1}, facts)

    assert said.needs[0].sentence.startswith(words)


def test_words_of_the_student_are_quoted_as_they_are() -> None:
    said = summary_of(
        "checkin", {"pride": "J'ai osé.", "goal": "own", "goal_words": "Oser deux fois"}
    )

    assert [quote.statement.text for quote in said.quotes] == [
        "Réussite : « J'ai osé. »",
        "Objectif : « Oser deux fois »",
    ]


@pytest.mark.parametrize("visibility", [Visibility.MINE, Visibility.ALOUD])
def test_words_that_are_not_shared_are_not_quoted(visibility: Visibility) -> None:
    checkin = CATALOGUE.dialogue("checkin")
    pride = make_answer(checkin, "checkin.pride", "J'ai osé.", visibility)

    said = summarise(checkin, rules_for(checkin), {pride.question: pride}, Address.TU)

    assert not said.quotes
    assert "osé" not in str(to_json(said))


def test_goal_asked_about_without_its_fact_leaves_no_trace() -> None:
    said = summary_of("checkin", {"goal_tried": "talk", "words_tried": "helps"})

    assert not said.first
    assert not said.strengths


@pytest.mark.parametrize("adult", ["nurse", "social_worker", "cpe", "psyen"])
@pytest.mark.parametrize("name", ["checkin", "ap_review"])
def test_request_to_see_another_adult_leaves_no_trace(name: str, adult: str) -> None:
    assert summary_of(name, {"meeting_request": adult}) == summary_of(
        name, {"meeting_request": "no"}
    )


@pytest.fixture(params=PERIODIC)
def periodic(request: pytest.FixtureRequest) -> Dialogue:
    return CATALOGUE.dialogue(str(request.param))


def test_every_level_is_read_from_one_question(periodic: Dialogue) -> None:
    rules = rules_for(periodic)

    assert rules.levels
    assert all(len(level.questions) == 1 for level in rules.levels)


def test_anonymous_review_asks_for_no_words() -> None:
    review = CATALOGUE.dialogue("workshop_review")

    assert review.anonymous
    assert all(step.options for step in review.questions.values())
