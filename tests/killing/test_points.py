"""The real service, killed on both sides of every commit, in processes of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.faults.bots import Bot, Served
from tests.faults.points import Point
from tests.faults.run import Place, Plan, play


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_nothing_is_lost_or_doubled_and_nobody_waits(
    tmp_path: Path, *, webhook: bool
) -> None:
    def make(environ: Mapping[str, str], log: Path) -> Bot:
        return Served(environ, log, list(Point))

    kills = len(Point)
    plan = Plan(kills=kills, at_once=4, people=4, webhook=webhook)
    result = await play(Place(tmp_path), plan, make)

    assert [str(violation) for violation in result.violations] == []
    assert len(result.history.crashes) == kills
    assert (result.waiting, result.integrity) == (0, "ok")
    assert result.answers > kills
