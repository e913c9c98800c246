"""What a textbook bot loses when it is killed, and that the checker sees it."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from pathlib import Path

from pysqlite3 import dbapi2

from apbot.clock import system_clock
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.faults.bots import ROOT
from tests.faults.history import History, Kept, check
from tests.faults.naive import QUESTIONS, question
from tests.faults.reading import Reader, Wording, calls_of, updates_of

STUDENTS = 60
FIRST = 2_000


async def _start(server: Server, file: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.naive"),
        *(server.url, server.telegram.token, str(file)),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def test_answers_committed_in_the_handler_are_lost_and_the_checker_says_so(
    tmp_path: Path,
) -> None:
    telegram = Telegram(clock=system_clock)
    file = tmp_path / "answers.db"
    phones = [Student(telegram, FIRST + number) for number in range(STUDENTS)]
    async with Server(telegram) as server:
        bot = await _start(server, file)
        for phone in phones:
            phone.starts()
        assert await server.until(lambda: _asked(telegram, 1) == STUDENTS, 60)
        for phone in phones:  # the whole class at once
            phone.types(f"canari{phone.user_id}")
        assert await server.until(lambda: _asked(telegram, 2) > 0, 30)
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
        killed_at = telegram.now()

        bot = await _start(server, file)  # what it left with Telegram, it may still take
        assert await server.until(lambda: not telegram.updates.any(telegram.now()), 60)
        bot.terminate()
        await bot.wait()

    found = Counter(v.what for v in check(_history(telegram, file, killed_at)))
    assert found["lost"] > 0
    assert set(found) == {"lost"}


def _asked(telegram: Telegram, number: int) -> int:
    return sum(line.text == question(number) for line in telegram.history.lines)


def _history(telegram: Telegram, file: Path, killed_at: float) -> History:
    wording = Wording({str(number): question(number) for number in range(1, QUESTIONS + 1)})
    reader = Reader(wording)
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
        crashes=[killed_at],
        canaries={f"canari{FIRST + number}": FIRST + number for number in range(STUDENTS)},
    )
