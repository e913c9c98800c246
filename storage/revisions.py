"""The texts of dialogues as they were used, in SQL."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from .records import Revision
from .statements import ONE
from .tables import DIALOGUE_REVISION
from .transaction import Transaction

_ADD = {
    "sqlite": sqlite.insert(DIALOGUE_REVISION).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(DIALOGUE_REVISION).on_conflict_do_nothing(),
}
_LAST = (
    select(DIALOGUE_REVISION)
    .where(DIALOGUE_REVISION.c.dialogue == bindparam("dialogue"))
    .order_by(DIALOGUE_REVISION.c.first_used_at.desc(), DIALOGUE_REVISION.c.hash)
    .limit(ONE)
)
_GET = select(DIALOGUE_REVISION).where(DIALOGUE_REVISION.c.hash == bindparam("wanted"))


class SqlRevisions:
    """``Revisions`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, revision: Revision) -> None:
        self._transaction.change(
            _ADD[self._transaction.dialect],
            {
                "hash": revision.hash,
                "dialogue": revision.dialogue,
                "content": revision.content,
                "first_used_at": revision.first_used_at,
            },
        )

    def last(self, dialogue: str) -> Revision | None:
        row = self._transaction.row(_LAST, {"dialogue": dialogue})
        return None if row is None else Revision(*row)

    def get(self, revision_hash: str) -> Revision | None:
        row = self._transaction.row(_GET, {"wanted": revision_hash})
        return None if row is None else Revision(*row)
