"""The door: which student a Telegram account is, from a link used once to /quitter.

One student per account, one account per student, never a silent change. A token unknown, expired,
used, of a class where Telegram is not enabled, or of somebody who already has an account, gets the
same answer as a stranger.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from apbot.tokens import token_hash
from storage.records import AuditEntry, Link, Person, PersonKind, TelegramAccount
from storage.unit_of_work import UnitOfWork

CHANNEL = "telegram"
MUTED_AFTER = 5
MUTED_FOR = dt.timedelta(minutes=15)
"""After so many wrong tokens an account is not answered for that long."""
CONFIRM_WITHIN = dt.timedelta(minutes=10)


class Answer(StrEnum):
    """What the door says."""

    WHO = "who"
    """ "Tu es bien Lina D. ?", to be confirmed."""
    CLOSED = "closed"
    TAKEN = "taken"
    """This account is somebody's already."""
    MUTED = "muted"
    """Nothing at all."""
    IN = "in"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Opened:
    answer: Answer
    student: Person | None = None


def knock(uow: UnitOfWork, chat_key: str, token: str, *, at: dt.datetime) -> Opened:
    """``/start token``: whose link this is, not yet taken."""
    if uow.accounts.failures(chat_key, since=at - MUTED_FOR) >= MUTED_AFTER:
        return Opened(Answer.MUTED)
    if uow.accounts.by_chat(chat_key) is not None:
        return Opened(Answer.TAKEN)
    student = _student_of(uow, token, at=at)
    if student is None:
        if token:
            uow.accounts.failed(chat_key, at=at)
        return Opened(Answer.CLOSED)
    uow.marks.put(_mark(chat_key), f"{token_hash(token)} {at.isoformat()}")
    return Opened(Answer.WHO, student)


def confirm(uow: UnitOfWork, chat_key: str, chat_id: int, *, yes: bool, at: dt.datetime) -> Opened:
    """ "C'est bien moi": the account becomes the student's, the link is worth nothing more."""
    waiting = uow.marks.get(_mark(chat_key)) or ""
    uow.marks.put(_mark(chat_key), "")
    digest, _, since = waiting.partition(" ")
    if not yes or not since or dt.datetime.fromisoformat(since) + CONFIRM_WITHIN < at:
        return Opened(Answer.CLOSED)
    student = _student_with(uow, uow.links.get(digest), at=at)
    if student is None or not uow.links.claim(digest, at=at):
        return Opened(Answer.CLOSED)
    uow.accounts.link(TelegramAccount(student.id, chat_key, chat_id, "active", at))
    uow.audit.add(AuditEntry(at, student.id, "link_telegram", "student", student.id, "done"))
    return Opened(Answer.IN, student)


def leave(uow: UnitOfWork, person_id: str, *, at: dt.datetime) -> Opened:
    """``/quitter``: the account is nobody's again; the answers stay the student's."""
    uow.accounts.unlink(person_id)
    uow.audit.add(AuditEntry(at, person_id, "unlink_telegram", "student", person_id, "done"))
    return Opened(Answer.LEFT)


def _student_of(uow: UnitOfWork, token: str, *, at: dt.datetime) -> Person | None:
    return _student_with(uow, uow.links.get(token_hash(token)) if token else None, at=at)


def _student_with(uow: UnitOfWork, link: Link | None, *, at: dt.datetime) -> Person | None:
    """The student this link lets in on Telegram; None whatever the reason it does not."""
    if link is None or link.channel != CHANNEL or link.claimed_at or link.revoked_at:
        return None
    if link.expires_at is not None and link.expires_at <= at:
        return None
    person = uow.people.get(link.person_id)
    if person is None or person.kind is not PersonKind.STUDENT or person.class_id is None:
        return None
    group = uow.people.get_class(person.class_id)
    has_account = uow.accounts.of(person.id) is not None
    return person if group is not None and group.telegram and not has_account else None


def _mark(chat_key: str) -> str:
    return f"telegram.knock.{chat_key}"
