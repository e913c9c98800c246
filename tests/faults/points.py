"""The real service, put together so that something can happen at a named point.

Both sides of every commit have a name. Production code knows nothing of them: the service is given
a transport and a writer that look like its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, TypeVar, cast

from apbot.channels.telegram.transport import BotApi, Outcome
from apbot.delivery.ledger import Write
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")


class Point(StrEnum):
    AFTER_FETCH = "after-fetch"
    IN_INBOX = "in-inbox-transaction"
    AFTER_INBOX = "after-inbox-commit"
    IN_ANSWER = "in-answer-transaction"
    AFTER_ANSWER = "after-answer-commit"
    BEFORE_SEND = "before-send"
    AFTER_SEND = "after-send"
    IN_RESULT = "in-result-transaction"
    AFTER_RESULT = "after-result-commit"


Passed = Callable[[Point], None]
"""Called on each passage, in whichever thread; may not come back."""
_TRANSACTIONS = {
    "inbox.store": (Point.IN_INBOX, Point.AFTER_INBOX),
    "inbox.done": (Point.IN_ANSWER, Point.AFTER_ANSWER),
    "outbox.sent": (Point.IN_RESULT, Point.AFTER_RESULT),
}
"""What a transaction does tells which it is."""


class PointedApi(BotApi):
    """The real transport."""

    def __init__(self, *given: Any, passed: Passed, **named: Any) -> None:
        super().__init__(*given, **named)
        self.passed = passed

    async def perform(self, payload: str) -> Outcome:
        self.passed(Point.BEFORE_SEND)
        outcome = await super().perform(payload)
        self.passed(Point.AFTER_SEND)
        return outcome


def pointed(write: Write, passed: Passed) -> Write:
    """The same writer; ``passed`` is called inside the transaction, and after its commit."""

    def writing(work: Callable[[UnitOfWork], T], /) -> Awaitable[T]:
        done: set[str] = set()

        def watched(uow: UnitOfWork) -> T:
            result = work(cast("UnitOfWork", _Watched(uow, done)))
            for what in done & _TRANSACTIONS.keys():
                passed(_TRANSACTIONS[what][0])
            return result

        async def write_it() -> T:
            result = await write(watched)
            for what in done & _TRANSACTIONS.keys():
                passed(_TRANSACTIONS[what][1])
            return result

        return write_it()

    return writing


class _Watched:
    """A unit of work that notes what was asked of its inbox and its outbox."""

    def __init__(self, uow: UnitOfWork, done: set[str]) -> None:
        self._uow = uow
        self.inbox = _Room("inbox", uow.inbox, done)
        self.outbox = _Room("outbox", uow.outbox, done)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)


class _Room:
    def __init__(self, name: str, room: object, done: set[str]) -> None:
        self._name = name
        self._room = room
        self._done = done

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._room, name)

        def noted(*given: Any, **named: Any) -> Any:
            if given and given[0]:  # an empty list changes nothing
                self._done.add(f"{self._name}.{name}")
            return method(*given, **named)

        return noted
