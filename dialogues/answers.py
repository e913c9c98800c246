"""What a respondent has answered: the only memory a dialogue reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Visibility(StrEnum):
    """Who may read an answer; the student chooses for each one."""

    SHARED = "shared"
    MINE = "mine"
    """Kept for oneself: enters no rule, no count, no group, no export."""
    ALOUD = "aloud"
    """To be said aloud: the sheet shows only the topic."""


class Source(StrEnum):
    """How the answer reached us."""

    STUDENT = "student"
    ORAL = "oral"
    """Said aloud to an adult, who typed it."""
    PAPER = "paper"
    """Written on paper by the student; an adult typed it."""


Value = str | int | float | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The current answer to one question.

    ``value`` by kind of question: choice, option id; choices, option ids in the order chosen;
    scale, 1 to n; yes_no, "yes" or "no"; number, int or float; date, ISO 8601 text; text, the
    words; ``None`` when skipped (never to be interpreted).
    """

    question: str
    value: Value
    raw: str
    """The words typed, or the label of what was pressed."""
    label: str
    """What a person reads back: "Chez moi, au CDI"."""
    wording: str
    """Hash of the question as it was put, so that a trend is never drawn across two wordings."""
    visibility: Visibility = Visibility.SHARED
    source: Source = Source.STUDENT
    revision: int = 1

    @property
    def skipped(self) -> bool:
        return self.value is None


Answers = Mapping[str, Answer]
"""Current answers by question id; superseded ones are not in it."""
