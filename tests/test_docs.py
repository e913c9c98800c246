"""The README cannot lie: its transcript is replayed, and what exists is named in it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from apbot import telling
from apbot.channels.messages import Voice
from apbot.channels.rehearsal import EnginePlayer, Rehearsal
from apbot.channels.transcript import parse, replay
from apbot.cli.app import app
from apbot.settings import Settings
from dialogues.definition import Kind
from dialogues.loader import Catalogue
from dialogues.machine import CompiledDialogue

README = Path(__file__).parent.parent / "README.md"
_TRANSCRIPT = re.compile(r"<!-- transcript -->\n\n```text\n(.*?)```", re.DOTALL)


def test_the_transcript_is_what_the_program_says(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    found = _TRANSCRIPT.search(text)
    assert found
    script = parse(found[1])
    dialogue = CompiledDialogue(Catalogue().dialogue(script.dialogue))
    values = telling.values_for(
        dialogue.dialogue,
        referent="ton prof référent",
        given_name="Camille",
        school="lycée Exemple",
        dpo="la direction du lycée",
    )
    voice = Voice(dialogue.dialogue, script.address, values)

    now = replay(script, Rehearsal(dialogue, voice, EnginePlayer(dialogue), at=script.at))

    if request.config.getoption("--update-transcripts"):
        README.write_text(text.replace(found[1], now), encoding="utf-8", newline="\n")
    else:
        assert now == found[1]


@pytest.mark.parametrize("kind", list(Kind))
def test_each_type_of_question_is_in_the_readme(kind: Kind) -> None:
    assert f"`{kind.value}`" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Settings)])
def test_each_setting_is_in_the_readme(field: str) -> None:
    assert f"`APBOT_{field.upper()}`" in README.read_text(encoding="utf-8")


def _commands() -> list[str]:
    return [
        str(command.name or getattr(command.callback, "__name__", ""))
        for command in app.registered_commands
    ]


@pytest.mark.parametrize("command", _commands())
def test_each_command_is_in_the_readme(command: str) -> None:
    assert f"`apbot {command}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("dialogue", Catalogue().ids)
def test_each_dialogue_is_in_the_readme(dialogue: str) -> None:
    assert f"| `{dialogue}` |" in README.read_text(encoding="utf-8")
