"""Every column says whether it is personal, how long it is kept and whether it is encrypted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    LargeBinary,
    NullPool,
    create_engine,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError

from storage.columns import Kept, UtcDateTime
from storage.errors import NaiveTime
from storage.tables import METADATA

EVERY_COLUMN = [column for table in METADATA.sorted_tables for column in table.columns]
every_column = pytest.mark.parametrize("column", EVERY_COLUMN, ids=str)


def test_every_table_is_here() -> None:
    assert set(METADATA.tables) == {
        *("wrapping_key", "data_key", "person", "class_group", "role_grant", "workshop"),
        *("personal_link", "browser", "dialogue_revision", "conversation", "answer"),
        *("inbox", "outbox", "timer", "audit", "anonymous_answer", "code_attempt"),
        *("telegram_account", "telegram_message", "telegram_attempt", "mark"),
        *("campaign", "campaign_occasion", "assignment"),
    }


@every_column
def test_every_column_is_declared(column: Column[object]) -> None:
    assert set(column.info) == {"personal", "kept", "encrypted"}
    assert isinstance(column.info["personal"], bool)
    assert isinstance(column.info["kept"], Kept)


@every_column
def test_bytes_are_encrypted_and_nothing_else_is(column: Column[object]) -> None:
    assert column.info["encrypted"] == isinstance(column.type, LargeBinary)


@every_column
def test_moments_are_aware(column: Column[object]) -> None:
    assert not isinstance(column.type, DateTime)


def test_numbers_made_elsewhere_fit_on_postgresql() -> None:
    numbers = [
        METADATA.tables["outbox"].c.sent_message_id,
        *(METADATA.tables[name].c.id for name in ("answer", "inbox", "outbox", "timer", "audit")),
    ]
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]

    for number in numbers:
        assert isinstance(number.type.dialect_impl(dialect), BigInteger)


def test_a_moment_comes_back_in_utc() -> None:
    paris = dt.datetime(2026, 7, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=2)))

    assert back_from_sqlite(paris) == paris
    assert back_from_sqlite(paris).tzinfo is dt.UTC
    assert back_from_sqlite(None) is None


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(StatementError) as caught:
        back_from_sqlite(dt.datetime(2026, 7, 1, 10))  # noqa: DTZ001 - the point of this test

    assert isinstance(caught.value.orig, NaiveTime)


def back_from_sqlite(moment: dt.datetime | None) -> Any:
    engine = create_engine("sqlite+pysqlite://", module=dbapi2, poolclass=NullPool)
    with engine.connect() as connection:
        return connection.execute(select(type_coerce(moment, UtcDateTime))).scalar_one()
