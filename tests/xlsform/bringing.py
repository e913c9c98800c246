"""Brings a workbook in, and asks the report what it says of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from apbot.xlsform.importing import FILE, Imported, import_workbook
from apbot.xlsform.report import LOST
from dialogues.definition import Dialogue
from dialogues.loader import load_folder

from .workbooks import Sheets, save

Places = set[tuple[str, int, str]]
"""(sheet, row, column) of the lines that say something was lost."""


@dataclass(frozen=True)
class Result:
    dialogue: Dialogue
    imported: Imported

    @property
    def lost(self) -> Places:
        return {(o.sheet, o.row, o.column) for o in self.imported.lines if o.severity is LOST}

    def said(self, row: int, column: str, *, sheet: str = "survey") -> str:
        """What is said of a cell; empty when nothing is."""
        lines = self.imported.lines
        return " ".join(str(o) for o in lines if (o.sheet, o.row, o.column) == (sheet, row, column))

    @property
    def everything(self) -> str:
        return "\n".join(str(line) for line in self.imported.lines)


def brought_in(sheets: Sheets, folder: Path) -> Result:
    imported = import_workbook(save(folder, sheets))
    place = folder / imported.dialogue
    place.mkdir()
    (place / FILE).write_text(imported.text, encoding="utf-8")
    return Result(load_folder(place), imported)
