"""The queue of updates: what waits, until it is confirmed or too old (telegram.md, section 2)."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from .history import History, Json, Pushed

DAY, WEEK = 86_400.0, 604_800.0
LIFETIME = {"callback_query": 150.0, "inline_query": 30.0, "chosen_inline_result": 600.0}
LIMIT = 100
_AHEAD = 10
"""An offset further past the end than this is not believed."""

Key = tuple[str, int]
"""Whose updates keep their order on a webhook: ("user", id) of callbacks, else ("chat", id)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    update_id: int
    key: Key
    body: bytes
    """JSON, written once."""
    expires_at: float


class Updates:
    """``random_id`` gives the first id after a week without any update."""

    def __init__(self, history: History, *, first_id: int, random_id: Callable[[], int]) -> None:
        self._history = history
        self._random_id = random_id
        self._waiting: OrderedDict[int, Waiting] = OrderedDict()
        self._next_id = first_id
        self._last_at: float | None = None
        self._soonest = float("inf")

    def __len__(self) -> int:
        return len(self._waiting)

    def add(
        self,
        kind: str,
        thing: Json,
        *,
        chat_id: int | None,
        key: Key,
        now: float,
        line: int | None = None,
    ) -> int:
        """The id it got."""
        if self._last_at is not None and now - self._last_at >= WEEK:
            self._next_id = self._random_id()
        self._last_at = now
        update_id, self._next_id = self._next_id, self._next_id + 1
        body = json.dumps({"update_id": update_id, kind: thing}, separators=(",", ":")).encode()
        expires_at = now + LIFETIME.get(kind, DAY)
        self._waiting[update_id] = Waiting(update_id, key, body, expires_at)
        self._soonest = min(self._soonest, expires_at)
        self._history.pushed[update_id] = Pushed(update_id, now, kind, chat_id, line)
        return update_id

    def take(self, offset: int, limit: int, now: float) -> list[bytes]:
        """Confirms what lies before ``offset`` and hands out what follows."""
        self._expire(now)
        if offset < 0:
            self._confirm_first(len(self._waiting) + offset, now)
        elif offset <= self._next_id + _AHEAD:
            while self._waiting and next(iter(self._waiting)) < offset:
                self._confirm_first(1, now)
        batch = list(islice(self._waiting.values(), limit))
        for waiting in batch:
            self._history.pushed[waiting.update_id].delivered += 1
        return [waiting.body for waiting in batch]

    def any(self, now: float) -> bool:
        self._expire(now)
        return bool(self._waiting)

    def all(self, now: float) -> list[Waiting]:
        self._expire(now)
        return list(self._waiting.values())

    def get(self, update_id: int, now: float) -> Waiting | None:
        """None once it is confirmed or too old."""
        self._expire(now)
        return self._waiting.get(update_id)

    def confirm(self, update_id: int, now: float) -> None:
        if self._waiting.pop(update_id, None):
            self._history.confirm(update_id, now)

    def forget(self, now: float) -> None:
        """As confirmed, unseen: ``drop_pending_updates``."""
        self._confirm_first(len(self._waiting), now)

    def _confirm_first(self, count: int, now: float) -> None:
        for _ in range(count):
            update_id, _waiting = self._waiting.popitem(last=False)
            self._history.confirm(update_id, now)

    def _expire(self, now: float) -> None:
        if now < self._soonest:
            return
        for waiting in [w for w in self._waiting.values() if w.expires_at <= now]:
            del self._waiting[waiting.update_id]
            self._history.pushed[waiting.update_id].expired_at = waiting.expires_at
        self._soonest = min((w.expires_at for w in self._waiting.values()), default=float("inf"))
