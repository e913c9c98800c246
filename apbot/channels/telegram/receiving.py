"""What comes in from Telegram, whichever way, as rows of the inbox.

Two ways lead here, asking (`polling`) and being told (`webhook`); the same update makes the same
row by both, so that going from one to the other doubles nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apbot.delivery.ledger import Write
from storage.records import NewInbound

from .transport import BotApi
from .updates import chat_of, without_contents

CHANNEL = "telegram"
WRONG_TOKEN = frozenset({401, 404})
"""The answers of the Bot API to a token that it does not know."""

log = logging.getLogger("apbot.telegram")
_WRITE = json.JSONEncoder(separators=(",", ":")).encode

Store = Callable[[Sequence[NewInbound]], Awaitable[int]]
"""Commits the entries; how many were new."""


class WrongToken(Exception):
    """Telegram does not know the bot's token, or knows it no more."""


@dataclass(frozen=True, slots=True)
class News:
    """Who is told of what came in."""

    stored: Callable[[], None]
    """After each commit."""
    heard: Callable[[bool], Awaitable[None]]
    """As long as Telegram gives what it has, twice a minute or more often; by webhook, as long as
    it may post. True: everything that had piled up is stored now."""


class Receiver(Protocol):
    """One way in."""

    async def receive(self, api: BotApi, news: News) -> None:
        """For ever. Raises ``WrongToken``."""
        ...


def keep(write: Write) -> Store:
    """Into the inbox."""

    async def store(entries: Sequence[NewInbound]) -> int:
        new = await write(lambda uow: uow.inbox.store(entries))
        if any(entry.dead for entry in entries):
            log.error("Telegram a envoyé un message illisible : il est mis de côté.")
        return new

    return store


def entry_of(
    raw: Mapping[str, Any], key_of: Callable[[int], str], *, at: dt.datetime
) -> NewInbound:
    """The row of one update; one of which only the number could be read is kept as dead."""
    chat, number = chat_of(raw), raw.get("update_id")
    return NewInbound(
        channel=CHANNEL,
        external_id=str(number) if type(number) is int else "",
        chat_key=key_of(chat) if chat is not None else None,
        payload=json_of(without_contents(raw)),
        received_at=at,
        dead=not raw.keys() - {"update_id"},
    )


def json_of(raw: object) -> str:
    """ASCII: what cannot be stored as text (NUL, lone surrogates) is kept as its escape."""
    return _WRITE(raw)
