"""What the notice promises about time: what is over is erased (``domain.md`` 4.3)."""

from __future__ import annotations

import datetime as dt

from storage.errors import UnreadableValue
from storage.records import AuditEntry, PersonKind
from storage.unit_of_work import UnitOfWork

from .clock import school_year

RECEIVED_KEPT = dt.timedelta(hours=72)
"""What a channel brought, once it is decided; and the wrong tokens that were tried there."""
SENT_KEPT = dt.timedelta(days=7)
"""What went out, once it is over: sent, refused or given up."""


def _forget_stand_in(uow: UnitOfWork, person_id: str) -> None:
    """A pseudonym stands for somebody in one conversation, and goes with it."""
    person = uow.people.get(person_id)
    if person is not None and person.kind is PersonKind.PSEUDONYM:
        uow.people.remove(person_id)


def _forget_years_that_are_over(uow: UnitOfWork, at: dt.datetime) -> None:
    """What was answered about a workshop by nobody in particular goes on 31 August too."""
    forgotten = uow.workshops.forget_responses(school_year(at + dt.timedelta(days=1)))
    if forgotten:
        uow.audit.add(AuditEntry(at, "apbot", "purge", "anonymous_answer", "all", "done"))


def _forget_messages(uow: UnitOfWork, at: dt.datetime) -> None:
    """What came in and what went out; what still waits is never lost."""
    gone = {
        "inbox": uow.inbox.forget(at - RECEIVED_KEPT),
        "outbox": uow.outbox.forget(at - SENT_KEPT),
    }
    uow.accounts.forget_failures(at - RECEIVED_KEPT)
    uow.links.forget_code_failures(at - RECEIVED_KEPT)
    for kind, number in gone.items():
        if number:
            uow.audit.add(AuditEntry(at, "apbot", "purge", kind, "all", "done"))


def _respondent(uow: UnitOfWork, conversation_id: str) -> str | None:
    """None when their key is gone: nothing can be read, and it is erased all the same."""
    try:
        conversation = uow.conversations.get(conversation_id)
    except UnreadableValue:
        return None
    return conversation.respondent_id if conversation else None


def purge_due(uow: UnitOfWork, *, at: dt.datetime) -> int:
    """Erase all whose time is over, a line of proof for each conversation; how many of those."""
    due = uow.conversations.due(at)
    for conversation_id in due:
        respondent_id = _respondent(uow, conversation_id)
        uow.answers.erase(conversation_id)
        uow.conversations.remove(conversation_id)
        if respondent_id is not None:
            _forget_stand_in(uow, respondent_id)
        uow.audit.add(AuditEntry(at, "apbot", "purge", "conversation", conversation_id, "done"))
    if due:
        uow.accounts.forget_orphans()
    _forget_years_that_are_over(uow, at)
    _forget_messages(uow, at)
    return len(due)
