"""What the sender talks to: a server that is told what to answer, and time that a test moves."""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
import itertools
from collections.abc import Callable, Sequence
from typing import TypeVar

from apbot.delivery.outcomes import Delivered, Outcome
from storage import Storage
from storage.records import Delivery, NewOutgoing, Outgoing, OutState
from storage.unit_of_work import UnitOfWork
from tests.clock import FIRST_DAY_OF_TERM, FakeClock

T = TypeVar("T")
CHANNEL = "telegram"


async def settle() -> None:
    """Let everything run that can run without time going by."""
    for _ in range(60):
        await asyncio.sleep(0)


class FakeTime:
    """A clock whose sleepers wake when the test moves it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.naps = 0
        self._sleepers: list[tuple[dt.datetime, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    @property
    def seconds(self) -> float:
        """Since the beginning of the test."""
        return (self.clock.now - FIRST_DAY_OF_TERM).total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.naps += 1
        woken = asyncio.get_running_loop().create_future()
        wakes = self.clock.now + dt.timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (wakes, next(self._numbers), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        until = self.clock.now + dt.timedelta(seconds=seconds)
        await settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            wakes, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self.clock.now = max(self.clock.now, wakes)
                woken.set_result(None)
                await settle()
        self.clock.now = until
        await settle()


class FakeServer:
    """Takes every message, unless a chat has something else coming."""

    def __init__(self, time: FakeTime) -> None:
        self._time = time
        self.calls: list[tuple[float, str, str]] = []
        """When, to which chat, which message (its dedupe key)."""
        self.answers: dict[str, list[Outcome]] = {}
        self.always: Callable[[Outgoing], Outcome | None] = lambda _: None
        self.gates: dict[str, asyncio.Event] = {}
        """By chat, or by the key of one message."""
        self.flying = 0
        self.most_flying = 0
        self._lines: set[tuple[str, bool]] = set()
        self._numbers = itertools.count(1)

    async def send(self, message: Outgoing) -> Outcome:
        self.calls.append((self._time.seconds, message.chat_key, message.dedupe_key))
        line = message.chat_key, message.delivery is Delivery.EDIT and not message.priority
        assert line not in self._lines, "two calls at once of one line"
        self._lines.add(line)
        self.flying += 1
        self.most_flying = max(self.flying, self.most_flying)
        try:
            if gate := self.gates.get(message.dedupe_key, self.gates.get(message.chat_key)):
                await gate.wait()
            if waiting := self.answers.get(message.chat_key):
                return waiting.pop(0)
            return self.always(message) or Delivered({"message_id": next(self._numbers)})
        finally:
            self.flying -= 1
            self._lines.discard(line)

    def sent(self, chat: str | None = None) -> list[str]:
        return [key for _, to, key in self.calls if chat in (None, to)]


class Desk:
    """Writes to a storage as the writer thread does, and counts."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.commits = 0
        self.refuse = False

    async def write(self, work: Callable[[UnitOfWork], T], /) -> T:
        await asyncio.sleep(0)
        if self.refuse:
            raise OSError("disk full")
        with self.storage.write() as uow:
            result = work(uow)
            uow.commit()
        self.commits += 1
        await asyncio.sleep(0)
        return result

    def add(self, *messages: NewOutgoing) -> Sequence[Outgoing]:
        with self.storage.write() as uow:
            added = uow.outbox.add(messages)
            uow.commit()
        return added

    def counts(self) -> dict[OutState, int]:
        """Those states in which there is something."""
        with self.storage.read() as uow:
            counts = uow.outbox.counts(CHANNEL)
        return {OutState(state): number for state, number in counts.items() if number}


def message(
    key: str,
    chat: str = "ada",
    *,
    delivery: Delivery = Delivery.AT_LEAST_ONCE,
    announcement: bool = False,
) -> NewOutgoing:
    return NewOutgoing(
        dedupe_key=key,
        channel=CHANNEL,
        chat_key=chat,
        kind="question",
        payload='{"method":"sendMessage","body":{}}',
        delivery=delivery,
        created_at=FIRST_DAY_OF_TERM,
        priority=1 if announcement else 0,
    )
