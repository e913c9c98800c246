"""The whole channel in one process: the emulator, storage, and the service between them."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

import uvicorn
from starlette.types import ASGIApp

from apbot.calendar.school import SchoolCalendar
from apbot.channels.telegram.deciding import Desk
from apbot.channels.telegram.receiving import Receiver
from apbot.channels.telegram.running import Means, by_polling, by_webhook, service
from apbot.channels.telegram.transport import BotApi
from apbot.clock import Clock, system_clock
from apbot.enabling import new_link
from apbot.library import Library
from apbot.school import School
from apbot.tokens import new_token, token_hash
from apbot.writer import Writer
from storage.errors import StorageFailed
from storage.records import Conversation, Link, Person
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student

T = TypeVar("T")
SECRET = b"a secret of the tests"
LYCEE = School(name="lycée Exemple")
PUBLIC_URL = "https://ap.lycee.example"
HOOK_SECRET = "the-secret-of-the-webhook"  # noqa: S105  # of the tests
Guard = Callable[[ASGIApp], ASGIApp]


class Way(StrEnum):
    """How updates come in."""

    POLLING = "polling"
    WEBHOOK = "webhook"


def _open(door: ASGIApp) -> ASGIApp:
    return door


class MovedClock:
    """The time it is, and as much later as a test says."""

    def __init__(self) -> None:
        self.later = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return system_clock() + self.later

    def advance(self, **by: float) -> None:
        self.later += dt.timedelta(**by)


@dataclass
class Stage:
    """``until`` waits for something to come true, as a person would."""

    school: SmallSchool
    server: Server
    telegram: Telegram
    writer: Writer
    disk_is_full: bool = False

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        if self.disk_is_full:
            raise StorageFailed
        done = await asyncio.wrap_future(self.writer.submit(work))
        self.telegram.changed()  # `until` looks again: what it waits for may be in storage
        return done

    async def until(self, is_so: Callable[[], bool], *, seconds: float = 10) -> None:
        assert await self.server.until(is_so, seconds), "it did not come"

    async def quiet(self) -> None:
        """Nothing waits any more, and what was sent is noted."""

        def is_so(uow: UnitOfWork) -> bool:
            inside, outside = uow.inbox.counts("telegram"), uow.outbox.counts("telegram")
            waiting = outside["pending"] + outside["sending"] + outside["in_doubt"]
            return inside["new"] + waiting == 0

        async with asyncio.timeout(10):
            while not await self.write(is_so):
                pass

    async def answered(self, phone: Student, act: Callable[[], object]) -> str:
        """Do this, and wait for the bot's next message; its text."""
        seen = {message["message_id"] for message in phone.bot_messages()}

        def new() -> list[dict[str, Any]]:
            return [m for m in phone.bot_messages() if m["message_id"] not in seen]

        act()
        await self.until(lambda: bool(new()))
        return str(new()[-1].get("text", ""))

    async def pass_to(self, phone: Student, words: str) -> str:
        """Pass over questions until one with these words is asked; its text."""
        text = phone.reads[-1]
        while words not in text:
            text = await self.answered(phone, lambda: phone.types("je passe"))
        return text

    def phone(self, number: int = 42) -> Student:
        return Student(self.telegram, number)

    async def link_for(self, person: Person) -> str:
        """A personal link to Telegram, and Telegram allowed for the class."""
        token = new_token()
        at = system_clock()

        def work(uow: UnitOfWork) -> None:
            assert person.class_id is not None
            uow.people.allow_telegram(person.class_id, allowed=True)
            uow.links.add(Link(token_hash(token), person.id, at, channel="telegram"))

        await self.write(work)
        return token

    async def linked(self, adult: Person, number: int = 900) -> Student:
        """The phone of an adult of the school, once their account is linked."""
        link = await self.write(lambda uow: new_link(uow, adult, at=system_clock()))
        phone = self.phone(number)
        await self.answered(phone, lambda: phone.starts(link.token))
        phone.presses("C'est bien moi")
        await self.until(lambda: any("est relié" in text for text in phone.reads))
        return phone

    async def enrolled(self, person: Person, number: int = 42) -> Student:
        """A student whose account is theirs, before the notice."""
        phone = self.phone(number)
        phone.starts(await self.link_for(person))
        await self.until(lambda: "C'est bien moi" in phone.buttons)
        phone.presses("C'est bien moi")
        await self.until(lambda: "Continuer sur Telegram" in phone.buttons)
        phone.presses("Continuer sur Telegram")
        await self.until(lambda: "On commence" in phone.buttons)
        return phone

    def conversation(self, person: Person) -> Conversation | None:
        return self.school.conversation(person)


@asynccontextmanager
async def running(
    school: SmallSchool,
    telegram: Telegram,
    *,
    decided: School = LYCEE,
    clock: Clock = system_clock,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    way: Way = Way.POLLING,
    guard: Guard = _open,
    calendar: SchoolCalendar | None = None,
) -> AsyncIterator[Stage]:
    """The service runs until the block ends, on the storage of this school.

    ``guard`` stands before the webhook's door.

    It is cut off there: what is in the storage and what Telegram keeps is all that the next has.

    ``decided``: what the school's file says; ``calendar``: when people may be written to.
    """
    writer = Writer(school.storage)
    async with Server(telegram) as server, BotApi(telegram.token, base_url=server.url) as api:
        stage = Stage(school, server, telegram, writer)
        desk = desk_of(school.library, decided)
        if calendar is not None:
            desk = replace(desk, calendar=calendar)
        means = Means(desk, stage.write, clock, sleep)
        async with _receiver(way, stage, means, guard) as receiver:
            task = asyncio.create_task(service(means, api, receiver).run())
            try:
                yield stage
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
    writer.close()


@asynccontextmanager
async def _receiver(way: Way, stage: Stage, means: Means, guard: Guard) -> AsyncIterator[Receiver]:
    if way is Way.POLLING:
        yield by_polling(means)
        return
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/telegram"
        door = by_webhook(means, url, [HOOK_SECRET])
        async with listening(guard(door), listener):
            yield door
            # Down first: what is still posted then would wait for the storage of a closed test.
            await stage.server.webhook.stop()


@asynccontextmanager
async def listening(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """This application on this socket, in this loop."""
    config = uvicorn.Config(app, log_level="warning", lifespan="off", access_log=False)
    server = _Quiet(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        await task


class _Quiet(uvicorn.Server):
    """Leaves the signals to the tests."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def desk_of(library: Library, decided: School = LYCEE) -> Desk:
    return Desk(library, decided, SECRET, public_url=PUBLIC_URL)
