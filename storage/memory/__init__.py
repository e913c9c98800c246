"""The same promises as SQL, in dictionaries of JSON text: what is not JSON fails here too."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from storage.access import Links, People
from storage.errors import StorageBusy
from storage.scheduled import Campaigns
from storage.unit_of_work import (
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

from .accounts import MemoryAccounts, MemoryMarks
from .campaigns import MemoryCampaigns
from .conversations import MemoryAnswerLog, MemoryConversations, MemoryRevisions
from .links import MemoryLinks
from .people import MemoryPeople
from .queues import MemoryInbox, MemoryOutbox
from .records import MemoryAudit
from .tables import Changes, MemoryTransaction, Tables
from .workshops import MemoryWorkshops


class MemoryUnitOfWork:
    """``UnitOfWork`` over one transaction."""

    def __init__(self, storage: MemoryStorage, transaction: MemoryTransaction) -> None:
        self._storage = storage
        self._transaction = transaction
        self.people: People = MemoryPeople(transaction)
        self.links: Links = MemoryLinks(transaction)
        self.conversations: Conversations = MemoryConversations(transaction)
        self.answers: AnswerLog = MemoryAnswerLog(transaction)
        self.inbox: Inbox = MemoryInbox(transaction)
        self.outbox: Outbox = MemoryOutbox(transaction)
        self.accounts: Accounts = MemoryAccounts(transaction)
        self.marks: Marks = MemoryMarks(transaction)
        self.audit: Audit = MemoryAudit(transaction)
        self.revisions: Revisions = MemoryRevisions(transaction)
        self.workshops: Workshops = MemoryWorkshops(transaction)
        self.campaigns: Campaigns = MemoryCampaigns(transaction)

    def commit(self) -> None:
        self._storage.apply(self._transaction.take_changes())

    def savepoint(self) -> AbstractContextManager[None]:
        return self._transaction.savepoint()


class MemoryStorage:
    """``Storage`` that nothing outlives. One writer at a time, readers beside it."""

    def __init__(self, *, busy_seconds: float = 5.0) -> None:
        self._tables: Tables = {}
        self._readers = 0
        self._busy_seconds = busy_seconds
        self._writing = threading.Lock()
        self._tables_lock = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        if not self._writing.acquire(timeout=self._busy_seconds):
            raise StorageBusy
        try:
            transaction = MemoryTransaction(self._tables, writes=True)
            try:
                yield MemoryUnitOfWork(self, transaction)
            finally:
                transaction.end()
        finally:
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self._tables_lock:
            self._readers += 1
            seen = dict(self._tables)
        transaction = MemoryTransaction(seen, writes=False)
        try:
            yield MemoryUnitOfWork(self, transaction)
        finally:
            transaction.end()
            with self._tables_lock:
                self._readers -= 1

    def close(self) -> None:
        self._tables = {}

    def apply(self, changes: Changes) -> None:
        """Commit. Tables that a reader may be looking at are copied first."""
        with self._tables_lock:
            for name, changed in changes.items():
                before = self._tables.get(name, {})
                table = dict(before) if self._readers else before
                for key, text in changed.items():
                    if text is None:
                        table.pop(key, None)
                    else:
                        table[key] = text
                self._tables[name] = table
