"""What a school feels besides speed: memory while many conversations are open, and a restart."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

from apbot.clock import system_clock
from apbot.library import Library
from apbot.school import read_school
from apbot.tokens import new_id
from dialogues import engine
from dialogues.answers import Answer
from storage import open_storage
from storage.records import Conversation, NewAnswer, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from .bots import apbot, prepare_apbot, running
from .loads import begin, staged, until
from .students import Student

_OPEN = 2
"""Questions that each has answered when memory is looked at."""
_WITHIN = 120.0
_PAST = 500_000
"""Numbers of persons from here on are those of the years before."""


async def memory(count: int) -> float:
    """Resident MiB of apbot with so many conversations open."""

    def ready(student: Student) -> None:
        if student.answers < _OPEN:
            student.answer()

    async with staged(apbot(), count, ready=ready) as stage:
        await begin(stage)
        await until(lambda: stage.answers >= count * _OPEN, within=_WITHIN)
        return stage.bot.memory()


async def restart(answers: int) -> float:
    """Seconds from starting apbot anew to its reply to an answer that waited for it.

    It is killed before, with so many answers in its database.
    """

    def prepare(folder: Path, students: int) -> None:
        prepare_apbot(folder, students)
        _fill(folder, answers)

    bot = replace(apbot(), prepare=prepare)
    async with staged(bot, 1, ready=_acknowledge) as stage:
        await begin(stage)
        stage.bot.kill()
        (student,) = stage.students
        student.answer()
        with running(bot, stage.api.url, stage.bot.database.parent):
            if not await until(lambda: student.answers > 0, within=_WITHIN):
                raise SystemExit("apbot did not reply after its restart")
            return student.latencies[-1]


def _acknowledge(student: Student) -> None:
    if not student.begun:
        student.answer()


def _fill(folder: Path, answers: int) -> None:
    """Answers of students who are gone, stored as the program stores them."""
    school, now = read_school(folder / "school.yaml"), system_clock()
    library = Library(school.catalogue())
    storage = open_storage(f"sqlite:///{folder / 'bot.db'}", key_file=folder / "bot.key")
    with storage.write() as uow:
        compiled = library.pin(uow, "welcome", at=now)
        steps = list(compiled.dialogue.steps)
        first = engine.begin(compiled).snapshot
        for number in range(answers // len(steps)):
            person = Person(f"{_PAST + number:032x}", PersonKind.STUDENT, "Sacha", f"N{number}")
            uow.people.add(person, at=now)
            one = Conversation(
                id=new_id(),
                respondent_id=person.id,
                subject_id=person.id,
                dialogue="welcome",
                revision=compiled.dialogue.revision,
                phase=first.phase.value,
                snapshot=json.dumps(first.to_json()),
                version=1,
                started_at=now,
                updated_at=now,
            )
            uow.conversations.add(one)
            _answer_all(uow, one, steps, at=now)
        uow.commit()
    storage.close()


def _answer_all(
    uow: UnitOfWork, conversation: Conversation, steps: list[str], *, at: dt.datetime
) -> None:
    for prompt, question in enumerate(steps, start=1):
        answer = Answer(question, "o1", "bien", "bien", "")
        uow.answers.append(NewAnswer(conversation.id, conversation.owner_id, prompt, answer, at))
