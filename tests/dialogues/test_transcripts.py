"""Every transcript is played again; those of ``kinds`` show everything the engine does."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from apbot.channels.rehearsal import EnginePlayer, Rehearsal
from apbot.channels.staging import known_facts, neutral_values, step_finder, voice_of
from apbot.channels.transcript import Script, parse, replay
from dialogues import events as ev
from dialogues.answers import Answer, Answers
from dialogues.conditions import Always, Condition
from dialogues.definition import Address, Dialogue, Kind
from dialogues.effects import Effect, Phrase, Record, Reject, ShowHelpCard, Supersede
from dialogues.facts import spoken_to
from dialogues.loader import SHIPPED, Catalogue
from dialogues.machine import CompiledDialogue
from dialogues.snapshot import Phase

FILES = sorted((Path(__file__).parent.parent / "transcripts").glob("*/*.txt"))
SHIPPED_ONES = Catalogue()
TEST_CATALOGUE = Path(__file__).parent / "catalogue"


@cache
def compiled(name: str) -> CompiledDialogue:
    shipped = (SHIPPED / name).is_dir()
    catalogue = Catalogue() if shipped else Catalogue(TEST_CATALOGUE)
    return CompiledDialogue(catalogue.dialogue(name))


@dataclass
class Watched(EnginePlayer):
    """The engine, and what went through it."""

    def __init__(self, dialogue: CompiledDialogue, facts: Answers) -> None:
        super().__init__(dialogue, facts)
        self.taken: list[Took] = []

    def take(self, event: ev.Event) -> Sequence[Effect]:
        question = self.snapshot.at
        effects = super().take(event)
        self.taken.append(Took(event, question, tuple(effects), self.snapshot.phase, self.answers))
        return effects


@dataclass(frozen=True)
class Took:
    event: ev.Event
    question: str | None
    effects: tuple[Effect, ...]
    phase: Phase
    answers: dict[str, Answer] = field(default_factory=dict)


def play(script: Script) -> tuple[str, Watched]:
    dialogue = compiled(script.dialogue)
    facts = known_facts(
        dialogue.dialogue, script.facts, step_finder(dialogue.dialogue, SHIPPED_ONES)
    )
    polite = spoken_to(dialogue.dialogue, facts, script.address) is not Address.TU
    values = neutral_values(
        dialogue.dialogue, school="lycée Exemple", dpo="la direction du lycée", polite=polite
    )
    voice = voice_of(dialogue.dialogue, script.address, values, facts)
    player = Watched(dialogue, facts)
    return replay(script, Rehearsal(dialogue, voice, player, at=script.at)), player


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_conversation_is_still_that_of_the_file(path: Path, request: pytest.FixtureRequest) -> None:
    before = path.read_text(encoding="utf-8")

    now, _ = play(parse(before))

    if request.config.getoption("--update-transcripts"):
        path.write_text(now, encoding="utf-8", newline="\n")
    else:
        assert now == before


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_file_says_why_it_exists(path: Path) -> None:
    assert parse(path.read_text(encoding="utf-8")).reason


@pytest.fixture(scope="module")
def taken() -> list[Took]:
    """Everything that the transcripts of ``kinds`` make the engine do."""
    files = [path for path in FILES if path.parent.name == "kinds"]
    players = [play(parse(path.read_text(encoding="utf-8")))[1] for path in files]
    return [took for player in players for took in player.taken]


def kinds() -> Dialogue:
    return compiled("kinds").dialogue


def test_every_question_is_answered_somewhere(taken: list[Took]) -> None:
    answered = {
        effect.answer.question
        for took in taken
        for effect in took.effects
        if isinstance(effect, Record) and not effect.answer.skipped
    }

    assert answered == set(kinds().questions)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NOTE])
def test_each_kind_has_an_answer_taken_and_one_refused(taken: list[Took], kind: Kind) -> None:
    of_kind = {key for key, step in kinds().questions.items() if step.kind is kind}
    here = [took for took in taken if took.question in of_kind]

    assert of_kind
    assert any(isinstance(e, Record) and not e.answer.skipped for t in here for e in t.effects)
    assert any(isinstance(effect, Reject) for took in here for effect in took.effects)


def test_every_kind_of_event_happens(taken: list[Took]) -> None:
    # More words for a question already left come only where messages cross: test_continued.py.
    assert {type(took.event) for took in taken} == set(typing.get_args(ev.Event)) - {ev.Continued}


def test_every_phase_is_reached(taken: list[Took]) -> None:
    assert {took.phase for took in taken} == set(Phase)


def conditions() -> Iterator[Condition]:
    for entry in kinds().entries:
        yield entry.when
        yield from (goto.when for goto in entry.step.gotos)


def test_every_branch_is_taken_and_left(taken: list[Took]) -> None:
    branches = [condition for condition in conditions() if not isinstance(condition, Always)]

    assert branches
    for condition in branches:
        truths = {condition.truth(took.answers) for took in taken}
        assert {True, False} <= truths, condition


@pytest.mark.parametrize("effect", [Supersede, ShowHelpCard])
def test_rarer_effects_are_shown(taken: list[Took], effect: type[Effect]) -> None:
    assert any(isinstance(done, effect) for took in taken for done in took.effects)


def test_every_refusal_of_a_student_is_shown(taken: list[Took]) -> None:
    """``required`` is an adult's, another an anonymous dialogue's; the rest, unseen buttons."""
    never_shown = {Phrase.ONE_ONLY, Phrase.NOT_UNDERSTOOD_TEXT, Phrase.NOTHING_TO_KEEP}
    not_here = {Phrase.REQUIRED, Phrase.NOT_YOURS_ANY_MORE} | never_shown
    said = {getattr(effect, "phrase", None) for took in taken for effect in took.effects}

    assert set(Phrase) - said == not_here
