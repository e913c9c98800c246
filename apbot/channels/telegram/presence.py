"""That somebody listens to Telegram, written down now and then; and coming back after a gap."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from functools import partial

from apbot.clock import Clock, school_time
from apbot.delivery.ledger import Write
from storage.errors import StorageError
from storage.records import Outgoing
from storage.unit_of_work import UnitOfWork

from . import absence, belonging, gap
from .deciding import Desk
from .gap import Absence

HEARTBEAT = dt.timedelta(seconds=20)
"""Written no more often: it costs a commit."""
AT_ONCE = 20
"""Chats looked at in one transaction, so that an answer never waits for a whole school."""

log = logging.getLogger("apbot.telegram")


class Presence:
    """``heard`` with every sign of life of Telegram; ``ask_again`` once the backlog is decided."""

    def __init__(self, write: Write, desk: Desk, clock: Clock) -> None:
        self._write, self._desk, self._clock = write, desk, clock
        self._written: dt.datetime | None = None

    async def heard(self) -> None:
        """Telegram gives what it has, or could: by polling, an answer; by webhook, being there."""
        at = self._clock()
        if self._written is not None and dt.timedelta(0) <= at - self._written < HEARTBEAT:
            return
        try:
            missed = await self._write(lambda uow: gap.heard(uow, at=at))
        except StorageError as error:
            # Not written is as not heard: the gap grows until it can be.
            log.error("La base n'a pas pu écrire (%s).", type(error).__name__)  # noqa: TRY400
            return
        self._written = at
        if missed is not None:
            _say(missed)

    async def ask_again(self, offer: Callable[[Sequence[Outgoing]], None]) -> None:
        """Those concerned by the last gap, some at a time. Raises ``StorageError``; call again."""
        missed = await self._write(absence.unfinished)
        if missed is None:
            return
        keys = await self._write(absence.to_ask)
        for first in range(0, len(keys), AT_ONCE):
            some = keys[first : first + AT_ONCE]
            offer(await self._write(partial(self._ask_some, missed, some)))
        await self._write(partial(absence.finish, missed=missed))

    def _ask_some(self, missed: Absence, some: Sequence[str], uow: UnitOfWork) -> list[Outgoing]:
        return absence.ask_again(uow, self._desk, missed, some, at=self._clock())

    async def may_still_send(self, message: Outgoing) -> bool:
        """Not to a chat that is somebody else's by now, or nobody's.

        A question asked again is dropped where it was answered meanwhile.
        """
        if belonging.has_waited(message, at=self._clock()) and not await self._write(
            lambda uow: belonging.is_theirs_still(uow, message)
        ):
            return False
        if not message.kind.startswith(f"{absence.KIND}:"):
            return True
        return await self._write(
            lambda uow: absence.still_open(uow, self._desk, message, at=self._clock())
        )


def _say(missed: Absence) -> None:
    since, until = (school_time(moment) for moment in (missed.since, missed.until))
    if not missed.words:
        log.info("Telegram : rien n'a été reçu du %s au %s.", since, until)
        return
    hours = (missed.until - missed.since) // dt.timedelta(hours=1)
    log.warning(
        "Telegram : rien n'a été reçu du %s au %s (%d h). Telegram ne garde un message que 24 h : "
        "ce qui est plus ancien est perdu. La question ouverte est reposée aux élèves concernés.",
        since,
        until,
        hours,
    )
