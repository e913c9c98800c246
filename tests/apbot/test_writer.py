"""The writer: everybody is answered after their commit, one failure spoils no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from apbot.writer import GROUP, Writer
from storage.errors import StaleConversation, StorageFailed
from storage.records import ClassGroup
from storage.unit_of_work import Storage, UnitOfWork


class Broken(Exception):
    """What a job of these tests fails with."""


class CountedUnitOfWork:
    """Another unit of work whose commit is counted, or refused."""

    def __init__(self, storage: CountingStorage, inner: UnitOfWork) -> None:
        self.people, self.links = inner.people, inner.links
        self.conversations, self.answers = inner.conversations, inner.answers
        self.inbox, self.audit, self.revisions = inner.inbox, inner.audit, inner.revisions
        self.savepoint, self.workshops = inner.savepoint, inner.workshops
        self.campaigns = inner.campaigns
        self.outbox, self.accounts, self.marks = inner.outbox, inner.accounts, inner.marks
        self._storage, self._inner = storage, inner

    def commit(self) -> None:
        if self._storage.refuse:
            raise StorageFailed
        self._storage.commits += 1
        self._inner.commit()


class CountingStorage:
    """Counts the commits of another storage; ``refuse`` makes the next ones fail."""

    def __init__(self, inner: Storage) -> None:
        self._inner = inner
        self.commits = 0
        self.refuse = False

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        with self._inner.write() as uow:
            yield CountedUnitOfWork(self, uow)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self._inner.read() as uow:
            yield uow

    def close(self) -> None:
        self._inner.close()


@pytest.fixture
def counting(storage: Storage) -> CountingStorage:
    return CountingStorage(storage)


@pytest.fixture
def writer(counting: CountingStorage) -> Iterator[Writer]:
    opened = Writer(counting)
    yield opened
    opened.close()


def add(number: int) -> Callable[[UnitOfWork], int]:
    """Store a class of that number."""

    def work(uow: UnitOfWork) -> int:
        uow.people.add_class(ClassGroup(f"{number:032}", str(number), None, None, "2026-2027"))
        return number

    return work


def stored(storage: Storage, *numbers: int) -> list[int]:
    with storage.read() as uow:
        return [number for number in numbers if uow.people.get_class(f"{number:032}")]


@contextmanager
def held(writer: Writer) -> Iterator[None]:
    """The writer is busy; what is submitted here waits together."""
    begun, go_on = threading.Event(), threading.Event()

    def work(_: UnitOfWork) -> None:
        begun.set()
        assert go_on.wait(10)

    busy = writer.submit(work)
    assert begun.wait(10)
    try:
        yield
    finally:
        go_on.set()
    busy.result(10)


def test_the_answer_comes_after_the_commit(writer: Writer, counting: CountingStorage) -> None:
    assert writer.submit(add(1)).result(10) == 1

    assert counting.commits == 1
    assert stored(counting, 1) == [1]


def test_jobs_that_wait_together_are_committed_together(
    writer: Writer, counting: CountingStorage
) -> None:
    with held(writer):
        futures = [writer.submit(add(number)) for number in range(GROUP)]

    assert [future.result(10) for future in futures] == list(range(GROUP))
    assert counting.commits == 2


def test_one_failing_job_spoils_no_other(writer: Writer, counting: CountingStorage) -> None:
    def fails(uow: UnitOfWork) -> int:
        add(2)(uow)
        raise Broken

    with held(writer):
        futures = [writer.submit(work) for work in (add(1), fails, add(3))]

    assert futures[0].result(10) == 1
    assert futures[2].result(10) == 3
    with pytest.raises(Broken):
        futures[1].result(10)
    assert stored(counting, 1, 2, 3) == [1, 3]


def test_a_refused_commit_is_told_to_everybody_and_nothing_is_stored(
    writer: Writer, counting: CountingStorage
) -> None:
    counting.refuse = True

    future = writer.submit(add(1))

    with pytest.raises(StorageFailed):
        future.result(10)
    assert stored(counting, 1) == []
    counting.refuse = False
    assert writer.submit(add(2)).result(10) == 2


def test_a_caller_that_went_away_is_left_out_and_the_writer_lives(
    writer: Writer, counting: CountingStorage
) -> None:
    with held(writer):
        gone, stays = writer.submit(add(1)), writer.submit(add(2))
        assert gone.cancel()

    assert stays.result(10) == 2
    assert stored(counting, 1, 2) == [2]


def test_a_stale_conversation_is_tried_again(writer: Writer, counting: CountingStorage) -> None:
    tries = []

    def work(uow: UnitOfWork) -> int:
        tries.append(1)
        if len(tries) < 3:
            add(9)(uow)
            raise StaleConversation
        return add(1)(uow)

    assert writer.submit(work).result(10) == 1
    assert len(tries) == 3
    assert stored(counting, 1, 9) == [1]


def test_a_conversation_that_stays_stale_is_given_up(writer: Writer) -> None:
    def work(_: UnitOfWork) -> None:
        raise StaleConversation

    with pytest.raises(StaleConversation):
        writer.submit(work).result(10)


def test_closing_finishes_what_was_accepted(counting: CountingStorage) -> None:
    writer = Writer(counting)
    futures = [writer.submit(add(number)) for number in range(100)]

    writer.close()

    assert all(future.done() for future in futures)
    assert stored(counting, *range(100)) == list(range(100))
