"""What the notice promises about time: what is over is erased (``domain.md`` 4.3)."""

from __future__ import annotations

import datetime as dt

from storage.records import AuditEntry
from storage.unit_of_work import UnitOfWork


def purge_due(uow: UnitOfWork, *, at: dt.datetime) -> int:
    """Erase every conversation whose time is over, a line of proof for each; how many."""
    due = uow.conversations.due(at)
    for conversation_id in due:
        uow.answers.erase(conversation_id)
        uow.conversations.remove(conversation_id)
        uow.audit.add(AuditEntry(at, "apbot", "purge", "conversation", conversation_id, "done"))
    return len(due)
