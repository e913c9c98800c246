"""Whatever file is given, the answer is a sentence or a report."""

from __future__ import annotations

import contextlib
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apbot.errors import Unusable
from apbot.xlsform.importing import import_workbook

from .workbooks import CHOICES, HEADER, MOODS, RELEVANT, Sheets, save, survey

ONE = ("select_one mood", "mood", "Humeur ?")


def refusal(path: Path) -> str:
    with pytest.raises(Unusable) as refused:
        import_workbook(path)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "est vide"),
        ("a.xlsx", b"PK\x03\x04 coupe", "pas un classeur lisible"),
        ("a.xlsx", b"type,name,label\ntext,a,A\n", "pas un classeur lisible"),
        ("a.xlsm", b"\x89PNG\r\n\x1a\n", "pas un classeur lisible"),
        ("a.xls", b"\xd0\xcf\x11\xe0 presque", "pas un classeur lisible"),
        ("a.csv", b"\xff\xfe\x00", "pas un classeur lisible"),
        ("a.csv", b"type,name,label\ntext,a,A\n", "pas un classeur lisible"),
        ("a.ods", b"PK", "au format .xlsx"),
        ("a.docx", b"PK", "au format .xlsx"),
        ("a", b"PK", "au format .xlsx"),
    ],
)
def test_file_that_is_no_workbook_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert said in refusal(path)


def test_absent_file_and_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "dossier.xlsx"
    folder.mkdir()

    assert "n'existe pas" in refusal(tmp_path / "rien.xlsx")
    assert "est un dossier" in refusal(folder)


def test_big_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(b"0" * (5 * 1024 * 1024 + 1))

    assert "dépasse 5 Mio" in refusal(path)


def test_zip_that_swells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))

    assert "trop gros" in refusal(path)


def test_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "zip.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lisez-moi.txt", "Rien.")

    assert "pas un classeur lisible" in refusal(path)


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Ventes": [("a", "b")], "Achats": [("c", "d")]}, "Feuilles trouvées : « Ventes »"),
        ({"survey": []}, "aucune question"),
        ({"survey": [HEADER]}, "aucune question"),
        ({"survey": [("a", "b"), (1, 2)]}, "aucune question"),
        ({"survey": [HEADER, ("geopoint", "a", "Où ?")]}, "ne relève pas de position"),
        ({"survey": [HEADER, ("select_one x", "a", "Où ?")]}, "n'a aucun choix"),
        ({"survey": [("type", "name", "name"), ("text", "a", "b")]}, "deux colonnes « name »"),
        ({"survey": [("type", 3, "label"), ("text", "a", "b")]}, "pas un classeur lisible"),
    ],
)
def test_workbook_without_questions_says_what_is_missing(
    tmp_path: Path, sheets: Sheets, said: str
) -> None:
    assert said in refusal(save(tmp_path, sheets))


def test_sheet_with_another_name_is_read_when_it_is_alone(tmp_path: Path) -> None:
    rows = (HEADER, ("text", "word", "Un mot ?"))

    imported = import_workbook(save(tmp_path, {"Feuille sans nom connu": rows}))

    assert "form.word" in imported.text


def test_second_sheet_of_a_kind_is_named(tmp_path: Path) -> None:
    sheets = {"Questions": (HEADER, ("text", "x", "X ?")), **survey(ONE)}

    imported = import_workbook(save(tmp_path, sheets))

    assert any("« Questions » n'est pas lue" in line.what for line in imported.lines)
    assert "mien.mood" in imported.text


def test_formula_is_said(tmp_path: Path) -> None:
    sheets = survey(ONE, ("note", "sum", '="Bon" & "jour"'), ("note", "bye", "Merci."))

    imported = import_workbook(save(tmp_path, sheets))

    assert any("C3" in line.what and "formule" in line.what for line in imported.lines)


def test_merged_cells_are_said(tmp_path: Path) -> None:
    path = save(tmp_path, survey(ONE, ("note", "bye", "Merci.")))
    book = openpyxl.load_workbook(path)
    book["survey"].merge_cells("C2:C3")
    book.save(path)

    imported = import_workbook(path)

    assert any("fusionnées" in line.what for line in imported.lines)


def test_hidden_characters_are_taken_out(tmp_path: Path) -> None:
    imported = import_workbook(save(tmp_path, survey((*ONE[:2], "Hu\u0085meur\u009f ?"))))

    assert "\u009f" not in imported.text
    assert any("invisible" in line.what for line in imported.lines)


def test_huge_sheet_is_cut_and_said(tmp_path: Path) -> None:
    rows = [("note", f"n{number}", "Ligne.") for number in range(1100)]

    imported = import_workbook(save(tmp_path, survey(ONE, *rows)))

    assert any("premières sont lues" in line.what for line in imported.lines)


def test_many_impossible_conditions_end(tmp_path: Path) -> None:
    never = "${mood} = 'good' and ${mood} = 'bad'"
    rows = [("note", f"n{number}", "Ligne.", never) for number in range(60)]

    imported = import_workbook(save(tmp_path, survey((*ONE, None), *rows, header=RELEVANT)))

    assert imported.usable
    assert sum(line.column == "relevant" for line in imported.lines) == 60


def test_damaged_copies_of_a_good_workbook_never_crash(tmp_path: Path) -> None:
    good = save(tmp_path, survey(ONE)).read_bytes()
    dice = random.Random(3)  # noqa: S311  # the same damage each time

    for number in range(60):
        damaged = bytearray(good)
        for _ in range(dice.randint(1, 40)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(damaged)
        _import_or_refuse(path)


cells = st.one_of(
    st.none(),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc"]), max_size=30
    ),
    st.integers(-(10**6), 10**6),
    st.booleans(),
    st.sampled_from(
        "text note date integer range calculate begin_group end_group begin_repeat rank "
        "yes ${a} ${mood}='bad' not(${a}) .>1 count-selected(.)<=1 {referent} {x} or_other".split()
    ),
    st.sampled_from(
        ["select_one mood", "select_multiple mood or_other", "select_one", "rank mood", "a\nb"]
    ),
)
columns = st.sampled_from(
    "type name label hint relevant constraint required default apbot_after apbot_goto apbot_offer "
    "apbot_when apbot_type apbot_list apbot_flags apbot_prefill apbot_prefill_words apbot_grid "
    "apbot_topic apbot_readers apbot_when_hidden parameters label::fr label::tu".split()
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.lists(columns, min_size=2, max_size=8, unique=True),
    rows=st.lists(st.lists(cells, min_size=8, max_size=8), min_size=1, max_size=6),
)
def test_any_rows_give_a_report_or_a_sentence(
    tmp_path: Path, header: list[str], rows: list[list[object]]
) -> None:
    header = ["type", *(column for column in header if column != "type")]
    choices = (*MOODS, *((row[0], row[1], row[2]) for row in rows))
    sheets: Sheets = {"survey": (header, ("note", *["x"] * 7), *rows), "choices": choices}

    _import_or_refuse(save(tmp_path, sheets))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.lists(
        st.sampled_from(
            [
                "apbot_respondent",
                "apbot_recall",
                "apbot_about",
                "form_id",
                "form_title",
                "apbot_intro",
                "apbot_notice",
                "apbot_anonymous",
                "version",
                "default_language",
            ]
        ),
        min_size=1,
        unique=True,
    ),
    row=st.lists(cells, min_size=10, max_size=10),
)
def test_any_settings_give_a_report_or_a_sentence(
    tmp_path: Path, header: list[str], row: list[object]
) -> None:
    sheets: Sheets = {
        "survey": (HEADER, ONE),
        "choices": (CHOICES, *MOODS[1:]),
        "settings": (header, row),
    }

    _import_or_refuse(save(tmp_path, sheets))


def _import_or_refuse(path: Path) -> None:
    with contextlib.suppress(Unusable):
        assert import_workbook(path).text.startswith("# Repris")
