"""The two players of random conversations: one that stores nothing, one that stores JSON."""

from __future__ import annotations

from collections.abc import Sequence

from apbot.channels.rehearsal import EnginePlayer, Player
from dialogues import engine
from dialogues import events as ev
from dialogues.answers import Answer, Answers
from dialogues.effects import Effect, EraseAnswers, Record, Supersede
from dialogues.facts import complete
from dialogues.machine import CompiledDialogue
from dialogues.snapshot import Snapshot


def careful_player(compiled: CompiledDialogue, facts: Answers) -> Player:
    """What cannot be stored fails."""
    return EnginePlayer(compiled, facts)


def quick_player(compiled: CompiledDialogue, facts: Answers) -> Player:
    """Some ten times as fast."""
    return _QuickPlayer(compiled, facts)


class _QuickPlayer:
    def __init__(self, compiled: CompiledDialogue, facts: Answers) -> None:
        self._compiled = compiled
        self.facts = complete(compiled.dialogue, facts)
        self.answers: dict[str, Answer] = {}
        self.snapshot: Snapshot = engine.begin(compiled).snapshot

    def begin(self) -> Sequence[Effect]:
        return engine.begin(self._compiled).effects

    def take(self, event: ev.Event) -> Sequence[Effect]:
        step = engine.step(self._compiled, self.snapshot, event, self.answers, self.facts)
        self.snapshot = step.snapshot
        for effect in step.effects:
            match effect:
                case Record(answer):
                    self.answers[answer.question] = answer
                case Supersede(questions):
                    for question in questions:
                        del self.answers[question]
                case EraseAnswers():
                    self.answers.clear()
                case _:
                    pass
        return step.effects

    def reopen(self) -> Sequence[Effect]:
        return engine.present(self._compiled, self.snapshot, self.answers, self.facts)
