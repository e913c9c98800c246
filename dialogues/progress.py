"""How far a respondent is: question ``number`` of ``total`` on the longest path still possible."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """``number`` counts from 1; ``total`` leaves out notes and the closing offer."""

    number: int
    total: int
