"""Fictitious students with planted answers, and what their sheets must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogues.answers import Answer, Value, Visibility
from dialogues.definition import Address, Dialogue, Step

SKIP: Value = None
NeedLine = tuple[str, int, tuple[str, ...]]


def make_answer(
    dialogue: Dialogue, question: str, value: Value, visibility: Visibility = Visibility.SHARED
) -> Answer:
    label = label_of(dialogue.questions[question], value)
    return Answer(question, value, raw=label, label=label, wording="", visibility=visibility)


def label_of(step: Step, value: Value) -> str:
    if not step.options:
        return str(value or "")
    values = value if isinstance(value, tuple) else (value,)
    options = [option for option in (step.option_for(v) for v in values) if option]
    return ", ".join(option.label.to(Address.TU) for option in options)


def answers_of(dialogue: Dialogue, values: Mapping[str, Value]) -> dict[str, Answer]:
    """Shared answers; question ids without their ``welcome.``."""
    named = {f"{dialogue.id}.{name}": value for name, value in values.items()}
    return {name: make_answer(dialogue, name, value) for name, value in named.items()}


@dataclass(frozen=True)
class Profile:
    """``needs`` are (key, rank, evidence), ids without their ``welcome.``, in order."""

    name: str
    answers: Mapping[str, Value]
    needs: tuple[NeedLine, ...] = ()
    first: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    branch: str | None = None
    strengths: tuple[str, ...] = ()


PROFILES = (
    Profile("answers nothing", {}),
    Profile(
        "skips everything that a rule reads",
        {
            "strengths": SKIP,
            "plan": SKIP,
            "notes": SKIP,
            "hard_subjects": SKIP,
            "help_wanted": SKIP,
            "can_succeed": SKIP,
            "project_state": SKIP,
            "free_word": SKIP,
            "meeting_request": SKIP,
        },
    ),
    Profile(
        "is well everywhere and wants nothing",
        {
            "first_weeks": "great",
            "strengths": ("calm", "rigour"),
            "biggest_change": ("nothing",),
            "track_choice": "first_choice",
            "work_places": ("home", "library"),
            "devices": ("phone", "computer"),
            "commute": "under_15",
            "plan": 4,
            "instructions": 3,
            "notes": 4,
            "self_test": 3,
            "ask_help": 4,
            "easy_subjects": ("sport", "maths"),
            "hard_subjects": ("none",),
            "help_wanted": ("none",),
            "openings": ("nothing",),
            "go_further": "no",
            "can_succeed": 4,
            "speak_up": 3,
            "team": 4,
            "project_state": "precise",
            "meeting_request": "no",
        },
        branch="A",
        strengths=("strengths", "easy_subjects"),
    ),
    Profile(
        "asks to get organised and shows it twice",
        {"plan": 1, "notes": 2, "self_test": 3, "help_wanted": ("organise",)},
        needs=(("organisation", 1, ("help_wanted", "plan", "notes")),),
        requests=("organise",),
    ),
    Profile(
        "is not organised and does not ask",
        {"plan": 1, "notes": 2, "help_wanted": ("none",)},
        needs=(("organisation", 4, ("plan", "notes")),),
    ),
    Profile(
        "has one low answer of each kind, which is no need",
        {
            "plan": 1,
            "self_test": 1,
            "instructions": 1,
            "ask_help": 1,
            "speak_up": 1,
            "team": 1,
            "can_succeed": 2,
            "hard_subjects": ("maths", "english", "french"),
            "hard_reasons": ("pace", "basics"),
            "project_state": "leads",
            "go_further": "arts",
            "openings": ("nothing",),
        },
        branch="B",
        strengths=("go_further",),
    ),
    Profile(
        "names three subjects and asks for two of them, the second first",
        {
            "hard_subjects": ("maths", "spanish", "french"),
            "hard_reasons": ("calculate",),
            "help_wanted": ("languages", "maths"),
        },
        needs=(
            ("language", 1, ("help_wanted", "hard_subjects")),
            ("maths", 1, ("help_wanted", "hard_subjects")),
        ),
        requests=("languages", "maths"),
    ),
    Profile(
        "tells in the reasons what the scales confirm",
        {
            "hard_subjects": ("philosophy",),
            "hard_reasons": ("retain", "instructions", "speak"),
            "self_test": 2,
            "instructions": 1,
            "speak_up": 2,
        },
        needs=(
            ("learning_methods", 4, ("self_test", "hard_reasons")),
            ("instructions", 4, ("instructions", "hard_reasons")),
            ("oral_confidence", 4, ("speak_up", "hard_reasons")),
        ),
    ),
    Profile(
        "wants to go further and to see the referent",
        {
            "openings": ("contest", "outing"),
            "go_further": "physics_chemistry",
            "meeting_request": "referent",
        },
        needs=(("enrichment", 4, ("go_further", "openings")),),
        first=("meeting",),
        requests=("referent",),
        strengths=("openings", "go_further"),
    ),
    Profile(
        "wants another track, has no place to work and little to work with",
        {
            "track_choice": "unwanted",
            "track_talk": "yes",
            "project_state": "change",
            "work_places": ("hard_to_find",),
            "devices": ("complicated",),
            "commute": "over_60",
        },
        needs=(
            ("track_change", 2, ("project_state", "track_choice", "track_talk")),
            ("study_space", 2, ("work_places",)),
            ("equipment", 2, ("devices",)),
        ),
        first=("track_change",),
        conditions=("study_space", "equipment", "commute"),
        branch="C",
    ),
    Profile(
        "did not want this track and does not wish to talk about it",
        {"track_choice": "unwanted", "track_talk": "no", "project_state": "prefer_not"},
    ),
    Profile(
        "sees no way to succeed, asks for the nurse and leaves a word",
        {
            "first_weeks": "hard",
            "can_succeed": 1,
            "meeting_request": "nurse",
            "free_word": "Je préfère en parler à l'oral.",
        },
        first=("confidence", "message"),
    ),
    Profile(
        "asks for the way ahead without an idea of it",
        {"project_state": "no_idea", "help_wanted": ("oral", "orientation", "write")},
        needs=(
            ("orientation_info", 1, ("help_wanted", "project_state")),
            ("oral_confidence", 2, ("help_wanted",)),
            ("writing", 2, ("help_wanted",)),
        ),
        requests=("oral", "orientation", "write"),
        branch="B",
    ),
)

WORST_CASE: Mapping[str, Value] = {
    "first_weeks": "hard",
    "strengths": ("speaking_ease", "perseverance", "practical_sense"),
    "biggest_change": ("commute_hours", "workload"),
    "track_choice": "unwanted",
    "track_talk": "yes",
    "work_places": ("hard_to_find",),
    "devices": ("complicated",),
    "commute": "over_60",
    "weekly_hours": "unknown",
    "plan": 1,
    "instructions": 1,
    "notes": 1,
    "self_test": 1,
    "ask_help": 1,
    "easy_subjects": ("biology", "economics_social", "health_prevention"),
    "hard_subjects": ("other_language", "maths", "french"),
    "hard_reasons": ("retain", "instructions", "speak"),
    "help_wanted": ("organise", "learn", "oral"),
    "openings": ("writing_theatre", "media", "exchange"),
    "go_further": "computing",
    "can_succeed": 1,
    "speak_up": 1,
    "team": 1,
    "project_state": "change",
    "free_word": "mot " * 75,
    "meeting_request": "referent",
}
"""The longest answer everywhere, every section of the sheet at once."""
