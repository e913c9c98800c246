"""One run: the emulator stays up, pupils answer, the program is killed and started again."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from apbot.bootstrap import derived_secret
from apbot.channels.telegram.desk import Desk
from apbot.clock import system_clock
from apbot.library import Library
from apbot.school import School
from dialogues.definition import Dialogue
from dialogues.loader import Catalogue
from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind, TelegramAccount
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.faults.bots import Bot
from tests.faults.export import Disk, export, integrity
from tests.faults.hall import Hall
from tests.faults.history import History, Violation, check
from tests.faults.pupils import Course, Habits, Pupil
from tests.faults.reading import Reader, Wording, calls_of, updates_of

FIRST_CHAT = 1_000
_LOOK_AGAIN = 0.05
"""Seconds between two looks at a file that another process writes."""
_KILL_WITHIN = 1.0
_TELL_EVERY = 25
"""Kills."""
_IN_ITS_CRADLE = 0.15
"""How many kills, of one, come before the program is ready."""


@dataclass(frozen=True, slots=True)
class Plan:
    kills: int
    at_once: int = 200
    """Pupils answering at the same time."""
    people: int = 200
    """Pupils in all, at most."""
    answers: int = 0
    """At least so many, if there are pupils enough; the kills are spread over them."""
    rate: float = 0.0
    """Acts a second of all pupils together, about; 0: nobody thinks."""
    seed: int = 1
    webhook: bool = False
    patience: float = 60.0
    """Seconds without any news after which pupils wait for ever."""


@dataclass(frozen=True, slots=True)
class Result:
    history: History
    violations: Sequence[Violation]
    pupils: int
    answers: int
    """Each counted once, however often it was said again."""
    waiting: int
    """Pupils who were never answered any more."""
    integrity: str
    seconds: float
    restarts: Sequence[float]
    """Seconds from its start until the program took messages, where it came to that."""

    @property
    def is_clean(self) -> bool:
        return not self.violations and not self.waiting and self.integrity == "ok"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run keeps its database, its key and what the program prints."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "apbot.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @property
    def key(self) -> Path:
        return self.folder / "apbot.key"

    @property
    def log(self) -> Path:
        return self.folder / "apbot.log"

    def environ(self, telegram: Telegram, server: Server, *, webhook: bool) -> dict[str, str]:
        found = {
            "APBOT_DATABASE_URL": self.url,
            "APBOT_KEY_FILE": str(self.key),
            "APBOT_TELEGRAM_TOKEN": telegram.token,
            "APBOT_TELEGRAM_API_URL": server.url,
            "APBOT_PORT": "0",
        }
        if webhook:
            port = _free_port()
            found |= {
                "APBOT_PORT": str(port),
                "APBOT_TELEGRAM_WEBHOOK_SECRET": "a-secret-of-the-killed-program",
                "APBOT_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            }
        return found


def _free_port() -> int:
    """The same in every life; nobody else takes it in between, or the run fails."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


Make = Callable[[Mapping[str, str], Path], Bot]
"""The program, from its environment and the file for what it prints."""


async def play(place: Place, plan: Plan, make: Make) -> Result:
    draw = random.Random(plan.seed)  # noqa: S311  # to be repeated
    dialogue = Catalogue().dialogue("welcome")
    persons = {FIRST_CHAT + n: f"{n + 1:032x}" for n in range(plan.people)}
    _enrol(place, persons)
    telegram = Telegram(clock=system_clock)
    disk = Disk(place.file, persons)
    disk.watch(telegram)
    began = time.perf_counter()
    async with Server(telegram) as server:
        course = Course.of(dialogue, Habits(lets_words_arrive=plan.webhook))
        pupils = [Pupil(course, Student(telegram, chat), draw) for chat in persons]
        hall = Hall(telegram, pupils, draw)
        bot = make(place.environ(telegram, server, webhook=plan.webhook), place.log)
        hour = Hour(plan, draw, telegram, server, hall, bot, disk)
        await hour.of_class()
    return _judged(place, dialogue, hour, disk, time.perf_counter() - began)


def _enrol(place: Place, persons: Mapping[int, str]) -> None:
    """Students of a class with Telegram, whose accounts are theirs already."""
    storage = open_storage(place.url, key_file=place.key, create=True)
    secret = derived_secret(place.key, b"apbot telegram 1")
    desk = Desk(Library(Catalogue()), School(), secret)
    now = system_clock()
    group = ClassGroup("c" * 32, "2nde 3", "seconde", "general", "2026-2027", telegram=True)
    with storage.write() as uow:
        uow.people.add_class(group)
        for chat, person in persons.items():
            pupil = Person(person, PersonKind.STUDENT, "Camille", f"N{chat}", group.id)
            uow.people.add(pupil, at=now)
            uow.accounts.link(TelegramAccount(person, desk.key_of(chat), chat, "active", now))
        uow.commit()
    storage.close()


class Watched(Protocol):
    """The file of the program, from outside."""

    def let_go(self) -> None: ...

    def unfinished(self) -> int: ...


@dataclass
class Hour:
    plan: Plan
    draw: random.Random
    telegram: Telegram
    server: Server
    hall: Hall
    bot: Bot
    disk: Watched
    crashes: list[float] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)

    async def of_class(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            acting = tasks.create_task(self.hall.run())
            try:
                await self._pass_by()
            finally:
                await self.bot.close()
            acting.cancel()

    async def _pass_by(self) -> None:
        """Kills, a life that is left alone, and time for everything to come to its end."""
        self.hall.thinking = self.plan.at_once / self.plan.rate if self.plan.rate else 0.0
        self.hall.enter(self.plan.at_once)
        while len(self.crashes) < self.plan.kills:
            await self.bot.start(last=False)
            if not await self._dies():
                break
            self.disk.let_go()
            # From here on, nothing that the dead program asked for can still come.
            self.crashes.append(self.telegram.now())
            self._tell()
        if len(self.crashes) == self.plan.kills:
            await self.bot.start(last=True)
        await self._as_long_as_news(lambda: self.hall.given >= self.plan.answers)
        self.hall.hurry()
        await self._as_long_as_news(lambda: not self.hall.present)
        await self._settled()
        await self.bot.kill()
        self.disk.let_go()

    def _tell(self) -> None:
        """How far it is, for whoever waits for a long run."""
        kills = len(self.crashes)
        if kills % _TELL_EVERY == 0:
            seconds = self.crashes[-1] - self.crashes[0]
            said = f"{kills} kills, {self.hall.given} answers, {seconds:.0f} s"
            print(said, file=sys.stderr, flush=True)

    async def _dies(self) -> bool:
        """False: there is nothing left to kill it over."""
        asked = len(self.telegram.history.calls)
        ended = asyncio.create_task(self.bot.ended())
        if self.bot.kills_itself:
            try:
                await asyncio.wait_for(ended, self.plan.patience)
            except TimeoutError:
                return False
            return True
        if self.draw.random() >= _IN_ITS_CRADLE:
            began = time.perf_counter()
            await self.server.until(lambda: self._takes_messages(asked), self.plan.patience)
            self.restarts.append(time.perf_counter() - began)
            due = self.plan.answers * len(self.crashes) / self.plan.kills
            await self.server.until(lambda: self.hall.given >= due, self.plan.patience)
        await asyncio.wait({ended}, timeout=self.draw.uniform(0, _KILL_WITHIN))
        ended.cancel()
        await self.bot.kill()
        return True

    def _takes_messages(self, since: int) -> bool:
        calls = self.telegram.history.calls[since:]
        return any(call.method in {"getUpdates", "setWebhook"} for call in calls)

    async def _as_long_as_news(self, is_so: Callable[[], bool]) -> None:
        """Until it is so, or nobody has been answered for a long time."""
        while not is_so():
            lines = len(self.telegram.history.lines)
            await self.server.until(is_so, self.plan.patience)
            if len(self.telegram.history.lines) == lines:
                return

    async def _settled(self) -> None:
        async def nothing_left() -> None:
            while self.disk.unfinished():  # noqa: ASYNC110  # another process writes the file
                await asyncio.sleep(_LOOK_AGAIN)

        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(nothing_left(), self.plan.patience)


def _judged(place: Place, dialogue: Dialogue, hour: Hour, disk: Disk, seconds: float) -> Result:
    log = hour.telegram.history
    reader = Reader(Wording.of(dialogue), disk.answered)
    reader.read(log)
    storage = open_storage(place.url, key_file=place.key)
    found = export(storage, dialogue, disk.persons)
    storage.close()
    history = History(
        updates=updates_of(log, disk.stored),
        acts=reader.acts,
        kept=found.kept,
        shown=reader.shown,
        calls=list(calls_of(log)),
        crashes=hour.crashes,
        inbox=found.inbox,
        outbox=found.outbox,
        canaries={word: pupil.chat for pupil in hour.hall.pupils for word in pupil.canaries},
        logs=place.log.read_text(encoding="utf-8", errors="replace"),
    )
    return Result(
        history,
        check(history),
        pupils=len(hour.hall.pupils),
        answers=hour.hall.given,
        waiting=hour.hall.present,
        integrity=integrity(place.file),
        seconds=seconds,
        restarts=hour.restarts,
    )
