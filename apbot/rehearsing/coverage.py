"""Which steps and branches of a dialogue some transcript visits.

A branch is one outcome of one condition: the step is asked or left out, the offer made or not, the
jump taken or not. Each transcript is played again by the engine, and after every event the path is
walked once more with its decisions. A transcript that no longer replays as written proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from apbot.channels.messages import Voice
from apbot.channels.rehearsal import EnginePlayer, Rehearsal
from apbot.channels.transcript import BadTranscript, Script, parse, replay
from dialogues import events as ev
from dialogues.answers import Answers
from dialogues.conditions import ALWAYS
from dialogues.definition import Dialogue
from dialogues.effects import Effect
from dialogues.errors import DialogueError, Place
from dialogues.machine import CompiledDialogue
from dialogues.snapshot import Phase

from .decisions import Decision, Passage, all_decisions, pass_along
from .occurring import can_occur


@dataclass(frozen=True, slots=True)
class Branch:
    """One outcome of a decision."""

    decision: Decision
    outcome: bool


@dataclass(frozen=True, slots=True)
class Visits:
    """What was visited by one conversation, or by several."""

    steps: frozenset[str] = frozenset()
    branches: frozenset[Branch] = frozenset()

    def __or__(self, other: Visits) -> Visits:
        return Visits(self.steps | other.steps, self.branches | other.branches)

    @classmethod
    def of(cls, passage: Passage) -> Visits:
        return cls(
            frozenset(passage.steps),
            frozenset(Branch(decision, outcome) for decision, outcome in passage.decided),
        )


@dataclass(frozen=True, slots=True)
class Transcript:
    """``name`` is what the report calls it: a path."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Stale:
    """A transcript that does not count, and why (a French sentence)."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """``missed`` are in the order of the file."""

    dialogue: str
    transcripts: int
    steps: int
    branches: int
    missed_steps: tuple[tuple[str, Place], ...] = ()
    missed_branches: tuple[Branch, ...] = ()
    stale: tuple[Stale, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not (self.missed_steps or self.missed_branches or self.stale)


class Watched(EnginePlayer):
    """The engine, and the paths that were walked once the notice was read."""

    def __init__(self, compiled: CompiledDialogue, facts: Answers) -> None:
        super().__init__(compiled, facts)
        self._dialogue = compiled.dialogue
        self.visits = Visits()

    def take(self, event: ev.Event) -> Sequence[Effect]:
        effects = super().take(event)
        if self.snapshot.phase is not Phase.NOTICE:
            self.visits |= Visits.of(pass_along(self._dialogue, self.answers, self.facts))
        return effects


Setting = Callable[[Script], tuple[Voice, Answers]]
"""How the dialogue speaks in a script, and the facts known there. Raises ``BadTranscript``."""


@dataclass
class _Seen:
    played: int = 0
    visits: Visits = field(default_factory=Visits)
    stale: list[Stale] = field(default_factory=list)


def measure(
    compiled: CompiledDialogue, transcripts: Iterable[Transcript], setting: Setting
) -> Coverage:
    """The coverage of one dialogue by its transcripts."""
    seen = _Seen()
    for transcript in transcripts:
        _play(compiled, transcript, setting, seen)
    dialogue = compiled.dialogue
    steps = {key: step.place for key, step in dialogue.steps.items()}
    demanded = _demanded(dialogue, seen.visits)
    return Coverage(
        dialogue.id,
        seen.played,
        len(steps),
        len(demanded),
        tuple((key, place) for key, place in steps.items() if key not in seen.visits.steps),
        tuple(branch for branch in demanded if branch not in seen.visits.branches),
        tuple(seen.stale),
    )


def _play(
    compiled: CompiledDialogue, transcript: Transcript, setting: Setting, seen: _Seen
) -> None:
    try:
        script = parse(transcript.text)
        voice, facts = setting(script)
        player = Watched(compiled, facts)
        now = replay(script, Rehearsal(compiled, voice, player, at=script.at))
    except (BadTranscript, DialogueError) as error:
        seen.stale.append(Stale(transcript.name, str(error)))
        return
    if now != transcript.text:
        why = "La conversation n'est plus celle du fichier."
        seen.stale.append(Stale(transcript.name, why))
        return
    seen.played += 1
    seen.visits |= player.visits


def _demanded(dialogue: Dialogue, visits: Visits) -> tuple[Branch, ...]:
    """Every branch that was visited, or that nothing proves impossible."""
    return tuple(
        branch
        for decision in all_decisions(dialogue)
        for branch in _outcomes(decision)
        if branch in visits.branches or can_occur(dialogue, branch.decision, outcome=branch.outcome)
    )


def _outcomes(decision: Decision) -> tuple[Branch, ...]:
    """A jump without a condition is only ever taken."""
    if decision.condition == ALWAYS:
        return (Branch(decision, outcome=True),)
    return (Branch(decision, outcome=True), Branch(decision, outcome=False))
