"""``apbot import-form`` and ``apbot export-form``: what they write, say and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apbot.cli.console import Console
from apbot.cli.spreadsheets import export_form, import_form
from apbot.errors import Unusable
from dialogues.errors import UnknownDialogue
from dialogues.loader import load_folder

from .conftest import said
from .workbooks import FRENCH_HEADERS, HEADER, MACROS, save, survey

KINDS = Path(__file__).parent.parent / "dialogues" / "catalogue" / "kinds"


def test_import_writes_a_folder_that_loads_and_says_the_losses(
    console: Console, tmp_path: Path
) -> None:
    status = import_form(console, save(tmp_path, MACROS), into=tmp_path, as_json=False)

    lines = said(console).splitlines()
    assert status == 0
    assert load_folder(tmp_path / "mien").id == "mien"
    assert any(line.startswith("survey, ligne 5, colonne relevant [non repris]") for line in lines)
    assert lines[-1].startswith(f"Le dialogue est écrit dans {tmp_path / 'mien'} : 9 points non")


def test_import_goes_next_to_here_by_default(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    import_form(console, save(tmp_path, FRENCH_HEADERS), into=None, as_json=False)

    assert (tmp_path / "bilan" / "dialogue.yaml").is_file()


def test_import_as_json_is_for_another_program(console: Console, tmp_path: Path) -> None:
    import_form(console, save(tmp_path, MACROS), into=tmp_path, as_json=True)

    found = json.loads(said(console))
    assert set(found) == {"dialogue", "folder", "report"}
    assert found["dialogue"] == "mien"
    assert found["folder"] == str(tmp_path / "mien")
    assert set(found["report"][0]) == {"sheet", "row", "column", "what", "repair", "severity"}
    assert {line["severity"] for line in found["report"]} == {"finding", "advice"}


def test_import_never_writes_over_a_folder(console: Console, tmp_path: Path) -> None:
    (tmp_path / "mien").mkdir()

    with pytest.raises(Unusable, match="existe déjà"):
        import_form(console, save(tmp_path, MACROS), into=tmp_path, as_json=False)

    assert list((tmp_path / "mien").iterdir()) == []


def test_import_into_a_folder_that_is_not_there_is_refused(
    console: Console, tmp_path: Path
) -> None:
    with pytest.raises(Unusable, match="créez-le"):
        import_form(console, save(tmp_path, MACROS), into=tmp_path / "rien", as_json=False)


def test_import_of_a_dialogue_that_cannot_be_played_fails(console: Console, tmp_path: Path) -> None:
    sheets = survey(("date", "day", "Quel jour ?"))
    sheets["settings"] = (("form_id", "apbot_anonymous"), ("mien", "yes"))

    status = import_form(console, save(tmp_path, sheets), into=tmp_path, as_json=False)

    assert status == 1
    assert "ne peut pas encore être joué" in said(console)
    assert (tmp_path / "mien" / "dialogue.yaml").is_file()


def test_import_of_nothing_leaves_nothing(console: Console, tmp_path: Path) -> None:
    path = save(tmp_path, {"survey": [HEADER]})

    with pytest.raises(Unusable, match="aucune question"):
        import_form(console, path, into=tmp_path, as_json=False)

    assert list(tmp_path.iterdir()) == [path]


def test_export_writes_a_workbook_that_comes_back(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "kinds.xlsx"

    status = export_form(console, str(KINDS), file)
    import_form(console, file, into=tmp_path, as_json=False)

    assert status == 0
    assert f"Le dialogue « kinds » est écrit dans {file}." in said(console)
    assert "summary.yaml" in said(console)
    assert load_folder(tmp_path / "kinds").entries == load_folder(KINDS).entries


def test_export_refuses_another_kind_of_file_and_what_is_there(
    console: Console, tmp_path: Path
) -> None:
    there = tmp_path / "there.xlsx"
    there.write_bytes(b"Le travail d'une autre personne.")

    with pytest.raises(Unusable, match=r"finir par \.xlsx"):
        export_form(console, str(KINDS), tmp_path / "kinds.pdf")
    with pytest.raises(Unusable, match="existe déjà"):
        export_form(console, str(KINDS), there)
    with pytest.raises(UnknownDialogue):
        export_form(console, "inconnu", tmp_path / "new.xlsx")

    assert there.read_bytes().startswith(b"Le travail")
    assert list(tmp_path.glob("*.xlsx")) == [there]
