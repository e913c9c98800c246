"""A list in a file: text in any of the usual encodings and separators, or a workbook."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from apbot.errors import Unusable

MAX_BYTES = 2 << 20
MAX_LINES = 5_000
_MAX_UNZIPPED = 64 << 20
_WORKBOOKS = frozenset({".xlsx", ".ods"})
_DELIMITERS = ";\t,"
_NAMES = {";": "point-virgule", "\t": "tabulation", ",": "virgule"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What is left of accents read in a wrong encoding: "LÃ©a" (UTF-8 as cp1252), "LŽa" (Mac as cp1252).
_SPOILT = re.compile(r"Ã[\u0080-\u00bf]|â€[™œ\x9d]|�|[a-zà-ÿ]Ž|Ž[a-z]")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    """As a spreadsheet or an editor shows it."""
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        if index is None or index >= len(self.cells):
            return ""
        return self.cells[index]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    """The file's own name, for sentences."""
    lines: tuple[Line, ...]
    """Those with something in them."""
    how: str
    """How it was understood, in words."""


def read_list(path: Path) -> Sheet:
    """Raises ``Unusable``: a sentence with the file, the line where there is one, the repair."""
    data = _bytes(path)
    if path.suffix.lower() in _WORKBOOKS:
        lines, how = _workbook(path, data), "classeur, première feuille remplie"
    else:
        lines, how = _text(path, data)
    kept = tuple(line for line in lines if any(line.cells))
    if not kept:
        raise Unusable(f"{path.name} est vide : exportez la liste de nouveau.")
    if len(kept) > MAX_LINES:
        raise Unusable(
            f"{path.name} a plus de {MAX_LINES} lignes : importez la liste en plusieurs fois."
        )
    return Sheet(path.name, kept, how)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unusable(f"{path} ne peut pas être lu : vérifiez son nom et ses droits.") from error
    if len(data) > MAX_BYTES:
        raise Unusable(f"{path.name} dépasse 2 Mo : une liste est bien plus petite.")
    return data


# -- text ----------------------------------------------------------------------------------------


def _text(path: Path, data: bytes) -> tuple[list[Line], str]:
    text, encoding = _decoded(path, data)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [Line(reader.line_num, tuple(map(_tidy, row))) for row in reader]
    except csv.Error as error:
        raise Unusable(
            f"{path.name}, ligne {reader.line_num} : des guillemets ne se ferment pas, ou une case "
            "est trop longue. Corrigez cette ligne."
        ) from error
    return lines, f"{encoding}, {_NAMES[delimiter]}"


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    """UTF-8 or UTF-16 where a mark says so, else UTF-8, else cp1252, which covers ISO-8859-1."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(path, _strictly(path, data, encoding)), encoding[:6].rstrip("-").upper()
    try:
        return _checked(path, data.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError:
        return _checked(path, _strictly(path, data, "cp1252")), "Windows-1252"


def _strictly(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unusable(
            f"{path.name}, ligne {line} : les caractères sont illisibles. Enregistrez le fichier "
            "de nouveau en « CSV UTF-8 »."
        ) from error


def _checked(path: Path, text: str) -> str:
    if "\0" in text:
        raise Unusable(
            f"{path.name} n'est ni un texte ni un classeur .xlsx ou .ods : exportez la liste en "
            "CSV."
        )
    if spoilt := _SPOILT.search(text):
        line = text.count("\n", 0, spoilt.start()) + 1
        raise Unusable(
            f"{path.name}, ligne {line} : les accents ont été abîmés avant d'arriver ici. Exportez "
            "la liste de nouveau, en « CSV UTF-8 »."
        )
    return text


def _delimiter(text: str) -> str:
    """The one most used in the first lines, where the headings are; quoted text does not count."""
    start = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:10]))
    return max(_DELIMITERS, key=start.count)


# -- workbooks -----------------------------------------------------------------------------------


def _workbook(path: Path, data: bytes) -> list[Line]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  # only for these

    _refuse_bomb(path, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        for sheet in sheets:
            rows = sheet.to_python(skip_empty_area=False)
            if any(any(cell != "" for cell in row) for row in rows):
                return list(_lines(rows))
    except (CalamineError, OSError, ValueError) as error:
        raise Unusable(
            f"{path.name} ne s'ouvre pas comme classeur : enregistrez-le de nouveau, sans mot de "
            "passe, ou en CSV."
        ) from error
    return []


def _refuse_bomb(path: Path, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Unusable(
            f"{path.name} n'est pas un classeur : enregistrez-le de nouveau, ou en CSV."
        ) from error
    if size > _MAX_UNZIPPED:
        raise Unusable(
            f"{path.name} est bien trop grand une fois déplié : exportez la liste en CSV."
        )


def _lines(rows: Sequence[Sequence[object]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        yield Line(number, tuple(_tidy(_words(cell)) for cell in row))


def _words(cell: object) -> str:
    """A class called 203 is a number to a spreadsheet: 203.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _tidy(cell: str) -> str:
    """No space at the ends, one space inside, whatever kind of space it was."""
    return " ".join(cell.replace("\u00ad", "").replace("\u200b", "").split())
