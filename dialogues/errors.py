"""What can be wrong with a dialogue, as opposed to what a respondent may get wrong.

A respondent's bad input is never an exception: it is a ``Reject`` effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DialogueError(Exception):
    """Root of this package's errors."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def right(self, offset: int) -> Place:
        """The place so many characters further on the same line."""
        return Place(self.file, self.line, self.column + offset)


NOWHERE = Place("", 1, 1)
"""Of a definition that was not read from a file."""


class Severity(StrEnum):
    """A finding stops a dialogue from being played; an advice does not."""

    FINDING = "finding"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a dialogue file: a stable ``code``, where, what, and the repair (French)."""

    code: str
    place: Place
    what: str
    repair: str
    severity: Severity = Severity.FINDING
    suggestion: str = ""
    """The word that was probably meant, where a known one is near."""

    def __str__(self) -> str:
        return f"{self.place}: {self.what} {self.repair}"


class InvalidDialogue(DialogueError):
    """The file cannot become a dialogue; ``problems`` says why, in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class UnknownDialogue(DialogueError):
    """No dialogue has this name; the message lists those that exist."""


class UnknownState(DialogueError):
    """A stored snapshot stands at a step that this revision of the dialogue does not have."""
