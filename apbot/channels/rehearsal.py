"""A conversation played with the engine alone; nothing is stored.

A ``Player`` is what takes events: the engine here, the whole program elsewhere, so that the same
transcript can be played at several depths. ``Rehearsal`` turns what somebody types or presses into
events, and what the player says into messages.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Protocol

from apbot import telling
from dialogues import engine
from dialogues import events as ev
from dialogues.answers import Answer, Answers, Source, Visibility
from dialogues.effects import Effect, EraseAnswers, Record, Supersede
from dialogues.engine import NO_FACTS
from dialogues.facts import complete
from dialogues.folding import fold
from dialogues.machine import CompiledDialogue
from dialogues.snapshot import Phase, Snapshot

from .messages import Act, Button, Message, Voice, pressed


class Player(Protocol):
    """Takes events, keeps where somebody is."""

    @property
    def snapshot(self) -> Snapshot: ...

    @property
    def answers(self) -> Answers: ...

    @property
    def facts(self) -> Answers: ...

    def begin(self) -> Sequence[Effect]: ...

    def take(self, event: ev.Event) -> Sequence[Effect]: ...

    def reopen(self) -> Sequence[Effect]:
        """What is open, as for a page opened again."""


class EnginePlayer:
    """Keeps only JSON text between two events: what cannot be stored fails here already."""

    def __init__(self, compiled: CompiledDialogue, facts: Answers = NO_FACTS) -> None:
        self._compiled = compiled
        self.facts = complete(compiled.dialogue, facts)
        self._snapshot = ""
        self._answers = "[]"

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot.from_json(json.loads(self._snapshot))

    @property
    def answers(self) -> dict[str, Answer]:
        return {item["question"]: answer_from_json(item) for item in json.loads(self._answers)}

    def begin(self) -> Sequence[Effect]:
        return self._keep(engine.begin(self._compiled), {})

    def take(self, event: ev.Event) -> Sequence[Effect]:
        answers = self.answers
        step = engine.step(self._compiled, self.snapshot, event, answers, self.facts)
        return self._keep(step, answers)

    def reopen(self) -> Sequence[Effect]:
        return engine.present(self._compiled, self.snapshot, self.answers, self.facts)

    def _keep(self, step: engine.Step, answers: dict[str, Answer]) -> Sequence[Effect]:
        for effect in step.effects:
            match effect:
                case Record(answer):
                    answers[answer.question] = answer
                case Supersede(questions):
                    for question in questions:
                        del answers[question]
                case EraseAnswers():
                    answers.clear()
                case _:
                    pass
        self._snapshot = json.dumps(step.snapshot.to_json())
        self._answers = json.dumps([answer_to_json(answer) for answer in answers.values()])
        return step.effects


def answer_to_json(answer: Answer) -> dict[str, Any]:
    return {field.name: getattr(answer, field.name) for field in fields(answer)}


def answer_from_json(data: dict[str, Any]) -> Answer:
    """The answer again, from what JSON made of ``answer_to_json``."""
    value = data["value"]
    return Answer(
        **{
            **data,
            "value": tuple(value) if isinstance(value, list) else value,
            "visibility": Visibility(data["visibility"]),
            "source": Source(data["source"]),
        }
    )


class UnknownButton(Exception):
    """The label is on no button shown so far; the message is the label."""


_NUMBERED = re.compile(r"(corriger|partager|garder|dire) (\d{1,3})")
_SHARING = {
    "partager": Visibility.SHARED,
    "garder": Visibility.MINE,
    "dire": Visibility.ALOUD,
}
_STANDING: dict[str, type[ev.Skipped | ev.WentBack | ev.Paused | ev.HelpAsked | ev.AdultAsked]] = {
    "Je passe": ev.Skipped,
    "Retour": ev.WentBack,
    "Pause": ev.Paused,
    "Aide": ev.HelpAsked,
    telling.HELP_CARD_HEADING: ev.AdultAsked,
}
"""Buttons that are always there, whatever was said last."""
_START = frozenset({"on commence", "commencer", "c est parti", "ok", "oui", "1"})


class Rehearsal:
    """One conversation at a keyboard."""

    def __init__(
        self, compiled: CompiledDialogue, voice: Voice, player: Player, *, at: dt.datetime
    ) -> None:
        self._compiled = compiled
        self._voice = voice
        self._player = player
        self._shown: list[Message] = []
        self.at = at

    @property
    def snapshot(self) -> Snapshot:
        return self._player.snapshot

    @property
    def answers(self) -> Answers:
        return self._player.answers

    @property
    def questions(self) -> tuple[str, ...]:
        """Ids on the path, in the order asked."""
        return self._compiled.route.questions({**self.answers, **self._player.facts})

    def begin(self) -> tuple[Message, ...]:
        return self._show(self._player.begin())

    def take(self, event: ev.Event) -> tuple[Message, ...]:
        return self._show(self._player.take(event))

    def reopen(self) -> tuple[Message, ...]:
        return self._show(self._player.reopen())

    def wait(self, time: dt.timedelta) -> tuple[Message, ...]:
        """Time passes; then the conversation is opened again."""
        self.at += time
        return self.reopen()

    def close(self) -> tuple[Message, ...]:
        """The window in which the dialogue may be answered closes."""
        return self.take(ev.Expired(self.at))

    def type(self, words: str) -> tuple[Message, ...]:
        return self.take(self._event(words))

    def press(self, labels: Sequence[str]) -> tuple[Message, ...]:
        """The buttons of the latest message that has them, even an old one: a stale press.

        Raises ``UnknownButton``.
        """
        if len(labels) == 1 and labels[0] in _STANDING:
            return self.take(_STANDING[labels[0]](self.at))
        for message in reversed(self._shown):
            by_label = {button.label: button for button in message.buttons}
            if all(label in by_label for label in labels):
                buttons = [by_label[label] for label in labels]
                return self.take(pressed(buttons, message.prompt, self.at))
        raise UnknownButton(", ".join(labels))

    def _show(self, effects: Sequence[Effect]) -> tuple[Message, ...]:
        messages = self._voice.messages(
            effects, snapshot=self.snapshot, answers=self.answers, questions=self.questions
        )
        self._shown += messages
        return messages

    def _event(self, words: str) -> ev.Event:
        """A command of the review, a button called by its name, or words for the engine."""
        folded = fold(words)
        phase = self.snapshot.phase
        if phase is Phase.NOTICE and folded in _START:
            return ev.Acknowledged(self.at)
        if phase is Phase.REVIEW and folded == "envoyer":
            return ev.Submitted(self.at)
        if phase not in {Phase.NOTICE, Phase.ASKING} and folded in {"effacer", "tout effacer"}:
            return ev.Erased(self.at)
        if phase is Phase.REVIEW and (found := _NUMBERED.fullmatch(folded)):
            return self._about_line(found[1], int(found[2]))
        for button in self._open_buttons():
            if button.act is not Act.OPTION and folded == fold(button.label):
                return pressed([button], None, self.at)
        return ev.Said(self.at, words)

    def _about_line(self, verb: str, number: int) -> ev.Event:
        """A line of the review by its number; the engine refuses a question that is not there."""
        answered = [question for question in self.questions if question in self.answers]
        question = answered[number - 1] if 0 < number <= len(answered) else ""
        if verb == "corriger":
            return ev.Edited(self.at, question)
        return ev.Shared(self.at, question, _SHARING[verb])

    def _open_buttons(self) -> tuple[Button, ...]:
        return self._shown[-1].buttons if self._shown else ()
