"""A command of spreadsheets in this process, on a console of strings."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from apbot.cli.console import Console
from tests.clock import FakeClock


@pytest.fixture
def console(clock: FakeClock, tmp_path: Path) -> Console:
    environ: Mapping[str, str] = {"HOME": str(tmp_path)}
    return Console(io.StringIO(), io.StringIO(), io.StringIO(), environ, clock)


def said(console: Console) -> str:
    assert isinstance(console.writer, io.StringIO)
    return console.writer.getvalue()
