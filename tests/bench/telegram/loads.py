"""Loads: everybody at once, or answers arriving at a fixed rate; and what is measured meanwhile."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from .botapi import BotApi
from .bots import FIRST_CHAT, Bot, Running, running
from .questionnaire import questions
from .students import Student

READY_WITHIN = 60.0
LATE = 10.0
"""Seconds that answers given in an open loop are waited for after its end."""
_EACH = 0.2
"""Seconds more for each student to begin: the slowest peer takes a part of that."""
_TIDY = 0.5
"""Seconds in which the last questions lose their buttons."""
_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one bot."""

    answers: int
    """Followed by the next question, and found in the database afterwards, of a bot that has one.
    """
    lost: int
    """Followed by the next question, and not found."""
    seconds: float
    p50: float
    p99: float
    """Milliseconds from an update that can be fetched to the next question received."""
    cpu: float
    """Milliseconds of processor the bot used for an answer."""
    emulator: float
    """Milliseconds that the emulator with its students used for one."""
    memory: float
    """Resident at the end, MiB."""
    calls: dict[str, float]
    """Calls to the Bot API for an answer, by how it was given; exact in an open loop alone."""

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


@dataclass(frozen=True, slots=True)
class Stage:
    """A bot at work and its students."""

    api: BotApi
    bot: Running
    students: list[Student]

    @property
    def answers(self) -> int:
        return sum(student.answers for student in self.students)


@asynccontextmanager
async def staged(
    bot: Bot, count: int, *, one_way: float = 0.0, ready: Callable[[Student], None]
) -> AsyncIterator[Stage]:
    """``ready`` is called with a student who was asked something. Nobody has begun."""
    with tempfile.TemporaryDirectory(prefix="apbot-bench-") as name:
        folder = Path(name)
        bot.prepare(folder, count)
        async with BotApi(one_way=one_way) as api:
            chats = range(FIRST_CHAT, FIRST_CHAT + count)
            api.students = {chat: Student(chat, api.push, ready) for chat in chats}
            with running(bot, api.url, folder) as process:
                yield Stage(api, process, list(api.students.values()))


async def until(holds: Callable[[], bool], *, within: float) -> bool:
    """Whether it came to hold."""
    end = time.perf_counter() + within
    while not (held := holds()) and time.perf_counter() < end:  # noqa: ASYNC110  # of other processes
        await asyncio.sleep(_LOOK)
    return held


async def begin(stage: Stage) -> None:
    """Everybody starts; over once each has read the first question."""
    for student in stage.students:
        student.starts()
    within = READY_WITHIN + len(stage.students) * _EACH
    begun = await until(lambda: all(student.begun for student in stage.students), within=within)
    if not begun:
        left = sum(not student.begun for student in stage.students)
        raise SystemExit(f"{stage.bot.name}: {left} students were never asked a first question")


async def closed(bot: Bot, count: int, *, seconds: float) -> Measured:
    """Everybody answers as soon as they are asked, until 9 in 10 answers or the end of time."""
    async with staged(bot, count, ready=Student.answer) as stage:
        await begin(stage)
        most = len(questions()) * count * 9 // 10
        watch = Watch(stage)
        await until(lambda: stage.answers >= most, within=seconds)
        return watch.stop()


async def opened(bot: Bot, rate: int, *, seconds: float, count: int, one_way: float) -> Measured:
    """So many answers a second, each of a student who has been asked for a while."""
    waiting: deque[Student] = deque()

    def ready(student: Student) -> None:
        if student.begun:
            waiting.append(student)
        else:
            student.answer()  # the notice

    async with staged(bot, count, one_way=one_way, ready=ready) as stage:
        await begin(stage)
        watch, start = Watch(stage), time.perf_counter()
        for given in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, start + given / rate - time.perf_counter()))
            if waiting:
                waiting.popleft().answer()
        await until(lambda: not any(student.since for student in stage.students), within=LATE)
        measured = watch.stop()
        await asyncio.sleep(_TIDY)
        return replace(measured, calls=_calls(stage.students))


class Watch:
    """From now on, and until ``stop``."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._before = stage.answers
        self._seen = {student.chat_id: len(student.latencies) for student in stage.students}
        for student in stage.students:
            student.calls.clear()
            student.by_kind.clear()
        self._at, self._cpu = time.perf_counter(), stage.bot.cpu()
        self._own = time.process_time()

    def stop(self) -> Measured:
        now, own = time.perf_counter(), time.process_time()
        stage, students = self._stage, self._stage.students
        cpu, memory, known = stage.bot.cpu(), stage.bot.memory(), stage.answers
        answers = known - self._before
        lost = max(known - stage.bot.stored(), 0) if stage.bot.keeps else 0
        took = [x for s in students for x in s.latencies[self._seen[s.chat_id] :]]
        # Who still waits has waited at least so long.
        took += [now - student.since for student in students if student.since and student.begun]
        cuts = statistics.quantiles(took, n=100) if len(took) > 1 else [float("nan")] * 99
        return Measured(
            answers=answers - lost,
            lost=lost,
            seconds=now - self._at,
            p50=cuts[49] * 1000,
            p99=cuts[98] * 1000,
            cpu=(cpu - self._cpu) / max(answers, 1) * 1000,
            emulator=(own - self._own) / max(answers, 1) * 1000,
            memory=memory,
            calls=_calls(students),
        )


def _calls(students: list[Student]) -> dict[str, float]:
    calls: Counter[str] = sum((student.calls for student in students), Counter())
    kinds: Counter[str] = sum((student.by_kind for student in students), Counter())
    return {kind: calls[kind] / kinds[kind] for kind in ("press", "words") if kinds[kind]}


def middle(runs: list[Measured]) -> Measured:
    """The median of each figure; losses are added up."""

    answers = sum(run.answers for run in runs)
    rate = statistics.median(run.rate for run in runs)
    return replace(
        runs[-1],
        answers=answers,
        seconds=answers / rate if rate else float("inf"),
        lost=sum(run.lost for run in runs),
        p50=statistics.median(run.p50 for run in runs),
        p99=statistics.median(run.p99 for run in runs),
        cpu=statistics.median(run.cpu for run in runs),
        emulator=statistics.median(run.emulator for run in runs),
        memory=statistics.median(run.memory for run in runs),
    )
