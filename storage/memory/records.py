"""The audit trail, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from storage.records import AuditEntry

from .tables import MemoryTransaction


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
