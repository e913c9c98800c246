"""``apbot graph``: the same text for the same dialogue, kept beside the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dialogues.conditions import parse
from dialogues.diagram import condition_in_words
from dialogues.loader import Catalogue, load_folder

from .conftest import Apbot

ROOT = Path(__file__).parent.parent.parent
GOLDEN = Path(__file__).parent / "kinds.mmd"


def test_picture_of_kinds_is_the_one_kept(
    apbot: Apbot, kinds: Path, request: pytest.FixtureRequest
) -> None:
    ran = apbot("graph", kinds)

    assert ran.status == 0
    if request.config.getoption("--update-transcripts"):
        GOLDEN.write_text(ran.out, encoding="utf-8", newline="\n")
    assert ran.out == GOLDEN.read_text(encoding="utf-8")


def test_every_step_of_welcome_is_in_its_picture(apbot: Apbot) -> None:
    ran = apbot("graph", "welcome")

    dialogue = Catalogue().dialogue("welcome")
    assert all(f"<br/>{key}" in ran.out for key in dialogue.questions)
    assert ran.out.count("proposé plus tôt") == sum(e.is_offer for e in dialogue.entries)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_picture_does_not_depend_on_the_hash_seed(kinds: Path, seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "apbot", "graph", str(kinds)],
        cwd=ROOT,
        env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("kinds.mood == 'bad'", "Humeur : « Difficilement »"),
        ("kinds.mood != 'bad'", "Humeur : autre que « Difficilement »"),
        ("kinds.mood in ['bad', 'so_so']", "Humeur : « Difficilement » ou « Moyennement »"),
        ("'bus' in kinds.places", "Lieux avec « Dans le bus »"),
        ("kinds.hours >= 3", "Heures ≥ 3"),
        ("kinds.plan < 2", "Prévoir < « Parfois »"),
        ("answered(kinds.day)", "Jour : avec réponse"),
        ("skipped(kinds.day)", "Jour : passée"),
        (
            "not (answered(kinds.day) or kinds.hours <= 1) and kinds.hours > 0",
            "non (Jour : avec réponse ou Heures ≤ 1) et Heures > 0",
        ),
        (
            "(answered(kinds.day) or kinds.hours <= 1) and kinds.hours > 0",
            "(Jour : avec réponse ou Heures ≤ 1) et Heures > 0",
        ),
    ],
)
def test_condition_is_said_in_words(kinds: Path, condition: str, words: str) -> None:
    assert condition_in_words(load_folder(kinds), parse(condition)) == words
