"""The same class and the same kills with the textbook bot of ``naive``, for comparison."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from pysqlite3 import dbapi2

from apbot.clock import system_clock
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.faults.bots import ROOT
from tests.faults.export import integrity
from tests.faults.hall import Hall
from tests.faults.history import History, Kept, check
from tests.faults.naive import QUESTIONS, question
from tests.faults.reading import Reader, Wording, calls_of, updates_of
from tests.faults.run import FIRST_CHAT, Hour, Plan, Result

_WORDING = Wording({str(number): question(number) for number in range(1, QUESTIONS + 1)})


@dataclass
class Textbook:
    """It has no inbox, no outbox and no database but its answers: there is nothing to look at."""

    server: Server
    file: Path
    kills_itself: bool = False
    _process: asyncio.subprocess.Process | None = None

    async def start(self, *, last: bool) -> None:
        del last
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.naive"),
            *(self.server.url, self.server.telegram.token, str(self.file)),
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def ended(self) -> None:
        await asyncio.Event().wait()

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def close(self) -> None:
        await self.kill()

    def let_go(self) -> None:
        """Nobody looks at its file meanwhile."""

    def unfinished(self) -> int:
        return 0


@dataclass
class Writing:
    """A student who writes one line to each question, once."""

    phone: Student
    canaries: list[str] = field(default_factory=list)
    done: bool = False
    waits_for: None = None

    @property
    def chat(self) -> int:
        return self.phone.user_id

    @property
    def given(self) -> int:
        return len(self.canaries)

    def begins(self) -> None:
        self.phone.starts()

    def acts(self) -> None:
        asked = self.phone.reads[-1] if self.phone.reads else ""
        self.done = asked == question(QUESTIONS + 1)
        if asked == question(self.given + 1) and not self.done:
            self.canaries.append(f"canari{self.chat}x{self.given}")
            self.phone.types(self.canaries[-1])


async def play_textbook(file: Path, plan: Plan) -> Result:
    draw = random.Random(plan.seed)  # noqa: S311  # to be repeated
    telegram = Telegram(clock=system_clock)
    chats = range(FIRST_CHAT, FIRST_CHAT + plan.people)
    hall = Hall(telegram, [Writing(Student(telegram, chat)) for chat in chats], draw)
    began = time.perf_counter()
    async with Server(telegram) as server:
        bot = Textbook(server, file)
        hour = Hour(plan, draw, telegram, server, hall, bot, bot)
        await hour.of_class()
    history = _history(telegram, file, hour)
    return Result(
        history,
        check(history),
        pupils=len(hall.pupils),
        answers=hall.given,
        waiting=hall.present,
        integrity=integrity(file),
        seconds=time.perf_counter() - began,
        restarts=hour.restarts,
    )


def _history(telegram: Telegram, file: Path, hour: Hour) -> History:
    reader = Reader(_WORDING)
    reader.read(telegram.history)
    database = dbapi2.connect(file)
    rows = database.execute("SELECT id, chat, question, words FROM answer").fetchall()
    database.close()
    return History(
        updates=updates_of(telegram.history, {}),
        acts=reader.acts,
        kept=[Kept(number, chat, str(at), words) for number, chat, at, words in rows],
        shown=reader.shown,
        calls=list(calls_of(telegram.history)),
        crashes=hour.crashes,
        canaries={word: pupil.chat for pupil in hour.hall.pupils for word in pupil.canaries},
    )
