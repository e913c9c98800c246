"""What the tests of the adults' side share: somebody sends, somebody is told."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from apbot.clock import system_clock
from apbot.conversation import handle
from dialogues import events as ev
from storage.records import Person, Role, RoleGrant
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import Profile, place_of
from tests.botapi.students import Student
from tests.telegram.stage import LYCEE, Stage

PDF = replace(LYCEE, sheet_as_pdf=True)
CANARY = "un canari qui ne doit sortir de nulle part"
SAID: Profile = {"welcome.first_weeks": ("hard",), "welcome.free_word": CANARY}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


async def sends(stage: Stage, student: Person, *, at: dt.datetime | None = None) -> None:
    """They send everything on the page of the lycée."""
    stage.school.bring(student, profile=SAID)
    submitted = ev.Submitted(at or system_clock())

    def work(uow: UnitOfWork) -> None:
        handle(uow, stage.school.library, place_of(student), submitted)

    await stage.write(work)


def sent_to(stage: Stage, phone: Student) -> list[str]:
    """All that the bot asked Telegram to send there, as it went over the wire."""
    return [
        json.dumps(call.params, ensure_ascii=False)
        for call in stage.telegram.history.calls
        if call.chat_id == phone.user_id
    ]


def outcomes(stage: Stage) -> dict[str, int]:
    with stage.school.storage.read() as uow:
        return dict(uow.outbox.counts("telegram"))


def menu_of(stage: Stage, phone: Student) -> list[str]:
    scope = json.dumps([{"type": "chat", "chat_id": phone.user_id}, ""], sort_keys=True)
    return [one["command"] for one in stage.telegram.commands.get(scope, [])]


def until(adult: Person, student: Person, end: dt.datetime) -> RoleGrant:
    since = end - dt.timedelta(days=30)
    return RoleGrant(adult.id, Role.REFERENT, student.class_id, None, since, end)


async def told(stage: Stage, phone: Student, act: Any) -> str:
    """Their next announcement after this; its text."""
    seen = len(phone.bot_messages())
    await act()
    await stage.until(lambda: len(phone.bot_messages()) > seen)
    return plain(phone.reads[-1])


def documents(phone: Student) -> list[dict[str, Any]]:
    return [message for message in phone.bot_messages() if "document" in message]


def nothing_of_robin(stage: Stage, phone: Student) -> bool:
    wire = "\n".join(sent_to(stage, phone))
    robin = stage.school.robin
    return not any(word in wire for word in ("Robin", "Coriandre", robin.id, CANARY))


class Shift:
    """The clock of the service, set forward by a test."""

    def __init__(self, by: dt.timedelta | None = None) -> None:
        self.by = by or dt.timedelta()

    def __call__(self) -> dt.datetime:
        return system_clock() + self.by
