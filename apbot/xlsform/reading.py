"""A workbook file -> rows under the names that XLSForm gives, and what pyxform says of it.

The only module that asks pyxform. It reads the sheets; we only tell it which sheet is which when
their titles are French or misspelt. Everything wrong with the file itself is ``Unusable``.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData, get_xlsform
from pyxform.xls2xform import convert

from apbot.errors import Unusable

from .headers import Column, column_of, sheet_of, type_of
from .report import Report

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
"""A workbook is a zip file; more than that is no questionnaire."""
MAX_ROWS = 1000
_KINDS = {".xlsx", ".xlsm", ".xls", ".csv"}
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]|_x000D_\n?")
_ROW = re.compile(r"\[?row ?: ?(\d+)\]?:?\s*", re.IGNORECASE)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Row:
    """``cells``: column -> language ("" for none) -> text; an empty cell is not there."""

    sheet: str
    number: int
    cells: Mapping[str, Mapping[str, str]]

    def get(self, column: str) -> str:
        """The text of a column that is not translated."""
        return next(iter(self.cells.get(column, {}).values()), "")


@dataclass(frozen=True, slots=True)
class Workbook:
    """The three sheets; ``settings`` is the row under its headers."""

    stem: str
    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Row
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By sheet, the columns that there are."""


def read_workbook(path: Path, report: Report) -> Workbook:
    """Raises ``Unusable``."""
    data = _bytes(path)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        data = _with_known_sheets(data, path, report)
    kind = path.suffix.lower()
    definition = _asking(lambda: get_xlsform(data, file_type=kind), path)
    sheets = {name: _sheet(definition, name, report) for name in ("survey", "choices", "settings")}
    if not sheets["survey"]:
        _refuse_without_survey(definition, path)
    _ask_pyxform(sheets, report)
    settings = next((row for row in sheets["settings"] if row.cells), Row("settings", 2, {}))
    columns = {
        name: tuple(dict.fromkeys(column for row in rows for column in row.cells))
        for name, rows in sheets.items()
    }
    return Workbook(path.stem, tuple(sheets["survey"]), tuple(sheets["choices"]), settings, columns)


def refusal_of(data: bytes) -> str:
    """What pyxform has against the bytes of a .xlsx; empty when it accepts them."""
    try:
        convert(data, validate=False, file_type=".xlsx", warnings=[])
    except Exception as error:  # noqa: BLE001  # pyxform lets errors of many kinds through
        return str(error)
    return ""


def _bytes(path: Path) -> bytes:
    if path.suffix.lower() not in _KINDS:
        raise Unusable(f"{path} n'est pas un classeur : enregistrez le tableur au format .xlsx.")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Unusable(f"{path} dépasse 5 Mio : retirez les images et les feuilles inutiles.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise Unusable(f"Le fichier {path} n'existe pas : vérifiez son nom.") from error
    except IsADirectoryError as error:
        raise Unusable(f"{path} est un dossier : donnez un fichier.") from error
    except OSError as error:
        raise Unusable(f"{path} ne peut pas être lu : vérifiez ses droits.") from error
    if not data:
        raise Unusable(f"{path} est vide : enregistrez le classeur, puis recommencez.")
    return data


def _not_a_workbook(path: Path) -> Unusable:
    return Unusable(
        f"{path} n'est pas un classeur lisible : ouvrez-le dans un tableur, puis enregistrez-le "
        "au format .xlsx."
    )


def _with_known_sheets(data: bytes, path: Path, report: Report) -> bytes:
    """The same workbook, its sheets called survey, choices and settings where we recognise them."""
    parts = _asking(lambda: _unpacked(data, path), path)
    book = _opened(data, path)
    titles = _recognised(book.sheetnames, report)
    if any(b"<f>" in part or b"<f " in part for part in parts):
        _report_formulas(data, path, titles, report)
    if any(b"<mergeCell " in part for part in parts):
        what = "Des cellules sont fusionnées : seule la première de chaque groupe est lue."
        report.changed("", 0, "", what, "Défusionnez-les et recopiez le texte dans chaque ligne.")
    if all(title == known for title, known in titles.items()):
        return data
    for title, known in titles.items():
        if title.lower() != known:
            # Two steps: Excel refuses two titles that differ by their capitals only.
            book[title].title = f"{known}_"
    for sheet in book.worksheets:
        sheet.title = sheet.title.removesuffix("_")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _unpacked(data: bytes, path: Path) -> list[bytes]:
    """The sheets as XML, for what openpyxl does not tell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise Unusable(f"{path} est trop gros une fois ouvert : gardez le questionnaire.")
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return [archive.read(name) for name in names if name.endswith(".xml")]


def _opened(data: bytes, path: Path, *, values: bool = True) -> openpyxl.Workbook:
    def load() -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)

    return _asking(load, path)


def _asking(question: Callable[[], _T], path: Path) -> _T:
    """The answer of pyxform or openpyxl. Raises ``Unusable`` whatever they raise."""
    try:
        return question()
    except Unusable:
        raise
    except PyXFormError as error:
        header = re.search(r"Duplicate column header: (.*)", str(error))
        if header:
            raise Unusable(
                f"{path} a deux colonnes « {header[1].strip()} » : gardez-en une."
            ) from error
        raise _not_a_workbook(path) from error
    except Exception as error:  # what a damaged file may raise is not listed anywhere
        raise _not_a_workbook(path) from error


def _recognised(titles: Sequence[str], report: Report) -> dict[str, str]:
    """Title -> the name that XLSForm gives; the first sheet of each name, an exact one before."""
    found: dict[str, str] = {}
    for title in sorted(titles, key=lambda one: one.lower() != sheet_of(one)):
        known = sheet_of(title)
        if not known:
            if len(titles) > 1:
                what = f"La feuille « {title} » n'est pas lue."
                report.changed("", 0, "", what, "Les questions vont dans survey et choices.")
            continue
        if known in found.values():
            what = f"La feuille « {title} » n'est pas lue : il y en a déjà une pour {known}."
            report.lost("", 0, "", what, "Réunissez les deux feuilles en une seule.")
            continue
        found[title] = known
        if title.lower() != known:
            report.changed("", 0, "", f"La feuille « {title} » est lue comme « {known} ».")
    return found


def _report_formulas(data: bytes, path: Path, titles: Mapping[str, str], report: Report) -> None:
    formulas, values = _opened(data, path, values=False), _opened(data, path)
    for title, known in titles.items():
        for row in formulas[title].iter_rows(max_row=MAX_ROWS):
            for cell in row:
                if cell.data_type != "f":
                    continue
                at = cell.coordinate
                if values[title][at].value is None:
                    what = f"La cellule {at} contient une formule jamais calculée : elle est vide."
                    report.lost(known, cell.row, "", what, "Remplacez la formule par son texte.")
                else:
                    what = f"La cellule {at} contient une formule : sa valeur est reprise."
                    report.changed(known, cell.row, "", what, "Vérifiez cette valeur.")


def _refuse_without_survey(definition: DefinitionData, path: Path) -> None:
    titles = ", ".join(f"« {title} »" for title in definition.sheet_names or ())
    if definition.survey is not None:
        raise Unusable(
            f"{path} n'a aucune question : écrivez-en une par ligne dans la feuille survey, sous "
            "les colonnes type, name et label."
        )
    raise Unusable(
        f"{path} n'a pas de feuille « survey » : appelez ainsi celle des questions. "
        f"Feuilles trouvées : {titles or 'aucune'}."
    )


def _sheet(definition: DefinitionData, name: str, report: Report) -> list[Row]:
    headers = list((getattr(definition, f"{name}_header") or [{}])[0])
    rows = list(getattr(definition, name) or ())
    columns = _columns(headers, name, report)
    if len(rows) > MAX_ROWS:
        what = f"La feuille {name} a {len(rows)} lignes : les {MAX_ROWS} premières sont lues."
        report.lost(name, MAX_ROWS + 2, "", what, "Coupez le questionnaire en plusieurs.")
    read = [
        Row(name, number, _cells(row, columns, name, number, report))
        for number, row in enumerate(rows[:MAX_ROWS], start=2)
    ]
    return read if any(row.cells for row in read) else []


def _columns(headers: Sequence[str], sheet: str, report: Report) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    taken: set[tuple[str, str]] = set()
    for header in headers:
        column = column_of(header, settings=sheet == "settings")
        key = (column.name, column.language)
        if not column.name or key in taken:
            twice = (
                f"il y a déjà une colonne {column.name}" if column.name else "je ne la connais pas"
            )
            what = f"La colonne « {header} » n'est pas reprise : {twice}."
            report.changed(sheet, 1, header, what, "Renommez-la si elle compte.")
            continue
        taken.add(key)
        columns[header] = column
        if column.guessed:
            what = f"La colonne « {header} » est lue comme « {column.name} »."
            report.changed(sheet, 1, header, what, "Vérifiez son nom.")
    return columns


def _cells(
    row: Mapping[str, Any], columns: Mapping[str, Column], sheet: str, number: int, report: Report
) -> dict[str, dict[str, str]]:
    cells: dict[str, dict[str, str]] = {}
    for header, value in row.items():
        column = columns.get(header)
        text = _LINE_ENDS.sub("\n", str(value or "")).strip()
        if column is None or not text:
            continue
        if _HIDDEN.search(text):
            text = _HIDDEN.sub("", text)
            what = "Un caractère invisible est retiré."
            report.changed(sheet, number, header, what, "Relisez ce texte.")
        if text:
            cells.setdefault(column.name, {})[column.language] = text
    return cells


def _ask_pyxform(sheets: Mapping[str, Sequence[Row]], report: Report) -> None:
    """What pyxform refuses is said, with its row; we carry on with what can be read."""
    form: dict[str, Any] = {"sheet_names": list(sheets), "fallback_form_name": "data"}
    for name, rows in sheets.items():
        if rows:
            flat = [_flat(row) for row in rows]
            form[name] = flat
            form[f"{name}_header"] = [{key: None for row in flat for key in row}]
    if "settings" in form:
        form["settings"] = [row for row in form["settings"] if row][:1]
    try:
        convert(copy.deepcopy(form), validate=False, warnings=[], form_name="data")
    except Exception as error:  # noqa: BLE001  # it lets errors of many kinds through
        said = " ".join(str(error).split()) or type(error).__name__
        row = int(found[1]) if (found := _ROW.search(said)) else 0
        what = f"Le contrôle XLSForm (pyxform) refuse ce classeur : « {_ROW.sub('', said, 1)} »"
        repair = "Le reste est repris quand même ; corrigez ce point si vous gardez le classeur."
        report.changed("survey", row, "", what, repair)


def _flat(row: Row) -> dict[str, str]:
    """The row as pyxform expects it: our extra columns and unknown ones left out."""
    flat = {}
    for column, texts in row.cells.items():
        if column.startswith("apbot_"):
            continue
        for language, text in texts.items():
            flat[f"{column}::{language}" if language else column] = text
    if "type" in flat and row.sheet == "survey":
        kind = type_of(flat["type"])
        words = (kind.name, kind.list_name, "or_other" if kind.or_other else "")
        flat["type"] = " ".join(filter(None, words))
        flat["type"] = "select_one yes_no" if kind.name == "yes_no" else flat["type"]
    return flat
