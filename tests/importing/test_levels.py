"""What a class name lets one think; never more than a proposal."""

from __future__ import annotations

import pytest

from apbot.importing.levels import Proposal, propose


@pytest.mark.parametrize(
    ("label", "level", "track"),
    [
        ("2nde 3", "seconde", "general"),
        ("2DE3", "seconde", "general"),
        ("2GT3", "seconde", "general"),
        ("SECONDE 4", "seconde", "general"),
        ("1G2", "premiere", "general"),
        ("1ère G 2", "premiere", "general"),
        ("1STMG1", "premiere", "techno"),
        ("TG4", "terminale", "general"),
        ("Tle G4", "terminale", "general"),
        ("TSTMG1", "terminale", "techno"),
        ("2PRO1", "seconde", "pro"),
        ("1MELEC1", "premiere", "pro"),
        ("TCOM2", "terminale", "pro"),
        ("CAP1", "cap1", "pro"),
        ("CAP2 CUISINE", "cap2", "pro"),
        ("ULIS", None, None),
        ("", None, None),
    ],
)
def test_names_of_classes(label: str, level: str | None, track: str | None) -> None:
    assert propose(label) == Proposal(level, track)
