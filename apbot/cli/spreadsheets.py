"""``apbot import-form`` and ``apbot export-form``: a dialogue from a workbook, and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from apbot.errors import Unusable
from apbot.school import read_school
from apbot.settings import Settings
from apbot.xlsform.exporting import export_dialogue
from apbot.xlsform.importing import FILE, Imported, import_workbook
from apbot.xlsform.options import shared_lists
from apbot.xlsform.reading import refusal_of
from apbot.xlsform.report import LOST, Line

from .console import Console
from .opening import open_dialogue, refuse_existing, write_new


def import_form(console: Console, file: Path, *, into: Path | None, as_json: bool) -> int:
    """Makes the folder ``<id>`` in ``into`` (here by default). Raises ``Unusable``."""
    school = read_school(Settings.from_environ(console.environ).school_file)
    imported = import_workbook(file, subjects=school.subjects)
    folder = (into or Path()) / imported.dialogue
    refuse_existing(folder)
    _write_folder(folder, imported.text)
    if as_json:
        said = {
            "dialogue": imported.dialogue,
            "folder": str(folder),
            "report": [line.to_json() for line in imported.lines],
        }
        console.say(json.dumps(said, ensure_ascii=False))
    else:
        _say(console, imported.lines)
        console.say(_conclusion(imported, folder))
    return 0 if imported.usable else 1


def export_form(console: Console, name: str, file: Path) -> int:
    """Raises ``Unusable``, ``UnknownDialogue`` or ``InvalidDialogue``."""
    if file.suffix.lower() != ".xlsx":
        raise Unusable(f"{file} doit finir par .xlsx : changez son nom.")
    refuse_existing(file)
    opened = open_dialogue(console, name)
    sheets, lines = export_dialogue(opened.dialogue, shared_lists(opened.school.subjects))
    if columns := sheets.too_long():
        raise Unusable(
            f"Un texte de la colonne {columns[0]} est trop long pour un tableur : raccourcissez-le."
        )
    data = sheets.to_bytes()
    if refusal := refusal_of(data):
        raise Unusable(
            f"Ce dialogue ne peut pas devenir un XLSForm. pyxform répond : « {refusal} »"
        )
    _write_bytes(file, data)
    _say(console, lines)
    console.say(f"Le dialogue « {opened.dialogue.id} » est écrit dans {file}.")
    return 0


def _say(console: Console, lines: Sequence[Line]) -> None:
    for line in lines:
        console.say(str(line))


def _conclusion(imported: Imported, folder: Path) -> str:
    lost = sum(line.severity is LOST for line in imported.lines)
    again = len(imported.lines) - lost
    counted = f"{_count(lost, 'point')} non repris, {again} à relire."
    if imported.usable:
        return f"Le dialogue est écrit dans {folder} : {counted} Ensuite : apbot rehearse {folder}/"
    return (
        f"Le dialogue est écrit dans {folder}, mais il ne peut pas encore être joué : {counted} "
        f"Corrigez {folder / FILE}, puis lancez apbot check {folder}"
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"


def _write_folder(folder: Path, text: str) -> None:
    """All or nothing. Raises ``Unusable``."""
    try:
        folder.mkdir()
    except OSError as error:
        raise Unusable(f"{folder} ne peut pas être créé : vérifiez ses droits.") from error
    try:
        write_new(folder / FILE, text)
    except Unusable:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_bytes(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise Unusable(f"{path} ne peut pas être écrit : vérifiez son dossier.") from error
