"""What Telegram sends, as values. Raw JSON in, one small value out; never an exception.

Only what stands at fixed places is read, a few levels deep, so that neither the depth nor the size
of what is around it matters. Private chats only: anything else is a place to leave. Nothing that a
person wrote is in a ``repr``, so that it is in no log either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogues.folding import fold

from .contents import KINDS, SERVICE, SOMETHING


@dataclass(frozen=True, slots=True)
class Typed:
    """``edited``: the text of a message sent before, which keeps its id."""

    chat_id: int
    message_id: int
    text: str = field(repr=False)
    edited: bool = False
    sent_at: int = field(default=0, compare=False)
    """Whole seconds since the epoch, on Telegram's clock."""


@dataclass(frozen=True, slots=True)
class PressedButton:
    """``text`` is that of the message with the button; empty where Telegram does not give it."""

    chat_id: int
    message_id: int
    callback_id: str
    data: str = field(repr=False)
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Started:
    """``/start``, from a link or typed; alone, its token is empty."""

    chat_id: int
    message_id: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Command:
    """``/corriger 3`` or ``/corriger_3``: name and argument. ``text`` is what was typed."""

    chat_id: int
    message_id: int
    name: str = field(repr=False)
    argument: str = field(default="", repr=False)
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Unsupported:
    """``what`` completes "Je ne sais pas lire …". Pictures sent at once share an ``album``."""

    chat_id: int
    message_id: int
    what: str
    album: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class InGroup:
    """Something in a chat that is not private: leave it."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """``why`` is for a log: it holds nothing that was sent."""

    why: str


Update = Typed | PressedButton | Started | Command | Unsupported | Blocked | InGroup | Ignored

_MESSAGES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
)
_FRAME = frozenset(
    {"message_id", "date", "edit_date", "chat", "from", "sender_chat", "media_group_id"}
)
"""Of a message that is declined, what says where it belongs."""
_GROUPS = ("group", "supergroup", "channel")
_GONE = ("left", "kicked")
_MOST = 2**52
"""Telegram's ids have at most 52 significant bits."""
_COMMAND = re.compile(r"/(\w{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)
_WITH_NUMBER = re.compile(r"([^\W_]+)_(\d{1,3})")
_Json = Mapping[str, Any]


def read_payload(payload: str | bytes) -> Update:
    """The same for JSON text; text that is no JSON, or is too deep to be read, is ignored."""
    try:
        raw = json.loads(payload)
    except (ValueError, RecursionError):
        return Ignored("unreadable JSON")
    return read_update(raw)


def read_update(raw: object) -> Update:
    """What an update means; ``Ignored`` for whatever is not understood."""
    update = _object(raw)
    if "callback_query" in update:
        return _read_press(_object(update["callback_query"]))
    if "my_chat_member" in update:
        return _read_member(_object(update["my_chat_member"]))
    for kind in _MESSAGES:
        if kind in update:
            return _read_message(_object(update[kind]), kind)
    return Ignored("unknown kind of update")


def without_contents(raw: _Json) -> _Json:
    """The same update as it may be stored: of what is no text to the bot, only its kind is left.

    A voice, a position, somebody's number, words said in a group: none of it is ours to keep.
    """
    kind = next((kind for kind in _MESSAGES if kind in raw), "")
    message = _object(raw.get(kind))
    private = _object(message.get("chat")).get("type") == "private"
    text = message.get("text")
    if not message or (private and isinstance(text, str) and text):
        return raw
    left = {key: value if key in _FRAME else True for key, value in message.items()}
    return {**raw, kind: left}


def chat_of(raw: object) -> int | None:
    """The chat that an update belongs to, private or not."""
    update = _object(raw)
    press = _object(update.get("callback_query"))
    places = [
        *(_object(update.get(kind)) for kind in _MESSAGES),
        _object(press.get("message")),
        _object(update.get("my_chat_member")),
    ]
    ids = [_id(_object(place.get("chat")).get("id")) for place in places]
    # A private chat has the id of the person in it.
    ids.append(_id(_object(press.get("from")).get("id")))
    return next((found for found in ids if found is not None), None)


def _read_press(press: _Json) -> Update:
    message = _object(press.get("message"))
    chat = _private_chat(message, press)
    if not isinstance(chat, int):
        return chat
    message_id = _id(message.get("message_id"))
    callback_id, data = press.get("id"), press.get("data")
    if message_id is None or not isinstance(callback_id, str) or not isinstance(data, str):
        return Ignored("press without a button of ours")
    text = message.get("text")
    return PressedButton(chat, message_id, callback_id, data, text if isinstance(text, str) else "")


def _read_member(change: _Json) -> Update:
    status = _object(change.get("new_chat_member")).get("status")
    chat = _private_chat(change, {})
    if isinstance(chat, Ignored):
        return chat
    if isinstance(chat, InGroup):
        return Ignored("no longer in a group") if status in _GONE else chat
    return Blocked(chat) if status == "kicked" else Ignored("not blocked any more")


def _read_message(message: _Json, kind: str) -> Update:
    chat = _private_chat(message, message)
    if not isinstance(chat, int):
        return chat
    message_id = _id(message.get("message_id"))
    if message_id is None or kind not in ("message", "edited_message"):
        return Ignored("no message to the bot")
    text = message.get("text")
    if kind == "edited_message":
        if not isinstance(text, str) or not text:
            return Ignored("edited without any text")
        return Typed(chat, message_id, text, edited=True)
    if isinstance(text, str) and text:
        return _read_text(chat, message_id, text, _whole(message.get("date")))
    return _read_content(chat, message_id, message)


def _read_text(chat: int, message_id: int, text: str, sent_at: int) -> Update:
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return Typed(chat, message_id, text, sent_at=sent_at)
    word, argument = found[1], (found[2] or "").strip()
    if not argument and (numbered := _WITH_NUMBER.fullmatch(word)):
        word, argument = numbered[1], numbered[2]
    name = fold(word).replace(" ", "_")
    if name == "start":
        return Started(chat, message_id, argument)
    return Command(chat, message_id, name, argument, text)


def _read_content(chat: int, message_id: int, message: _Json) -> Update:
    if not SERVICE.isdisjoint(message):
        return Ignored("service message")
    # An animation is a document too, and a place a position: the more exact word comes first.
    what = next((words for kind, words in KINDS.items() if kind in message), SOMETHING)
    album = message.get("media_group_id")
    return Unsupported(chat, message_id, what, album if isinstance(album, str) else "")


def _private_chat(place: _Json, sent: _Json) -> int | InGroup | Ignored:
    """The private chat of a message; ``sent``: what says who it is from, if anything does."""
    chat = _object(place.get("chat"))
    chat_id, kind = _id(chat.get("id")), chat.get("type")
    if chat_id is None:
        return Ignored("no chat")
    if kind in _GROUPS:
        return InGroup(chat_id)
    if kind != "private" or chat_id < 0:
        return Ignored("unknown kind of chat")
    sender = sent.get("from")
    if sender is not None and _id(_object(sender).get("id")) != chat_id:
        return Ignored("not from the person of this chat")
    return chat_id


def _object(value: object) -> _Json:
    return value if isinstance(value, dict) else {}


def _whole(value: object) -> int:
    return value if type(value) is int else 0


def _id(value: object) -> int | None:
    """An id; ``True`` is none, though Python counts it as 1."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if value and -_MOST < value < _MOST else None
