"""The program itself, ``apbot serve``, with Telegram beside its pages: both ways in."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from apbot.clock import system_clock
from storage import open_storage
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.telegram.stage import HOOK_SECRET, Way

ROOT = Path(__file__).parents[2]
PATIENCE = 40.0
by_every_way = pytest.mark.parametrize("way", list(Way))


@dataclass
class Served:
    """A running ``apbot serve``; ``url`` is where its pages are."""

    url: str
    server: Server
    process: asyncio.subprocess.Process

    async def until_open(self) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while b"Telegram est ouvert" not in await self.process.stdout.readline():
                assert self.process.returncode is None

    async def stopped(self) -> str:
        """What else it said on stderr until it was told to stop."""
        self.process.terminate()
        return await self.ended()

    async def ended(self) -> str:
        async with asyncio.timeout(PATIENCE):
            _, said = await self.process.communicate()
        return said.decode()


@asynccontextmanager
async def served(place: Path, way: Way, telegram: Telegram, token: str) -> AsyncIterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    async with Server(telegram) as server:
        environ = {
            **os.environ,
            "APBOT_DATABASE_URL": f"sqlite:///{place / 'apbot.db'}",
            "APBOT_KEY_FILE": str(place / "apbot.key"),
            "APBOT_PUBLIC_URL": url,
            "APBOT_PORT": str(port),
            "APBOT_TELEGRAM_TOKEN": token,
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
            yield Served(url, server, process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    open_storage(
        f"sqlite:///{tmp_path / 'apbot.db'}", key_file=tmp_path / "apbot.key", create=True
    ).close()
    return tmp_path


@by_every_way
async def test_it_answers_and_says_nothing_else(place: Path, way: Way) -> None:
    telegram = Telegram(clock=system_clock)
    phone = Student(telegram, 42)
    phone.types("bonjour")
    async with served(place, way, telegram, telegram.token) as program:
        await program.until_open()

        assert await program.server.until(lambda: len(phone.reads) == 1, PATIENCE)
        assert (telegram.webhook is not None) == (way is Way.WEBHOOK)
        assert await program.stopped() == ""

    # A stop leaves everything as it is: what comes in meanwhile waits at Telegram.
    assert (telegram.webhook is not None) == (way is Way.WEBHOOK)


@by_every_way
async def test_a_wrong_token_is_one_sentence_and_exit_status_1(place: Path, way: Way) -> None:
    telegram = Telegram(clock=system_clock)
    wrong = "1:a-token-nobody-knows"
    async with served(place, way, telegram, wrong) as program:
        said = await program.ended()

    assert program.process.returncode == 1
    assert "Telegram ne connaît pas ce bot" in said
    assert len(said.splitlines()) == 1
    assert wrong not in said


@by_every_way
async def test_a_token_revoked_meanwhile_ends_telegram_and_not_the_pages(
    place: Path, way: Way
) -> None:
    telegram = Telegram(clock=system_clock)
    token = telegram.token
    phone = Student(telegram, 42)
    async with served(place, way, telegram, token) as program:
        await program.until_open()
        await program.server.until(lambda: bool(telegram.commands), PATIENCE)
        telegram.token = "1:another-token"  # noqa: S105  # of the tests
        phone.types("bonjour")  # a webhook is not told; what it answers is
        assert program.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            said = (await program.process.stderr.readline()).decode()
        async with httpx.AsyncClient() as browser:
            alive = await browser.get(f"{program.url}/sante")

        assert "Telegram ne connaît plus ce bot" in said
        assert token not in said
        assert alive.status_code == 200
        assert await program.stopped() == ""
