"""Every step and every branch of the shipped dialogues is in some transcript."""

from __future__ import annotations

import pytest

from apbot.cli.exploring import cover
from apbot.rehearsing.reporting import coverage_lines
from dialogues.loader import SHIPPED, Catalogue


@pytest.mark.parametrize("name", Catalogue().ids)
def test_transcripts_visit_everything(name: str) -> None:
    coverage = cover(SHIPPED / name)

    assert coverage.is_complete, "\n".join(coverage_lines(coverage))
    assert coverage.transcripts
