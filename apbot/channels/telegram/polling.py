"""Receive (T1): a whole batch of updates is stored before any of it is confirmed to Telegram.

The first request of a run names no offset: Telegram gives everything that was never confirmed, and
the inbox knows what it has seen. The offset moves only after the commit; it is never saved.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apbot.clock import Clock
from storage.errors import StorageError
from storage.records import NewInbound

from .gap import WORDS_KEPT
from .receiving import WRONG_TOKEN, News, Store, WrongToken, entry_of
from .transport import BotApi, Delivered, Limited, Outcome, Refused

__all__ = ["LONG_POLL", "Polling", "Sleep", "Updates", "WrongToken", "poll"]
Sleep = Callable[[float], Awaitable[None]]
BATCH = 100
"""Updates in one answer at most; with fewer, nothing more is waiting."""
LONG_POLL = 25
"""Seconds that Telegram holds an empty answer back."""
_CONFLICT = 409
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0

log = logging.getLogger("apbot.telegram")


@dataclass(frozen=True, slots=True)
class Polling:
    """Telegram is asked, again and again: the way in that needs no address of our own."""

    store: Store
    key_of: Callable[[int], str]
    clock: Clock
    sleep: Sleep = asyncio.sleep

    async def receive(self, api: BotApi, news: News) -> None:
        asking = _Asking(api)
        await poll(asking, self.store, news, key_of=self.key_of, clock=self.clock, sleep=self.sleep)


class _Asking:
    """Takes away the webhook of an earlier choice: while one is set, Telegram answers no poll.

    What waits there for the bot is never thrown away.
    """

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def updates(self, *, offset: int | None, timeout: int, limit: int = 100) -> Outcome:  # noqa: ASYNC109  # Telegram's own parameter
        outcome = await self._api.updates(offset=offset, timeout=timeout, limit=limit)
        if _is_webhook(outcome):
            log.warning("Ce bot avait un webhook : il est retiré, les messages sont demandés.")
            # Whatever becomes of it: the next poll says whether it must be tried again.
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})
        return outcome


def _is_webhook(outcome: Outcome) -> bool:
    if not isinstance(outcome, Refused):
        return False
    return outcome.code == _CONFLICT and "webhook" in outcome.description


class Updates(Protocol):
    """Where updates come from: ``BotApi``."""

    async def updates(self, *, offset: int | None, timeout: int, limit: int = 100) -> Outcome:  # noqa: ASYNC109  # Telegram's own parameter
        ...


class _Confirmed:
    """The offset: what lies before it is committed.

    It is good for a day, in which whatever it could confirm has expired. After a quiet week
    Telegram's numbers begin anew, and an old one could confirm what was never seen.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock, self._offset, self._since = clock, 0, clock()

    def up_to(self, batch: Sequence[Mapping[str, Any]]) -> None:
        self._offset, self._since = int(batch[-1].get("update_id", 0)) + 1, self._clock()

    @property
    def offset(self) -> int | None:
        is_good = self._offset and self._clock() - self._since <= WORDS_KEPT
        return self._offset if is_good else None


async def poll(
    source: Updates,
    store: Store,
    news: News,
    *,
    key_of: Callable[[int], str],
    clock: Clock,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """For ever. Raises ``WrongToken``.

    A failure is tried again with a growing pause; nothing is confirmed meanwhile.
    """
    confirmed = _Confirmed(clock)
    pause = _FIRST_PAUSE
    behind = True  # at the start and after a failure: what piled up comes without waiting
    while True:
        outcome = await source.updates(
            offset=confirmed.offset, timeout=0 if behind else LONG_POLL, limit=BATCH
        )
        if isinstance(outcome, Delivered):
            batch = [raw for raw in outcome.result if isinstance(raw, dict)]
            entries = [entry_of(raw, key_of, at=clock()) for raw in batch]
            if not batch or await _is_stored(store, entries):
                if batch:
                    confirmed.up_to(batch)
                    news.stored()
                more = len(batch) >= BATCH
                caught_up, behind = behind and not more, behind and more
                await news.heard(caught_up)
                pause = _FIRST_PAUSE
                continue
        elif isinstance(outcome, Refused) and outcome.code in WRONG_TOKEN:
            raise WrongToken
        behind = True
        await sleep(_wait(outcome, pause))
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _is_stored(store: Store, entries: Sequence[NewInbound]) -> bool:
    try:
        await store(entries)
    except StorageError as error:
        # Not confirmed: Telegram keeps it, and gives it again.
        log.error("La base n'a pas pu écrire (%s).", type(error).__name__)  # noqa: TRY400
        return False
    return True


def _wait(outcome: Outcome, pause: float) -> float:
    if isinstance(outcome, Limited):
        return float(min(outcome.retry_after, _LONGEST_PAUSE))
    is_conflict = isinstance(outcome, Refused) and outcome.code == _CONFLICT
    if is_conflict and not _is_webhook(outcome):
        log.warning("Un autre programme lit les messages de ce bot : un seul à la fois.")
    return pause
