"""A sender that runs for the length of a block, and is cut off at its end as by a crash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from apbot.delivery import Deliverer
from tests.delivery.fakes import CHANNEL, Desk, FakeServer, FakeTime, settle

Start = Callable[..., Any]


@asynccontextmanager
async def running(
    desk: Desk, server: FakeServer, time: FakeTime, **options: Any
) -> AsyncIterator[Deliverer]:
    deliverer = Deliverer(
        CHANNEL,
        desk.write,
        server.send,
        clock=time.clock,
        sleep=time.sleep,
        **{"jitter": lambda: 1.0, **options},
    )
    task = asyncio.create_task(deliverer.run(asyncio.Event()))
    await settle()
    try:
        yield deliverer
        await settle()
        assert not task.done() or task.exception() is None
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
