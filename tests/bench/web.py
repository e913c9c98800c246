"""The web door under load: ``python -m tests.bench.web``.

The real server (``python -m apbot serve``) on a real database, in its own process; the client,
in this one, on the same cores. Three measures: durable answers a second with everybody answering
as fast as they can; latency with answers arriving at a fixed rate; memory with many conversations
open. An answer is one post of the script (``X-Fragment``), committed before its response.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from apbot.clock import system_clock
from apbot.enrolment import invite, sign_in
from apbot.tokens import new_id
from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind

_TOKEN = re.compile(rb'name="token" value="([^"]+)"')
_OPTION = re.compile(rb'name="option" value="([^"]+)"')
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_PRESS = re.compile(rb'<button class="option" name="option" value="([^"]+)"')


@dataclass
class Student:
    """One browser: a cookie, a connection, the page it last saw."""

    cookie: str
    port: int
    page: bytes = b""
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def get(self) -> None:
        await self._exchange("GET", "/questionnaire", b"")

    async def post(self, fields: list[tuple[str, str]]) -> None:
        found = _TOKEN.search(self.page)
        assert found, self.page[:300]
        body = urlencode([("token", found[1].decode()), *fields]).encode()
        await self._exchange("POST", "/questionnaire", body)

    async def answer(self) -> bool:
        """Answer what is open; False at the review screen."""
        if b"fieldset" not in self.page or b'class="chat review"' in self.page:
            return False
        options = _PRESS.findall(self.page) or _OPTION.findall(self.page)
        if options:
            chosen = secrets.choice(options).decode()
            await self.post([("action", "answer"), ("option", chosen)])
        else:
            await self.post([("action", "say"), ("text", "Choisir mes spécialités.")])
        return True

    async def _exchange(self, method: str, path: str, body: bytes) -> None:
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: localhost\r\ncookie: apbot_eleve={self.cookie}\r\n"
            "x-fragment: 1\r\ncontent-type: application/x-www-form-urlencoded\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        headers = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(headers)
        assert length, headers
        self.page = await self.reader.readexactly(int(length[1]))
        assert headers.startswith(b"HTTP/1.1 200"), headers[:60]


@dataclass
class Bench:
    """The server's process and the students' cookies."""

    process: subprocess.Popen[bytes]
    port: int
    cookies: list[str]
    used: int = 0
    report: list[str] = field(default_factory=list)

    def students(self, count: int) -> list[Student]:
        taken = self.cookies[self.used : self.used + count]
        self.used += count
        return [Student(cookie, self.port) for cookie in taken]

    def memory(self) -> float:
        """Resident memory of the server, MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else float("nan")

    def cpu(self) -> float:
        """Seconds of processor the server has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def say(self, line: str) -> None:
        print(line, flush=True)
        self.report.append(line)


async def _begin(students: list[Student]) -> None:
    async def one(student: Student) -> None:
        await student.get()
        await student.post([("action", "acknowledge")])

    await _limited([partial(one, student) for student in students], 50)


async def _limited(jobs: list[Callable[[], Awaitable[None]]], at_once: int) -> None:
    gate = asyncio.Semaphore(at_once)

    async def run(job: Callable[[], Awaitable[None]]) -> None:
        async with gate:
            await job()

    await asyncio.gather(*(run(job) for job in jobs))


async def saturated(bench: Bench, count: int) -> None:
    students = bench.students(count)
    await _begin(students)
    latencies: list[float] = []

    async def all_of(student: Student) -> None:
        while True:
            start = time.perf_counter()
            if not await student.answer():
                return
            latencies.append(time.perf_counter() - start)

    start, cpu = time.perf_counter(), bench.cpu()
    await asyncio.gather(*(all_of(student) for student in students))
    took = time.perf_counter() - start
    each = (bench.cpu() - cpu) / len(latencies) * 1000
    p99 = statistics.quantiles(latencies, n=100)[98] * 1000
    bench.say(
        f"saturated, {count} students: {len(latencies) / took:.0f} answers/s "
        f"({len(latencies)} answers, p99 {p99:.0f} ms, {each:.2f} ms of processor each)"
    )


async def open_loop(bench: Bench, rate: int, seconds: int) -> None:
    students = bench.students(200)
    await _begin(students)
    latencies: list[float] = []
    free: asyncio.Queue[Student] = asyncio.Queue()
    for student in students:
        free.put_nowait(student)

    async def one(due: float) -> None:
        student = await free.get()
        if await student.answer():
            latencies.append(time.perf_counter() - due)
            free.put_nowait(student)

    began, tasks = time.perf_counter(), []
    for index in range(rate * seconds):
        due = began + index / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    cuts = statistics.quantiles(latencies, n=100)
    bench.say(
        f"open loop, {rate} answers/s for {seconds} s: p50 {cuts[49] * 1000:.1f} ms, "
        f"p99 {cuts[98] * 1000:.1f} ms ({len(latencies)} answers)"
    )


async def many_open(bench: Bench, count: int) -> None:
    before = bench.memory()
    students = bench.students(count)
    await _begin(students)

    async def one(student: Student) -> None:
        await student.answer()

    await _limited([partial(one, student) for student in students], 50)
    bench.say(
        f"memory with {count} conversations open on as many connections: "
        f"{bench.memory():.0f} MiB resident ({before:.0f} before)"
    )


@contextmanager
def served(count: int) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        url, key = f"sqlite:///{folder}/bench.db", Path(folder) / "key" / "bench.key"
        cookies = _enrol(url, key, count)
        port = 18_000 + secrets.randbelow(10_000)
        environ = os.environ | {
            "APBOT_DATABASE_URL": url,
            "APBOT_KEY_FILE": str(key),
            "APBOT_PORT": str(port),
        }
        command = [sys.executable, "-m", "apbot", "serve"]
        process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        try:
            yield Bench(process, port, cookies)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def _enrol(url: str, key: Path, count: int) -> list[str]:
    """So many students with a browser each, signed in as the door would."""
    storage, now, cookies = open_storage(url, key_file=key, create=True), system_clock(), []
    with storage.write() as uow:
        group = ClassGroup(new_id(), "2nde 3", "seconde", "general", "2026-2027")
        uow.people.add_class(group)
        for number in range(count):
            person = Person(new_id(), PersonKind.STUDENT, "Alix", f"Essai {number}", group.id)
            uow.people.add(person, at=now)
            entered = sign_in(uow, invite(uow, person.id, at=now), PersonKind.STUDENT, at=now)
            assert entered
            cookies.append(entered.cookie)
        uow.commit()
    storage.close()
    return cookies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--open", type=int, default=1500, dest="opened")
    options = parser.parse_args()
    needed = options.rounds * (options.students + 200) + options.opened
    with served(needed) as bench:
        for _ in range(options.rounds):
            asyncio.run(saturated(bench, options.students))
            asyncio.run(open_loop(bench, 100, 20))
        asyncio.run(many_open(bench, options.opened))


if __name__ == "__main__":
    main()
