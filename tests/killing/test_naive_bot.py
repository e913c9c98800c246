"""What a textbook bot loses when it is killed, and that the checker sees it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.faults.peer import play_textbook
from tests.faults.run import Plan

CLASS = 60
HOUR = Plan(kills=2, at_once=CLASS, people=CLASS, answers=CLASS * 4, patience=2.0)


async def test_answers_committed_in_the_handler_are_lost_and_the_checker_says_so(
    tmp_path: Path,
) -> None:
    """Each answer was on the disk before the reply: it is what was fetched with it that is lost.

    When a kill falls is a matter of luck, on a slow machine above all: several hours of class.
    """
    results = []
    for seed in range(1, 7):
        results.append(await play_textbook(tmp_path / f"{seed}.db", replace(HOUR, seed=seed)))
        if results[-1].violations:
            break
    assert all(result.integrity == "ok" for result in results)
    assert {one.what for one in results[-1].violations} == {"lost"}
    assert results[-1].waiting > 0
