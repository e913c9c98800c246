"""Which inbound messages were seen, in SQL."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from .records import InboxEntry
from .tables import INBOX
from .transaction import Transaction

_RECEIVE = {
    "sqlite": sqlite.insert(INBOX).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(INBOX).on_conflict_do_nothing(),
}


class SqlInbox:
    """``Inbox`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def receive(self, entry: InboxEntry) -> bool:
        stored = self._transaction.change(
            _RECEIVE[self._transaction.dialect],
            {
                "channel": entry.channel,
                "external_id": entry.external_id,
                "conversation_id": entry.conversation_id,
                "kind": entry.kind,
                "received_at": entry.received_at,
            },
        )
        return stored == 1
