"""Core statements, compiled once, for the driver's own cursor.

SQLAlchemy writes the SQL for each engine and owns the connections. Its execution of a statement is
left out on purpose: measured, it costs ten times what SQLite needs to answer, and an answer is
eight statements. What it would have done for us is here: the order of parameters, the values a
statement carries with it, lists, and moments in and out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, cast

from sqlalchemy import ClauseElement, ColumnElement, Dialect, literal_column
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import ReturnsRows

from .columns import UtcDateTime
from .storable import refuse_unstorable

ONE: ColumnElement[Any] = literal_column("1")
"""For ``limit``: SQLite plans a statement anew each time its limit is a parameter (60 µs)."""

Row: TypeAlias = Sequence[Any]
Values: TypeAlias = Mapping[str, Any]
_MOMENTS = 64
_ANYWHERE = frozenset({int, bytes, bool, type(None)})


class Statements:
    """The statements prepared so far for one engine."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        moments = UtcDateTime().dialect_impl(dialect)
        # A batch has one moment, or a few, for all its rows.
        self.moment_in = lru_cache(_MOMENTS)(moments.bind_processor(dialect) or _as_it_is)
        self.moment_out = moments.result_processor(dialect, None) or _as_it_is
        self._prepared: dict[Executable, Prepared] = {}

    def prepared(self, statement: Executable, values: Values) -> Prepared:
        """An insert writes the columns it was given the first time: give it all, always."""
        known = self._prepared.get(statement)
        if known is None:
            known = self._prepared[statement] = Prepared(self, statement, values)
        return known


class Prepared:
    """One statement in the language of one engine."""

    __slots__ = ("_compiled", "_fixed", "_has_lists", "_moments", "_order", "_statements", "sql")

    def __init__(self, statements: Statements, statement: Executable, values: Values) -> None:
        compiled = cast(
            "SQLCompiler",
            cast("ClauseElement", statement).compile(
                dialect=statements.dialect, column_keys=list(values)
            ),
        )
        self.sql = compiled.string
        self._statements = statements
        self._compiled = compiled
        self._order: Sequence[str] | None = compiled.positiontup
        self._fixed = {name: value for name, value in compiled.params.items() if name not in values}
        self._has_lists = any(isinstance(value, list) for value in values.values())
        columns = statement.exported_columns if isinstance(statement, ReturnsRows) else ()
        self._moments = [
            place for place, column in enumerate(columns) if isinstance(column.type, UtcDateTime)
        ]

    def call(self, values: Values) -> tuple[str, Any]:
        """What to hand to the cursor. Every value passes the door of ``refuse_unstorable``."""
        given = self._fixed.copy()
        moment_in = self._statements.moment_in
        for name, value in values.items():
            kind = type(value)
            # Nearly all values are of these kinds, and there are dozens for every answer.
            if (kind is str and value.isascii() and "\0" not in value) or kind in _ANYWHERE:
                given[name] = value
                continue
            if kind is dt.datetime:
                given[name] = moment_in(value)  # refuses a naive one itself
                continue
            refuse_unstorable(value)
            given[name] = moment_in(value) if isinstance(value, dt.datetime) else value
        if self._has_lists:
            expanded = self._compiled.construct_expanded_state(given)
            if self._order is None:
                return expanded.statement, expanded.parameters
            return expanded.statement, expanded.positional_parameters
        if self._order is None:
            return self.sql, given
        return self.sql, [given[name] for name in self._order]

    def rows(self, fetched: Sequence[Row]) -> Sequence[Row]:
        """With aware moments."""
        if not self._moments:
            return fetched
        moment_out = self._statements.moment_out
        rows = [list(row) for row in fetched]
        for row in rows:
            for place in self._moments:
                row[place] = moment_out(row[place])
        return rows


def _as_it_is(value: Any) -> Any:
    return value
