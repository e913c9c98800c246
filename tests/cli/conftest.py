"""``apbot("check", "--json")`` runs a command in this process, on a console of strings."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from apbot.cli.app import run
from apbot.cli.console import Console
from tests.clock import FakeClock

KINDS = Path(__file__).parent.parent / "dialogues" / "catalogue" / "kinds"


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    errors: str


class Apbot(Protocol):
    def __call__(
        self, *arguments: str | Path, typed: str = "", environ: Mapping[str, str] | None = None
    ) -> Ran: ...


@pytest.fixture
def apbot(clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Apbot:
    def call(
        *arguments: str | Path, typed: str = "", environ: Mapping[str, str] | None = None
    ) -> Ran:
        console = Console(
            reader=io.StringIO(typed),
            writer=io.StringIO(),
            errors=io.StringIO(),
            environ={"HOME": str(tmp_path), **(environ or {})},
            clock=clock,
        )
        status = run([str(argument) for argument in arguments], console)
        assert isinstance(console.writer, io.StringIO)
        assert isinstance(console.errors, io.StringIO)
        printed = capsys.readouterr()
        return Ran(
            status,
            console.writer.getvalue() + printed.out,
            console.errors.getvalue() + printed.err,
        )

    return call


@pytest.fixture
def kinds() -> Path:
    return KINDS
