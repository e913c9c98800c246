"""Random respondents of every shipped dialogue all arrive, and are asked every question."""

from __future__ import annotations

import pytest

from apbot.cli.exploring import cast_for
from apbot.cli.opening import Opened
from apbot.rehearsing.randomly import play_many
from apbot.rehearsing.reporting import Report
from apbot.school import School
from dialogues.loader import SHIPPED, Catalogue

COUNT, SEED = 60, 2026


@pytest.mark.parametrize("name", Catalogue().ids)
def test_nobody_is_stuck_and_nothing_is_left_unasked(name: str) -> None:
    opened = Opened(Catalogue().dialogue(name), SHIPPED / name, School())

    tally = play_many(cast_for(opened), COUNT, seed=SEED, workers=1)

    report = Report(name, SEED, opened.dialogue, tally)
    assert report.is_clean, "\n".join(report.lines())
    assert tally.sent == COUNT
