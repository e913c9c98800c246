"""What came in, kept before it is confirmed, in SQL."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .encryption import Place
from .records import Inbound, InState, Letter, NewInbound, QueueState
from .statements import Row
from .storable import refuse_unstorable
from .tables import INBOX
from .transaction import Transaction

_STORE = {
    "sqlite": sqlite.insert(INBOX).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(INBOX).on_conflict_do_nothing(),
}
# Written out: an index of some rows only serves a statement that says the same, word for word.
_IS_NEW = INBOX.c.state == literal_column("'new'")
_WAITING = (
    select(
        INBOX.c.id,
        INBOX.c.channel,
        INBOX.c.external_id,
        INBOX.c.chat_key,
        INBOX.c.payload,
        INBOX.c.attempts,
        INBOX.c.received_at,
        INBOX.c.digest,
    )
    .where(INBOX.c.channel == bindparam("wanted"), _IS_NEW)
    .order_by(INBOX.c.id)
    .limit(bindparam("most"))
)
_DONE = (
    update(INBOX)
    .where(INBOX.c.id == bindparam("seq"), _IS_NEW)
    .values(state=InState.DONE.value, done_at=bindparam("moment"))
)
_FAILED = (
    update(INBOX)
    .where(INBOX.c.id == bindparam("seq"), _IS_NEW)
    .values(attempts=INBOX.c.attempts + 1, state=bindparam("next_state"))
)
_COUNTS = (
    select(INBOX.c.state, func.count())
    .where(INBOX.c.channel == bindparam("wanted"))
    .group_by(INBOX.c.state)
)
_IS_DEAD = INBOX.c.state == literal_column("'dead'")
_HERE = INBOX.c.channel == bindparam("wanted")
_NEW = select(func.count(), func.min(INBOX.c.received_at)).where(_HERE, _IS_NEW)
_DEAD = select(func.count()).where(_HERE, _IS_DEAD)
_LETTERS = (
    select(INBOX.c.id, INBOX.c.received_at, INBOX.c.attempts)
    .where(_HERE, _IS_DEAD)
    .order_by(INBOX.c.id)
    .limit(bindparam("most"))
)
_RETRY_DEAD = (
    update(INBOX).where(_HERE, _IS_DEAD).values(state=InState.NEW.value, attempts=0, done_at=None)
)
_FORGET = delete(INBOX).where(INBOX.c.received_at < bindparam("moment"), INBOX.c.state != "new")


class SqlInbox:
    """``Inbox`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def store(self, entries: Sequence[NewInbound]) -> int:
        rows = [self._row(entry) for entry in entries]
        return self._transaction.change_many(_STORE[self._transaction.dialect], rows)

    def _row(self, entry: NewInbound) -> dict[str, object]:
        refuse_unstorable((entry.external_id, entry.payload))
        digest = digest_of(entry.payload)
        place = _place(entry.channel, entry.external_id, digest)
        return {
            "channel": entry.channel,
            "external_id": entry.external_id,
            "digest": digest,
            "chat_key": entry.chat_key,
            "payload": self._transaction.ring.service.seal(entry.payload, place),
            "state": (InState.DEAD if entry.dead else InState.NEW).value,
            "attempts": 0,
            "received_at": entry.received_at,
        }

    def waiting(self, channel: str, *, limit: int) -> Sequence[Inbound]:
        rows = self._transaction.rows(_WAITING, {"wanted": channel, "most": limit})
        return [self._entry(row) for row in rows]

    def _entry(self, row: Row) -> Inbound:
        seq, channel, external_id, chat_key, sealed, attempts, received_at, digest = row
        place = _place(channel, external_id, digest)
        payload = self._transaction.ring.service.open(sealed, place)
        return Inbound(seq, channel, external_id, chat_key, payload, attempts, received_at)

    def done(self, seqs: Sequence[int], *, at: dt.datetime) -> None:
        self._transaction.change_many(_DONE, [{"seq": seq, "moment": at} for seq in seqs])

    def failed(self, seq: int, *, dead: bool) -> None:
        state = InState.DEAD if dead else InState.NEW
        self._transaction.change(_FAILED, {"seq": seq, "next_state": state.value})

    def counts(self, channel: str) -> Mapping[str, int]:
        found = {row[0]: row[1] for row in self._transaction.rows(_COUNTS, {"wanted": channel})}
        return {state.value: found.get(state.value, 0) for state in InState}

    def state(self, channel: str, *, limit: int) -> QueueState:
        new, oldest = self._transaction.rows(_NEW, {"wanted": channel})[0]
        dead = self._transaction.rows(_DEAD, {"wanted": channel})[0][0]
        counts = {InState.NEW.value: new, InState.DEAD.value: dead}
        rows = self._transaction.rows(_LETTERS, {"wanted": channel, "most": limit})
        letters = [Letter(seq, "", InState.DEAD.value, at, tries) for seq, at, tries in rows]
        return QueueState(counts, oldest, letters)

    def retry_dead(self, channel: str) -> int:
        return self._transaction.change(_RETRY_DEAD, {"wanted": channel})

    def forget(self, before: dt.datetime) -> int:
        return self._transaction.change(_FORGET, {"moment": before})


def digest_of(payload: str) -> str:
    return hashlib.sha256(payload.encode()).hexdigest()


def _place(channel: str, external_id: str, digest: str) -> Place:
    return Place("inbox.payload", f"{channel}|{external_id}|{digest}")
