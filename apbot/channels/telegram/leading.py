"""Of the servers on one database, one at a time leads the Telegram channel.

    wait -> take the lead -> renew it -> (killed, or paused for long) -> another takes it

Two that led together would each ask for the other's messages and send what the other sends. The
lead is a mark that expires unless it is renewed, and every transaction of a leader asks for it
first: who was paused, and wakes up when another has taken over, commits nothing any more.

That a leader is dead is known at once where it held the lock of the database's file: then nobody
waits for the lead to expire.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from apbot.clock import Clock
from apbot.delivery.ledger import Write
from apbot.file_lock import FileLock
from storage.errors import StorageError
from storage.unit_of_work import UnitOfWork

from .polling import Sleep

EXPIRES = dt.timedelta(seconds=15)
RENEWED = 5.0
"""Seconds between two renewals."""
LOOKED_AT = 2.0
"""Seconds between two looks of one who waits."""
_MARK = "telegram.lead"

T = TypeVar("T")
log = logging.getLogger("apbot.telegram")


class LostLead(Exception):
    """Another server leads by now; nothing was done."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What stands in the mark. ``locked``: the holder has the lock, as long as it lives."""

    holder: str
    until: dt.datetime
    locked: bool


class Leading:
    """``lead`` before anything else; then all that is written goes through ``Lead.write``."""

    def __init__(self, write: Write, clock: Clock, sleep: Sleep, lock: FileLock | None) -> None:
        """``lock``: None where servers on several machines share the database."""
        self._write, self._clock, self._sleep, self._lock = write, clock, sleep, lock
        self._me = secrets.token_hex(8)

    async def lead(self) -> Lead:
        """Once nobody else does."""
        said = False
        while True:
            lead = Lead(self._me, self._write, self._clock, self._sleep, self._lock)
            try:
                if await lead.take():
                    return lead
            except StorageError as error:
                log.error("La base n'a pas pu écrire (%s).", type(error).__name__)  # noqa: TRY400
            else:
                if not said:
                    log.warning(
                        "Un autre serveur s'occupe déjà de Telegram sur cette base : celui-ci "
                        "prendra le relais s'il s'arrête."
                    )
                said = True
            await self._sleep(LOOKED_AT)


class Lead:
    """Ours, from ``take`` on and as long as ``keep`` runs."""

    def __init__(
        self, me: str, write: Write, clock: Clock, sleep: Sleep, lock: FileLock | None
    ) -> None:
        """``me``: of this server and no other."""
        self._me, self._write, self._clock = me, write, clock
        self._sleep, self._lock = sleep, lock
        self._until = clock()

    async def take(self) -> bool:
        locked = self._has_lock()
        until = await self._write(lambda uow: self._taken(uow, locked=locked))
        if until is None:
            self._give_lock_up()
            return False
        self._until = until
        return True

    async def keep(self) -> None:
        """For ever. Raises ``LostLead``."""
        while True:
            await self._sleep(RENEWED)
            try:
                self._until = await self._write(self._renewed)
            except LostLead:
                self._give_lock_up()
                raise
            except StorageError as error:
                # It goes on to expire: somebody who can write may take over.
                log.error("La base n'a pas pu écrire (%s).", type(error).__name__)  # noqa: TRY400

    def holds(self) -> bool:
        """False once it may have expired: then nothing is sent before it is renewed."""
        return self._clock() < self._until

    async def write(self, work: Callable[[UnitOfWork], T], /) -> T:
        """As long as nobody else took the lead. Raises ``LostLead``."""

        def only_if_ours(uow: UnitOfWork) -> T:
            self._ask(uow)
            return work(uow)

        return await self._write(only_if_ours)

    def _taken(self, uow: UnitOfWork, *, locked: bool) -> dt.datetime | None:
        held = _held(uow)
        now = self._clock()
        is_free = held is None or held.holder == self._me or not now < held.until <= now + EXPIRES
        # Whoever has the lock of one who had it knows that this one is dead.
        is_orphan = held is not None and held.locked and locked
        return self._put(uow, locked=locked) if is_free or is_orphan else None

    def _renewed(self, uow: UnitOfWork) -> dt.datetime:
        self._ask(uow)
        return self._put(uow, locked=self._has_lock())

    def _ask(self, uow: UnitOfWork) -> None:
        held = _held(uow)
        if held is None or held.holder != self._me:
            raise LostLead

    def _put(self, uow: UnitOfWork, *, locked: bool) -> dt.datetime:
        until = self._clock() + EXPIRES
        said = {"holder": self._me, "until": until.isoformat(), "locked": locked}
        uow.marks.put(_MARK, json.dumps(said))
        return until

    def _has_lock(self) -> bool:
        return self._lock is not None and self._lock.take()

    def _give_lock_up(self) -> None:
        if self._lock is not None:
            self._lock.give_up()


def _held(uow: UnitOfWork) -> _Held | None:
    said = uow.marks.held(_MARK)
    if said is None:
        return None
    kept = json.loads(said)
    return _Held(kept["holder"], dt.datetime.fromisoformat(kept["until"]), kept["locked"])
