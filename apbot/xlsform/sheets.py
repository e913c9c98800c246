"""Rows -> the bytes of a workbook. Text stays text: nothing in a cell is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from dialogues.definition import Dialogue, Text

MAX_CELL = 32_767
"""Characters that a cell holds."""
_FORMS = {"tu": "Français (tu)", "vous": "Français (vous)", "adult": "Français (adulte)"}
_FIRST = {
    "survey": ("type", "name"),
    "choices": ("list_name", "name"),
    "settings": ("form_title", "form_id", "version", "default_language"),
}
_WIDTHS = {"label": 48, "hint": 28, "constraint_message": 28, "relevant": 32, "constraint": 32}


@dataclass(frozen=True, slots=True)
class Sheets:
    survey: Sequence[Mapping[str, str]]
    choices: Sequence[Mapping[str, str]]
    settings: Mapping[str, str]

    def to_bytes(self) -> bytes:
        book = Workbook()
        book.remove(book.active)
        sheets = {"survey": self.survey, "choices": self.choices, "settings": [self.settings]}
        for title, rows in sheets.items():
            if rows:
                _fill(book.create_sheet(title), title, rows)
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()

    def too_long(self) -> list[str]:
        """The columns with a text that no cell can hold."""
        rows = (*self.survey, *self.choices, self.settings)
        return sorted({key for row in rows for key, text in row.items() if len(text) > MAX_CELL})


def languages_of(dialogue: Dialogue) -> dict[str, str]:
    """The forms of address as the languages of the form; adults' only where there is one."""
    texts = [step.ask for step in dialogue.steps.values()]
    texts += [option.label for step in dialogue.steps.values() for option in step.options]
    texts += [step.hint for step in dialogue.steps.values() if step.hint]
    texts += [step.retry for step in dialogue.steps.values() if step.retry]
    texts += [text for step in dialogue.steps.values() for _, text in step.after]
    texts += [step.grid.stem for step in dialogue.steps.values() if step.grid]
    if any(text.adult is not None for text in texts):
        return dict(_FORMS)
    return {form: name for form, name in _FORMS.items() if form != "adult"}


def forms(column: str, text: Text | None, languages: Mapping[str, str]) -> dict[str, str]:
    """A translated column: one cell for each form of address."""
    if text is None:
        return {}
    said = {"tu": text.tu, "vous": text.vous, "adult": text.adult or ""}
    return {f"{column}::{name}": said[form] for form, name in languages.items() if said[form]}


def own_forms(column: str, text: Text | None) -> dict[str, str]:
    """A column of ours: ``apbot_topic``, and ``apbot_topic_vous`` where that differs."""
    if text is None:
        return {}
    cells = {column: text.tu}
    if text.vous != text.tu:
        cells[f"{column}_vous"] = text.vous
    if text.adult is not None:
        cells[f"{column}_adult"] = text.adult
    return cells


def _fill(sheet: Any, title: str, rows: Sequence[Mapping[str, str]]) -> None:
    columns = _columns(title, rows)
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.split("::")[0], 18)
        _write(sheet.cell(1, number), column).font = Font(bold=True)
    for line, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            if column in row:
                _write(sheet.cell(line, number), row[column])
    sheet.freeze_panes = "C2"


def _columns(title: str, rows: Iterable[Mapping[str, str]]) -> list[str]:
    """In the order of first use; what people look for first stands first, our own columns last."""
    used = dict.fromkeys(column for row in rows for column in row)
    first = [column for column in _FIRST[title] if column in used]
    own = [column for column in used if column.startswith("apbot_")]
    return [*first, *(one for one in used if one not in {*first, *own}), *own]


def _write(cell: Any, text: str) -> Any:
    cell.value = text
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
