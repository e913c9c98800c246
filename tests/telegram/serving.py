"""``apbot serve`` in a process of its own, with an emulated Telegram beside it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.telegram.stage import HOOK_SECRET, Way

ROOT = Path(__file__).parents[2]
PATIENCE = 40.0


@dataclass
class Served:
    """A running ``apbot serve``; ``url`` is where its pages are."""

    url: str
    token: str
    server: Server
    process: asyncio.subprocess.Process

    async def until_open(self) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while b"Telegram est ouvert" not in await self.process.stdout.readline():
                assert self.process.returncode is None

    async def said(self) -> str:
        """The next line on stderr."""
        assert self.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            return (await self.process.stderr.readline()).decode()

    async def stopped(self) -> str:
        """What else it said on stderr until it was told to stop."""
        self.process.terminate()
        return await self.ended()

    async def ended(self) -> str:
        async with asyncio.timeout(PATIENCE):
            _, said = await self.process.communicate()
        return said.decode()


@asynccontextmanager
async def served(
    place: Path, way: Way, telegram: Telegram, *, token: str = "", log_level: str = "warning"
) -> AsyncIterator[Served]:
    """On the database and the key that are in ``place``."""
    async with Server(telegram) as server, started(place, way, server, token, log_level) as program:
        yield program


@asynccontextmanager
async def started(
    place: Path, way: Way, server: Server, token: str = "", log_level: str = "warning"
) -> AsyncIterator[Served]:
    """The same, beside an emulated Telegram that runs already."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environ = {
        **os.environ,
        "APBOT_DATABASE_URL": f"sqlite:///{place / 'apbot.db'}",
        "APBOT_KEY_FILE": str(place / "apbot.key"),
        "APBOT_PUBLIC_URL": url,
        "APBOT_PORT": str(port),
        "APBOT_TELEGRAM_TOKEN": token or server.telegram.token,
        "APBOT_LOG_LEVEL": log_level,
        "APBOT_TELEGRAM_API_URL": server.url,
    }
    if way is Way.WEBHOOK:
        environ["APBOT_TELEGRAM_WEBHOOK_SECRET"] = HOOK_SECRET
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "apbot", "serve"),
        cwd=ROOT,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Served(url, environ["APBOT_TELEGRAM_TOKEN"], server, process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
