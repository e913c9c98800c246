"""Two writers: in one process they queue up, in two the database decides."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from storage.errors import StaleConversation, StorageBusy
from storage.memory import MemoryStorage
from storage.unit_of_work import Storage
from tests.storage.conftest import Folder
from tests.storage.samples import AT, CONVERSATION, HOUR, LINK, filled, new_answer


def test_what_one_connection_commits_the_other_sees(folder: Folder) -> None:
    one, other = filled(folder.open()), folder.open()
    with one.write() as uow:
        uow.conversations.save(replace(CONVERSATION, phase="review"))
        uow.commit()

    with other.write() as uow, pytest.raises(StaleConversation):
        uow.conversations.save(replace(CONVERSATION, phase="paused"))
    with other.read() as uow:
        stored = uow.conversations.get("conv")
    one.close()
    other.close()

    assert stored == replace(CONVERSATION, phase="review", version=2)


def test_a_writer_that_waits_too_long_is_told(folder: Folder) -> None:
    one, other = folder.open(), folder.open(busy_seconds=0.01)
    with one.write(), pytest.raises(StorageBusy), other.write():
        pass
    with other.write():
        pass
    one.close()
    other.close()


def test_a_second_writer_of_the_same_storage_is_told_too(folder: Folder) -> None:
    for storage in (folder.open(busy_seconds=0.01), MemoryStorage(busy_seconds=0.01)):
        with storage.write(), pytest.raises(StorageBusy), storage.write():
            pass
        storage.close()


def test_a_reader_waits_for_nobody(folder: Folder) -> None:
    one, other = filled(folder.open()), folder.open(busy_seconds=0.01)
    with one.write() as writer, other.read() as reader:
        writer.answers.append(new_answer())

        assert reader.answers.current("conv") == {}
    one.close()
    other.close()


def test_of_many_threads_one_claims_the_link(school: Storage) -> None:
    with school.write() as uow:
        uow.links.add(LINK)
        uow.commit()
    start = threading.Barrier(8)
    claimed: list[bool] = []

    def claim(minute: int) -> None:
        start.wait()
        with school.write() as uow:
            claimed.append(uow.links.claim("link-hash", at=AT + minute * HOUR / 60))
            uow.commit()

    threads = [threading.Thread(target=claim, args=(minute,)) for minute in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claimed) == [False] * 7 + [True]


def test_answers_of_many_threads_are_all_kept_while_others_read(school: Storage) -> None:
    start = threading.Barrier(6)
    seen: list[int] = []

    def append() -> None:
        start.wait()
        for _ in range(10):
            with school.write() as uow:
                uow.answers.append(new_answer())
                uow.commit()

    def read() -> None:
        start.wait()
        for _ in range(20):
            with school.read() as uow:
                seen.append(len(uow.answers.current("conv")))

    threads = [threading.Thread(target=append) for _ in range(4)]
    threads += [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(seen) <= {0, 1}
    with school.read() as uow:
        revisions = [stored.answer.revision for stored in uow.answers.history("conv")]
    assert revisions == list(range(1, 41))
