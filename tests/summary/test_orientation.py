"""The orientation interview: what its sheet says of a few planted students, by branch and class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from apbot.summary import Summary, SummaryRules, rules_for, summarise
from apbot.summary.rules import QuoteSection
from dialogues.answers import Value, Visibility
from dialogues.definition import Address, Dialogue
from dialogues.facts import complete, fact
from dialogues.loader import Catalogue
from tests.summary.profiles import NeedLine, answers_of, make_answer

PRECISE: Mapping[str, Value] = {"branch": "precise", "project": "Devenir kiné."}
CHANGE: Mapping[str, Value] = {"branch": "change", "target": "vocational"}


@dataclass(frozen=True)
class Planted:
    """Ids without their ``orientation.``; ``needs`` are (key, rank, evidence), in order."""

    name: str
    stage: str
    answers: Mapping[str, Value]
    branch: str | None
    needs: tuple[NeedLine, ...] = ()
    first: tuple[str, ...] = ()
    says: Mapping[str, str] = field(default_factory=dict)
    """Lines of the section on orientation that must be there, by key."""


PLANTED = (
    Planted("answers nothing", "premiere", {}, branch=None),
    Planted(
        "has a project, has looked, has another lead",
        "premiere",
        {
            **PRECISE,
            "sources": ("onisep", "school"),
            "requirements": 3,
            "match": 4,
            "plan_b": "yes",
            "obstacle": ("nothing",),
            "after_bac": ("licence",),
            "stopped_speciality": "none",
            "next_step": "open_day",
            "by_when": "this_month",
        },
        branch="A",
        says={
            "branch": "A un projet précis",
            "sources": "Informations : trouvées grâce à « Onisep, Avenir(s) », « Au lycée »",
            "plan_b": "Autre piste : en a une",
            "after_bac": "Après le bac : « Une licence (université) »",
            "next_step": "Prochaine étape : « Aller à des portes ouvertes »",
            "by_when": "Échéance : dans le mois",
        },
    ),
    Planted(
        "has a project and has not looked yet",
        "seconde_gt",
        {**PRECISE, "sources": ("none",), "requirements": 1, "match": 2},
        branch="A",
        needs=(("orientation_info", 4, ("sources", "requirements")),),
        says={
            "match": "Matières, résultats et projet : les voit un peu aller ensemble, "
            "à regarder pendant l'entretien"
        },
    ),
    Planted(
        "asks for another lead",
        "terminale_gt",
        {**PRECISE, "plan_b": "wanted"},
        branch="A",
        needs=(("plan_b", 2, ("plan_b",)),),
    ),
    Planted(
        "has no other lead, and doubts",
        "terminale_pro",
        {**PRECISE, "plan_b": "no", "obstacle": ("doubt",)},
        branch="A",
        needs=(("plan_b", 4, ("plan_b", "obstacle")),),
    ),
    Planted(
        "has no other lead, which alone is no need",
        "premiere",
        {**PRECISE, "plan_b": "no", "match": 4},
        branch="A",
    ),
    Planted(
        "doubts, but has another lead",
        "premiere",
        {**PRECISE, "plan_b": "yes", "match": 1, "obstacle": ("doubt", "grades")},
        branch="A",
    ),
    Planted(
        "has no idea",
        "seconde_pro",
        {"branch": "hesitates", "leads_count": "none", "blocker": ("not_yet",), "try": ("time",)},
        branch="B",
        needs=(("orientation_info", 4, ("branch", "leads_count", "blocker")),),
    ),
    Planted(
        "hesitates between leads and asks for a workshop",
        "seconde_gt",
        {
            "branch": "hesitates",
            "leads_count": "few",
            "blocker": ("too_many",),
            "try": ("workshop",),
            "choice_1re": "general",
            "specialities": ("maths", "biology"),
            "placement": "found",
        },
        branch="B",
        needs=(("orientation_info", 1, ("try", "branch")),),
        says={
            "choice_1re": "Pour la première : la voie générale",
            "specialities": "Spécialités envisagées : « Mathématiques », « Vie et Terre (SVT) »",
            "placement": "Stage d'observation : trouvé",
        },
    ),
    Planted(
        "hesitates, wants a PsyEN appointment and agrees that the request is passed on",
        "terminale_gt",
        {
            "branch": "hesitates",
            "try": ("psyen",),
            "consent_psyen": "yes",
            "parcoursup": ("nothing",),
        },
        branch="B",
        says={
            "consent_psyen": "PsyEN : accepte que sa demande lui soit transmise, après l'entretien",
            "parcoursup": "Prêt sur Parcoursup : rien pour l'instant",
        },
    ),
    Planted(
        "wants to change track and to see the referent",
        "seconde_gt",
        {
            **CHANGE,
            "reason": ("talk",),
            "talked": ("nobody",),
            "known": 1,
            "timing": "this_year",
            "consent_psyen": "no",
            "meeting_request": "referent",
        },
        branch="C",
        needs=(("track_change", 2, ("branch",)),),
        first=("meeting", "track_change"),
        says={
            "target": "Formation visée : la voie professionnelle",
            "reason": "Donne envie de changer : préfère en parler",
            "talked": "En a parlé : à personne pour l'instant",
            "consent_psyen": "PsyEN : ne souhaite pas que sa demande lui soit transmise",
        },
    ),
)


@pytest.fixture(scope="module")
def orientation() -> Dialogue:
    return Catalogue().dialogue("orientation")


@pytest.fixture(scope="module")
def interview_rules(orientation: Dialogue) -> SummaryRules:
    return rules_for(orientation)


def told(
    dialogue: Dialogue,
    rules: SummaryRules,
    values: Mapping[str, Value],
    *,
    stage: str = "seconde_gt",
    hidden: Mapping[str, Visibility] | None = None,
) -> Summary:
    """The summary of these answers; ``hidden``: those that are not shared."""
    answers = answers_of(dialogue, values)
    for name, visibility in (hidden or {}).items():
        question = f"{dialogue.id}.{name}"
        answers[question] = make_answer(dialogue, question, values[name], visibility)
    facts = complete(dialogue, {"stage": fact("stage", stage, stage)})
    return summarise(dialogue, rules, answers, Address.TU, facts)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_sheet_says_what_was_planted_and_nothing_else(
    orientation: Dialogue, interview_rules: SummaryRules, planted: Planted
) -> None:
    summary = told(orientation, interview_rules, planted.answers, stage=planted.stage)

    assert summary.orientation.branch == planted.branch
    assert tuple(line.key for line in summary.first) == planted.first
    assert planted.needs == tuple(
        (need.key, need.rank, tuple(q.removeprefix("orientation.") for q in need.evidence))
        for need in summary.needs
    )
    lines = {line.key: line.text for line in summary.orientation.statements}
    assert planted.says.items() <= lines.items()


@pytest.mark.parametrize(
    ("stage", "timing", "keys"),
    [
        ("seconde_gt", "this_year", ["bridge", "bridge_this_year"]),
        ("premiere", "next_year", ["bridge", "bridge_next_year"]),
        ("seconde_pro", "unsure", ["bridge", "bridge_newcomer"]),
        ("terminale_gt", None, ["bridge"]),
    ],
)
def test_change_of_track_prints_the_steps_that_fit(
    orientation: Dialogue,
    interview_rules: SummaryRules,
    stage: str,
    timing: str | None,
    keys: list[str],
) -> None:
    summary = told(orientation, interview_rules, {**CHANGE, "timing": timing}, stage=stage)

    assert [checklist.key for checklist in summary.checklists] == keys
    steps = " ".join(summary.checklists[0].items)
    for step in ("Demande écrite de l'élève et de sa famille", "conseil de classe", "direction"):
        assert step in steps


@pytest.mark.parametrize("branch", ["precise", "hesitates", None])
def test_nobody_else_gets_the_steps_of_a_change(
    orientation: Dialogue, interview_rules: SummaryRules, branch: str | None
) -> None:
    summary = told(orientation, interview_rules, {"branch": branch, "domains": ("arts",)})

    assert summary.checklists == ()


def test_words_of_the_student_are_quoted_in_the_section_on_orientation(
    orientation: Dialogue, interview_rules: SummaryRules
) -> None:
    values = {**PRECISE, "next_step": "own", "next_step_words": "Écrire à un cabinet."}

    summary = told(orientation, interview_rules, values)

    assert [(quote.section, quote.statement.text) for quote in summary.quotes] == [
        (QuoteSection.ORIENTATION, "Projet : « Devenir kiné. »"),
        (QuoteSection.ORIENTATION, "Prochaine étape : « Écrire à un cabinet. »"),
    ]


@pytest.mark.parametrize("visibility", [Visibility.MINE, Visibility.ALOUD])
def test_words_that_are_not_shared_are_not_quoted(
    orientation: Dialogue, interview_rules: SummaryRules, visibility: Visibility
) -> None:
    summary = told(orientation, interview_rules, PRECISE, hidden={"project": visibility})

    assert summary.quotes == ()
    assert [line.text for line in summary.aloud] == (
        ["Projet"] if visibility is Visibility.ALOUD else []
    )


def test_change_of_track_kept_for_oneself_leaves_no_trace(
    orientation: Dialogue, interview_rules: SummaryRules
) -> None:
    values = {**CHANGE, "timing": "this_year", "consent_psyen": "yes", "talked": ("family",)}

    summary = told(orientation, interview_rules, values, hidden={"branch": Visibility.MINE})

    assert summary == told(orientation, interview_rules, {})


@pytest.mark.parametrize("adult", ["nurse", "social_worker", "cpe", "psyen"])
def test_request_to_see_another_adult_leaves_no_trace(
    orientation: Dialogue, interview_rules: SummaryRules, adult: str
) -> None:
    asked = told(orientation, interview_rules, {**CHANGE, "meeting_request": adult})

    assert asked == told(orientation, interview_rules, {**CHANGE, "meeting_request": "no"})


def test_requests_keep_the_exact_words_and_leave_out_who_wants_nobody(
    orientation: Dialogue, interview_rules: SummaryRules
) -> None:
    wanted: Mapping[str, Value] = {
        "branch": "hesitates",
        "try": ("interests", "visit"),
        "help_from": ("psyen",),
    }

    summary = told(orientation, interview_rules, wanted)
    alone = told(orientation, interview_rules, {"try": ("unsure",), "help_from": ("nobody",)})

    assert [line.text for line in summary.requests] == [
        "Ce qui aiderait : Un questionnaire d'intérêts",
        "Ce qui aiderait : Visiter une formation",
        "Aide souhaitée : Psychologue (PsyEN)",
    ]
    assert alone.requests == ()


def test_not_knowing_whether_the_subjects_fit_counts_neither_way(
    orientation: Dialogue, interview_rules: SummaryRules
) -> None:
    values = {**PRECISE, "plan_b": "no", "match": "unsure"}

    unsure = told(orientation, interview_rules, values, stage="premiere")

    assert unsure.needs == ()
    assert "match" not in {line.key for line in unsure.orientation.statements}


def test_having_no_other_lead_is_not_asked_before_the_premiere(
    orientation: Dialogue, interview_rules: SummaryRules
) -> None:
    values = {**PRECISE, "plan_b": "no", "obstacle": ("doubt",)}

    early = told(orientation, interview_rules, values, stage="seconde_gt")
    later = told(orientation, interview_rules, values, stage="premiere")

    assert [need.key for need in early.needs] == []
    assert [need.key for need in later.needs] == ["plan_b"]


def test_one_opening_question_when_nothing_calls_for_another(
    orientation: Dialogue, interview_rules: SummaryRules
) -> None:
    summary = told(orientation, interview_rules, {"domains": ("arts",)})

    assert [line.text for line in summary.questions] == [
        "Où en es-tu de ta réflexion sur la suite ?"
    ]
