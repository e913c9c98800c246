"""The door: which student a Telegram account is, from a link used once to /quitter.

    /start token -> "Tu es bien Lina D. ?" -> what Telegram keeps, read -> the account is theirs

One student per account, one account per student, never a silent change. A token unknown, expired,
used, of a class where Telegram is not enabled, or of somebody who already has an account, gets the
same answer as a stranger.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from enum import StrEnum

from apbot.enabling import ALARM_MARK, CHANNEL, USED_LINK, is_allowed, last_alarm, release
from apbot.tokens import token_hash
from storage.records import AuditEntry, Link, Person, PersonKind, TelegramAccount
from storage.unit_of_work import UnitOfWork

__all__ = [
    "CHANNEL",
    "Answer",
    "Knock",
    "Opened",
    "accept",
    "confirm",
    "decline",
    "is_own",
    "knock",
    "leave",
    "refuse_second",
]

MUTED_AFTER = 5
MUTED_FOR = dt.timedelta(minutes=15)
"""After so many wrong tokens an account is not answered for that long."""
CONFIRM_WITHIN = dt.timedelta(minutes=10)
ALARM_AFTER = 50
"""Wrong tokens from all accounts together within ``MUTED_FOR``: more than a class mistypes."""
ALARM_EVERY = dt.timedelta(hours=1)
STRANGER = "unknown_account"
"""Who acts in the audit trail where nobody knows who does."""
READ_NOTICE = "read_telegram_notice"
_YES = "yes"

log = logging.getLogger("apbot.telegram")


class Answer(StrEnum):
    """What the door says."""

    WHO = "who"
    """ "Tu es bien Lina D. ?", to be confirmed."""
    NOTICE = "notice"
    """What Telegram keeps, to be read before anything is linked."""
    CLOSED = "closed"
    TAKEN = "taken"
    """This account is somebody's already."""
    MUTED = "muted"
    """Nothing at all; nor to a press that came twice."""
    IN = "in"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Opened:
    answer: Answer
    student: Person | None = None


@dataclass(frozen=True, slots=True)
class Knock:
    """Which link this chat came with, when, and whether "C'est bien moi" was said."""

    digest: str
    at: dt.datetime
    confirmed: bool = False

    @classmethod
    def of(cls, uow: UnitOfWork, chat_key: str, *, at: dt.datetime) -> Knock | None:
        """None where there was none, or too long ago."""
        digest, _, rest = (uow.marks.get(_mark(chat_key)) or "").partition(" ")
        since, _, said = rest.partition(" ")
        if not since or dt.datetime.fromisoformat(since) + CONFIRM_WITHIN < at:
            return None
        return cls(digest, dt.datetime.fromisoformat(since), said == _YES)

    def keep(self, uow: UnitOfWork, chat_key: str) -> None:
        said = f" {_YES}" if self.confirmed else ""
        uow.marks.put(_mark(chat_key), f"{self.digest} {self.at.isoformat()}{said}")


def knock(uow: UnitOfWork, chat_key: str, token: str, *, at: dt.datetime) -> Opened:
    """``/start token``: whose link this is, not yet taken."""
    if uow.accounts.failures(chat_key, since=at - MUTED_FOR) >= MUTED_AFTER:
        return Opened(Answer.MUTED)
    link = uow.links.get(token_hash(token)) if token else None
    student = _person_with(uow, link, at=at)
    if student is None:
        if token:
            _failed(uow, chat_key, link, at=at)
        return Opened(Answer.CLOSED)
    Knock(token_hash(token), at).keep(uow, chat_key)
    return Opened(Answer.WHO, student)


def confirm(uow: UnitOfWork, chat_key: str, *, yes: bool, at: dt.datetime) -> Opened:
    """ "C'est bien moi": what Telegram keeps is to be read next; nothing is linked yet."""
    waiting = Knock.of(uow, chat_key, at=at)
    if yes and waiting is not None and waiting.confirmed:
        return Opened(Answer.MUTED)
    student = _person_with(uow, uow.links.get(waiting.digest), at=at) if waiting else None
    if not yes or waiting is None or student is None:
        _forget(uow, chat_key)
        return Opened(Answer.CLOSED)
    Knock(waiting.digest, at, confirmed=True).keep(uow, chat_key)
    return Opened(Answer.NOTICE, student)


def accept(uow: UnitOfWork, chat_key: str, chat_id: int, *, notice: str, at: dt.datetime) -> Opened:
    """The notice was read: the account becomes theirs, the link is worth nothing more.

    ``notice`` names the text that was read; the audit trail keeps it with the time.
    """
    waiting = Knock.of(uow, chat_key, at=at)
    _forget(uow, chat_key)
    if waiting is None or not waiting.confirmed:
        return Opened(Answer.CLOSED)
    student = _person_with(uow, uow.links.get(waiting.digest), at=at)
    if student is None or not uow.links.claim(waiting.digest, at=at):
        return Opened(Answer.CLOSED)
    uow.accounts.link(TelegramAccount(student.id, chat_key, chat_id, "active", at))
    for verb, outcome in ((READ_NOTICE, notice), ("link_telegram", "done")):
        kind = student.kind.value
        uow.audit.add(AuditEntry(at, student.id, verb, kind, student.id, outcome))
    return Opened(Answer.IN, student)


def is_adult_waiting(uow: UnitOfWork, chat_key: str, *, at: dt.datetime) -> bool:
    """Whether whoever knocked here last came with the link of an adult."""
    waiting = Knock.of(uow, chat_key, at=at)
    person = _person_with(uow, uow.links.get(waiting.digest), at=at) if waiting else None
    return person is not None and person.kind is PersonKind.STAFF


def decline(uow: UnitOfWork, chat_key: str) -> Opened:
    """They prefer the web page: nothing is linked, their link stays as it is."""
    _forget(uow, chat_key)
    return Opened(Answer.CLOSED)


def leave(uow: UnitOfWork, person_id: str, *, at: dt.datetime) -> Opened:
    """``/quitter``: the account is nobody's again; the answers stay the student's."""
    release(uow, person_id, by=person_id, at=at)
    return Opened(Answer.LEFT)


def is_own(uow: UnitOfWork, account: TelegramAccount, token: str) -> bool:
    """The link that this account was linked with, pressed once more."""
    link = uow.links.get(token_hash(token))
    return link is not None and link.person_id == account.person_id and link.channel == CHANNEL


def refuse_second(uow: UnitOfWork, chat_key: str, token: str, *, at: dt.datetime) -> Opened:
    """A link that is not theirs, from an account that is somebody's."""
    if uow.accounts.failures(chat_key, since=at - MUTED_FOR) >= MUTED_AFTER:
        return Opened(Answer.MUTED)
    _failed(uow, chat_key, uow.links.get(token_hash(token)), at=at)
    return Opened(Answer.TAKEN)


def _person_with(uow: UnitOfWork, link: Link | None, *, at: dt.datetime) -> Person | None:
    """Whom this link lets in on Telegram; None whatever the reason it does not."""
    if link is None or link.channel != CHANNEL or link.claimed_at or link.revoked_at:
        return None
    if link.expires_at is not None and link.expires_at <= at:
        return None
    person = uow.people.get(link.person_id)
    if person is None or uow.accounts.of(person.id) is not None:
        return None
    return person if _may_use_telegram(uow, person) else None


def _may_use_telegram(uow: UnitOfWork, person: Person) -> bool:
    """An adult of the school; a student where the head allowed it for the class."""
    if person.kind is PersonKind.STAFF:
        return True
    return person.kind is PersonKind.STUDENT and is_allowed(uow, person)


# -- what goes wrong ----------------------------------------------------------------------------


def _failed(uow: UnitOfWork, chat_key: str, link: Link | None, *, at: dt.datetime) -> None:
    uow.accounts.failed(chat_key, at=at)
    _note_used(uow, link, at=at)
    _raise_alarm(uow, at=at)


def _note_used(uow: UnitOfWork, link: Link | None, *, at: dt.datetime) -> None:
    """For the staff: a link that was taken goes round."""
    if link is not None and link.channel == CHANNEL and link.claimed_at is not None:
        person = uow.people.get(link.person_id)
        kind = person.kind.value if person else PersonKind.STUDENT.value
        uow.audit.add(AuditEntry(at, STRANGER, USED_LINK, kind, link.person_id, "denied"))


def _raise_alarm(uow: UnitOfWork, *, at: dt.datetime) -> None:
    """Many accounts trying tokens at once, each below its own limit."""
    last = last_alarm(uow)
    if last is not None and last + ALARM_EVERY > at:
        return
    tries, chats = uow.accounts.all_failures(since=at - MUTED_FOR)
    if tries < ALARM_AFTER:
        return
    uow.marks.put(ALARM_MARK, at.isoformat())
    uow.audit.add(AuditEntry(at, STRANGER, "wrong_links", "channel", CHANNEL, "alarm"))
    minutes = int(MUTED_FOR.total_seconds()) // 60
    log.warning(
        "Telegram : %d liens faux essayés depuis %d comptes en %d minutes.", tries, chats, minutes
    )


def _forget(uow: UnitOfWork, chat_key: str) -> None:
    uow.marks.put(_mark(chat_key), "")


def _mark(chat_key: str) -> str:
    return f"telegram.knock.{chat_key}"
