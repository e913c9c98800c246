"""export-form, then import-form: the same dialogue, except for what a report names."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from apbot.xlsform.exporting import DIALOGUE_FIELDS, STEP_FIELDS, export_dialogue
from apbot.xlsform.importing import FILE, Imported, import_workbook
from apbot.xlsform.options import shared_lists
from apbot.xlsform.reading import refusal_of
from apbot.xlsform.report import LOST, Line
from apbot.xlsform.sheets import Sheets
from dialogues.definition import Dialogue, Step
from dialogues.loader import Catalogue, load_folder, make
from tests.dialogues.making import EVERY_KIND, HEAD, sources

KINDS = Path(__file__).parent.parent / "dialogues" / "catalogue" / "kinds"
ALWAYS_LOST = "La synthèse (summary.yaml)"
HARD = """\
steps:
  - id: d.2nd
    type: choice
    ask: Une question ?
    topic: Sujet
    options:
      - {id: "deux mots", label: "Deux mots", synonyms: ["a | b", "[c"], tags: [x, z]}
      - {id: "l'été", label: "L'été", short: "Été"}
      - {id: "=1+1", label: "=1+1", exclusive: false}
    after: {"deux mots": "{referent} le lira."}
  - id: d.why
    type: text
    ask: {tu: "Tu ?", vous: "Vous ?", adult: "Et vous ?"}
    topic: {tu: "Toi", vous: "Vous"}
    hint: "Une.\\n\\nDeux."
    readers: Lu.
    when: d.2nd == "l'été" or d.2nd == 'deux mots' and not (skipped(d.2nd) or d.2nd != '=1+1')
    max_length: 12
    frozen: true
    sensitive: true
    when_hidden: ask
  - id: d.yes
    type: choice
    ask: Oui ?
    topic: Accord
    options: [{id: a, label: "Oui"}, {id: b, label: "Non"}]
  - id: d.count
    type: number
    ask: Combien ?
    topic: Nombre
    min: -2.5
    when: d.why == 'oui' and (d.yes == 'a' and d.2nd in ["l'été"])
  - id: d.title
    type: note
    ask: Une note.
    topic: Le sujet d'une note
  - id: d.adult
    type: choice
    counted: false
    ask: Voir quelqu'un ?
    topic: Rendez-vous
    options: [{id: "no", label: "Non merci"}, {id: cpe, label: CPE, apart: true}]
"""


def written(dialogue: Dialogue) -> tuple[Sheets, tuple[Line, ...]]:
    return export_dialogue(dialogue, shared_lists())


def there_and_back(dialogue: Dialogue, folder: Path) -> tuple[Dialogue, Imported]:
    data = written(dialogue)[0].to_bytes()
    assert refusal_of(data) == ""
    path = folder / "form.xlsx"
    path.write_bytes(data)
    imported = import_workbook(path)
    (folder / dialogue.id).mkdir()
    (folder / dialogue.id / FILE).write_text(imported.text, encoding="utf-8")
    return load_folder(folder / dialogue.id), imported


def content(dialogue: Dialogue) -> dict[str, Any]:
    """Everything but the hash of the files."""
    return {
        one.name: getattr(dialogue, one.name)
        for one in fields(dialogue)
        if one.compare and one.name != "revision"
    }


@pytest.mark.parametrize("dialogue_id", Catalogue().ids)
def test_each_dialogue_of_the_catalogue_comes_back_whole(dialogue_id: str, tmp_path: Path) -> None:
    dialogue = Catalogue().dialogue(dialogue_id)

    back, imported = there_and_back(dialogue, tmp_path)

    assert content(back) == content(dialogue)
    assert imported.usable
    assert not [line for line in imported.lines if line.severity is LOST]


@pytest.mark.parametrize("dialogue_id", Catalogue().ids)
def test_export_names_only_what_no_workbook_holds(dialogue_id: str) -> None:
    _, lines = written(Catalogue().dialogue(dialogue_id))

    lost = [line.what for line in lines if line.severity is LOST]

    assert [what for what in lost if "sous-dialogue" not in what] == [
        next(what for what in lost if what.startswith(ALWAYS_LOST))
    ]


@pytest.mark.parametrize("steps", [EVERY_KIND, HARD], ids=["every kind", "hard"])
def test_odd_ids_conditions_and_texts_come_back(steps: str, tmp_path: Path) -> None:
    dialogue = make(sources(steps))

    back, imported = there_and_back(dialogue, tmp_path)

    assert back.entries == dialogue.entries
    assert not [line for line in imported.lines if line.severity is LOST]


def test_one_question_of_each_type_comes_back(tmp_path: Path) -> None:
    dialogue = load_folder(KINDS)

    assert content(there_and_back(dialogue, tmp_path)[0]) == content(dialogue)


def test_offers_and_jumps_are_named() -> None:
    _, lines = written(load_folder(KINDS))

    assert {line.column for line in lines} >= {"apbot_offer", "apbot_goto"}
    assert all(line.row > 1 for line in lines if line.column.startswith("apbot_"))


def test_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    dialogue = make(sources(HARD))
    path = tmp_path / "form.xlsx"
    path.write_bytes(written(dialogue)[0].to_bytes())

    sheet = openpyxl.load_workbook(path)["choices"]

    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_change_made_in_the_spreadsheet_is_taken(tmp_path: Path) -> None:
    """Our own column of the condition gives way to ``relevant``, which people edit."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(written(make(sources(HARD)))[0].to_bytes())
    book = openpyxl.load_workbook(path)
    sheet = book["survey"]
    header = [cell.value for cell in sheet[1]]
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 2).value == "why")
    sheet.cell(row, header.index("relevant") + 1).value = "${d.2nd} = 'deux_mots'"
    sheet.cell(row, header.index("label::Français (tu)") + 1).value = "Changé ?"
    book.save(path)

    imported = import_workbook(path)

    assert "when: \"d.2nd == 'deux mots'\"" in imported.text
    assert 'tu: "Changé ?"' in imported.text
    assert any("relevant compte" in line.what for line in imported.lines)


def test_list_of_the_catalogue_that_was_changed_is_copied(tmp_path: Path) -> None:
    steps = "steps:\n  - {id: d.a, type: scale, scale: freq4, ask: Alors ?, topic: Sujet}\n"
    path = tmp_path / "form.xlsx"
    dialogue = make(sources(steps, head=HEAD))
    freq4 = dialogue.steps["d.a"].options
    path.write_bytes(export_dialogue(dialogue, {"freq4": freq4})[0].to_bytes())

    imported = import_workbook(path)

    assert "options:" in imported.text
    assert any("n'est plus celle du catalogue" in line.what for line in imported.lines)


def test_every_attribute_of_the_model_has_its_column_or_is_named() -> None:
    step = {one.name for one in fields(Step)}
    dialogue = {one.name for one in fields(Dialogue)}

    assert step - STEP_FIELDS == set()
    assert dialogue - DIALOGUE_FIELDS == set()


def test_what_has_no_column_is_named() -> None:
    head = HEAD + 'recall: {known: "checkin.goal"}\n'
    steps = (
        "steps:\n  - {id: d.a, type: yes_no, ask: 'Voilà\u00a0?', topic: Sujet, "
        "when: answered(known)}\n  - {id: d.b, type: note, ask: Fin.}\n  - {offer: d.a}\n"
    )

    _, lines = written(make(sources(steps, head=head)))

    whats = " ".join(line.what for line in lines)
    assert "espaces insécables de « a »" in whats
    assert "dépend d'un fait connu d'avance" in whats
    assert "est à la fin" in whats
