"""The service in this process, on a database file, with one thing broken; cut off at any point."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from apbot.channels.telegram.desk import Desk
from apbot.channels.telegram.polling import Polling
from apbot.channels.telegram.receiving import Store, keep
from apbot.channels.telegram.service import Parts, Service
from apbot.channels.telegram.transport import BotApi
from apbot.clock import system_clock
from apbot.delivery.ledger import Write
from apbot.school import School
from apbot.writer import Writer
from storage.records import TelegramAccount
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.faults.export import Disk, export
from tests.faults.history import History, check
from tests.faults.reading import Reader, Wording, calls_of, updates_of

T = TypeVar("T")
ME, OTHER = 1_001, 1_002
"""Chats."""
TEXT = "welcome.free_word"


@dataclass
class Stand:
    """``phone`` is the student's; ``other`` belongs to somebody else."""

    school: SmallSchool
    telegram: Telegram
    server: Server
    disk: Disk
    crashes: list[float] = field(default_factory=list)
    canaries: dict[str, int] = field(default_factory=dict)
    passed_over: int = 0
    """The last answer that was in the database before anybody did anything."""

    def __post_init__(self) -> None:
        self.phone = Student(self.telegram, ME)
        self.other = Student(self.telegram, OTHER)
        self.desk = Desk(
            self.school.library, School(name="lycée Exemple"), b"a secret of the tests"
        )

    async def until(self, is_so: Callable[[], bool]) -> None:
        assert await self.server.until(is_so, 20), "it did not come"

    async def reads(self, words: str) -> None:
        await self.until(lambda: any(words in text for text in self.phone.reads))

    def enrol(self, *, to: str) -> None:
        """The accounts are theirs; Sacha has passed over what comes before this question."""
        now = system_clock()
        with self.school.storage.write() as uow:
            uow.people.allow_telegram(self.school.sacha.class_id or "", allowed=True)
            for chat, person in self.persons.items():
                key = self.desk.key_of(chat)
                uow.accounts.link(TelegramAccount(person, key, chat, "active", now))
            uow.commit()
        self.school.bring(self.school.sacha, to=to)
        self.passed_over = max(
            (kept.id for kept in self.school.history(self.school.sacha)), default=0
        )

    @property
    def persons(self) -> dict[int, str]:
        return {ME: self.school.sacha.id, OTHER: self.school.noa.id}

    @asynccontextmanager
    async def life(
        self,
        *,
        service: Callable[[Parts], Service] = Service,
        api: Callable[..., BotApi] = BotApi,
        writing: Callable[[Write], Write] = lambda write: write,
        storing: Callable[[Store], Store] = lambda store: store,
    ) -> AsyncIterator[Service]:
        """Cut off at the end of the block, wherever it is."""
        writer = Writer(self.school.storage)

        async def committed(work: Callable[[UnitOfWork], T]) -> T:
            return await asyncio.wrap_future(writer.submit(work))

        write = writing(committed)
        async with api(self.telegram.token, base_url=self.server.url) as wire:
            receiver = Polling(storing(keep(write)), self.desk.key_of, system_clock)
            running = service(Parts(wire, receiver, self.desk, write, system_clock))
            task = asyncio.create_task(running.run())
            try:
                yield running
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                writer.close()
                self.disk.let_go()
                self.crashes.append(self.telegram.now())

    async def settled(self) -> None:
        """Everything is decided, sent and written down."""

        async def nothing_left() -> None:
            while self.disk.unfinished():  # noqa: ASYNC110  # a thread writes the file
                await asyncio.sleep(0.02)

        await asyncio.wait_for(nothing_left(), 20)

    def history(self) -> History:
        dialogue = self.school.library.newest("welcome").dialogue
        reader = Reader(Wording.of(dialogue), self.disk.answered)
        reader.read(self.telegram.history)
        found = export(self.school.storage, dialogue, self.persons)
        return History(
            updates=updates_of(self.telegram.history, self.disk.stored),
            acts=reader.acts,
            kept=[row for row in found.kept if row.number > self.passed_over],
            shown=reader.shown,
            calls=list(calls_of(self.telegram.history)),
            crashes=self.crashes,
            inbox=found.inbox,
            outbox=found.outbox,
            canaries=self.canaries,
        )

    def broken(self) -> set[tuple[str, str]]:
        """Which invariants do not hold, and in what way."""
        return {(found.invariant, found.what) for found in check(self.history())}
