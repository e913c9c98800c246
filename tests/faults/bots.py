"""The program in a process of its own: the real one killed from outside, or at a named point."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tests.faults.points import Point

ROOT = Path(__file__).parent.parent.parent


class Bot(Protocol):
    """``start`` again after each end."""

    kills_itself: bool

    async def start(self, *, last: bool) -> None:
        """``last``: this life is not to end by itself."""

    async def ended(self) -> None:
        """Comes back once it is dead, where it kills itself; else never."""

    async def kill(self) -> None: ...


class Served:
    """``apbot serve``, killed from outside."""

    kills_itself = False

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self._environ = {**os.environ, **environ}
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *, last: bool) -> None:
        del last
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "apbot", "serve", "--port", "0"),
                cwd=ROOT,
                env=self._environ,
                stdout=log,
                stderr=log,
            )

    async def ended(self) -> None:
        await asyncio.Event().wait()

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()


class Pointed:
    """The service of ``program``, which kills itself at one of the first passages of a point."""

    kills_itself = True

    def __init__(
        self, environ: Mapping[str, str], log: Path, point: Point, draw: random.Random
    ) -> None:
        self._environ = {**os.environ, **environ}
        self._log = log
        self._point = point
        self._draw = draw
        self._parent: asyncio.subprocess.Process | None = None
        self._pid = 0

    async def start(self, *, last: bool) -> None:
        if self._parent is None:
            with self._log.open("ab") as log:
                self._parent = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "tests.faults.program"),
                    cwd=ROOT,
                    env=self._environ,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=log,
                )
        nth = self._draw.randint(1, 12)
        life = {} if last else {"point": self._point.value, "nth": nth}
        assert self._parent.stdin is not None
        self._parent.stdin.write(json.dumps(life).encode() + b"\n")
        await self._parent.stdin.drain()
        self._pid = (await self._told())["pid"]

    async def ended(self) -> None:
        told = await self._told()
        if told["signal"] != signal.SIGKILL:
            raise RuntimeError(f"the service ended by itself: {told}")
        self._pid = 0

    async def kill(self) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            await self.ended()
        if self._parent is not None and self._parent.stdin is not None:
            self._parent.stdin.close()
            await self._parent.wait()
            self._parent = None

    async def _told(self) -> dict[str, int]:
        assert self._parent is not None
        assert self._parent.stdout is not None
        told: dict[str, int] = json.loads(await self._parent.stdout.readline())
        return told
