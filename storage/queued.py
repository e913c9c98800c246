"""What came in and what goes out, as it crosses the border of this package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Delivery(StrEnum):
    """What to do when nobody knows whether a message arrived."""

    AT_LEAST_ONCE = "at_least_once"
    """Send it again: twice is better than never (a question)."""
    AT_MOST_ONCE = "at_most_once"
    """Do not send it again: never is better than twice (a thank-you)."""
    EDIT = "edit"
    """Again changes nothing."""


class InState(StrEnum):
    NEW = "new"
    DONE = "done"
    DEAD = "dead"
    """It failed too often; for the staff to see."""


class OutState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    """Being sent now, or it was when the program stopped (``Outbox.recover``)."""
    IN_DOUBT = "in_doubt"
    """Perhaps sent; to be sent again."""
    SENT = "sent"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    DEAD = "dead"
    """Given up; for the staff to see."""


@dataclass(frozen=True, slots=True)
class NewInbound:
    """What a channel brought, as it brought it."""

    channel: str
    external_id: str
    chat_key: str | None
    """A keyed hash of the chat's number; None when it is nobody's."""
    payload: str
    received_at: dt.datetime
    dead: bool = False
    """Nothing can be made of it: for the staff to see, never worked on."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """As stored, to be worked on in the order of ``seq``."""

    seq: int
    channel: str
    external_id: str
    chat_key: str | None
    payload: str
    attempts: int
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """Something to send, once for each ``dedupe_key``, which is computed and never random."""

    dedupe_key: str
    channel: str
    chat_key: str
    kind: str
    payload: str
    """JSON text: ``{"method": ..., "body": {...}}``; by ``kind``, a call or what to make one of."""
    delivery: Delivery
    created_at: dt.datetime
    priority: int = 0
    """0 for a reply, 1 for an announcement."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """As stored."""

    id: int
    dedupe_key: str
    channel: str
    chat_key: str
    kind: str
    payload: str
    delivery: Delivery
    created_at: dt.datetime
    priority: int = 0
    state: OutState = OutState.PENDING
    attempts: int = 0
    not_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Something in a queue that a person may want to look after; never what it says."""

    id: int
    kind: str
    """What kind of message goes out; empty for what came in."""
    state: str
    at: dt.datetime
    """When it came in, or was to go out."""
    attempts: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """``counts`` by state. ``oldest``: since when the first of those that wait has waited."""

    counts: Mapping[str, int]
    oldest: dt.datetime | None
    letters: Sequence[Letter]
    """In doubt, or dead."""


@dataclass(frozen=True, slots=True)
class TelegramAccount:
    """The one chat of a person, and what it shows."""

    person_id: str
    chat_key: str
    """A keyed hash of ``chat_id``, computed by whoever asks."""
    chat_id: int
    state: str
    """"active", or "gone" once they blocked the bot."""
    linked_at: dt.datetime
    shown_message: int | None = None
    """The message that holds the question shown last."""
    shown_prompt: int | None = None
    shown_conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A question that stands in a chat from now on."""

    chat_key: str
    message_id: int
    conversation_id: str
    prompt: int


@dataclass(frozen=True, slots=True)
class Answered:
    """Which question a message of theirs answered, under which prompt number."""

    conversation_id: str
    question: str
    prompt: int
