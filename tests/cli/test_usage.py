"""Mistakes at the command line: one French sentence, status 2; nothing English, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Apbot

ROOT = Path(__file__).parent.parent.parent
COMMANDS = ("demo", "serve", "init", "rehearse", "check", "graph")
ENGLISH = ("Usage:", "Options:", "Commands:", "Arguments:", "Show this", "required", "default:")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chanter"], "La commande « chanter » n'existe pas."),
        (["rehearse"], "Il manque ID."),
        (["rehearse", "welcome", "--fort"], "L'option --fort n'existe pas."),
        (["rehearse", "welcome", "--script"], "L'option --script attend une valeur."),
        (["check", "ici", "là"], "« là » est de trop."),
        (["demo", "--port", "abc"], "La valeur donnée pour --port ne convient pas."),
        (["demo", "--port", "99999"], "--port vaut 99999"),
        (["serve", "--port", "-1"], "--port vaut -1"),
        (["rehearse", "welcome", "--json"], "--json va avec --answers ou --random"),
        (["rehearse", "welcome", "--random", "3", "--save", "b"], "ne vont pas ensemble"),
        (["rehearse", "welcome", "--random", "abc"], "pour --random ne convient pas"),
        (["check", "--transcripts", "a"], "--transcripts va avec --coverage"),
        (["rehearse", "welcome", "--script", "a", "--save", "b"], "ne vont pas ensemble"),
    ],
)
def test_mistake_of_usage_is_one_french_sentence(
    apbot: Apbot, arguments: list[str], said: str
) -> None:
    ran = apbot(*arguments)

    assert ran.status == 2
    assert said in ran.errors
    assert len(ran.errors.splitlines()) == 1
    assert ran.out == ""


def test_mistake_of_usage_says_where_the_help_is(apbot: Apbot) -> None:
    assert "« apbot rehearse --help »" in apbot("rehearse").errors


def test_no_command_shows_the_commands(apbot: Apbot) -> None:
    ran = apbot()

    assert ran.status == 0
    assert all(command in ran.out for command in COMMANDS)


@pytest.mark.parametrize("command", [(), *((command,) for command in COMMANDS)])
def test_help_is_in_french(apbot: Apbot, command: tuple[str, ...]) -> None:
    ran = apbot(*command, "--help")

    assert ran.status == 0
    assert ran.out.startswith("Usage : apbot")
    assert not [word for word in ENGLISH if word in ran.out]


def test_module_runs_as_the_command_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "apbot", "graph", "nulle_part"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 1
    assert "Pas de dialogue « nulle_part »" in done.stderr
    assert "Traceback" not in done.stderr
