"""How a column is declared: whether it is personal, how long it is kept, how it is stored.

Export, erasure and purge read these declarations; a test walks every column of every table.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Integer, MetaData
from sqlalchemy.orm import declared_attr, registry
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from .errors import NaiveTime

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

LongId = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere: Telegram's numbers do not fit PostgreSQL's INTEGER. SQLite numbers rows
by itself only where the type is INTEGER."""


class Row(SQLModel, registry=registry(metadata=METADATA), defer_build=True):
    """A table of this application. Instances are never made: statements use the tables.

    So nothing is built that would validate one: for thirty tables that takes a third of a second.
    """

    @declared_attr.directive
    def __tablename__(cls) -> Any:  # noqa: N805 - SQLAlchemy calls it on the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()


class Kept(StrEnum):
    """How long a value is kept, by default (``apbot purge``; the school may shorten it)."""

    WITH_ITS_KEY = "as long as a data key is wrapped by it"
    SCHOOL_LIFE = "until the person leaves the school"
    SCHOOL_YEAR = "until 31 August of the school year; 30 days when left unfinished"
    ACCESS = "until it expires, is revoked or the school year ends"
    INBOX = "72 hours after receipt"
    OUTBOX = "7 days after it was sent"
    TIMER = "7 days after it was due"
    AUDIT = "12 months"
    REFERENCE = "as long as something refers to it"


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment: aware in, UTC in the database, aware UTC out.

    SQLite alone would forget the zone.
    """

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = DateTime(timezone=True)
    cache_ok: bool | None = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NaiveTime("a moment needs its time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, _dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dt.UTC)
        return value.astimezone(dt.UTC)


def column(
    kind: TypeEngine[Any] | type[TypeEngine[Any]],
    reference: str | None = None,
    *,
    personal: bool,
    kept: Kept,
    encrypted: bool = False,
    primary_key: bool = False,
    nullable: bool = False,
    unique: bool = False,
    index: bool = False,
) -> Any:
    """Declare a column. ``reference`` names the column it points at: ``"person.id"``."""
    foreign = () if reference is None else (ForeignKey(reference),)
    return Field(
        default=None,
        sa_column=Column(
            kind,
            *foreign,
            primary_key=primary_key,
            nullable=nullable,
            unique=unique or None,
            index=index or None,
            info={"personal": personal, "kept": kept, "encrypted": encrypted},
        ),
    )
