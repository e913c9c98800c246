"""What happened, for a checker: updates, calls and what stands in every chat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Outcome(StrEnum):
    DELIVERED = "delivered"
    REFUSED = "refused"
    DELIVERED_BUT_REPLY_LOST = "delivered_but_reply_lost"
    DROPPED = "dropped"
    """Neither effect nor reply. Also of a call that is still being worked on."""


@dataclass(slots=True)
class Upload:
    name: str
    content: bytes


@dataclass(slots=True)
class Call:
    """``at`` in Unix seconds of Telegram's clock, as everywhere here."""

    n: int
    at: float
    method: str
    chat_id: int | None
    params: Json
    uploads: dict[str, Upload] = field(default_factory=dict)
    outcome: Outcome = Outcome.DROPPED
    code: int = 0
    description: str = ""
    message_id: int | None = None

    def row(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__ if name != "uploads"}


@dataclass(slots=True)
class Pushed:
    """``expired_at`` and ``confirmed_at`` are None while the update waits."""

    update_id: int
    at: float
    kind: str
    chat_id: int | None
    line: int | None = None
    """The number of the line in which a person did this; None where no person did."""
    delivered: int = 0
    """How often it was handed out; whether it arrived, its call or the confirmation tells."""
    confirmed_at: float | None = None
    expired_at: float | None = None

    def row(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Line:
    """One thing a person could see in a chat.

    ``what``: says, edits, deletes (both sides); sends, presses, blocks, unblocks (the student).
    """

    n: int
    at: float
    chat_id: int
    by_bot: bool
    what: str
    message_id: int | None = None
    text: str = ""
    buttons: list[str] = field(default_factory=list)

    def row(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Post:
    """One attempt of the webhook; ``status`` 0: no answer."""

    at: float
    update_id: int
    status: int

    def row(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


class History:
    """``on_confirmed``, ``on_line``: called at the very moment, for what has to be seen then."""

    def __init__(self) -> None:
        self.pushed: dict[int, Pushed] = {}
        self.calls: list[Call] = []
        self.lines: list[Line] = []
        self.posts: list[Post] = []
        self.on_confirmed: list[Callable[[Pushed], None]] = []
        self.on_line: list[Callable[[Line], None]] = []
        self._transcripts: defaultdict[int, list[Line]] = defaultdict(list)

    def write(
        self,
        at: float,
        chat_id: int,
        what: str,
        *,
        by_bot: bool,
        message_id: int | None = None,
        text: str = "",
        buttons: list[str] | None = None,
    ) -> None:
        n = len(self.lines) + 1
        line = Line(n, at, chat_id, by_bot, what, message_id, text, buttons or [])
        self.lines.append(line)
        self._transcripts[chat_id].append(line)
        for listener in self.on_line:
            listener(line)

    def confirm(self, update_id: int, at: float) -> None:
        """Telegram forgets it."""
        pushed = self.pushed[update_id]
        pushed.confirmed_at = at
        for listener in self.on_confirmed:
            listener(pushed)

    def transcript(self, chat_id: int) -> list[Line]:
        return list(self._transcripts.get(chat_id, ()))

    @property
    def delivered(self) -> dict[int, int]:
        """How often each update was handed out."""
        return {update_id: pushed.delivered for update_id, pushed in self.pushed.items()}

    @property
    def confirmed(self) -> dict[int, float]:
        """When the offset passed each confirmed update, or the webhook answered 2xx."""
        return {
            update_id: pushed.confirmed_at
            for update_id, pushed in self.pushed.items()
            if pushed.confirmed_at is not None
        }

    def rows(self, *, after: int = 0) -> Json:
        """``after``: the number of the last call already read."""
        return {
            "updates": [pushed.row() for pushed in self.pushed.values()],
            "calls": [call.row() for call in self.calls[after:]],
            "posts": [post.row() for post in self.posts],
        }
