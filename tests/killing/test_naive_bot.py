"""What a textbook bot loses when it is killed, and that the checker sees it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.faults.peer import play_textbook
from tests.faults.run import Plan

CLASS = 60


async def test_answers_committed_in_the_handler_are_lost_and_the_checker_says_so(
    tmp_path: Path,
) -> None:
    """Each answer was on the disk before the reply: it is what was fetched with it that is lost."""
    plan = Plan(kills=2, at_once=CLASS, people=CLASS, answers=CLASS * 4, patience=2.0)

    result = await play_textbook(tmp_path / "answers.db", plan)

    found = Counter(violation.what for violation in result.violations)
    assert set(found) == {"lost"}
    assert result.waiting > 0
    assert result.integrity == "ok"
