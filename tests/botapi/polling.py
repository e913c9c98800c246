"""getUpdates: the one poll that may wait, and the older one that has to go."""

from __future__ import annotations

import asyncio

from . import refusals
from .history import Call, Outcome
from .methods import delivered, refused
from .refusals import Refusal, Reply
from .state import Poll, Telegram


class LongPoll:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._waiting: asyncio.Future[str] | None = None
        telegram.on_update.append(self._news)

    async def answer(self, call: Call) -> Reply:
        try:
            poll = self._telegram.poll(call.params)
            self.end(refusals.OTHER_POLL)
            batch = self._telegram.take(poll) or await self._wait_for_one(poll)
        except Refusal as refusal:
            return refused(self._telegram, call, refusal)
        return delivered(self._telegram, call, b"[" + b",".join(batch) + b"]")

    async def _wait_for_one(self, poll: Poll) -> list[bytes]:
        if not poll.timeout:
            return []
        loop = asyncio.get_running_loop()
        waiting = self._waiting = loop.create_future()
        timer = loop.call_later(poll.timeout, self._settle, waiting, "")
        try:
            why_not = await waiting
        finally:
            timer.cancel()
            if self._waiting is waiting:
                self._waiting = None
        if why_not:
            raise Refusal(why_not)
        return self._telegram.take(poll)

    def end(self, why: str) -> None:
        """The poll that waits, if any, is refused with these words."""
        if self._waiting:
            self._settle(self._waiting, why)

    def _news(self) -> None:
        if self._waiting:
            self._settle(self._waiting, "")

    @staticmethod
    def _settle(waiting: asyncio.Future[str], why_not: str) -> None:
        if not waiting.done():
            waiting.set_result(why_not)


def lost(call: Call) -> None:
    """The reply did not arrive. What was refused stays refused."""
    if call.outcome is Outcome.DELIVERED:
        call.outcome = Outcome.DELIVERED_BUT_REPLY_LOST
