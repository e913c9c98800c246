"""Who did what to which object, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select

from .records import AuditEntry
from .tables import AUDIT
from .transaction import Transaction

_ADD = insert(AUDIT)
_ABOUT = (
    select(
        AUDIT.c.at,
        AUDIT.c.actor_id,
        AUDIT.c.verb,
        AUDIT.c.object_kind,
        AUDIT.c.object_id,
        AUDIT.c.outcome,
    )
    .where(
        AUDIT.c.object_kind == bindparam("object_kind"),
        AUDIT.c.object_id == bindparam("object_id"),
    )
    .order_by(AUDIT.c.id)
)


class SqlAudit:
    """``Audit`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, entry: AuditEntry) -> None:
        self._transaction.change(
            _ADD,
            {
                "at": entry.at,
                "actor_id": entry.actor_id,
                "verb": entry.verb,
                "object_kind": entry.object_kind,
                "object_id": entry.object_id,
                "outcome": entry.outcome,
            },
        )

    def about(self, object_kind: str, object_id: str) -> Sequence[AuditEntry]:
        rows = self._transaction.rows(_ABOUT, {"object_kind": object_kind, "object_id": object_id})
        return [AuditEntry(*row) for row in rows]
