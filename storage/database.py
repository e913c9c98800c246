"""Connections: one writer at a time, readers beside it, and what SQLite must be told each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from .access import Links, People
from .accounts import SqlAccounts, SqlMarks
from .answers import SqlAnswerLog
from .audit import SqlAudit
from .campaigns import SqlCampaigns
from .conversations import SqlConversations
from .encryption import KeyRing
from .inbox import SqlInbox
from .links import SqlLinks
from .outbox import SqlOutbox
from .people import SqlPeople
from .revisions import SqlRevisions
from .scheduled import Campaigns
from .statements import Statements
from .transaction import Transaction, translated
from .unit_of_work import (
    Accounts,
    AnswerLog,
    Audit,
    Conversations,
    Inbox,
    Marks,
    Outbox,
    Revisions,
    UnitOfWork,
    Workshops,
)
from .workshops import SqlWorkshops

_READERS = 16


class SqlUnitOfWork:
    """``UnitOfWork`` over one transaction."""

    __slots__ = (
        "_transaction",
        "accounts",
        "answers",
        "audit",
        "campaigns",
        "conversations",
        "inbox",
        "links",
        "marks",
        "outbox",
        "people",
        "revisions",
        "workshops",
    )

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.people: People = SqlPeople(transaction)
        self.links: Links = SqlLinks(transaction)
        self.conversations: Conversations = SqlConversations(transaction)
        self.answers: AnswerLog = SqlAnswerLog(transaction)
        self.inbox: Inbox = SqlInbox(transaction)
        self.outbox: Outbox = SqlOutbox(transaction)
        self.accounts: Accounts = SqlAccounts(transaction)
        self.marks: Marks = SqlMarks(transaction)
        self.audit: Audit = SqlAudit(transaction)
        self.revisions: Revisions = SqlRevisions(transaction)
        self.workshops: Workshops = SqlWorkshops(transaction)
        self.campaigns: Campaigns = SqlCampaigns(transaction)

    def commit(self) -> None:
        self._transaction.commit()

    def savepoint(self) -> AbstractContextManager[None]:
        return self._transaction.savepoint()


class Database:
    """Connections of one kind, the statements prepared for them, and how a transaction begins."""

    def __init__(self, engine: Engine, *, begin_with: str | None) -> None:
        self.engine = engine
        self._statements = Statements(engine.dialect)
        self._begin_with = begin_with

    @contextmanager
    def transaction(self, ring: KeyRing) -> Iterator[Transaction]:
        try:
            connection = self.engine.raw_connection()
        except SQLAlchemyError as error:
            raise translated(error) from error
        try:
            transaction = Transaction(
                connection, statements=self._statements, begin_with=self._begin_with, ring=ring
            )
            transaction.begin()
            try:
                yield transaction
            finally:
                transaction.end()
        finally:
            # The pool rolls back whatever was not committed.
            connection.close()


class SqlStorage:
    """``Storage`` over a database that has been opened and checked."""

    def __init__(self, *, writer: Database, reader: Database, ring: KeyRing) -> None:
        self._writer = writer
        self._reader = reader
        self._ring = ring

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        with self._writer.transaction(self._ring) as transaction:
            yield SqlUnitOfWork(transaction)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self._reader.transaction(self._ring) as transaction:
            yield SqlUnitOfWork(transaction)

    def close(self) -> None:
        self._reader.engine.dispose()
        self._writer.engine.dispose()


def writing(url: URL, *, busy_seconds: float) -> Database:
    """On SQLite one connection, so that writers of this process queue up; others wait too."""
    if url.get_backend_name() != "sqlite":
        return Database(_server_engine(url), begin_with=None)
    engine = _sqlite_engine(url, query_only=False, busy_seconds=busy_seconds, connections=1)
    return Database(engine, begin_with="BEGIN IMMEDIATE")


def reading(url: URL, *, busy_seconds: float) -> Database:
    """Connections that cannot write."""
    if url.get_backend_name() != "sqlite":
        read_only = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        return Database(_server_engine(url), begin_with=read_only)
    engine = _sqlite_engine(url, query_only=True, busy_seconds=busy_seconds, connections=_READERS)
    return Database(engine, begin_with="BEGIN")


def _server_engine(url: URL) -> Engine:
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)


def _sqlite_engine(url: URL, *, query_only: bool, busy_seconds: float, connections: int) -> Engine:
    engine = create_engine(
        url,
        module=dbapi2,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": busy_seconds},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=busy_seconds,
    )

    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transactions off: it would begin late, and not IMMEDIATE.
        connection.isolation_level = None
        for pragma in (
            "foreign_keys = ON",
            "synchronous = FULL",
            "secure_delete = ON",
            f"query_only = {'ON' if query_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine
