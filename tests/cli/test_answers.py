"""``apbot rehearse --answers FILE --json``: a file of answers, one JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apbot.cli.answering import Played, play_answers, read_values
from dialogues.loader import load_folder
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
    assert set(summary) == lists | {"orientation"}
    assert {"key", "rank", "evidence"} <= set(summary["needs"][0])
    assert set(summary["needs"][0]["evidence"]) <= set(values)
