"""``python -m tests.faults.kill --kills N``: the real ``apbot serve`` on SQLite, killed N times.

An emulated Bot API stays up; students answer each question once, when it reaches them. At the end
every answer that reached Telegram must be in the database exactly once, and everybody must have
got to the review. Exit status 1 when one is lost, doubled or wrong, or somebody waits for ever.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from apbot.bootstrap import derived_secret
from apbot.channels.telegram.deciding import Desk
from apbot.clock import system_clock
from apbot.library import Library
from apbot.school import School
from dialogues.answers import Answer
from dialogues.definition import Address, Step
from dialogues.loader import Catalogue
from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind, TelegramAccount
from storage.unit_of_work import Storage
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student

ROOT = Path(__file__).parent.parent.parent
FIRST_CHAT = 1_000
_QUESTION_MARK = "/2"


@dataclass
class Pupil:
    """Answers what is asked, once for each question, as soon as it is read."""

    person: Person
    phone: Student
    draw: random.Random
    answered: dict[str, str] = field(default_factory=dict)
    """By the number shown: what was pressed or typed."""
    read: set[int] = field(default_factory=set)
    done: bool = False

    def looks(self) -> None:
        for message in self.phone.bot_messages():
            if message["message_id"] not in self.read:
                self.read.add(message["message_id"])
                self._reads(message)

    def _reads(self, message: dict[str, Any]) -> None:
        text = message.get("text", "")
        labels = [b["text"] for row in _rows(message) for b in row]
        number = text.partition(")")[0].strip("(") if text.startswith("(") else text[:30]
        if "Rien n'est encore envoyé" in text:
            self.done = True
        elif "On commence" in labels and "start" not in self.answered:
            self._press("start", message, "On commence")
        elif number not in self.answered and "Je passe" in labels:
            choices = [label for label in labels if label not in {"Je passe", "Retour", "Valider"}]
            if "Valider" in labels or not choices:
                self.answered[number] = "Je passe"
                self.phone.presses("Je passe", message_id=message["message_id"])
            else:
                self._press(number, message, self.draw.choice(choices))

    def _press(self, number: str, message: dict[str, Any], label: str) -> None:
        self.answered[number] = label
        self.phone.presses(label, message_id=message["message_id"])


def _rows(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


class Bot:
    """The program in its own process."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = environ
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "apbot", "serve", "--port", "0"),
            cwd=ROOT,
            env={**os.environ, **self._environ},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
        if self._process is not None:
            await self._process.wait()


def _people(storage: Storage, desk: Desk, count: int) -> list[Person]:
    """Students whose accounts are theirs already."""
    now = system_clock()
    people = [
        Person(f"{number:032x}", PersonKind.STUDENT, "Camille", f"N{number}", "c" * 32)
        for number in range(1, count + 1)
    ]
    with storage.write() as uow:
        uow.people.add_class(
            ClassGroup("c" * 32, "2nde 3", "seconde", "general", "2026-2027", telegram=True)
        )
        for number, person in enumerate(people):
            uow.people.add(person, at=now)
            chat = FIRST_CHAT + number
            uow.accounts.link(TelegramAccount(person.id, desk.key_of(chat), chat, "active", now))
        uow.commit()
    return people


@dataclass
class Report:
    kills: int
    answers: int
    lost: int
    doubled: int
    wrong: int
    waiting: int
    seconds: float
    duplicates: int
    """Questions that came twice; never counted twice."""
    integrity: str

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.wrong or self.waiting) and (
            self.integrity == "ok"
        )


async def play(folder: Path, *, kills: int, students: int, seed: int) -> Report:
    """One run. Restarts until everybody has reached the review."""
    draw = random.Random(seed)  # noqa: S311  # to be repeated
    url, key = f"sqlite:///{folder / 'apbot.db'}", folder / "apbot.key"
    storage = open_storage(url, key_file=key, create=True)
    desk = Desk(Library(Catalogue()), School(), derived_secret(key, b"apbot telegram 1"))
    people = _people(storage, desk, students)
    storage.close()
    telegram = Telegram(clock=system_clock)
    began = time.perf_counter()
    async with Server(telegram) as server:
        pupils = [
            Pupil(person, Student(telegram, FIRST_CHAT + number), draw)
            for number, person in enumerate(people)
        ]
        bot = Bot(
            {
                "APBOT_DATABASE_URL": url,
                "APBOT_KEY_FILE": str(key),
                "APBOT_TELEGRAM_TOKEN": telegram.token,
                "APBOT_TELEGRAM_API_URL": server.url,
            }
        )
        for pupil in pupils:
            pupil.phone.starts()
        await bot.start()
        killed = 0
        while killed < kills:
            await _until(server, pupils, seconds=draw.uniform(0.9, 2.2))
            await bot.kill()
            killed += 1
            await bot.start()
        await _until(server, pupils, seconds=120)
        await bot.kill()
    return _judge(url, key, pupils, killed, time.perf_counter() - began)


async def _until(server: Server, pupils: Sequence[Pupil], *, seconds: float) -> None:
    """Everybody answers what reaches them, for so long or until all are done."""

    def all_done() -> bool:
        for pupil in pupils:
            pupil.looks()
        return all(pupil.done for pupil in pupils)

    await server.until(all_done, seconds)


def _judge(url: str, key: Path, pupils: Sequence[Pupil], kills: int, seconds: float) -> Report:
    storage = open_storage(url, key_file=key)
    questions = Catalogue().dialogue("welcome").questions
    lost = doubled = wrong = answers = 0
    with storage.read() as uow:
        for pupil in pupils:
            found = uow.conversations.find(pupil.person.id, pupil.person.id, "welcome")
            history = uow.answers.history(found.id) if found else []
            given = [label for number, label in pupil.answered.items() if number != "start"]
            kept = [_button(questions[past.answer.question], past.answer) for past in history]
            answers += len(given)
            lost += max(len(given) - len(kept), 0)
            doubled += sum(past.answer.revision > 1 for past in history)
            wrong += sum(mine != theirs for mine, theirs in zip(given, kept, strict=False))
    storage.close()
    database = dbapi2.connect(url.removeprefix("sqlite:///"))
    integrity = str(database.execute("PRAGMA integrity_check").fetchone()[0])
    database.close()
    return Report(
        kills=kills,
        answers=answers,
        lost=lost,
        doubled=doubled,
        wrong=wrong,
        waiting=sum(not pupil.done for pupil in pupils),
        seconds=round(seconds, 1),
        duplicates=sum(_duplicates(pupil) for pupil in pupils),
        integrity=integrity,
    )


def _button(step: Step, answer: Answer) -> str:
    """What was pressed to give this answer."""
    option = step.option_for(answer.value)
    return option.button(Address.TU) if option else "Je passe"


def _duplicates(pupil: Pupil) -> int:
    texts = [m["text"].partition(")")[0] for m in pupil.phone.bot_messages() if _is_asked(m)]
    return len(texts) - len(set(texts))


def _is_asked(message: dict[str, Any]) -> bool:
    return str(message.get("text", "")).startswith("(") and _QUESTION_MARK in message["text"][:6]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="apbot-kill-") as folder:
        report = asyncio.run(
            play(Path(folder), kills=asked.kills, students=asked.students, seed=asked.seed)
        )
    print(json.dumps(report.__dict__))
    print("clean" if report.is_clean else "NOT CLEAN")
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
