"""What the notice promises about time: what is over is erased (``domain.md`` 4.3)."""

from __future__ import annotations

import datetime as dt

from storage.records import AuditEntry, PersonKind
from storage.unit_of_work import UnitOfWork

from .clock import school_year


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


def purge_due(uow: UnitOfWork, *, at: dt.datetime) -> int:
    """Erase every conversation whose time is over, a line of proof for each; how many."""
    due = uow.conversations.due(at)
    for conversation_id in due:
        conversation = uow.conversations.get(conversation_id)
        uow.answers.erase(conversation_id)
        uow.conversations.remove(conversation_id)
        if conversation is not None:
            _forget_stand_in(uow, conversation.respondent_id)
        uow.audit.add(AuditEntry(at, "apbot", "purge", "conversation", conversation_id, "done"))
    _forget_years_that_are_over(uow, at)
    return len(due)
