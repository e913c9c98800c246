"""An outbox in a dictionary, for as long as no storage has one. To be removed then."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from storage.records import Delivery, NewOutgoing, Outgoing, OutState

OVER = {OutState.SENT, OutState.REFUSED, OutState.CANCELLED, OutState.DEAD}


class FakeOutbox:
    def __init__(self) -> None:
        self.rows: dict[int, Outgoing] = {}

    def _set(self, number: int, **values: Any) -> None:
        row = self.rows[number]
        if row.state not in OVER:
            self.rows[number] = replace(row, **values)

    def add(self, messages: Sequence[NewOutgoing]) -> Sequence[Outgoing]:
        known = {row.dedupe_key for row in self.rows.values()}
        added = []
        for one in messages:
            if one.dedupe_key not in known:
                number = len(self.rows) + 1
                self.rows[number] = Outgoing(id=number, **{**asdict(one), "delivery": one.delivery})
                added.append(self.rows[number])
        return added

    def due(self, channel: str, *, at: dt.datetime, limit: int) -> Sequence[Outgoing]:
        heads: dict[str, Outgoing] = {}
        rows = [r for r in self.rows.values() if r.state not in OVER and r.channel == channel]
        rows.sort(key=lambda row: (row.state is OutState.PENDING, row.priority, row.id))
        for row in rows:
            heads.setdefault(row.chat_key, row)
        due = [
            row
            for row in heads.values()
            if row.state is not OutState.SENDING
            and (row.not_before is None or row.not_before <= at)
        ]
        return sorted(due, key=lambda row: (row.priority, row.id))[:limit]

    def sending(self, ids: Sequence[int], *, at: dt.datetime) -> None:  # noqa: ARG002
        for number in ids:
            self._set(number, state=OutState.SENDING)

    def sent(self, results: Sequence[tuple[int, int | None]], *, at: dt.datetime) -> None:  # noqa: ARG002
        for number, _ in results:
            self._set(number, state=OutState.SENT)

    def postponed(
        self, message_id: int, *, not_before: dt.datetime, in_doubt: bool, counted: bool
    ) -> None:
        self._set(
            message_id,
            state=OutState.IN_DOUBT if in_doubt else OutState.PENDING,
            not_before=not_before,
            attempts=self.rows[message_id].attempts + counted,
        )

    def refused(self, message_id: int, *, at: dt.datetime) -> None:  # noqa: ARG002
        self._set(message_id, state=OutState.REFUSED)

    def cancelled(self, ids: Sequence[int], *, at: dt.datetime) -> None:  # noqa: ARG002
        for number in ids:
            self._set(number, state=OutState.CANCELLED)

    def dead(self, message_id: int, *, at: dt.datetime) -> None:  # noqa: ARG002
        self._set(message_id, state=OutState.DEAD)

    def recover(self, channel: str, *, at: dt.datetime) -> int:  # noqa: ARG002
        begun = [row for row in self.rows.values() if row.state is OutState.SENDING]
        for row in begun:
            once = row.delivery is Delivery.AT_MOST_ONCE
            self._set(row.id, state=OutState.DEAD if once else OutState.IN_DOUBT)
        return len(begun)

    def counts(self, channel: str) -> Mapping[str, int]:
        rows = [row for row in self.rows.values() if row.channel == channel]
        return {state: sum(row.state is state for row in rows) for state in OutState}


class FakeUnitOfWork:
    def __init__(self, outbox: FakeOutbox) -> None:
        self.outbox = outbox

    def commit(self) -> None:
        pass

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        before = copy.copy(self.outbox.rows)
        try:
            yield
        except BaseException:
            self.outbox.rows = before
            raise


class FakeStorage:
    def __init__(self) -> None:
        self._outbox = FakeOutbox()

    @contextmanager
    def write(self) -> Iterator[Any]:
        yield FakeUnitOfWork(self._outbox)

    read = write

    def close(self) -> None:
        pass
