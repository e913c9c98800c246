"""Which question a chat was given last: what its words are for, whatever else is open.

The same question may stand there in several messages: sent again after a doubt, or asked again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from storage.records import Shown
from storage.unit_of_work import UnitOfWork

UNKNOWN = 0
"""The number of a message that may stand there though nobody noted it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``prompt`` is the number in its conversation; it may still be on its way to the phone.

    ``alone``: its message holds the question and nothing else, so that it can be written again.
    """

    conversation_id: str
    prompt: int
    at: dt.datetime
    alone: bool = False


def asked_in(uow: UnitOfWork, chat_key: str) -> Asked | None:
    kept = (uow.marks.get(_name(chat_key)) or "").split(" ")
    if len(kept) != 4:  # noqa: PLR2004  # as written below
        return None
    return Asked(kept[0], int(kept[1]), dt.datetime.fromisoformat(kept[2]), kept[3] == "alone")


def note_asked(uow: UnitOfWork, chat_key: str, asked: Asked) -> None:
    how = "alone" if asked.alone else "joined"
    kept = f"{asked.conversation_id} {asked.prompt} {asked.at.isoformat()} {how}"
    uow.marks.put(_name(chat_key), kept)


def note_copy(uow: UnitOfWork, before: Shown | None, question: Shown, *, in_doubt: bool) -> None:
    """Called before ``question`` is noted as shown: words may answer the first message of it.

    ``before``: what the chat shows so far. ``in_doubt``: a copy may have arrived unnoted.
    """
    chat_key, conversation_id, prompt = question.chat_key, question.conversation_id, question.prompt
    if first_copy(uow, chat_key, conversation_id, prompt) is not None:
        return
    if before is not None and before == replace(question, message_id=before.message_id):
        first = before.message_id
    elif in_doubt:
        first = UNKNOWN
    else:
        return
    uow.marks.put(_first_name(chat_key), f"{conversation_id} {prompt} {first}")


def first_copy(uow: UnitOfWork, chat_key: str, conversation_id: str, prompt: int) -> int | None:
    """The first message that held this question, or ``UNKNOWN``; None where there is but one."""
    kept = (uow.marks.get(_first_name(chat_key)) or "").rpartition(" ")
    return int(kept[2]) if kept[0] == f"{conversation_id} {prompt}" else None


def _first_name(chat_key: str) -> str:
    return f"telegram.first.{chat_key}"


def _name(chat_key: str) -> str:
    return f"telegram.asked.{chat_key}"
