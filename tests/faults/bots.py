"""The real program in a process of its own, killed from outside or at a named point."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import signal
import sys
from collections.abc import Mapping, Sequence
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

    async def close(self) -> None:
        """Nothing of it is left."""


class Served:
    """``apbot serve``, killed from outside; or, with ``points``, by itself.

    With points: at one of the first passages of one of them, in turn, one in each life.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        log: Path,
        points: Sequence[Point] = (),
        draw: random.Random | None = None,
    ) -> None:
        self._environ = {**os.environ, **environ}
        self._log = log
        self._points = itertools.cycle(points)
        self._draw = draw or random.Random(1)  # noqa: S311  # to be repeated
        self._parent: asyncio.subprocess.Process | None = None
        self._pid = 0
        self.kills_itself = bool(points)

    async def start(self, *, last: bool) -> None:
        parent = self._parent = self._parent or await self._loaded()
        life: dict[str, object] = {"arguments": ["serve"]}
        if self.kills_itself and not last:
            life |= {"point": next(self._points), "nth": self._draw.randint(1, 8)}
        assert parent.stdin is not None
        parent.stdin.write(json.dumps(life).encode() + b"\n")
        await parent.stdin.drain()
        self._pid = (await self._told())["pid"]

    async def _loaded(self) -> asyncio.subprocess.Process:
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.faults.program"),
                cwd=ROOT,
                env=self._environ,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    async def ended(self) -> None:
        if not self.kills_itself:
            await asyncio.Event().wait()
        await self._dead()

    async def _dead(self) -> None:
        told = await self._told()
        if told["signal"] != signal.SIGKILL:
            raise RuntimeError(f"the service ended by itself: {told}")
        self._pid = 0

    async def kill(self) -> None:
        if self._pid:
            with contextlib.suppress(ProcessLookupError):  # said in a moment
                os.kill(self._pid, signal.SIGKILL)
            await self._dead()

    async def close(self) -> None:
        await self.kill()
        if self._parent is not None and self._parent.stdin is not None:
            self._parent.stdin.close()
            await self._parent.wait()
            self._parent = None

    async def _told(self) -> dict[str, int]:
        assert self._parent is not None
        assert self._parent.stdout is not None
        told: dict[str, int] = json.loads(await self._parent.stdout.readline())
        return told
