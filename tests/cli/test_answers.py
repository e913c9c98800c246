"""``apbot rehearse --answers FILE --json``: a file of answers, one JSON object."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apbot.cli.answering import Played, play_answers, play_file, read_values
from apbot.cli.opening import Opened
from apbot.errors import Unusable
from apbot.school import School
from dialogues.definition import Address
from dialogues.loader import SHIPPED, load_folder
from dialogues.machine import CompiledDialogue
from tests.clock import FIRST_DAY_OF_TERM

from .conftest import KINDS, Apbot, Ran

GOOD = {
    "kinds.mood": "Bien",
    "kinds.places": "[home, CDI]",
    "kinds.plan": "2",
    "kinds.club": "true",
    "kinds.hours": "2.5",
    "kinds.day": "12 mars 2027",
    "kinds.word": "Je cherche un stage.",
    "kinds.adult": "skip",
}


Values = dict[str, str]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Values], Path]:
    def call(values: Values) -> Path:
        file = tmp_path / "answers.yaml"
        lines = (f"{key}: {value}\n" for key, value in values.items())
        file.write_text("".join(lines), encoding="utf-8")
        return file

    return call


@pytest.fixture
def play(apbot: Apbot, write: Callable[[Values], Path]) -> Callable[..., Ran]:
    """Through the command line."""

    def call(values: Values, dialogue: str | Path = KINDS) -> Ran:
        return apbot("rehearse", dialogue, "--answers", write(values), "--json")

    return call


@pytest.fixture(scope="module")
def compiled() -> CompiledDialogue:
    return CompiledDialogue(load_folder(KINDS))


@pytest.fixture
def played(
    compiled: CompiledDialogue, write: Callable[[Values], Path]
) -> Callable[[Values], Played]:
    """Through the engine alone, loaded once."""

    def call(values: Values) -> Played:
        return play_answers(compiled, read_values(write(values)), at=FIRST_DAY_OF_TERM)

    return call


def test_answers_are_matched_and_the_path_is_told(play: Callable[..., Ran]) -> None:
    ran = play(GOOD)

    assert ran.status == 0, ran.errors
    assert json.loads(ran.out) == {
        "answers": {
            "kinds.mood": "good",
            "kinds.places": ["home", "library"],
            "kinds.plan": 2,
            "kinds.club": "yes",
            "kinds.hours": 2.5,
            "kinds.day": "2027-03-12",
            "kinds.word": "Je cherche un stage.",
            "kinds.adult": None,
        },
        "path": list(GOOD),
        "summary": None,
    }


@pytest.mark.parametrize(
    ("question", "written", "kept"),
    [
        ("kinds.mood", "so_so", "so_so"),
        ("kinds.mood", "1", "good"),
        ("kinds.places", "nowhere", ("nowhere",)),
        ("kinds.places", "[1, 3]", ("home", "bus")),
        ("kinds.places", '"chez moi, bus"', ("home", "bus")),
        ("kinds.plan", "souvent", 3),
        ("kinds.club", "Oui", "yes"),
        ("kinds.club", "yes", "yes"),
        ("kinds.hours", "trois", 3),
        ("kinds.day", "2026-10-01", "2026-10-01"),
        ("kinds.word", "skip", None),
    ],
)
def test_value_is_written_in_many_ways(
    played: Callable[[Values], Played], question: str, written: str, kept: Any
) -> None:
    values = {**GOOD, question: written}
    if written == "nowhere":
        values["kinds.reason"] = "skip"

    came = played(values)

    assert came.mistakes == ""
    assert came.answers[question].value == kept


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("kinds.mood", "bleu"),
        ("kinds.mood", "true"),
        ("kinds.mood", "moyenement"),
        ("kinds.mood", "[good, bad]"),
        ("kinds.places", "[home, bus, library]"),
        ("kinds.places", "[]"),
        ("kinds.places", "{a: b}"),
        ("kinds.plan", "7"),
        ("kinds.hours", "beaucoup"),
        ("kinds.hours", "99"),
        ("kinds.hours", "[3]"),
        ("kinds.day", "31/02"),
        ("kinds.word", "stop"),
        ("kinds.word", "aide"),
        ("kinds.word", "retour"),
    ],
)
def test_refused_value_is_named(
    played: Callable[[Values], Played], question: str, written: str
) -> None:
    came = played({**GOOD, question: written})

    assert came.mistakes == f"réponses qui ne conviennent pas : {question}."
    assert came.path == tuple(GOOD)


def test_mistake_is_one_sentence_and_nothing_else(play: Callable[..., Ran]) -> None:
    ran = play({**GOOD, "kinds.plan": "7"})

    assert ran.status == 1
    assert ran.errors.endswith("answers.yaml : réponses qui ne conviennent pas : kinds.plan.\n")
    assert len(ran.errors.splitlines()) == 1
    assert ran.out == ""


def test_question_without_entry_and_entry_without_question_are_named(
    played: Callable[[Values], Played],
) -> None:
    values = {key: value for key, value in GOOD.items() if key != "kinds.day"}

    came = played({**values, "kinds.reason": "un bureau", "kinds.rien": "1"})

    assert came.missing == ("kinds.day",)
    assert came.unasked == ("kinds.reason", "kinds.rien")
    assert came.mistakes == (
        "questions posées sans réponse dans le fichier : kinds.day ; "
        "réponses à des questions qui n'ont pas été posées : kinds.reason, kinds.rien."
    )


def test_offered_question_is_asked_in_its_earlier_place(
    played: Callable[[Values], Played],
) -> None:
    came = played({**GOOD, "kinds.mood": "bad"})

    assert came.path[:3] == ("kinds.mood", "kinds.adult", "kinds.places")


def test_words_of_the_safeguarding_list_do_not_end_the_play(
    played: Callable[[Values], Played],
) -> None:
    came = played({**GOOD, "kinds.word": "j'ai envie de mourir"})

    assert came.mistakes == ""
    assert came.path == tuple(GOOD)


@pytest.mark.parametrize("text", ["", "- un\n- deux\n", "a: &x 1\n", "a: b: c\n", "a: 1\na: 2\n"])
def test_file_that_is_no_mapping_is_refused(apbot: Apbot, tmp_path: Path, text: str) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(text, encoding="utf-8")

    ran = apbot("rehearse", KINDS, "--answers", file, "--json")

    assert ran.status == 1
    assert ran.errors.startswith(f"{file}:")
    assert len(ran.errors.splitlines()) == 1


def test_welcome_is_summed_up(play: Callable[..., Ran]) -> None:
    incomplete = play({"welcome.first_weeks": "skip"}, "welcome")
    _, _, names = incomplete.errors.partition("dans le fichier : ")
    asked = [name.strip(" .\n") for name in names.split(",")]

    values = dict.fromkeys(["welcome.first_weeks", *asked], "skip")
    values |= {"welcome.plan": "1", "welcome.notes": "2", "welcome.help_wanted": "[organise]"}
    ran = play(values, "welcome")

    assert ran.status == 0, ran.errors
    summary = json.loads(ran.out)["summary"]
    lists = {"first", "strengths", "requests", "needs", "questions"}
    assert set(summary) == lists | {"orientation", "quotes", "checklists", "levels"}
    assert {"key", "rank", "evidence"} <= set(summary["needs"][0])
    assert set(summary["needs"][0]["evidence"]) <= set(values)


# -- facts, and the summary as a text -----------------------------------------------------------


@pytest.fixture
def file_played(tmp_path: Path) -> Callable[[str, str], tuple[Opened, Played]]:
    """A file of answers to a dialogue of the catalogue, or of a folder."""

    def call(dialogue: str, text: str) -> tuple[Opened, Played]:
        file = tmp_path / "answers.yaml"
        file.write_text(text, encoding="utf-8")
        folder = SHIPPED / dialogue if dialogue else KINDS
        opened = Opened(load_folder(folder), folder, School())
        return opened, play_file(opened, file, at=FIRST_DAY_OF_TERM)

    return call


def dimensions(dialogue: str, level: int | str) -> str:
    names = "engagement autonomy methods understanding confidence teamwork initiative orientation"
    return "".join(f"{dialogue}.{name}: {level}\n" for name in names.split())


FilePlayed = Callable[[str, str], tuple[Opened, Played]]
CHECKIN = (
    dimensions("checkin", 3)
    + "checkin.pride: Mon exposé\ncheckin.goal: plan\ncheckin.meeting_request: no\n"
)


def test_fact_opens_the_question_that_it_explains(file_played: FilePlayed) -> None:
    facts = "facts: {last_goal: review}\ncheckin.goal_tried: helps\n"

    opened, played = file_played("checkin", facts + CHECKIN)

    assert played.mistakes == ""
    assert played.path[0] == "checkin.goal_tried"
    summary = played.to_json(opened, Address.TU)["summary"]
    assert "checkin.goal_tried" in {
        name for line in summary["strengths"] for name in line["evidence"]
    }


def test_summary_is_a_text_that_a_teacher_reads(file_played: FilePlayed) -> None:
    opened, played = file_played("checkin", CHECKIN)

    text = played.to_text(opened, Address.TU)

    assert text.startswith("Synthèse\u00a0: Point d'étape\n\n")
    assert "« Mon exposé »" in text.replace("\u00a0", " ")
    assert "- Investissement\u00a0: Souvent\n" in text
    assert "checkin." not in text


def test_dialogue_without_rules_says_that_it_has_no_summary(file_played: FilePlayed) -> None:
    lines = (f"{key}: {value}\n" for key, value in GOOD.items())

    opened, played = file_played("", "".join(lines))

    assert "pas de synthèse" in played.to_text(opened, Address.TU)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("{last_gaol: review}", "Vouliez-vous dire « last_goal » ?"),
        ("{last_goal: [review, plan]}", "« last_goal » a une seule valeur"),
        ("{last_goal: null}", "« last_goal » a une seule valeur"),
        ("review", "« nom: valeur »"),
        ("[review]", "« nom: valeur »"),
        ("", "« nom: valeur »"),
    ],
)
def test_fact_that_cannot_be_is_named(file_played: FilePlayed, facts: str, said: str) -> None:
    with pytest.raises(Unusable, match=re.escape(said)):
        file_played("checkin", f"facts: {facts}\n" + CHECKIN)


def test_property_has_its_own_values(file_played: FilePlayed) -> None:
    said = "« who » ne vaut pas « adulte ». Vouliez-vous dire « adult »"
    with pytest.raises(Unusable, match=re.escape(said)):
        file_played("positioning", "facts: {who: adulte}\n")


def test_question_that_must_be_answered_ends_the_play(file_played: FilePlayed) -> None:
    _, played = file_played(
        "observation", dimensions("observation", 3) + "observation.next: Rien\n"
    )

    assert played.mistakes == (
        "questions posées sans réponse dans le fichier : observation.success."
    )
