"""Which question a chat was given last: what its words are for, whatever else is open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Asked:
    """``prompt`` is the number in its conversation; it may still be on its way to the phone."""

    conversation_id: str
    prompt: int
    at: dt.datetime


def asked_in(uow: UnitOfWork, chat_key: str) -> Asked | None:
    kept = (uow.marks.get(_name(chat_key)) or "").split(" ")
    if len(kept) != 3:  # noqa: PLR2004  # as written below
        return None
    return Asked(kept[0], int(kept[1]), dt.datetime.fromisoformat(kept[2]))


def note_asked(uow: UnitOfWork, chat_key: str, asked: Asked) -> None:
    kept = f"{asked.conversation_id} {asked.prompt} {asked.at.isoformat()}"
    uow.marks.put(_name(chat_key), kept)


def _name(chat_key: str) -> str:
    return f"telegram.asked.{chat_key}"
