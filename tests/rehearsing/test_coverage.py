"""What transcripts visit of a dialogue, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from apbot.channels.messages import Voice
from apbot.channels.rehearsal import EnginePlayer, Rehearsal
from apbot.channels.staging import neutral_values, voice_of
from apbot.channels.transcript import Script, parse, replay
from apbot.rehearsing.coverage import Coverage, Transcript, measure
from apbot.rehearsing.reporting import coverage_lines, coverage_to_json
from dialogues.answers import Answers
from dialogues.definition import Dialogue
from dialogues.facts import fact
from dialogues.machine import CompiledDialogue
from tests.dialogues import making

STEPS = """\
steps:
  - {id: d.a, type: yes_no, ask: Une question ?, topic: Sujet}
  - {id: d.b, type: yes_no, ask: Une autre ?, topic: Sujet, when: d.a == 'yes'}
  - id: d.c
    type: yes_no
    ask: Une troisième ?
    topic: Sujet
    when: d.a == 'yes' or d.a == 'no'
    goto: d.e
  - {id: d.d, type: note, ask: Lue par qui passe.}
  - {id: d.e, type: note, ask: La fin.}
"""
HEADER = "# Essai.\ndialogue: d\nat: 2026-09-14 09:00\nbegin: questions\n\n"


def values(dialogue: Dialogue) -> dict[str, str]:
    return neutral_values(dialogue, school="lycée Exemple", dpo="la direction", polite=False)


def setting_of(dialogue: Dialogue, facts: Answers) -> Any:
    def setting(script: Script) -> tuple[Voice, Answers]:
        return voice_of(dialogue, script.address, values(dialogue), facts), facts

    return setting


def transcript(dialogue: Dialogue, typed: Sequence[str], facts: Answers) -> Transcript:
    """As ``--update-transcripts`` would write it."""
    compiled = CompiledDialogue(dialogue)
    script = parse(HEADER + "".join(f"> {words}\n" for words in typed))
    voice, _ = setting_of(dialogue, facts)(script)
    rehearsal = Rehearsal(compiled, voice, EnginePlayer(compiled, facts), at=script.at)
    return Transcript(f"{'-'.join(typed)}.txt", replay(script, rehearsal))


def covered(
    steps: str, *scripts: Sequence[str], facts: Answers | None = None, head: str = making.HEAD
) -> Coverage:
    dialogue = making.dialogue(steps, head=head)
    known = facts or {}
    transcripts = [transcript(dialogue, typed, known) for typed in scripts]
    return measure(CompiledDialogue(dialogue), transcripts, setting_of(dialogue, known))


def missed(coverage: Coverage) -> set[tuple[str, str, bool]]:
    return {
        (branch.decision.about.value, branch.decision.step, branch.outcome)
        for branch in coverage.missed_branches
    }


def test_without_transcripts_nothing_is_visited() -> None:
    coverage = covered(STEPS.replace("    goto: d.e\n", ""))

    assert (coverage.transcripts, coverage.steps, coverage.branches) == (0, 5, 4)
    assert [key for key, _ in coverage.missed_steps] == ["d.a", "d.b", "d.c", "d.d", "d.e"]
    assert len(coverage.missed_branches) == 4
    assert not coverage.is_complete


def test_one_side_of_a_condition_is_half_of_it() -> None:
    coverage = covered(STEPS, ["non", "oui"])

    assert ("step", "d.b", True) in missed(coverage)
    assert ("step", "d.b", False) not in missed(coverage)


def test_both_sides_and_every_step_are_everything() -> None:
    coverage = covered(
        STEPS.replace("    goto: d.e\n", ""), ["oui", "oui", "oui"], ["non", "oui"], ["je passe"]
    )

    assert coverage.is_complete
    assert list(coverage_lines(coverage)) == [
        "d : 5 étapes sur 5, 4 branches sur 4 (3 transcriptions)."
    ]


def test_jump_without_condition_counts_once() -> None:
    coverage = covered(STEPS, ["oui", "oui"])

    assert {branch for branch in missed(coverage) if branch[0] == "goto"} == {("goto", "d.c", True)}
    assert {("goto", "d.c", True)} & missed(covered(STEPS, ["oui", "oui", "oui"])) == set()


def test_step_that_is_open_is_visited_and_the_next_is_not() -> None:
    coverage = covered(STEPS, ["oui"])

    assert [key for key, _ in coverage.missed_steps] == ["d.c", "d.d", "d.e"]


def test_earlier_answers_count_even_when_corrected() -> None:
    coverage = covered(STEPS, ["oui", "retour", "non"])

    assert ("step", "d.b", True) not in missed(coverage)
    assert ("step", "d.b", False) not in missed(coverage)


def test_transcript_that_changed_is_told_and_proves_nothing() -> None:
    dialogue = making.dialogue(STEPS)
    written = transcript(dialogue, ["oui", "oui", "oui"], {})
    changed = Transcript("changed.txt", written.text.replace("Une question", "Une demande"))

    coverage = measure(CompiledDialogue(dialogue), [changed], setting_of(dialogue, {}))

    assert [stale.name for stale in coverage.stale] == ["changed.txt"]
    assert (coverage.transcripts, len(coverage.missed_steps)) == (0, 5)
    assert not coverage.is_complete


@pytest.mark.parametrize(
    "text",
    ["", "dialogue: d\n", HEADER + "> [Peut-être]\n", HEADER + "@ demain\n", "\0"],
    ids=["empty", "half a header", "unknown button", "unknown wait", "no text"],
)
def test_file_that_is_no_transcript_is_told(text: str) -> None:
    dialogue = making.dialogue(STEPS)
    found = [Transcript("bad.txt", text)]

    coverage = measure(CompiledDialogue(dialogue), found, setting_of(dialogue, {}))

    assert coverage.stale[0].why
    assert "bad.txt" in next(coverage_lines(coverage))


def test_missed_lines_have_a_place_and_the_order_of_the_file() -> None:
    head = len(making.HEAD.splitlines())

    lines = list(coverage_lines(covered(STEPS, ["non", "oui"])))

    assert lines[0] == (
        f"dialogue.yaml:{head + 3} : l'étape « d.b » n'est visitée par aucune transcription."
    )
    assert lines[1] == f"dialogue.yaml:{head + 3} : la condition de « d.b » n'est jamais vraie."
    places = [int(line.split(":")[1].split()[0]) for line in lines[:-1]]
    assert places == sorted(places)


def test_json_says_the_same() -> None:
    found = coverage_to_json(covered(STEPS, ["non", "oui"]))

    assert found["steps"] == {"visited": 3, "total": 5}
    assert {"file", "line", "column", "kind", "step", "outcome"} == set(found["missed"][0])
    assert found["stale"] == []


RECALLED = """\
steps:
  - {id: d.a, type: yes_no, ask: Question ?, topic: Sujet, when: stage == 'premiere'}
  - {id: d.b, type: yes_no, ask: Question ?, topic: Sujet}
"""


def test_fact_decides_like_an_answer() -> None:
    head = making.HEAD + "recall: {stage: class.stage}\n"
    known = {"stage": fact("stage", "premiere", "Première")}

    without, with_it = (
        covered(RECALLED, ["oui"], head=head),
        covered(RECALLED, ["oui", "oui"], facts=known, head=head),
    )

    assert missed(without) == {("step", "d.a", True)}
    assert missed(with_it) == {("step", "d.a", False)}
