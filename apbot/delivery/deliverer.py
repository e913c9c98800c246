"""The sender: takes messages in order, calls, and has the outcome stored.

Crash-only. A message that was accepted but not yet written down is sent again after a crash, unless
it says at most once: that one is marked, and the mark committed, before the call.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from apbot.clock import Clock
from storage.records import Delivery, Outgoing, OutState
from storage.unit_of_work import UnitOfWork

from .ledger import LOG, Group, Hooks, Ledger, Write
from .lines import NEVER, Entry, Lines, Pace
from .outcomes import Delivered, InDoubt, Limited, NotSent, Outcome, Refused

_WRONG_TOKEN = frozenset({401, 404})
_FORBIDDEN = 403
_ALREADY_SO = ("message is not modified", "message to edit not found")
_TOO_LATE = "query is too old"
_SLOW_TICK = 30.0
_BLINK = 0.001
_HEADS = 500
_MOMENT = 2.0
"""Seconds for calls in flight when asked to stop: spares a few messages said twice."""

May: TypeAlias = bool | dt.datetime
"""Whether a message may still go out; or from which moment on."""


class Deliverer:
    """``offer`` what was committed, or ``wake`` it to look for itself; ``run`` does the rest."""

    def __init__(
        self,
        channel: str,
        write: Write,
        send: Callable[[Outgoing], Awaitable[Outcome]],
        *,
        clock: Clock,
        jitter: Callable[[], float],
        may_still_send: Callable[[Outgoing], Awaitable[May]] | None = None,
        hooks: Hooks | None = None,
        locked_out: Callable[[], None] | None = None,
        pace: Pace | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``may_still_send``: False where it is over, or the moment from which it may.

        ``jitter``: a factor around 1. ``locked_out``: the server does not know us any more."""
        self._channel, self._pace = channel, pace or Pace()
        self._send, self._clock, self._jitter, self._sleep = send, clock, jitter, sleep
        self._may, self._locked_out = may_still_send, locked_out
        self._lines = Lines(self._pace)
        self._ledger = Ledger(channel, write, clock, hooks or Hooks(), sleep=sleep, limit=_HEADS)
        self._known: set[int] = set()
        """In memory, or finished and not yet committed."""
        self._unread: set[str] | None = None
        """Chats of which the database may hold more than memory does; None: perhaps any."""
        self._marked: dict[int, str] = {}
        """Chats whose head the database keeps to itself, since it is being sent."""
        self._bell = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()
        self._running = False
        self._armed = 0.0
        """When the timer of ``run`` goes off."""

    def offer(self, messages: Iterable[Outgoing]) -> None:
        """Messages just committed, in order: they are not read again."""
        now = self._now()
        for message in messages:
            if self._is_unread(message.chat_key):
                self.wake()  # others may stand before it
            else:
                self._take_in(message, now)
        self._pump()

    def wake(self) -> None:
        """Something may have been added that was not offered."""
        if self._running:
            self._ledger.read()
        else:
            self._unread = None

    @property
    def is_idle(self) -> bool:
        """It knows of nothing that is to be sent."""
        return not self._known

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; being cut off at any point instead loses nothing."""
        self._running = True
        keeper = asyncio.create_task(self._ledger.keep(self._stored))
        stopped = asyncio.create_task(stop.wait())
        self._ledger.note(lambda uow: uow.outbox.recover(self._channel, at=self._clock()))
        self._ledger.read()
        try:
            while not stop.is_set():
                self._pump()
                await self._rest(stopped, keeper)
        finally:
            self._running = False
            if self._calls and stop.is_set():
                await asyncio.wait(self._calls, timeout=_MOMENT)
            written = self._ledger.pending()
            if written is not None and stop.is_set():
                await asyncio.wait({written}, timeout=_MOMENT)
            for task in (stopped, keeper, *self._calls):
                task.cancel()
            await asyncio.gather(stopped, keeper, *self._calls, return_exceptions=True)

    async def _rest(self, stopped: asyncio.Task[bool], keeper: asyncio.Task[None]) -> None:
        self._bell.clear()
        now = self._now()
        next_time = NEVER if self._ledger.stuck else self._lines.next_time()
        pause = min(max(next_time - now, _BLINK), _SLOW_TICK)
        self._armed = now + pause
        timer = asyncio.ensure_future(self._sleep(pause))
        bell = asyncio.create_task(self._bell.wait())
        try:
            await asyncio.wait({stopped, keeper, timer, bell}, return_when=asyncio.FIRST_COMPLETED)
            if keeper.done():
                keeper.result()  # a fault of ours: let it be seen
        finally:
            timer.cancel()
            bell.cancel()

    def _pump(self) -> None:
        """Start whatever may start now."""
        if not self._running or self._ledger.stuck:
            return
        now = self._now()
        while (entry := self._lines.take(now)) is not None:
            call = asyncio.create_task(self._deliver(entry))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)
        if self._lines.next_time() < self._armed:
            self._bell.set()

    async def _deliver(self, entry: Entry) -> None:
        message = entry.message
        once = message.delivery is Delivery.AT_MOST_ONCE
        try:
            may = True if self._may is None else await self._may(message)
        except Exception as error:  # noqa: BLE001  # asked again later; nothing was sent
            await self._settle(entry, NotSent(_logged(error)))
            return
        if may is not True:
            self._put_off(entry, may)
            return
        if once:
            self._marked[message.id] = message.chat_key
            await self._ledger.sending(message)
        try:
            outcome = await self._send(message)
        except Exception as error:  # noqa: BLE001  # one message must not stop the others
            outcome = InDoubt(_logged(error))
        await self._settle(entry, outcome)

    def _put_off(self, entry: Entry, until: May) -> None:
        """Until then, with what stands behind it in its line; for ever, where it is over."""
        if isinstance(until, bool):
            number = entry.message.id
            self._over(entry, lambda uow: uow.outbox.cancelled([number], at=self._clock()))
            return
        now = self._now()
        self._again(entry, max(until.timestamp() - now, 0.0), now, whole_chat=False)

    async def _settle(self, entry: Entry, outcome: Outcome) -> None:
        now = self._now()
        if isinstance(outcome, NotSent | InDoubt):
            self._failed(entry, now, in_doubt=isinstance(outcome, InDoubt))
            return
        if isinstance(outcome, Refused) and outcome.code in _WRONG_TOKEN:
            if self._locked_out is not None:
                self._locked_out()
            self._lines.silent(entry, now, self._jitter)
            self._again(entry, self._pace.longest_pause, now, whole_chat=False)
            return
        self._lines.heard(now)
        if isinstance(outcome, Limited):
            pause = outcome.retry_after + abs(self._jitter()) * 0.1
            self._again(entry, pause, now, whole_chat=True)
        elif isinstance(outcome, Delivered) or _is_harmless(entry.message, outcome):
            self._ledger.sent(entry.message, _reference(outcome))
            self._lines.free(entry, now)
            self._pump()
        else:
            await self._refused(entry, outcome)

    async def _refused(self, entry: Entry, outcome: Refused) -> None:
        message, gone = entry.message, outcome.code == _FORBIDDEN

        def change(uow: UnitOfWork) -> None:
            uow.outbox.refused(message.id, at=self._clock())
            if gone:
                self._ledger.gone(uow, message.chat_key)

        stored = self._ledger.finish(message, change)
        if gone:
            await stored  # what follows in this chat is asked again whether it may be sent
        self._lines.free(entry, self._now())
        self._pump()

    def _failed(self, entry: Entry, now: float, *, in_doubt: bool) -> None:
        message = entry.message
        self._lines.silent(entry, now, self._jitter)
        if in_doubt and message.delivery is Delivery.AT_MOST_ONCE:
            self._over(entry, lambda uow: uow.outbox.dead(message.id, at=self._clock()))
            return
        if in_doubt:  # told to whoever hears that it is sent: it may stand there twice
            entry.message = replace(message, state=OutState.IN_DOUBT)
        # Only a message that fails while others pass is at fault itself.
        counted = in_doubt and 0 <= entry.answered_before < self._lines.answered
        entry.answered_before = self._lines.answered
        entry.counted += counted
        entry.failures += 1
        if entry.counted >= self._pace.tries:
            self._over(entry, lambda uow: uow.outbox.dead(message.id, at=self._clock()))
            return
        pause = self._pace.first_pause * 2 ** min(entry.failures - 1, 16)
        pause = min(pause, self._pace.longest_pause) * self._jitter()
        self._again(entry, pause, now, whole_chat=False, in_doubt=in_doubt, counted=counted)

    def _again(
        self,
        entry: Entry,
        pause: float,
        now: float,
        *,
        whole_chat: bool,
        in_doubt: bool = False,
        counted: bool = False,
    ) -> None:
        at = now + pause
        when = dt.datetime.fromtimestamp(at, dt.UTC)
        number = entry.message.id
        self._ledger.note(
            lambda uow: uow.outbox.postponed(
                number, not_before=when, in_doubt=in_doubt, counted=counted
            )
        )
        self._lines.again(entry, at, now, whole_chat=whole_chat)
        self._pump()

    def _over(self, entry: Entry, change: Callable[[UnitOfWork], None]) -> None:
        _ = self._ledger.finish(entry.message, change)
        self._lines.free(entry, self._now())
        self._pump()

    def _stored(self, group: Group, heads: Sequence[Outgoing] | None) -> None:
        """Called after each commit; nothing else was read or committed meanwhile."""
        self._known.difference_update(group.finished)
        for number in group.finished if self._marked else ():
            self._marked.pop(number, None)
        if heads is not None:
            now = self._now()
            for message in heads:
                self._take_in(message, now)
            hidden = {key for key in self._marked.values() if self._is_unread(key)}
            whole = len(heads) < _HEADS
            self._unread = hidden.union(one.chat_key for one in heads) if whole else None
        if group.finished and (self._unread is None or self._unread):
            self._ledger.read()
        self._pump()

    def _is_unread(self, chat_key: str) -> bool:
        return self._unread is None or chat_key in self._unread

    def _take_in(self, message: Outgoing, now: float) -> None:
        if message.id not in self._known:
            self._known.add(message.id)
            self._lines.add(message, now)

    def _now(self) -> float:
        return self._clock().timestamp()


def _logged(error: Exception) -> str:
    kind = type(error).__name__
    LOG.error("Envois : appel en échec (%s)", kind)  # the class alone: no values in logs
    return kind


def _is_harmless(message: Outgoing, refusal: Refused) -> bool:
    """What was asked for is so already, or can matter to nobody any more."""
    if _TOO_LATE in refusal.description:
        return True
    said = refusal.description
    return message.delivery is Delivery.EDIT and any(words in said for words in _ALREADY_SO)


def _reference(outcome: Outcome) -> int | None:
    result = outcome.result if isinstance(outcome, Delivered) else None
    number = result.get("message_id") if isinstance(result, dict) else None
    return number if type(number) is int else None
