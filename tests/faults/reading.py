"""The emulator's log -> what people did and what they were shown, in the checker's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from apbot.channels.telegram.keyboards import TICK
from apbot.channels.telegram.rendering import (
    ANSWER,
    BACK_LABEL,
    SKIP_LABEL,
    VALIDATE_LABEL,
)
from dialogues.commands import Command, recognise
from dialogues.definition import Address, Dialogue
from tests.botapi.history import Call as Made
from tests.botapi.history import History as Log
from tests.botapi.history import Line, Outcome
from tests.faults.history import Act, Call, Shown, Update
from tests.telegram.scales import levels

_SPACES = re.compile(r"\s+")
_HARMLESS = ("message is not modified", "message to edit not found", "query is too old")
REVIEW = "Rien n'est encore envoyé"


@dataclass(frozen=True, slots=True)
class Wording:
    """How to see which question a message asks: words that only that question has."""

    questions: Mapping[str, str]

    @classmethod
    def of(cls, dialogue: Dialogue) -> Wording:
        asked = {
            question: step.ask.to(Address.TU).partition("{")[0]
            for question, step in dialogue.questions.items()
        }
        return cls({question: _plain(words) for question, words in asked.items()})

    def question_in(self, text: str) -> str | None:
        text = _plain(text)
        found = [name for name, words in self.questions.items() if words in text]
        return max(found, key=lambda name: len(self.questions[name]), default=None)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


@dataclass(slots=True)
class _Message:
    """One of the bot's, as it stands now."""

    question: str | None
    text: str
    buttons: Sequence[str]
    levels: Mapping[str, str] = field(default_factory=dict)
    """What the numbers under a scale mean."""


@dataclass(slots=True)
class _Chat:
    messages: dict[int, _Message] = field(default_factory=dict)
    typed: dict[int, str] = field(default_factory=dict)
    """By message: the question it answered."""
    open: str | None = None


@dataclass(slots=True)
class Reader:
    """Goes through the log once; ``on_disk`` by the number of the line."""

    wording: Wording
    on_disk: Mapping[int, frozenset[str]] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    _chats: dict[int, _Chat] = field(default_factory=dict)

    def read(self, log: Log) -> None:
        updates: dict[int, list[int]] = {}
        for pushed in log.pushed.values():
            if pushed.line is not None:
                updates.setdefault(pushed.line, []).append(pushed.update_id)
        for line in log.lines:
            chat = self._chats.setdefault(line.chat_id, _Chat())
            if line.by_bot:
                self._by_bot(chat, line)
            elif answer := _answer(chat, line):
                question, words = answer
                caused = tuple(updates.get(line.n, ()))
                self.acts.append(Act(line.n, line.chat_id, question, words, caused))

    def _by_bot(self, chat: _Chat, line: Line) -> None:
        if line.message_id is None or line.what == "deletes":
            return
        question = self.wording.question_in(line.text)
        disk = self.on_disk.get(line.n)
        before = chat.messages.get(line.message_id)
        if before is None:
            chat.messages[line.message_id] = _Message(
                question, line.text, line.buttons, levels(line.text)
            )
            if question is not None:
                chat.open = question
                self.shown.append(Shown(line.n, line.chat_id, question, on_disk=disk))
            elif REVIEW in line.text:
                chat.open = None
            return
        if before.question is not None and ANSWER in line.text and ANSWER not in before.text:
            claim = Shown(line.n, line.chat_id, before.question, claims=True, on_disk=disk)
            self.shown.append(claim)
        before.text, before.buttons = line.text, line.buttons


def _answer(chat: _Chat, line: Line) -> tuple[str, str] | None:
    """The question and the words, where this is an answer."""
    if line.message_id is None:
        return None
    if line.what == "presses":
        return _pressed(chat.messages.get(line.message_id), line.text)
    if line.what == "says" and chat.open is not None and not line.text.startswith("/"):
        chat.typed[line.message_id] = chat.open
        return chat.open, SKIP_LABEL if recognise(line.text) is Command.SKIP else line.text
    if line.what == "edits" and line.message_id in chat.typed:
        return chat.typed[line.message_id], line.text
    return None


def _pressed(message: _Message | None, label: str) -> tuple[str, str] | None:
    if message is None or message.question is None or label == BACK_LABEL:
        return None
    if label == VALIDATE_LABEL:
        return message.question, together(ticked(message.buttons))
    if VALIDATE_LABEL in message.buttons and label != SKIP_LABEL:
        return None  # a tick is not yet an answer
    return message.question, message.levels.get(label, label)


def ticked(buttons: Sequence[str]) -> list[str]:
    return [label.removeprefix(TICK) for label in buttons if label.startswith(TICK)]


def together(labels: Sequence[str]) -> str:
    """Several choices, whatever the order they were made in."""
    return " + ".join(sorted(labels))


# -- updates and calls ----------------------------------------------------------------------------


def updates_of(log: Log, on_disk: Mapping[int, bool]) -> list[Update]:
    return [
        Update(
            pushed.update_id,
            pushed.chat_id,
            confirmed=pushed.confirmed_at is not None,
            on_disk=on_disk.get(pushed.update_id),
        )
        for pushed in log.pushed.values()
    ]


def content_of(method: str, body: object) -> str:
    return f"{method.lower()} {json.dumps(body, sort_keys=True, ensure_ascii=False)}"


def calls_of(log: Log) -> Iterator[Call]:
    """What was asked for a chat; menus and polls are for nobody."""
    for made in log.calls:
        if made.chat_id is not None or made.method.lower() == "answercallbackquery":
            yield _call(made)


def _call(made: Made) -> Call:
    refused = made.outcome is Outcome.REFUSED
    return Call(
        at=made.at,
        chat=made.chat_id,
        content=content_of(made.method, made.params),
        arrived=made.outcome in {Outcome.DELIVERED, Outcome.DELIVERED_BUT_REPLY_LOST},
        reply_lost=made.outcome is Outcome.DELIVERED_BUT_REPLY_LOST,
        harmless=refused and any(words in made.description for words in _HARMLESS),
    )
