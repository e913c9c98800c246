"""What goes out, one at a time to each chat, in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, case, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .encryption import Place
from .records import Delivery, Letter, NewOutgoing, Outgoing, OutState, QueueState
from .statements import Row
from .storable import refuse_unstorable
from .tables import OUTBOX
from .transaction import Transaction

UNFINISHED = (OutState.PENDING, OutState.SENDING, OutState.IN_DOUBT)
# Written out: an index of some rows only serves a statement that says the same, word for word.
_UNFINISHED = OUTBOX.c.state.in_([literal_column(f"'{state.value}'") for state in UNFINISHED])
_ADD = {
    "sqlite": sqlite.insert(OUTBOX).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(OUTBOX).on_conflict_do_nothing(),
}
_LAST = select(func.coalesce(func.max(OUTBOX.c.id), 0))
_SINCE = select(OUTBOX.c.id, OUTBOX.c.dedupe_key).where(OUTBOX.c.id > bindparam("last"))
_COLUMNS = (
    OUTBOX.c.id,
    OUTBOX.c.dedupe_key,
    OUTBOX.c.channel,
    OUTBOX.c.chat_key,
    OUTBOX.c.kind,
    OUTBOX.c.payload,
    OUTBOX.c.delivery,
    OUTBOX.c.created_at,
    OUTBOX.c.priority,
    OUTBOX.c.state,
    OUTBOX.c.attempts,
    OUTBOX.c.not_before,
)
# Begun: being sent, in doubt, or told to wait. Whoever comes later waits behind it.
_BEGUN_FIRST = case(
    (or_(OUTBOX.c.state != OutState.PENDING.value, OUTBOX.c.not_before.is_not(None)), 0), else_=1
)
_LINES = (
    select(
        OUTBOX.c.id,
        func.row_number()
        .over(
            partition_by=OUTBOX.c.chat_key,
            order_by=(_BEGUN_FIRST, OUTBOX.c.priority, OUTBOX.c.id),
        )
        .label("place_in_line"),
    )
    .where(OUTBOX.c.channel == bindparam("wanted"), _UNFINISHED)
    .subquery()
)
_DUE = (
    select(*_COLUMNS)
    .join_from(_LINES, OUTBOX, _LINES.c.id == OUTBOX.c.id)
    .where(
        _LINES.c.place_in_line == 1,
        OUTBOX.c.state != OutState.SENDING.value,
        (OUTBOX.c.not_before.is_(None)) | (OUTBOX.c.not_before <= bindparam("moment")),
    )
    .order_by(OUTBOX.c.priority, OUTBOX.c.id)
    .limit(bindparam("most"))
)
_IS_WAITING = (
    select(OUTBOX.c.id)
    .where(
        OUTBOX.c.channel == bindparam("wanted"),
        OUTBOX.c.chat_key == bindparam("chat"),
        OUTBOX.c.kind == bindparam("wanted_kind"),
        _UNFINISHED,
    )
    .limit(1)
)
_THIS = OUTBOX.c.id == bindparam("number")
_SENDING = (
    update(OUTBOX).where(_THIS, OUTBOX.c.over_at.is_(None)).values(state=OutState.SENDING.value)
)
_SENT = (
    update(OUTBOX)
    .where(_THIS, OUTBOX.c.over_at.is_(None))
    .values(
        state=OutState.SENT.value,
        over_at=bindparam("moment"),
        sent_message_id=bindparam("reference"),
        attempts=OUTBOX.c.attempts + 1,
    )
)
_POSTPONED = (
    update(OUTBOX)
    .where(_THIS, OUTBOX.c.over_at.is_(None))
    .values(
        state=bindparam("next_state"),
        not_before=bindparam("later"),
        attempts=OUTBOX.c.attempts + bindparam("more"),
    )
)
_OVER = (
    update(OUTBOX)
    .where(_THIS, OUTBOX.c.over_at.is_(None))
    .values(state=bindparam("next_state"), over_at=bindparam("moment"))
)
_ONCE = OUTBOX.c.delivery == Delivery.AT_MOST_ONCE.value
_CANCELLED = (
    update(OUTBOX)
    .where(_THIS, OUTBOX.c.over_at.is_(None), OUTBOX.c.state != OutState.SENDING.value)
    .values(state=OutState.CANCELLED.value, over_at=bindparam("moment"))
)
_DELIVERY_OF = select(OUTBOX.c.delivery).where(_THIS)
_INTERRUPTED = (
    _UNFINISHED,
    OUTBOX.c.channel == bindparam("wanted"),
    OUTBOX.c.state == OutState.SENDING.value,
)
_RECOVER_DEAD = (
    update(OUTBOX)
    .where(*_INTERRUPTED, _ONCE)
    .values(
        state=OutState.DEAD.value,
        over_at=bindparam("moment"),
        attempts=OUTBOX.c.attempts + 1,
    )
)
_RECOVER = (
    update(OUTBOX)
    .where(*_INTERRUPTED)
    .values(state=OutState.IN_DOUBT.value, attempts=OUTBOX.c.attempts + 1)
)
_HERE = OUTBOX.c.channel == bindparam("wanted")
_IS_OVER = OUTBOX.c.over_at.is_not(None)
_WAITING = (
    select(OUTBOX.c.state, func.count(), func.min(OUTBOX.c.created_at))
    .where(_HERE, _UNFINISHED)
    .group_by(OUTBOX.c.state)
)
_OVER_COUNTS = select(OUTBOX.c.state, func.count()).where(_HERE, _IS_OVER).group_by(OUTBOX.c.state)
_LETTER = select(OUTBOX.c.id, OUTBOX.c.kind, OUTBOX.c.state, OUTBOX.c.created_at, OUTBOX.c.attempts)
_LETTERS = tuple(
    _LETTER.where(_HERE, which, OUTBOX.c.state == state.value)
    .order_by(OUTBOX.c.id)
    .limit(bindparam("most"))
    for which, state in ((_UNFINISHED, OutState.IN_DOUBT), (_IS_OVER, OutState.DEAD))
)
_RETRY_DEAD = (
    update(OUTBOX)
    .where(
        _HERE,
        _IS_OVER,
        OUTBOX.c.state == OutState.DEAD.value,
        OUTBOX.c.delivery != Delivery.AT_MOST_ONCE.value,
    )
    .values(state=OutState.PENDING.value, attempts=0, not_before=None, over_at=None)
)
_FORGET = delete(OUTBOX).where(OUTBOX.c.over_at < bindparam("moment"))


class SqlOutbox:
    """``Outbox`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, messages: Sequence[NewOutgoing]) -> Sequence[Outgoing]:
        """All in one statement; numbers only grow, so what is new is what came after the last."""
        if not messages:
            return ()
        last = self._transaction.rows(_LAST, {})[0][0]
        rows = [self._row(message) for message in messages]
        self._transaction.change_many(_ADD[self._transaction.dialect], rows)
        numbers = {key: number for number, key in self._transaction.rows(_SINCE, {"last": last})}
        # Popped: of two with the same key, the first was kept.
        found = [(numbers.pop(message.dedupe_key, None), message) for message in messages]
        return [as_added(number, message) for number, message in found if number is not None]

    def _row(self, message: NewOutgoing) -> dict[str, object]:
        refuse_unstorable((message.dedupe_key, message.payload))
        place = _place(message.dedupe_key)
        return {
            "dedupe_key": message.dedupe_key,
            "channel": message.channel,
            "chat_key": message.chat_key,
            "kind": message.kind,
            "payload": self._transaction.ring.service.seal(message.payload, place),
            "delivery": message.delivery.value,
            "priority": message.priority,
            "state": OutState.PENDING.value,
            "attempts": 0,
            "created_at": message.created_at,
        }

    def due(self, channel: str, *, at: dt.datetime, limit: int) -> Sequence[Outgoing]:
        wanted = {"wanted": channel, "moment": at, "most": limit}
        return [self._message(row) for row in self._transaction.rows(_DUE, wanted)]

    def _message(self, row: Row) -> Outgoing:
        number, key, channel, chat_key, kind, sealed, delivery, created_at = row[:8]
        priority, state, attempts, not_before = row[8:]
        return Outgoing(
            id=number,
            dedupe_key=key,
            channel=channel,
            chat_key=chat_key,
            kind=kind,
            payload=self._transaction.ring.service.open(sealed, _place(key)),
            delivery=Delivery(delivery),
            created_at=created_at,
            priority=priority,
            state=OutState(state),
            attempts=attempts,
            not_before=not_before,
        )

    def is_waiting(self, channel: str, chat_key: str, kind: str) -> bool:
        wanted = {"wanted": channel, "chat": chat_key, "wanted_kind": kind}
        return self._transaction.row(_IS_WAITING, wanted) is not None

    def sending(self, ids: Sequence[int], *, at: dt.datetime) -> None:  # noqa: ARG002 - the protocol's
        self._transaction.change_many(_SENDING, [{"number": number} for number in ids])

    def sent(self, results: Sequence[tuple[int, int | None]], *, at: dt.datetime) -> None:
        self._transaction.change_many(
            _SENT,
            [
                {"number": number, "moment": at, "reference": reference}
                for number, reference in results
            ],
        )

    def postponed(
        self, message_id: int, *, not_before: dt.datetime, in_doubt: bool, counted: bool
    ) -> None:
        rows = self._transaction.rows(_DELIVERY_OF, {"number": message_id})
        if in_doubt and rows and rows[0][0] == Delivery.AT_MOST_ONCE.value:
            self.dead(message_id, at=not_before)
            return
        state = OutState.IN_DOUBT if in_doubt else OutState.PENDING
        self._transaction.change(
            _POSTPONED,
            {
                "number": message_id,
                "next_state": state.value,
                "later": not_before,
                "more": int(counted),
            },
        )

    def refused(self, message_id: int, *, at: dt.datetime) -> None:
        self._over(message_id, OutState.REFUSED, at)

    def cancelled(self, ids: Sequence[int], *, at: dt.datetime) -> None:
        self._transaction.change_many(_CANCELLED, [{"number": n, "moment": at} for n in ids])

    def dead(self, message_id: int, *, at: dt.datetime) -> None:
        self._over(message_id, OutState.DEAD, at)

    def _over(self, message_id: int, state: OutState, at: dt.datetime) -> None:
        values = {"number": message_id, "next_state": state.value, "moment": at}
        self._transaction.change(_OVER, values)

    def recover(self, channel: str, *, at: dt.datetime) -> int:
        dead = self._transaction.change(_RECOVER_DEAD, {"wanted": channel, "moment": at})
        return dead + self._transaction.change(_RECOVER, {"wanted": channel})

    def counts(self, channel: str) -> Mapping[str, int]:
        return self._counts(channel)[0]

    def _counts(self, channel: str) -> tuple[dict[str, int], dt.datetime | None]:
        """How many in each state, and since when the first of those that wait has waited."""
        waiting = self._transaction.rows(_WAITING, {"wanted": channel})
        over = self._transaction.rows(_OVER_COUNTS, {"wanted": channel})
        found = {row[0]: row[1] for row in (*waiting, *over)}
        counts = {state.value: found.get(state.value, 0) for state in OutState}
        return counts, min((row[2] for row in waiting), default=None)

    def state(self, channel: str, *, limit: int) -> QueueState:
        counts, oldest = self._counts(channel)
        wanted = {"wanted": channel, "most": limit}
        rows = [row for letters in _LETTERS for row in self._transaction.rows(letters, wanted)]
        return QueueState(counts, oldest, [Letter(*row) for row in rows])

    def retry_dead(self, channel: str) -> int:
        return self._transaction.change(_RETRY_DEAD, {"wanted": channel})

    def forget(self, before: dt.datetime) -> int:
        return self._transaction.change(_FORGET, {"moment": before})


def as_added(number: int, message: NewOutgoing) -> Outgoing:
    return Outgoing(
        id=number,
        dedupe_key=message.dedupe_key,
        channel=message.channel,
        chat_key=message.chat_key,
        kind=message.kind,
        payload=message.payload,
        delivery=message.delivery,
        created_at=message.created_at,
        priority=message.priority,
    )


def _place(dedupe_key: str) -> Place:
    return Place("outbox.payload", dedupe_key)
