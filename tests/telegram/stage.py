"""The whole channel in one process: the emulator, storage, and the service between them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from apbot.channels.telegram.deciding import Desk
from apbot.channels.telegram.polling import Polling
from apbot.channels.telegram.receiving import keep
from apbot.channels.telegram.service import Parts, Service
from apbot.channels.telegram.transport import BotApi
from apbot.clock import Clock, system_clock
from apbot.enabling import new_link
from apbot.library import Library
from apbot.school import School
from apbot.tokens import new_token, token_hash
from apbot.writer import Writer
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

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
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
) -> AsyncIterator[Stage]:
    """The service runs until the block ends, on the storage of this school.

    It is cut off there: what is in the storage and what Telegram keeps is all that the next has.

    ``decided``: what the school's file says.
    """
    writer = Writer(school.storage)
    async with Server(telegram) as server, BotApi(telegram.token, base_url=server.url) as api:
        stage = Stage(school, server, telegram, writer)
        desk = desk_of(school.library, decided)
        receiver = Polling(keep(stage.write), desk.key_of, clock, sleep)
        service = Service(Parts(api, receiver, desk, stage.write, clock, sleep))
        task = asyncio.create_task(service.run())
        try:
            yield stage
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    writer.close()


def desk_of(library: Library, decided: School = LYCEE) -> Desk:
    return Desk(library, decided, SECRET, public_url=PUBLIC_URL)
