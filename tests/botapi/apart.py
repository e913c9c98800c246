"""The emulator in its own process, for tests that wait for no event loop."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent.parent
_PATIENCE = 15


@dataclass(frozen=True)
class Emulator:
    """``url`` and ``token`` are what the bot needs."""

    url: str
    token: str

    def acts(self, student: int, does: str, **how: Any) -> None:
        """As `driver.Driver.acts`."""
        act = {"student": student, "does": does, **how}
        httpx.post(f"{self.url}/control/act", json=act).raise_for_status()

    def said(self, student: int, *, after: int = 0) -> str:
        """What the bot says next in that chat, after so many lines."""
        while True:
            asked = {"after": after, "chat": student, "wait": _PATIENCE}
            lines = httpx.get(f"{self.url}/control/lines", params=asked, timeout=60).json()["lines"]
            assert lines, "it did not come"
            for line in lines:
                if line["by_bot"] and line["what"] == "says":
                    return str(line["text"])
            after = lines[-1]["n"]


@contextmanager
def emulator() -> Iterator[Emulator]:
    command = [sys.executable, "-m", "tests.botapi.server", "--port", "0", "--attached"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Emulator(told["url"], told["token"])
        process.kill()
