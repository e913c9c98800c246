"""One database transaction: runs statements, opens the keys of persons, translates errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import PoolProxiedConnection, bindparam, select
from sqlalchemy.sql.base import Executable

from .encryption import DataKey, KeyRing
from .errors import (
    AlreadyStored,
    ReadOnly,
    StorageBusy,
    StorageError,
    StorageFailed,
    TransactionOver,
    UnknownReference,
    UnreadableValue,
)
from .statements import Prepared, Row, Statements, Values
from .tables import DATA_KEY

_KEY = select(DATA_KEY.c.wrapped).where(DATA_KEY.c.person_id == bindparam("person_id"))


class Transaction:
    """What the collections of one unit of work share.

    The persons' keys it opened are remembered until the block ends, and no longer.
    """

    __slots__ = (
        "_begin_with",
        "_begun",
        "_connection",
        "_driver_error",
        "_keys",
        "_over",
        "_savepoints",
        "_statements",
        "ring",
    )

    def __init__(
        self,
        connection: PoolProxiedConnection,
        *,
        statements: Statements,
        begin_with: str | None,
        ring: KeyRing,
    ) -> None:
        self.ring = ring
        self._connection = connection
        self._statements = statements
        self._begin_with = begin_with
        self._driver_error: type[Exception] = statements.dialect.loaded_dbapi.Error
        self._keys: dict[str, DataKey] = {}
        self._savepoints = 0
        self._begun = False
        self._over = False

    @property
    def dialect(self) -> str:
        return self._statements.dialect.name

    def begin(self) -> None:
        """Called for the first transaction; another begins with the first need after a commit."""
        if self._over:
            raise TransactionOver
        if not self._begun:
            self._begun = True
            if self._begin_with is not None:
                self._execute(self._begin_with, ())

    def rows(self, statement: Executable, values: Values) -> Sequence[Row]:
        """What a statement answers."""
        prepared, cursor = self._run(statement, values)
        try:
            return prepared.rows(cursor.fetchall())
        except self._driver_error as error:
            raise translated(error) from error
        finally:
            cursor.close()

    def row(self, statement: Executable, values: Values) -> Row | None:
        rows = self.rows(statement, values)
        return rows[0] if rows else None

    def change(self, statement: Executable, values: Values) -> int:
        """How many rows a statement touched."""
        _, cursor = self._run(statement, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def change_many(self, statement: Executable, many: Sequence[Values]) -> int:
        """The same statement for each of these, in one call of the driver; rows touched."""
        if not many:
            return 0
        self.begin()
        prepared = self._statements.prepared(statement, many[0])
        calls = [prepared.call(values) for values in many]
        cursor = self._connection.cursor()
        try:
            cursor.executemany(calls[0][0], [parameters for _, parameters in calls])
            count: int = cursor.rowcount
        except self._driver_error as error:
            raise translated(error) from error
        finally:
            cursor.close()
        return count

    def commit(self) -> None:
        self.begin()
        try:
            self._connection.commit()
        except self._driver_error as error:
            raise translated(error) from error
        self._begun = False

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self.begin()
        # By its depth: the driver keeps few statements prepared, and each name makes two more.
        name = f"part_{self._savepoints}"
        self._savepoints += 1
        self._execute(f"SAVEPOINT {name}", ())
        try:
            yield
        except BaseException:
            self._savepoints -= 1
            self._keys.clear()
            self._execute(f"ROLLBACK TO SAVEPOINT {name}", ())
            self._execute(f"RELEASE SAVEPOINT {name}", ())
            raise
        self._savepoints -= 1
        self._execute(f"RELEASE SAVEPOINT {name}", ())

    def end(self) -> None:
        self._over = True
        self._keys.clear()

    def key_from(self, person_id: str, wrapped: bytes | None) -> DataKey:
        """Open the key that came with a row."""
        key = self._keys.get(person_id)
        if key is None:
            if wrapped is None:
                raise UnreadableValue("the key of this person is gone")
            key = self._keys[person_id] = self.ring.open_data_key(person_id, wrapped)
        return key

    def key_of(self, person_id: str) -> DataKey:
        """The key to read what somebody wrote; ``UnreadableValue`` when it is gone."""
        known = self._keys.get(person_id)
        if known is not None:
            return known
        row = self.row(_KEY, {"person_id": person_id})
        return self.key_from(person_id, None if row is None else row[0])

    def key_to_write(self, person_id: str) -> DataKey:
        """The key of somebody who must exist."""
        try:
            return self.key_of(person_id)
        except UnreadableValue as error:
            raise UnknownReference("no such person, or their key is gone") from error

    def _run(self, statement: Executable, values: Values) -> tuple[Prepared, Any]:
        self.begin()
        prepared = self._statements.prepared(statement, values)
        return prepared, self._execute(*prepared.call(values))

    def _execute(self, sql: str, parameters: Any) -> Any:
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql, parameters)
        except self._driver_error as error:
            cursor.close()
            raise translated(error) from error
        return cursor


def translated(error: Exception) -> StorageError:
    """Ours for the driver's or SQLAlchemy's, known by the names that PEP 249 gives them.

    The driver names tables and columns, never values.
    """
    kinds = {kind.__name__ for kind in type(error).__mro__}
    reason = str(getattr(error, "orig", error)).lower()
    if "IntegrityError" in kinds:
        return UnknownReference(reason) if "foreign key" in reason else AlreadyStored(reason)
    if "TimeoutError" in kinds or "locked" in reason or "busy" in reason:
        return StorageBusy()
    if "readonly" in reason or "read-only" in reason:
        return ReadOnly()
    return StorageFailed(reason)
