"""When it is too much: 429 for one chat and for all chats together."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` at once, then ``per_second``. Telegram: about 1/s a chat, 30/s over all."""

    per_second: float
    burst: int


class _Bucket:
    __slots__ = ("at", "left", "rate")

    def __init__(self, rate: Rate, now: float) -> None:
        self.rate = rate
        self.left = float(rate.burst)
        self.at = now

    def wait(self, now: float) -> float:
        """Seconds until there is room, 0 now."""
        self.left = min(self.rate.burst, self.left + (now - self.at) * self.rate.per_second)
        self.at = now
        # A hair of tolerance: who waits as long as told is let in.
        return 0 if self.left >= 1 - 1e-6 else (1 - self.left) / self.rate.per_second


class Pacing:
    """Unlimited until told otherwise."""

    def __init__(self) -> None:
        self._per_chat: Rate | None = None
        self._chats: dict[int, _Bucket] = {}
        self._overall: _Bucket | None = None

    def limit(self, now: float, *, per_chat: Rate | None, overall: Rate | None) -> None:
        self._per_chat, self._chats = per_chat, {}
        self._overall = _Bucket(overall, now) if overall else None

    def admit(self, chat_id: int, now: float) -> int:
        """0: counted and admitted; else whole seconds to wait, and nothing was counted."""
        buckets = [self._overall] if self._overall else []
        if self._per_chat:
            if chat_id not in self._chats:
                self._chats[chat_id] = _Bucket(self._per_chat, now)
            buckets.append(self._chats[chat_id])
        wait = max((bucket.wait(now) for bucket in buckets), default=0)
        if wait:
            return max(1, math.ceil(wait))
        for bucket in buckets:
            bucket.left -= 1
        return 0
