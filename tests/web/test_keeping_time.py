"""While the server runs, what is over is erased, whatever happened the time before."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.types import ASGIApp, Message

from apbot.channels.web.app import make_app
from apbot.channels.web.site import Site
from apbot.conversation import UNFINISHED_KEPT
from apbot.retention import purge_due
from storage.errors import StorageBusy
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[None]:
    """As a server does: between the two messages of its life."""
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    started = asyncio.Event()

    async def send(message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            started.set()

    async def live() -> None:
        await app({"type": "lifespan"}, incoming.get, send)

    life = asyncio.create_task(live())
    await incoming.put({"type": "lifespan.startup"})
    await asyncio.wait_for(started.wait(), 10)
    yield
    await incoming.put({"type": "lifespan.shutdown"})
    await asyncio.wait_for(life, 10)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110  # only the database knows
            await asyncio.sleep(0)


async def test_server_erases_what_is_over(
    site: Site, school: SmallSchool, clock: FakeClock
) -> None:
    school.bring(school.sacha)
    clock.advance(days=UNFINISHED_KEPT.days)

    async with running(make_app(site)):
        await until(lambda: school.conversation(school.sacha) is None)


async def test_server_tries_again_after_a_failure(
    site: Site, school: SmallSchool, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.bring(school.sacha)
    clock.advance(days=UNFINISHED_KEPT.days)
    tries = iter([StorageBusy()])

    def fails_once(uow: UnitOfWork, *, at: dt.datetime) -> int:
        for failure in tries:
            raise failure
        return purge_due(uow, at=at)

    monkeypatch.setattr("apbot.channels.web.app.purge_due", fails_once)
    monkeypatch.setattr("apbot.channels.web.app._PURGE_SECONDS", 0)

    async with running(make_app(site)):
        await until(lambda: school.conversation(school.sacha) is None)
