"""A class hour: so many pupils at once, each thinking for a while before the next thing."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Protocol

from tests.botapi.history import Line, Pushed
from tests.botapi.state import Telegram


class Pupil(Protocol):
    """``waits_for``: the update without which they do not go on."""

    done: bool
    canaries: list[str]

    @property
    def waits_for(self) -> int | None: ...

    @property
    def chat(self) -> int: ...

    @property
    def given(self) -> int:
        """How many answers, each counted once."""

    def begins(self) -> None: ...

    def acts(self) -> None:
        """One thing, if there is something to do."""


class Hall:
    """``run`` until cancelled. As one pupil ends, the next begins."""

    def __init__(self, telegram: Telegram, pupils: Sequence[Pupil], draw: random.Random) -> None:
        self._waiting: Iterator[Pupil] = iter(pupils)
        self._draw = draw
        self._present: dict[int, Pupil] = {}
        self._due: list[tuple[float, int, Pupil]] = []
        self._scheduled: set[int] = set()
        self._numbers = itertools.count()
        self._bell = asyncio.Event()
        self.thinking = 0.0
        """Seconds before an act, on average."""
        self.closed = False
        """Nobody begins any more."""
        self.pupils: list[Pupil] = []
        """Who has begun."""
        telegram.history.on_line.append(self._said)
        telegram.history.on_confirmed.append(self._taken)

    @property
    def given(self) -> int:
        return sum(pupil.given for pupil in self.pupils)

    @property
    def present(self) -> int:
        return len(self._present)

    def enter(self, count: int) -> None:
        for pupil in itertools.islice(self._waiting, count):
            self.pupils.append(pupil)
            self._present[pupil.chat] = pupil
            pupil.begins()

    def hurry(self) -> None:
        """Nobody begins any more, and nobody thinks."""
        self.closed, self.thinking = True, 0.0
        self._due = [(0.0, number, pupil) for _, number, pupil in self._due]
        self._bell.set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._bell.clear()
            while self._due and self._due[0][0] <= loop.time():
                _, _, pupil = heapq.heappop(self._due)
                self._scheduled.discard(pupil.chat)
                pupil.acts()
                if pupil.done:
                    self._leaves(pupil)
            pause = self._due[0][0] - loop.time() if self._due else None
            try:
                async with asyncio.timeout(pause):
                    await self._bell.wait()
            except TimeoutError:
                continue

    def _said(self, line: Line) -> None:
        pupil = self._present.get(line.chat_id)
        if line.by_bot and pupil is not None:
            self._looks(pupil)

    def _taken(self, pushed: Pushed) -> None:
        pupil = self._present.get(pushed.chat_id or 0)
        if pupil is not None and pupil.waits_for == pushed.update_id:
            self._looks(pupil)

    def _looks(self, pupil: Pupil) -> None:
        if pupil.chat in self._scheduled:
            return
        self._scheduled.add(pupil.chat)
        think = self._draw.expovariate(1 / self.thinking) if self.thinking else 0.0
        at = asyncio.get_running_loop().time() + think
        heapq.heappush(self._due, (at, next(self._numbers), pupil))
        self._bell.set()

    def _leaves(self, pupil: Pupil) -> None:
        del self._present[pupil.chat]
        if not self.closed:
            self.enter(1)
