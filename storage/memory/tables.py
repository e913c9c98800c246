"""Rows as JSON text in dictionaries, with transactions: what nobody committed is not there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

from storage.errors import AlreadyStored, ReadOnly, TransactionOver, UnknownReference
from storage.storable import refuse_unstorable

Key: TypeAlias = tuple[str, ...]
Table: TypeAlias = dict[Key, str]
Tables: TypeAlias = dict[str, Table]
Changes: TypeAlias = dict[str, dict[Key, str | None]]


class MemoryTransaction:
    """A view of the committed tables, and the changes laid over it. None is a deletion."""

    def __init__(self, committed: Tables, *, writes: bool) -> None:
        self._committed = committed
        self._writes = writes
        self._changes: Changes = {}
        self._over = False

    def get(self, table: str, *key: str) -> Any:
        """What the row's JSON says, fresh each time; None when there is no row."""
        if self._over:
            raise TransactionOver
        refuse_unstorable(key)
        text = self._text(table, key)
        return None if text is None else from_text(text)

    def all(self, table: str) -> Iterator[Any]:
        if self._over:
            raise TransactionOver
        changed = self._changes.get(table, {})
        for key, text in self._committed.get(table, {}).items():
            if key not in changed:
                yield from_text(text)
        for changed_text in changed.values():
            if changed_text is not None:
                yield from_text(changed_text)

    def keys(self, table: str) -> Iterator[Key]:
        if self._over:
            raise TransactionOver
        changed = self._changes.get(table, {})
        yield from (key for key in self._committed.get(table, {}) if key not in changed)
        yield from (key for key, text in changed.items() if text is not None)

    def put(self, table: str, *key: str, row: object) -> None:
        self._change(table, key, to_text(row))

    def add(self, table: str, *key: str, row: object) -> None:
        refuse_unstorable(row)
        if self.get(table, *key) is not None:
            raise AlreadyStored(table)
        self.put(table, *key, row=row)

    def delete(self, table: str, *key: str) -> None:
        self._change(table, key, None)

    def must_exist(self, table: str, key: str | None) -> None:
        """A reference, unless it is None, points at something."""
        if key is None:
            return
        refuse_unstorable(key)
        if self._text(table, (key,)) is None:
            raise UnknownReference(table)

    def next_number(self, counter: str) -> int:
        number = (self.get("counter", counter) or 0) + 1
        self.put("counter", counter, row=number)
        return int(number)

    def take_changes(self) -> Changes:
        """For the commit: what follows is a new transaction."""
        if self._over:
            raise TransactionOver
        changes, self._changes = self._changes, {}
        return changes

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        if self._over:
            raise TransactionOver
        before = {table: dict(changed) for table, changed in self._changes.items()}
        try:
            yield
        except BaseException:
            self._changes = before
            raise

    def end(self) -> None:
        self._over = True

    def _text(self, table: str, key: Key) -> str | None:
        changed = self._changes.get(table, {})
        if key in changed:
            return changed[key]
        return self._committed.get(table, {}).get(key)

    def _change(self, table: str, key: Key, text: str | None) -> None:
        if self._over:
            raise TransactionOver
        if not self._writes:
            raise ReadOnly
        refuse_unstorable(key)
        self._changes.setdefault(table, {})[key] = text


def to_text(row: object) -> str:
    """JSON of a record, or of plain values."""
    refuse_unstorable(row)
    return json.dumps(row, default=_plain, ensure_ascii=False)


def from_text(text: str) -> Any:
    return _READ(text)


def _plain(value: object) -> dict[str, Any]:
    if isinstance(value, dt.datetime):
        return {"utc": value.astimezone(dt.UTC).isoformat()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(type(value).__name__)


def _from_object(data: dict[str, Any]) -> Any:
    return dt.datetime.fromisoformat(data["utc"]) if data.keys() == {"utc"} else data


_READ = json.JSONDecoder(object_hook=_from_object).decode
