"""One writer thread: jobs that wait together are committed together.

Each job runs in its own savepoint, so one failure spoils no other; every caller is answered only
after the commit that holds its work. While one group is being synced to disk the next one gathers.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from storage.errors import StaleConversation
from storage.unit_of_work import Storage, UnitOfWork

T = TypeVar("T")
GROUP = 64
"""Jobs in one transaction at most."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    work: Callable[[UnitOfWork], T]
    future: Future[T]


class Writer:
    """Owns the only thread that writes. ``close()`` finishes what was accepted."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="apbot-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[UnitOfWork], T]) -> Future[T]:
        """The result of ``work``, known once it is committed."""
        future: Future[T] = Future()
        self._jobs.put(_Job(work, future))
        return future

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            group, ended = self._gather(first)
            self._commit(group)
            if ended:
                return

    def _gather(self, first: _Job[Any]) -> tuple[list[_Job[Any]], bool]:
        group = [first]
        while len(group) < GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return group, False
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, group: list[_Job[Any]]) -> None:
        # A caller that went away before its turn is left out; from here on none can.
        group = [job for job in group if job.future.set_running_or_notify_cancel()]
        answers: list[tuple[Future[Any], Any]] = []
        try:
            with self._storage.write() as uow:
                answers = [(job.future, _attempt(uow, job.work)) for job in group]
                uow.commit()
        except Exception as error:  # noqa: BLE001  # the callers get it: nothing is swallowed
            for job in group:
                job.future.set_exception(error)
            return
        for future, answer in answers:
            if isinstance(answer, _Failed):
                future.set_exception(answer.error)
            else:
                future.set_result(answer)


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


def _attempt(uow: UnitOfWork, work: Callable[[UnitOfWork], Any]) -> Any:
    for attempt in range(_TRIES):
        try:
            with uow.savepoint():
                return work(uow)
        except StaleConversation as error:
            if attempt == _TRIES - 1:
                return _Failed(error)
        except Exception as error:  # noqa: BLE001  # given to its own caller by the group
            return _Failed(error)
    return None
