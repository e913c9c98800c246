"""What Telegram knows and decides: no I/O, a clock that is handed in (telegram.md, section 2).

People act through the methods below (`students.Student` is the comfortable way), the bot through
`methods.perform` and, for updates, `Telegram.poll` and `Telegram.take`. Everything is remembered in
`Telegram.history`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from apbot.clock import Clock, system_clock

from . import parameters, refusals
from .chats import Chat
from .content import buttons, labels
from .faults import Faults
from .history import Call, History, Json, Upload
from .pacing import Pacing, Rate
from .refusals import Refusal
from .updates import LIMIT, Updates

TOKEN = "123456:TEST-token_of_the_emulator"  # noqa: S105  # made up
BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Assistant AP",
    "username": "apbot_test_bot",
}
_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_LONGEST_POLL = 50
_SAME_OFFSET_LIMIT, _SAME_OFFSET_TIMEOUT = 0.5, 3
_ONLY_ON_DEMAND = {"chat_member", "message_reaction", "message_reaction_count"}


class NoSuchButton(LookupError):
    """The person cannot press this: no message that stands in the chat has such a button."""


@dataclass(frozen=True, slots=True)
class Poll:
    """One getUpdates. ``timeout`` in seconds."""

    offset: int
    limit: int
    timeout: int


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str
    connections: int


def _random_id() -> int:
    return secrets.randbelow(2**30) + 1


class Telegram:
    """``on_update``, ``on_change``: called after a new update, after anything at all."""

    def __init__(
        self,
        *,
        clock: Clock = system_clock,
        token: str = TOKEN,
        first_update_id: int = 700_000_001,
        random_id: Callable[[], int] = _random_id,
    ) -> None:
        self.token = token
        self.history = History()
        self.updates = Updates(self.history, first_id=first_update_id, random_id=random_id)
        self.faults = Faults()
        self.pacing = Pacing()
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Upload] = {}
        self.commands: dict[str, list[Json]] = {}
        """By scope and language, as JSON text."""
        self.webhook: Webhook | None = None
        self.same_offset_guard = False
        """As the server does against hot polling; off, for it makes tests wait."""
        self.callback_lifetime = 150.0
        """Seconds in which a press can be answered."""
        self.allowed_updates: frozenset[str] | None = None
        self.on_update: list[Callable[[], None]] = []
        self.on_change: list[Callable[[], None]] = []
        self._clock = clock
        self._shift = 0.0
        self._pressed: dict[str, float] = {}
        self._last_callback_id = 4_000_000_000_000_000_000
        self._last_poll: tuple[int, float] | None = None

    # -- time and calls -----------------------------------------------------------------------

    def now(self) -> float:
        """Unix seconds."""
        return self._clock().timestamp() + self._shift

    def advance(self, seconds: float) -> None:
        """Another way to move time on, where the clock itself is out of reach."""
        self._shift += seconds

    def me(self) -> Json:
        return {**BOT, **_ABILITIES}

    def received(self, method: str, params: Json, uploads: dict[str, Upload] | None = None) -> Call:
        """Noted, nothing done yet."""
        chat_id = parameters.whole(params, "chat_id") or None
        calls = self.history.calls
        call = Call(len(calls) + 1, self.now(), method, chat_id, params, uploads or {})
        calls.append(call)
        return call

    def limit(self, *, per_chat: Rate | None = None, overall: Rate | None = None) -> None:
        self.pacing.limit(self.now(), per_chat=per_chat, overall=overall)

    def changed(self) -> None:
        for listener in self.on_change:
            listener()

    # -- updates for the bot ------------------------------------------------------------------

    def push(
        self,
        kind: str,
        thing: Json,
        *,
        chat_id: int | None,
        user_id: int = 0,
        line: int | None = None,
    ) -> int | None:
        """Any update, also a malformed one. Its id; None if the bot does not want this kind."""
        if not self._wanted(kind):
            return None
        key = ("user", user_id) if kind == "callback_query" else ("chat", chat_id or 0)
        update_id = self.updates.add(
            kind, thing, chat_id=chat_id, key=key, now=self.now(), line=line
        )
        for listener in self.on_update:
            listener()
        self.changed()
        return update_id

    def _wanted(self, kind: str) -> bool:
        if self.allowed_updates is None:
            return kind not in _ONLY_ON_DEMAND
        return kind in self.allowed_updates

    def allow(self, params: Json) -> None:
        """``allowed_updates`` hold until they are named again; an empty list is the default."""
        kinds = parameters.structure(params, "allowed_updates")
        if isinstance(kinds, list):
            self.allowed_updates = frozenset(map(str, kinds)) or None

    def poll(self, params: Json) -> Poll:
        if self.webhook:
            raise Refusal(refusals.WEBHOOK_ACTIVE)
        self.allow(params)
        offset = parameters.whole(params, "offset")
        limit = min(max(parameters.whole(params, "limit", LIMIT), 1), LIMIT)
        timeout = min(max(parameters.whole(params, "timeout"), 0), _LONGEST_POLL)
        now = self.now()
        if self.same_offset_guard and self._last_poll and self._last_poll[0] == offset:
            since = now - self._last_poll[1]
            if since < _SAME_OFFSET_TIMEOUT:
                timeout = max(timeout, _SAME_OFFSET_TIMEOUT)
            if since < _SAME_OFFSET_LIMIT:
                limit = 1
        self._last_poll = (offset, now)
        return Poll(offset, limit, timeout)

    def take(self, poll: Poll) -> list[bytes]:
        """Confirms what lies before the offset; the updates as JSON."""
        batch = self.updates.take(poll.offset, poll.limit, self.now())
        if self.on_change:
            self.changed()
        return batch

    # -- what people do -----------------------------------------------------------------------

    def chat(self, chat_id: int, *, name: str = "Camille", kind: str = "private") -> Chat:
        """That chat; a new one where it is unknown."""
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(chat_id, kind, name, started=kind != "private")
        return self.chats[chat_id]

    def person(self, chat: Chat, user_id: int | None = None) -> Json:
        return {
            "id": user_id or abs(chat.id),
            "is_bot": False,
            "first_name": chat.name if chat.is_private else "Camille",
            "language_code": "fr",
        }

    def arrives(self, chat: Chat, content: Json, *, user_id: int | None = None) -> int | None:
        """A person's message with this content (text, voice, ...). The update's id."""
        now = self.now()
        chat.started = True
        message: Json = {
            "message_id": chat.next_message_id(),
            "from": self.person(chat, user_id),
            "chat": chat.public(),
            "date": int(now),
            **content,
        }
        chat.messages[message["message_id"]] = message
        text = content.get("text") or f"({', '.join(content)})"
        what = "says" if "text" in content else "sends"
        line = self._line(chat, what, message["message_id"], text)
        return self.push("message", message, chat_id=chat.id, line=line)

    def edited(self, chat: Chat, message_id: int, content: Json) -> int | None:
        """A person changes a message of theirs."""
        old = chat.messages[message_id]
        if old["from"]["is_bot"]:
            raise LookupError(f"message {message_id} is not theirs")
        message = {**old, "edit_date": int(self.now()), **content}
        chat.messages[message_id] = message
        line = self._line(chat, "edits", message_id, content.get("text", ""))
        return self.push("edited_message", message, chat_id=chat.id, line=line)

    def pressed(
        self, chat: Chat, message_id: int, data: str, *, times: int = 1
    ) -> list[int | None]:
        """``times``: one press that arrives again, under other ids (tdlib issue #699)."""
        message = chat.messages.get(message_id)
        found = [b for b in buttons(message or {}) if b.get("callback_data") == data]
        if message is None or not found:
            raise NoSuchButton(f"no button {data!r} under message {message_id}")
        line = self._line(chat, "presses", message_id, found[0]["text"])
        return [self._press(chat, message, data, line) for _ in range(times)]

    def _press(self, chat: Chat, message: Json, data: str, line: int | None = None) -> int | None:
        self._last_callback_id += 1
        callback_id = str(self._last_callback_id)
        self._pressed[callback_id] = self.now()
        query = {
            "id": callback_id,
            "from": self.person(chat),
            "message": message,
            "chat_instance": str(-chat.id * 1_000_003),
            "data": data,
        }
        who = abs(chat.id)
        return self.push("callback_query", query, chat_id=chat.id, user_id=who, line=line)

    def answered(self, callback_id: str) -> bool:
        """Whether the answer was in time, and the first."""
        at = self._pressed.pop(callback_id, None)
        return at is not None and self.now() - at <= self.callback_lifetime

    def block(self, chat: Chat, *, blocked: bool) -> int | None:
        if chat.blocked == blocked:
            return None
        chat.blocked = blocked
        self._line(chat, "blocks" if blocked else "unblocks", None, "")
        kicked = {"user": BOT, "status": "kicked", "until_date": 0}
        member = {"user": BOT, "status": "member"}
        change = {
            "chat": chat.public(),
            "from": self.person(chat),
            "date": int(self.now()),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
        return self.push("my_chat_member", change, chat_id=chat.id)

    def _line(self, chat: Chat, what: str, message_id: int | None, text: str) -> int:
        """The number of the line."""
        self.history.write(
            self.now(), chat.id, what, by_bot=False, message_id=message_id, text=text
        )
        return len(self.history.lines)

    # -- what the bot does to a chat (see methods) --------------------------------------------

    def post(self, chat: Chat, content: Json, *, fixed: bool) -> Json:
        """A message of the bot."""
        now = self.now()
        message: Json = {
            "message_id": chat.next_message_id(),
            "from": BOT,
            "chat": chat.public(),
            "date": int(now),
            **content,
        }
        chat.messages[message["message_id"]] = message
        if fixed:
            chat.fixed.add(message["message_id"])
        self.seen(chat, "says", message)
        return message

    def replace(self, chat: Chat, message: Json) -> None:
        message["edit_date"] = int(self.now())
        chat.messages[message["message_id"]] = message
        self.seen(chat, "edits", message)

    def seen(self, chat: Chat, what: str, message: Json) -> None:
        text = message.get("text") or message.get("caption") or ""
        self.history.write(
            self.now(),
            chat.id,
            what,
            by_bot=True,
            message_id=message.get("message_id"),
            text=text,
            buttons=labels(message),
        )
