"""What became of the messages, written down: what comes together is committed together."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from apbot.clock import Clock
from storage.records import Outgoing
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
LOG = logging.getLogger("apbot.delivery")
_RETRY = 1.0
_FAR = dt.timedelta(days=366)
"""Heads of line are read whether they may go now or later: the lines know how to wait."""


class Write(Protocol):
    """Runs ``work`` in a transaction; returns once it is committed (``Site.write``)."""

    def __call__(self, work: Callable[[UnitOfWork], T], /) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Hooks:
    """Called in the transaction that stores the result; one that fails is logged and undone."""

    sent: Callable[[UnitOfWork, Sequence[tuple[Outgoing, int | None]]], None] | None = None
    """Messages, with the channel's id of each if it has one."""
    gone: Callable[[UnitOfWork, str], None] | None = None
    """Nobody can be reached in that chat any more."""


@dataclass(slots=True, eq=False)
class Group:
    """Results that will be stored in one transaction."""

    done: asyncio.Future[None]
    sending: list[int] = field(default_factory=list)
    sent: list[tuple[Outgoing, int | None]] = field(default_factory=list)
    others: list[Callable[[UnitOfWork], object]] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    """Ids that need not be remembered once this is committed."""
    read: bool = False


class Ledger:
    """Keeps the order of results; a commit that fails is tried again, nothing is forgotten."""

    def __init__(
        self,
        channel: str,
        write: Write,
        clock: Clock,
        hooks: Hooks,
        *,
        sleep: Callable[[float], Awaitable[None]],
        limit: int,
    ) -> None:
        self._channel, self._write, self._clock = channel, write, clock
        self._hooks, self._sleep, self._limit = hooks, sleep, limit
        self._bell = asyncio.Event()
        self._group: Group | None = None
        self._storing: Group | None = None
        self.stuck = False
        """Storage refuses: no more should be sent until it takes results again."""

    def sending(self, message: Outgoing) -> asyncio.Future[None]:
        """Known to be on its way, once the future is done."""
        group = self._open()
        group.sending.append(message.id)
        return group.done

    def sent(self, message: Outgoing, reference: int | None) -> None:
        group = self._open()
        group.sent.append((message, reference))
        group.finished.append(message.id)

    def note(self, change: Callable[[UnitOfWork], object]) -> None:
        """A change after which the message stays in line."""
        self._open().others.append(change)

    def finish(
        self, message: Outgoing, change: Callable[[UnitOfWork], None]
    ) -> asyncio.Future[None]:
        group = self._open()
        group.others.append(change)
        group.finished.append(message.id)
        return group.done

    def gone(self, uow: UnitOfWork, chat_key: str) -> None:
        hook = self._hooks.gone
        if hook is not None:
            _guarded(uow, partial(hook, uow, chat_key))

    def read(self) -> None:
        """Look for the heads of all lines, in the next transaction."""
        self._open().read = True

    def pending(self) -> asyncio.Future[None] | None:
        """Done once all that was said so far is stored; None: it is."""
        group = self._group or self._storing
        return group.done if group is not None else None

    async def keep(self, stored: Callable[[Group, Sequence[Outgoing] | None], None]) -> None:
        """For ever: commit what has gathered, then tell ``stored``, with what was read."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            group, self._group = self._group, None
            if group is not None:
                self._storing = group
                heads = await self._commit(group)
                self._storing = None
                group.done.set_result(None)
                stored(group, heads)

    def _open(self) -> Group:
        if self._group is None:
            self._group = Group(asyncio.get_running_loop().create_future())
            self._bell.set()
        return self._group

    async def _commit(self, group: Group) -> Sequence[Outgoing] | None:
        while True:
            try:
                heads = await self._write(lambda uow: self._apply(uow, group))
            except Exception as error:  # noqa: BLE001  # tried again until it is stored
                kind = type(error).__name__  # the class alone: no values in logs
                LOG.error("Envois : résultats non enregistrés (%s), nouvel essai", kind)  # noqa: TRY400
                self.stuck = True
                await self._sleep(_RETRY)
            else:
                self.stuck = False
                return heads

    def _apply(self, uow: UnitOfWork, group: Group) -> Sequence[Outgoing] | None:
        now = self._clock()
        if group.sending:
            uow.outbox.sending(group.sending, at=now)
        if group.sent:
            uow.outbox.sent([(message.id, ref) for message, ref in group.sent], at=now)
            self._tell(uow, group.sent)
        for change in group.others:
            change(uow)
        if not group.read:
            return None
        return uow.outbox.due(self._channel, at=now + _FAR, limit=self._limit)

    def _tell(self, uow: UnitOfWork, sent: Sequence[tuple[Outgoing, int | None]]) -> None:
        hook = self._hooks.sent
        if hook is None or _guarded(uow, partial(hook, uow, sent)):
            return
        for one in sent:  # one of them spoils no other
            _guarded(uow, partial(hook, uow, [one]))


def _guarded(uow: UnitOfWork, call: Callable[[], None]) -> bool:
    """Whether all went well."""
    try:
        with uow.savepoint():
            call()
    except Exception as error:  # noqa: BLE001  # the result itself must be stored all the same
        LOG.error("Envois : suite d'un envoi en échec (%s)", type(error).__name__)  # noqa: TRY400  # ditto
        return False
    return True
