"""What the two commands print, in French or for another program, and their exit status."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from apbot.cli.console import Console
from apbot.cli.exploring import rehearse_randomly, report_coverage
from apbot.errors import Unusable
from dialogues.errors import UnknownDialogue
from dialogues.loader import SHIPPED
from tests.clock import FakeClock

KINDS = Path(__file__).parent.parent / "dialogues" / "catalogue" / "kinds"
TRANSCRIPTS = Path(__file__).parent.parent / "transcripts"


@pytest.fixture
def console(clock: FakeClock) -> Console:
    return Console(io.StringIO(), io.StringIO(), io.StringIO(), {}, clock)


def printed(console: Console) -> str:
    assert isinstance(console.writer, io.StringIO)
    return console.writer.getvalue()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A dialogue of a school's own catalogue."""
    folder = tmp_path / "mine" / "kinds"
    shutil.copytree(KINDS, folder)
    return folder


def test_shipped_dialogue_finds_its_transcripts_in_the_repository(console: Console) -> None:
    status = report_coverage(console, [SHIPPED / "welcome"], None, as_json=False)

    assert status == 0
    assert printed(console).startswith("welcome : 26 étapes sur 26, ")


def test_transcripts_beside_the_dialogue_are_found(console: Console, copy: Path) -> None:
    shutil.copytree(TRANSCRIPTS / "kinds", copy / "transcripts")

    report_coverage(console, [copy], None, as_json=True)

    (found,) = json.loads(printed(console))["coverage"]
    assert found["transcripts"] > 20
    assert found["steps"]["visited"] == found["steps"]["total"]


@pytest.mark.parametrize("given", [TRANSCRIPTS, TRANSCRIPTS / "kinds"], ids=["all", "its own"])
def test_folder_that_is_given_is_looked_into(console: Console, copy: Path, given: Path) -> None:
    report_coverage(console, [copy], given, as_json=True)

    (found,) = json.loads(printed(console))["coverage"]
    assert found["transcripts"] > 20


def test_transcripts_of_other_dialogues_are_left_alone(console: Console, copy: Path) -> None:
    report_coverage(console, [copy], TRANSCRIPTS / "welcome", as_json=True)

    (found,) = json.loads(printed(console))["coverage"]
    assert (found["transcripts"], found["stale"]) == (0, [])


def test_dialogue_without_transcripts_says_what_is_missing(console: Console, copy: Path) -> None:
    status = report_coverage(console, [copy], None, as_json=False)

    *missed, total = printed(console).splitlines()
    file, line = missed[0].split(" : ")[0].rsplit(":", 1)
    assert status == 1
    assert (Path(file), int(line) > 1) == (copy / "dialogue.yaml", True)
    assert total.startswith("kinds : 0 étape sur ")
    assert total.endswith("(0 transcription).")


def test_transcript_that_is_out_of_date_is_named(console: Console, copy: Path) -> None:
    folder = copy / "transcripts"
    folder.mkdir()
    text = (TRANSCRIPTS / "kinds" / "yes_no.txt").read_text(encoding="utf-8")
    (folder / "old.txt").write_text(text + "= more\n", encoding="utf-8")

    report_coverage(console, [copy], None, as_json=False)

    first = printed(console).splitlines()[0]
    assert first.startswith(str(folder / "old.txt"))
    assert "n'est plus celle du fichier" in first


def test_transcripts_that_are_no_folder_are_refused(console: Console, copy: Path) -> None:
    with pytest.raises(Unusable, match="n'est pas un dossier"):
        report_coverage(console, [copy], copy / "dialogue.yaml", as_json=False)


def test_random_respondents_are_told_in_french(console: Console, copy: Path) -> None:
    status = rehearse_randomly(console, str(copy), 30, seed=5, as_json=False)

    lines = printed(console).splitlines()
    assert status == 0
    assert lines[0] == "kinds : 30 conversations au hasard, 30 envois."
    assert "5 à 34" in lines[1]
    assert any(line.startswith("Questions posées : de ") for line in lines)
    assert any("▇" in line for line in lines)
    assert lines[-1] == "Ni impasse, ni erreur ; chaque question a été posée."


def test_random_respondents_for_another_program(console: Console) -> None:
    status = rehearse_randomly(console, "welcome", 12, seed=5, as_json=True)

    found = json.loads(printed(console))
    assert (found["seed"], found["played"]) == (5, 12)
    assert sum(found["lengths"].values()) == found["sent"]
    assert status == (1 if found["never_reached"] or found["troubled"] else 0)


def test_status_is_1_when_a_question_was_never_asked(console: Console, copy: Path) -> None:
    file = copy / "dialogue.yaml"
    text = file.read_text(encoding="utf-8")
    more = (
        "  - {id: kinds.more, type: yes_no, ask: Encore ?, topic: Suite, when: kinds.day == '1'}\n"
    )
    file.write_text(f"{text.rstrip()}\n{more}", encoding="utf-8")

    status = rehearse_randomly(console, str(copy), 5, seed=5, as_json=False)

    assert status == 1
    assert "« kinds.more » n'a été posée à personne." in printed(console)


@pytest.mark.parametrize("count", [0, -3, 100_001])
def test_number_of_respondents_is_within_reason(console: Console, count: int) -> None:
    with pytest.raises(Unusable, match="de 1 à"):
        rehearse_randomly(console, "welcome", count, seed=1, as_json=False)


def test_unknown_dialogue_is_said_to_be_unknown(console: Console) -> None:
    with pytest.raises(UnknownDialogue, match="nobody"):
        rehearse_randomly(console, "nobody", 5, seed=1, as_json=False)
