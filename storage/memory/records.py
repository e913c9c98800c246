"""The inbox and the audit trail, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from storage.records import AuditEntry, InboxEntry
from storage.storable import refuse_unstorable

from .tables import MemoryTransaction


class MemoryInbox:
    """``Inbox`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def receive(self, entry: InboxEntry) -> bool:
        refuse_unstorable(entry)
        if self._rows.get("inbox", entry.channel, entry.external_id) is not None:
            return False
        self._rows.put("inbox", entry.channel, entry.external_id, row=entry)
        return True


class MemoryAudit:
    """``Audit`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, entry: AuditEntry) -> None:
        about = (entry.object_kind, entry.object_id)
        before = self._rows.get("audit", *about) or []
        self._rows.put("audit", *about, row=[*(AuditEntry(**row) for row in before), entry])

    def about(self, object_kind: str, object_id: str) -> Sequence[AuditEntry]:
        return [AuditEntry(**row) for row in self._rows.get("audit", object_kind, object_id) or []]
