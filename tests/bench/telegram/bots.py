"""The bots of the benchmark, each in a process of its own."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pysqlite3 import dbapi2

from apbot.bootstrap import derived_secret
from apbot.channels.telegram.deciding import Desk
from apbot.clock import system_clock
from apbot.library import Library
from apbot.school import read_school
from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind, TelegramAccount

from .botapi import TOKEN
from .questionnaire import for_peers, write_school

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
FIRST_CHAT = 1_000


@dataclass(frozen=True, slots=True)
class Running:
    """A bot at work."""

    name: str
    keeps: bool
    process: subprocess.Popen[bytes]
    database: Path

    def memory(self) -> float:
        """Resident, MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else float("nan")

    def kill(self) -> None:
        """As a machine that goes down does it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def cpu(self) -> float:
        """Seconds of processor used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stored(self) -> int:
        """Answers on disk."""
        with closing(dbapi2.connect(str(self.database))) as database:
            return int(database.execute("SELECT count(*) FROM answer").fetchone()[0])


@dataclass(frozen=True, slots=True)
class Bot:
    """``prepare`` makes its files for so many students, before the clock runs."""

    name: str
    command: Callable[[str, Path], tuple[list[str], Mapping[str, str]]]
    """From the Bot API's address and a folder: what to run, and its environment."""
    prepare: Callable[[Path, int], None]
    keeps: bool = True
    """What it is told is on disk."""
    cores: frozenset[int] = frozenset({(os.cpu_count() or 1) - 1})
    """Those it may use; the driver has the first."""


@contextmanager
def running(bot: Bot, url: str, folder: Path) -> Iterator[Running]:
    """Killed at the end."""
    command, environ = bot.command(url, folder)
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        # As after an installation: what was compiled once is read the next time.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.sched_setaffinity(process.pid, bot.cores)  # it would stay beside the driver
    started = Running(bot.name, bot.keeps, process, folder / "bot.db")
    try:
        yield started
    finally:
        started.kill()


# -- apbot ----------------------------------------------------------------------------------------


def apbot(*, webhook: bool = False) -> Bot:
    """The real program."""

    def command(url: str, folder: Path) -> tuple[list[str], Mapping[str, str]]:
        port = free_port() if webhook else 0
        environ = {
            "APBOT_DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
            "APBOT_KEY_FILE": str(folder / "bot.key"),
            "APBOT_SCHOOL_FILE": str(folder / "school.yaml"),
            "APBOT_TELEGRAM_TOKEN": TOKEN,
            "APBOT_TELEGRAM_API_URL": url,
        }
        if webhook:
            environ["APBOT_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
            environ["APBOT_TELEGRAM_WEBHOOK_SECRET"] = secrets.token_urlsafe(32)
        return [sys.executable, "-m", "apbot", "serve", "--port", str(port)], environ

    return Bot("apbot", command, prepare_apbot)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def prepare_apbot(folder: Path, students: int) -> None:
    """A school whose students have linked their accounts."""
    school, key, now = read_school(write_school(folder)), folder / "bot.key", system_clock()
    storage = open_storage(f"sqlite:///{folder / 'bot.db'}", key_file=key, create=True)
    desk = Desk(Library(school.catalogue()), school, derived_secret(key, b"apbot telegram 1"))
    with storage.write() as uow:
        group = ClassGroup("c" * 32, "2nde 3", "seconde", "general", "2026-2027", telegram=True)
        uow.people.add_class(group)
        for number in range(students):
            person = Person(f"{number:032x}", PersonKind.STUDENT, "Alix", f"N{number}", group.id)
            uow.people.add(person, at=now)
            chat = FIRST_CHAT + number
            uow.accounts.link(TelegramAccount(person.id, desk.key_of(chat), chat, "active", now))
        uow.commit()
    storage.close()


# -- peers ----------------------------------------------------------------------------------------


def peer(name: str, script: str, python: str) -> Bot:
    def command(url: str, folder: Path) -> tuple[list[str], Mapping[str, str]]:
        arguments = [url, TOKEN, str(folder / "bot.db"), str(folder / "questions.json")]
        return [python, str(HERE / "peers" / script), *arguments], {}

    return Bot(name, command, prepare_peer, keeps=name != "bare")


def prepare_peer(folder: Path, students: int) -> None:
    del students  # they are nobody until they write
    (folder / "questions.json").write_text(for_peers(), encoding="utf-8")


def python_of_peers(folder: Path) -> str:
    """The interpreter that has them. Says what to do where there is none, and ends."""
    python = folder / "bin" / "python"
    needed = HERE / "peers.txt"
    found = python.exists() and subprocess.run(
        [str(python), "-c", "import aiogram, telegram.ext, pysqlite3"], check=False
    )
    if not found or found.returncode:
        raise SystemExit(
            f"The peers are not installed in {folder}. Install them there (two minutes), or name "
            "their environment with --peers:\n"
            f"  python -m venv {folder}\n"
            f"  {folder / 'bin' / 'pip'} install -r {needed}\n"
            "or measure apbot alone: --only apbot"
        )
    return str(python)
