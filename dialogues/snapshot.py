"""Where a respondent is. Plain JSON; answers are not in it: they live once, in their table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Phase(StrEnum):
    """The life of a conversation."""

    NOTICE = "notice"
    ASKING = "asking"
    PAUSED = "paused"
    REVIEW = "review"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


ENDED = frozenset({Phase.SUBMITTED, Phase.EXPIRED})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A position: the phase, the open question, the number of the open prompt."""

    dialogue: str
    revision: str
    phase: Phase = Phase.NOTICE
    at: str | None = None
    """The open question, also while paused; None outside the questions."""
    prompt: int = 1
    retries: int = 0
    guess: str | None = None
    """The option id awaiting "oui, c'est ça"."""
    reached: int = 0
    """The furthest question number shown: progress never moves backwards."""
    helping: bool = False
    """The pause is the help card's."""
    hidden: tuple[str, ...] = ()
    """Answered questions a correction just hid: erase or keep them is being asked."""
    kept: tuple[str, ...] = ()
    """Hidden ones that the respondent chose to keep waiting."""
    unread: bool = False
    """Another notice came with another text: it is read before anything goes on."""

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        lists = {name: tuple(data.get(name, ())) for name in ("hidden", "kept")}
        return cls(**{**data, **lists, "phase": Phase(data["phase"])})
