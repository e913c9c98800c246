"""Students of the benchmark: each answers whatever is asked of them, by a press or in words."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_WAYS = frozenset({"Je passe", "Retour"})
_ASKS = "qu'est-ce qui te ressemble"
_DONE = ("Rien n'est encore envoyé", "Merci, c'est fini.")


@dataclass(slots=True)
class Asked:
    """What waits for this student's answer. ``data``: what the button carries, if there is one."""

    message_id: int
    text: str
    data: str | None


@dataclass(slots=True)
class Student:
    """``push`` gives an update (its kind and its JSON) to the bot."""

    chat_id: int
    push: Callable[[str, str], None]
    ready: Callable[[Student], None]
    """Called when there is something to answer: at once, or when the load says so."""
    asked: Asked | None = None
    answers: int = 0
    done: bool = False
    since: float = 0.0
    waits_for: str = ""
    latencies: list[float] = field(default_factory=list)
    """Seconds from an answer to the next question."""
    calls: Counter[str] = field(default_factory=Counter)
    """Calls to the Bot API, by what was answered last: a press, words."""
    by_kind: Counter[str] = field(default_factory=Counter)
    begun: bool = False
    """The first question was read: before it comes only the notice, for those that have one."""

    def starts(self) -> None:
        self._says("/start", '"entities":[{"type":"bot_command","offset":0,"length":6}],', 1)

    def reads(self, message_id: int, text: str, markup: dict[str, Any] | None) -> None:
        """A message of the bot; an answer is over when the next question is read."""
        keys = [key for row in (markup or {}).get("inline_keyboard", ()) for key in row]
        done = any(words in text for words in _DONE)
        if not done and not self._is_question(keys, text):
            return
        if self.waits_for and self.since:
            self.latencies.append(time.perf_counter() - self.since)
            self.answers += 1
        self.since = 0.0
        self.done = done
        if not done:
            self.begun = self.begun or _ASKS in text
            options = [key for key in keys if key["text"] not in _WAYS]
            self.asked = Asked(message_id, text, options[0]["callback_data"] if options else None)
            self.ready(self)

    def _is_question(self, keys: list[dict[str, Any]], text: str) -> bool:
        return bool(keys) or _ASKS in text

    def answer(self) -> None:
        asked = self.asked
        assert asked is not None
        self.asked = None
        # The notice is acknowledged, which answers no question.
        counts = _ASKS in asked.text
        self.waits_for = ("words" if asked.data is None else "press") if counts else ""
        self.by_kind[self.waits_for] += 1
        self.since = time.perf_counter()
        if asked.data is None:
            self._says(
                "Choisir mes spécialités, et comprendre les maths.", "", asked.message_id + 1
            )
            return
        person = self._person()
        chat = self._chat()
        query = (
            f'{{"id":"{self.chat_id:010d}{asked.message_id:08d}","from":{person},'
            f'"message":{{"message_id":{asked.message_id},"date":1795500000,"chat":{chat},'
            f'"text":{json.dumps(asked.text)}}},'
            f'"chat_instance":"-{self.chat_id}","data":{json.dumps(asked.data)}}}'
        )
        self.push("callback_query", query)

    def _says(self, text: str, entities: str, message_id: int) -> None:
        message = (
            f'{{"message_id":{message_id},"from":{self._person()},"chat":{self._chat()},'
            f'"date":1795500000,{entities}"text":{json.dumps(text)}}}'
        )
        self.push("message", message)

    def _person(self) -> str:
        return f'{{"id":{self.chat_id},"is_bot":false,"first_name":"Camille","language_code":"fr"}}'

    def _chat(self) -> str:
        return f'{{"id":{self.chat_id},"type":"private","first_name":"Camille"}}'
