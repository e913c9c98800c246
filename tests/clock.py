"""A clock that a test sets and moves."""

from __future__ import annotations

import datetime as dt

FIRST_DAY_OF_TERM = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


class FakeClock:
    """Stands in for `apbot.clock.system_clock`; it moves only when asked to."""

    def __init__(self, now: dt.datetime = FIRST_DAY_OF_TERM) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> dt.datetime:
        self.now += dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.now
