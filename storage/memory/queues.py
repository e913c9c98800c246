"""The inbox and the outbox, in memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from storage.inbox import digest_of
from storage.outbox import UNFINISHED, as_added
from storage.records import (
    Delivery,
    Inbound,
    InState,
    Letter,
    NewInbound,
    NewOutgoing,
    Outgoing,
    OutState,
    QueueState,
)
from storage.storable import refuse_unstorable

from .tables import MemoryTransaction

Row = dict[str, Any]


class MemoryInbox:
    """``Inbox`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def store(self, entries: Sequence[NewInbound]) -> int:
        new = 0
        for entry in entries:
            refuse_unstorable(entry)
            known = (entry.channel, entry.external_id, digest_of(entry.payload))
            if self._rows.get("inbox_known", *known) is not None:
                continue
            seq = self._rows.next_number("inbox")
            self._rows.put("inbox_known", *known, row=seq)
            row = {
                "seq": seq,
                "channel": entry.channel,
                "external_id": entry.external_id,
                "chat_key": entry.chat_key,
                "payload": entry.payload,
                "attempts": 0,
                "received_at": entry.received_at,
            }
            state = InState.DEAD if entry.dead else InState.NEW
            self._put({**row, "state": state.value, "known": list(known)})
            new += 1
        return new

    def waiting(self, channel: str, *, limit: int) -> Sequence[Inbound]:
        refuse_unstorable(channel)
        rows = [r for r in self._all() if r["channel"] == channel and r["state"] == InState.NEW]
        return [Inbound(**{name: row[name] for name in Inbound.__slots__}) for row in rows[:limit]]

    def done(self, seqs: Sequence[int], *, at: dt.datetime) -> None:  # noqa: ARG002 - SQL keeps it
        for seq in seqs:
            row = self._rows.get("inbox", str(seq))
            if row is not None and row["state"] == InState.NEW:
                self._put({**row, "state": InState.DONE.value})

    def failed(self, seq: int, *, dead: bool) -> None:
        row = self._rows.get("inbox", str(seq))
        if row is not None and row["state"] == InState.NEW:
            state = InState.DEAD if dead else InState.NEW
            self._put({**row, "attempts": row["attempts"] + 1, "state": state.value})

    def counts(self, channel: str) -> Mapping[str, int]:
        refuse_unstorable(channel)
        found = Counter(r["state"] for r in self._all() if r["channel"] == channel)
        return {state.value: found[state.value] for state in InState}

    def state(self, channel: str, *, limit: int) -> QueueState:
        refuse_unstorable(channel)
        rows = [row for row in self._all() if row["channel"] == channel]
        new = [row for row in rows if row["state"] == InState.NEW]
        dead = [row for row in rows if row["state"] == InState.DEAD]
        letters = [
            Letter(row["seq"], "", row["state"], row["received_at"], row["attempts"])
            for row in dead[:limit]
        ]
        oldest = min((row["received_at"] for row in new), default=None)
        return QueueState({"new": len(new), "dead": len(dead)}, oldest, letters)

    def retry_dead(self, channel: str) -> int:
        refuse_unstorable(channel)
        rows = self._all()
        dead = [r for r in rows if r["channel"] == channel and r["state"] == InState.DEAD]
        for row in dead:
            self._put({**row, "state": InState.NEW.value, "attempts": 0})
        return len(dead)

    def forget(self, before: dt.datetime) -> int:
        old = [
            row
            for row in self._all()
            if row["received_at"] < before and row["state"] != InState.NEW
        ]
        for row in old:
            self._rows.delete("inbox", str(row["seq"]))
            self._rows.delete("inbox_known", *row["known"])
        return len(old)

    def _all(self) -> list[Row]:
        return sorted(self._rows.all("inbox"), key=lambda row: int(row["seq"]))

    def _put(self, row: Row) -> None:
        self._rows.put("inbox", str(row["seq"]), row=row)


class MemoryOutbox:
    """``Outbox`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, messages: Sequence[NewOutgoing]) -> Sequence[Outgoing]:
        added = []
        for message in messages:
            refuse_unstorable(message)
            if self._rows.get("outbox_key", message.dedupe_key) is not None:
                continue
            stored = as_added(self._rows.next_number("outbox"), message)
            self._rows.put("outbox_key", message.dedupe_key, row=stored.id)
            row = {name: getattr(stored, name) for name in Outgoing.__slots__}
            self._put({**row, "over_at": None})
            added.append(stored)
        return added

    def due(self, channel: str, *, at: dt.datetime, limit: int) -> Sequence[Outgoing]:
        refuse_unstorable(channel)
        heads: dict[str, Row] = {}
        waiting = [
            row for row in self._all() if row["channel"] == channel and row["state"] in UNFINISHED
        ]
        for row in sorted(waiting, key=_place_in_line):
            heads.setdefault(row["chat_key"], row)
        due = [
            row
            for row in heads.values()
            if row["state"] != OutState.SENDING
            and (row["not_before"] is None or row["not_before"] <= at)
        ]
        due.sort(key=lambda row: (row["priority"], row["id"]))
        return [_message(row) for row in due[:limit]]

    def is_waiting(self, channel: str, chat_key: str, kind: str) -> bool:
        wanted = (channel, chat_key, kind)
        return any(
            (row["channel"], row["chat_key"], row["kind"]) == wanted and row["state"] in UNFINISHED
            for row in self._all()
        )

    def sending(self, ids: Sequence[int], *, at: dt.datetime) -> None:  # noqa: ARG002 - the protocol's
        for number in ids:
            self._change(number, state=OutState.SENDING.value)

    def sent(self, results: Sequence[tuple[int, int | None]], *, at: dt.datetime) -> None:
        for number, reference in results:
            state = OutState.SENT.value
            self._change(number, more=1, state=state, over_at=at, sent_message_id=reference)

    def postponed(
        self, message_id: int, *, not_before: dt.datetime, in_doubt: bool, counted: bool
    ) -> None:
        row = self._rows.get("outbox", str(message_id))
        if row is not None and in_doubt and row["delivery"] == Delivery.AT_MOST_ONCE:
            self.dead(message_id, at=not_before)
            return
        state = OutState.IN_DOUBT if in_doubt else OutState.PENDING
        self._change(message_id, more=int(counted), state=state.value, not_before=not_before)

    def refused(self, message_id: int, *, at: dt.datetime) -> None:
        self._change(message_id, state=OutState.REFUSED.value, over_at=at)

    def cancelled(self, ids: Sequence[int], *, at: dt.datetime) -> None:
        for number in ids:
            row = self._rows.get("outbox", str(number))
            if row is not None and row["state"] != OutState.SENDING:
                self._change(number, state=OutState.CANCELLED.value, over_at=at)

    def dead(self, message_id: int, *, at: dt.datetime) -> None:
        self._change(message_id, state=OutState.DEAD.value, over_at=at)

    def recover(self, channel: str, *, at: dt.datetime) -> int:
        interrupted = [
            row
            for row in self._all()
            if row["channel"] == channel and row["state"] == OutState.SENDING
        ]
        for row in interrupted:
            if row["delivery"] == Delivery.AT_MOST_ONCE:
                self._change(row["id"], more=1, state=OutState.DEAD.value, over_at=at)
            else:
                self._change(row["id"], more=1, state=OutState.IN_DOUBT.value)
        return len(interrupted)

    def counts(self, channel: str) -> Mapping[str, int]:
        refuse_unstorable(channel)
        found = Counter(r["state"] for r in self._all() if r["channel"] == channel)
        return {state.value: found[state.value] for state in OutState}

    def state(self, channel: str, *, limit: int) -> QueueState:
        rows = [row for row in self._all() if row["channel"] == channel]
        waiting = [row["created_at"] for row in rows if row["state"] in UNFINISHED]
        letters = [
            Letter(row["id"], row["kind"], row["state"], row["created_at"], row["attempts"])
            for state in (OutState.IN_DOUBT, OutState.DEAD)
            for row in [row for row in rows if row["state"] == state][:limit]
        ]
        return QueueState(self.counts(channel), min(waiting, default=None), letters)

    def retry_dead(self, channel: str) -> int:
        refuse_unstorable(channel)
        dead = [
            row
            for row in self._all()
            if row["channel"] == channel
            and row["state"] == OutState.DEAD
            and row["delivery"] != Delivery.AT_MOST_ONCE
        ]
        again = {"state": OutState.PENDING.value, "attempts": 0, "not_before": None}
        for row in dead:
            self._put({**row, **again, "over_at": None})
        return len(dead)

    def forget(self, before: dt.datetime) -> int:
        old = [row for row in self._all() if row["over_at"] and row["over_at"] < before]
        for row in old:
            self._rows.delete("outbox", str(row["id"]))
            self._rows.delete("outbox_key", row["dedupe_key"])
        return len(old)

    def _change(self, number: int, *, more: int = 0, **values: Any) -> None:
        row = self._rows.get("outbox", str(number))
        if row is not None and row["over_at"] is None:
            self._put({**row, "attempts": row["attempts"] + more, **values})

    def _all(self) -> list[Row]:
        return sorted(self._rows.all("outbox"), key=lambda row: int(row["id"]))

    def _put(self, row: Row) -> None:
        self._rows.put("outbox", str(row["id"]), row=row)


def _place_in_line(row: Row) -> tuple[bool, int, int]:
    begun = row["state"] != OutState.PENDING or row["not_before"] is not None
    return not begun, row["priority"], row["id"]


def _message(row: Row) -> Outgoing:
    values = {name: row[name] for name in Outgoing.__slots__}
    return Outgoing(
        **{
            **values,
            "delivery": Delivery(row["delivery"]),
            "state": OutState(row["state"]),
        }
    )
