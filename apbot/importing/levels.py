"""From the name of a class, what it may be: a proposal to confirm, never a silent guess.

Names are free (``domain.md`` 5.2): "2nde 3", "2GT3", "1STMG1", "TCOM2", "CAP1".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dialogues.folding import fold

LEVELS: Mapping[str, str] = {
    "seconde": "2de",
    "premiere": "1re",
    "terminale": "terminale",
    "cap1": "1re année de CAP",
    "cap2": "2e année de CAP",
}
TRACKS: Mapping[str, str] = {
    "general": "voie générale",
    "techno": "voie technologique",
    "pro": "voie professionnelle",
}
"""What is stored, and how it is said."""
_TECHNO = re.compile(r"(sti2d|stmg|st2s|std2a|sthr|s2tmd|stl|stav)\d*")
_LEVELS = (
    (re.compile(r"(?:1(?:ere)?cap|cap1)"), "cap1"),
    (re.compile(r"(?:2(?:eme)?cap|cap2|tcap)"), "cap2"),
    (re.compile(r"(?:2nde|2de|2nd|2d(?!\D)|seconde|sec(?!\D)|2)"), "seconde"),
    (re.compile(r"(?:1ere|1re|premiere|prem|1)"), "premiere"),
    (re.compile(r"(?:tle|terminale|term(?!\D{2})|tale|t)"), "terminale"),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    level: str | None
    track: str | None


def propose(label: str) -> Proposal:
    """``None`` where the name says nothing."""
    compact = re.sub(r"[^a-z0-9]+", "", fold(label))
    for pattern, level in _LEVELS:
        if found := pattern.match(compact):
            return Proposal(level, _track(level, compact[found.end() :]))
    return Proposal(None, None)


def _track(level: str, rest: str) -> str | None:
    if level.startswith("cap") or rest.startswith(("pro", "bacpro")):
        return "pro"
    if _TECHNO.fullmatch(rest):
        return "techno"
    if re.fullmatch(r"(gt|g)?(\d{0,2}|[a-h])", rest):
        return "general"
    # "1MELEC1", "TCOM2": a trade.
    return "pro" if re.fullmatch(r"[a-z]{3,}\d*", rest) else None
