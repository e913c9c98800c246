"""What a conversion has to say, line by line, in French."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dialogues.errors import Severity

LOST = Severity.FINDING
"""Something of the source is not in the result."""
CHANGED = Severity.ADVICE
"""Something was filled in or said otherwise: to be read again."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where in the workbook, what happened, what to do. ``row`` counts as the spreadsheet does."""

    sheet: str
    row: int
    column: str
    what: str
    repair: str
    severity: Severity = LOST

    def __str__(self) -> str:
        places = [
            self.sheet,
            f"ligne {self.row}" if self.row else "",
            f"colonne {self.column}" if self.column else "",
        ]
        place = ", ".join(filter(None, places)) or "classeur"
        mark = "non repris" if self.severity is LOST else "à relire"
        return f"{place} [{mark}] : {self.what} {self.repair}".rstrip()

    def to_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "what": self.what,
            "repair": self.repair,
            "severity": self.severity.value,
        }


def rows_said(numbers: Sequence[int]) -> str:
    """ "ligne 4", "lignes 4, 7"."""
    listed = ", ".join(str(number) for number in numbers)
    return f"ligne {listed}" if len(numbers) == 1 else f"lignes {listed}"


class Report:
    """Collects lines while a workbook is read or written."""

    def __init__(self) -> None:
        self._lines: list[Line] = []

    def lost(self, sheet: str, row: int, column: str, what: str, repair: str) -> None:
        self._add(Line(sheet, row, column, what, repair, LOST))

    def changed(self, sheet: str, row: int, column: str, what: str, repair: str = "") -> None:
        self._add(Line(sheet, row, column, what, repair, CHANGED))

    def _add(self, line: Line) -> None:
        if line not in self._lines:
            self._lines.append(line)

    @property
    def lines(self) -> tuple[Line, ...]:
        """In the order of the workbook: settings, survey, choices; then by row."""
        order = {"": 0, "settings": 1, "survey": 2, "choices": 3}
        return tuple(sorted(self._lines, key=lambda line: (order.get(line.sheet, 4), line.row)))
