"""The real service, killed on both sides of every commit, in processes of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.faults.bots import Bot, Served
from tests.faults.points import Point
from tests.faults.run import Place, Plan, play

EACH = 2


async def test_nothing_is_lost_or_doubled_and_nobody_waits(tmp_path: Path) -> None:
    def make(environ: Mapping[str, str], log: Path) -> Bot:
        return Served(environ, log, list(Point))

    kills = EACH * len(Point)
    result = await play(Place(tmp_path), Plan(kills=kills, at_once=6, people=6), make)

    assert [str(violation) for violation in result.violations] == []
    assert len(result.history.crashes) == kills
    assert (result.waiting, result.integrity) == (0, "ok")
    assert result.answers > kills
