"""The whole channel in time that a test moves: outages of half an hour pass in a moment.

No socket and no thread, so that whatever can run has run when `advance` returns.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp

from apbot.channels.telegram.deciding import Desk
from apbot.channels.telegram.polling import Polling
from apbot.channels.telegram.receiving import keep
from apbot.channels.telegram.service import Parts, Service
from storage.errors import StorageFailed
from storage.records import Person, TelegramAccount
from storage.unit_of_work import Storage, UnitOfWork
from tests.botapi import refusals
from tests.botapi.faults import Fault, Kind
from tests.botapi.history import Call
from tests.botapi.refusals import Refusal, too_many
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.delivery.fakes import FakeTime, settle
from tests.telegram.direct import DirectApi

T = TypeVar("T")
Reply = tuple[int, bytes, str | None]


class VirtualApi(DirectApi):
    """The emulator's faults too, their seconds being those of the test."""

    def __init__(self, telegram: Telegram, time: FakeTime) -> None:
        super().__init__(telegram)
        self._time = time

    async def request(  # type: ignore[override]  # as its parent
        self, verb: str, url: str, *, data: bytes, **sent: Mapping[str, Any]
    ) -> Reply:
        call = Call(0, 0.0, url.rpartition("/")[2], _chat_of(data), {})
        fault = self._telegram.faults.take(call)
        if fault is None:
            return await super().request(verb, url, data=data, **sent)
        return await self._with(fault, verb, url, data)

    async def _with(self, fault: Fault, verb: str, url: str, data: bytes) -> Reply:
        match fault.kind:
            case Kind.ERROR:
                self._note(url, data)
                refusal = Refusal(refusals.SERVER_ERRORS[fault.code])
                return *refusal.reply(), None
            case Kind.LIMITED:
                self._note(url, data)
                return *too_many(round(fault.seconds)).reply(), None
            case Kind.DROP_BEFORE:
                self._note(url, data)
                raise aiohttp.ServerDisconnectedError
            case Kind.DROP_AFTER:
                await super().request(verb, url, data=data)
                raise aiohttp.ServerDisconnectedError
            case Kind.DELAY:
                await self._time.sleep(fault.seconds)
                return await super().request(verb, url, data=data)
            case _:
                raise NotImplementedError(fault.kind)

    def _note(self, url: str, data: bytes) -> None:
        """The call is in the history, as one that nothing came of."""
        self._telegram.received(url.rpartition("/")[2], parsed(data))


@dataclass
class Virtual:
    storage: Storage
    telegram: Telegram
    time: FakeTime
    writes: int = 0
    fails: Callable[[int], bool] = field(default=lambda _: False)
    """Whether this write, counted from 1, is refused by the disk."""

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        await asyncio.sleep(0)
        self.writes += 1
        failing = self.fails(self.writes)
        with self.storage.write() as uow:
            result = work(uow)
            if failing:
                raise StorageFailed("disk I/O error")
            uow.commit()
        return result

    def now(self, work: Callable[[UnitOfWork], T]) -> T:
        with self.storage.write() as uow:
            result = work(uow)
            uow.commit()
        return result

    def phone_of(self, person: Person, desk: Desk, number: int) -> Student:
        """An account that is already theirs; what they type comes with ``advance``."""
        account = TelegramAccount(
            person.id, desk.key_of(number), number, "active", self.time.clock()
        )
        self.now(lambda uow: uow.accounts.link(account))
        return Student(self.telegram, number)

    async def advance(self, seconds: float) -> None:
        await self.time.advance(seconds)
        await settle()

    def sends(self, chat_id: int | None = None) -> list[Call]:
        """Calls of sendMessage, those that failed too."""
        return [
            call
            for call in self.telegram.history.calls
            if call.method == "sendMessage" and chat_id in {None, call.chat_id}
        ]


@asynccontextmanager
async def virtual(storage: Storage, desk: Desk, time: FakeTime) -> AsyncIterator[Virtual]:
    """The service runs until the block ends, and has not failed by then."""
    scene = Virtual(storage, Telegram(clock=time.clock), time)
    receiver = Polling(keep(scene.write), desk.key_of, time.clock, time.sleep)
    api = VirtualApi(scene.telegram, time)
    service = Service(Parts(api, receiver, desk, scene.write, time.clock, time.sleep))
    task = asyncio.create_task(service.run())
    await settle()
    try:
        yield scene
        assert not task.done(), "it must stay up"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def parsed(data: bytes) -> dict[str, Any]:
    params: dict[str, Any] = json.loads(data)
    return params


def _chat_of(data: bytes) -> int | None:
    chat_id = parsed(data).get("chat_id")
    return chat_id if isinstance(chat_id, int) else None
