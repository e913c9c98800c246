"""The emulator in its own process, driven from here."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Any, Self

import aiohttp

from .history import Json

ROOT = Path(__file__).parent.parent.parent


class CannotDo(RuntimeError):
    """The person, or the driver, asked for what cannot be."""


class Driver:
    """``async with Driver() as telegram``: starts the process. ``Driver(url)``: drives that one.

    ``url`` and ``token`` are what the bot needs.
    """

    def __init__(self, url: str = "", *, token: str = "") -> None:
        self.url = url
        self.token = token
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        if not self.url:
            await self._start()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._session:
            await self._session.close()
        if self._process:
            with contextlib.suppress(ProcessLookupError):  # it ended by itself
                self._process.kill()
            await self._process.wait()

    async def _start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.botapi.server", "--port", "0", "--attached"),
            stdin=asyncio.subprocess.PIPE,  # closed when we end, whatever way
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        assert self._process.stdout
        told = json.loads(await self._process.stdout.readline())
        self.url, self.token = told["url"], told["token"]

    # -- people -------------------------------------------------------------------------------

    async def acts(self, student: int, does: str, **how: Any) -> list[int]:
        """``does``: a method of `students.Student`, ``how`` its arguments. The updates' ids."""
        return await self.act_all([{"student": student, "does": does, **how}])

    async def act_all(self, acts: list[Json]) -> list[int]:
        """Many at once, in this order. After the first that cannot be, none is done."""
        ids: list[int] = (await self._asks("POST", "act", acts))["update_ids"]
        return ids

    async def pushes(self, kind: str, thing: Json, **whose: int) -> list[int]:
        """Any update; ``whose``: chat_id, user_id."""
        asked = {"kind": kind, "thing": thing, **whose}
        ids: list[int] = (await self._asks("POST", "push", asked))["update_ids"]
        return ids

    # -- conditions ---------------------------------------------------------------------------

    async def fault(self, kind: str, **where: Any) -> None:
        """As `faults.Fault`: method, chat_id, times (None: for good), seconds, code."""
        await self._asks("POST", "faults", {"kind": kind, **where})

    async def no_faults(self) -> None:
        await self._asks("DELETE", "faults")

    async def settings(self, **settings: Any) -> None:
        """Any of `control.SETTINGS`."""
        await self._asks("POST", "settings", settings)

    async def advance(self, seconds: float) -> None:
        await self._asks("POST", "clock", {"advance": seconds})

    # -- reading ------------------------------------------------------------------------------

    async def history(self, *, after: int = 0) -> Json:
        return await self._asks("GET", f"history?after={after}")

    async def counts(self) -> Json:
        return await self._asks("GET", "counts")

    async def chat(self, student: int) -> Json:
        return await self._asks("GET", f"chat?id={student}")

    async def lines(self, *, after: int = 0, chat: int = 0, wait: float = 0) -> list[Json]:
        """What came after that line; where nothing did, waits up to ``wait`` seconds for it."""
        asked = await self._asks("GET", f"lines?after={after}&chat={chat}&wait={wait}")
        lines: list[Json] = asked["lines"]
        return lines

    async def _asks(self, method: str, what: str, body: Any = None) -> Json:
        assert self._session, "use `async with`"
        url = f"{self.url}/control/{what}"
        async with self._session.request(method, url, json=body) as response:
            told: Json = await response.json()
        if response.status != 200:
            raise CannotDo(told["error"])
        return told
