"""The campaigns as long as the server runs: looked at every half minute, each time committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from apbot.clock import Clock
from apbot.delivery.ledger import Write
from apbot.school import School
from apbot.school.days import calendar_of
from storage.errors import StorageError

from .ticking import Ticker

EVERY = 30.0
"""Seconds. A message may come so much later than its moment; nobody minds."""

log = logging.getLogger("apbot.campaigns")


def ticking(
    ticker: Ticker,
    school: School,
    write: Write,
    clock: Clock,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Callable[[], Awaitable[None]]:
    """What runs beside the pages. The calendar is read again each time: years pass."""

    async def run() -> None:
        while True:
            try:
                await _tick_all(ticker, school, write, clock)
            except StorageError as error:
                # Nothing of that transaction was committed: the next one does it.
                log.error("Les campagnes n'ont pas avancé (%s).", type(error).__name__)  # noqa: TRY400
            await sleep(EVERY)

    return run


async def _tick_all(ticker: Ticker, school: School, write: Write, clock: Clock) -> None:
    at = clock()
    now = replace(ticker, calendar=calendar_of(school, at=at))
    while await write(lambda uow: now.tick(uow, at=at)):
        pass
