"""The whole channel with no socket: the real service and API, its requests given to the emulator.

``settled`` waits until everything that came in is decided and everything decided is sent.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from apbot.channels.telegram.deciding import Desk
from apbot.channels.telegram.polling import Polling
from apbot.channels.telegram.receiving import keep
from apbot.channels.telegram.service import Parts, Service
from apbot.channels.telegram.transport import BotApi
from apbot.clock import Clock
from apbot.writer import Writer
from storage.records import Person, TelegramAccount
from storage.unit_of_work import Storage, UnitOfWork
from tests.botapi import methods
from tests.botapi.polling import LongPoll
from tests.botapi.state import Telegram
from tests.botapi.students import Student

T = TypeVar("T")


class DirectApi(BotApi):
    """What would go on the wire goes to the emulator at once."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__(telegram.token, base_url="http://emulated")
        self._telegram = telegram
        self._polls = LongPoll(telegram)

    async def request(  # type: ignore[override]  # the parts of the wire that matter here
        self, verb: str, url: str, *, data: bytes, **_: Mapping[str, Any]
    ) -> tuple[int, bytes, str | None]:
        assert verb == "POST"
        call = self._telegram.received(url.rpartition("/")[2], json.loads(data))
        if call.method == "getUpdates":
            status, body = await self._polls.answer(call)
        else:
            status, body = methods.perform(self._telegram, call)
        return status, body, None


@dataclass
class Direct:
    """One chat after another can be played; nothing waits for a clock."""

    storage: Storage
    telegram: Telegram
    writer: Writer
    clock: Clock
    committed: asyncio.Event

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        done = await asyncio.wrap_future(self.writer.submit(work))
        self.committed.set()
        return done

    async def phone_of(self, person: Person, desk: Desk, number: int = 42) -> Student:
        """An account that is already theirs."""
        account = TelegramAccount(person.id, desk.key_of(number), number, "active", self.clock())
        await self.write(lambda uow: uow.accounts.link(account))
        return Student(self.telegram, number)

    async def says(self, phone: Student, act: Callable[[], object]) -> list[str]:
        """Do this; what the bot says to it, message by message."""
        seen = {message["message_id"] for message in phone.bot_messages()}
        act()
        await self.settled()
        return [
            str(message.get("text", "")).replace("\u00a0", " ")
            for message in phone.bot_messages()
            if message["message_id"] not in seen
        ]

    async def settled(self, *, seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while not self._is_settled():
                self.committed.clear()
                await self.committed.wait()

    def _is_settled(self) -> bool:
        if self.telegram.updates.any(self.telegram.now()):
            return False
        with self.storage.read() as uow:
            coming, going = uow.inbox.counts("telegram"), uow.outbox.counts("telegram")
        assert not coming["dead"], "a message could not be decided"
        assert not going["refused"], "Telegram refused something"
        return not (coming["new"] or going["pending"] or going["sending"] or going["in_doubt"])


@asynccontextmanager
async def direct(storage: Storage, desk: Desk, clock: Clock) -> AsyncIterator[Direct]:
    """The service runs until the block ends."""
    telegram = Telegram(clock=clock)
    scene = Direct(storage, telegram, Writer(storage), clock, asyncio.Event())
    telegram.on_change.append(scene.committed.set)
    receiver = Polling(keep(scene.write), desk.key_of, clock)
    service = Service(Parts(DirectApi(telegram), receiver, desk, scene.write, clock))
    task = asyncio.create_task(service.run())
    try:
        yield scene
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        scene.writer.close()
