"""The door to typst: hostile words are words, missing signs do not stop a sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typst

from apbot.documents import typesetting
from apbot.documents.typesetting import FONTS, TEMPLATES, Form, clean, cleaned_values, compose

from .conftest import Pdf

SHEET = """
#import "common.typ": *
#set document(title: "Essai", date: none)
#show: lettered.with(12pt)
= Essai
#data.words
"""


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a template named ``sheet`` where templates are looked for."""

    def write(text: str) -> Path:
        (tmp_path / "common.typ").write_bytes((TEMPLATES / "common.typ").read_bytes())
        (tmp_path / "sheet.typ").write_text(text, encoding="utf-8")
        monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("words", "cleaned"),
    [
        ("Lycée Exemple", "Lycée Exemple"),
        ("sonnette\u0007", "sonnette"),
        ("a\tb\r\nc", "a b \nc"),
        ("e\u0301", "é"),
        ("18\u202fh", "18\u00a0h"),
        ("\u202edroite", "droite"),
        ("moitié \ud83d", "moitié ?"),
        ("x" * 30, "x" * 20 + "\u200b" + "x" * 10),
        ("", ""),
    ],
)
def test_words_are_cleaned_of_what_cannot_be_drawn(words: str, cleaned: str) -> None:
    assert clean(words) == cleaned


def test_only_the_texts_of_values_are_cleaned() -> None:
    values = {"a": ["b\u0007", ("c",)], "n": 3, "none": None, "yes": True}

    assert cleaned_values(values) == {"a": ["b", ["c"]], "n": 3, "none": None, "yes": True}


@pytest.mark.parametrize(
    "words",
    [
        '#read("secret.txt")',
        '#import "@preview/example:0.1.0": *',
        "#panic() ]",
        "*gras* _italique_ $x$ <label> @ref \\ `code`",
        "= Titre",
    ],
)
def test_markup_in_words_is_printed_as_typed(
    sheet: Callable[[str], Path], read_pdf: Callable[[bytes], Pdf], words: str
) -> None:
    folder = sheet(SHEET)
    (folder / "secret.txt").write_text("le secret", encoding="utf-8")

    composed = compose("sheet", {"words": words}, Form.PDF)

    pdf = read_pdf(composed.content)
    assert words in pdf.text
    assert "le secret" not in pdf.text


@pytest.mark.parametrize("sign", ["😀", "🏳️‍🌈", "→", "ế", "Ω", "œ", "«"])
def test_signs_of_our_letters_are_accessible(sheet: Callable[[str], Path], sign: str) -> None:
    sheet(SHEET)

    assert compose("sheet", {"words": sign}, Form.PDF).accessible


def test_a_sign_that_no_letter_draws_is_replaced(
    sheet: Callable[[str], Path], read_pdf: Callable[[bytes], Pdf]
) -> None:
    sheet(SHEET)

    composed = compose("sheet", {"words": "Lycée 日本 ꙮ, Paris"}, Form.PDF)

    assert composed.accessible
    assert "Lycée ?? ?, Paris" in read_pdf(composed.content).text


def test_a_sheet_comes_out_even_where_the_standard_refuses_it(
    sheet: Callable[[str], Path], read_pdf: Callable[[bytes], Pdf]
) -> None:
    sheet('#import "common.typ": *\n#data.words')  # no title: not accessible

    composed = compose("sheet", {"words": "Bonjour"}, Form.PDF)

    assert not composed.accessible
    assert "Bonjour" in read_pdf(composed.content).text


def test_a_mistake_in_a_template_is_not_hidden(sheet: Callable[[str], Path]) -> None:
    sheet(SHEET + "#data.absent")

    with pytest.raises(typst.TypstError, match="absent"):
        compose("sheet", {"words": ""}, Form.PDF)


@pytest.mark.parametrize(
    ("form", "begins"), [(Form.PDF, b"%PDF-"), (Form.SVG, b"<svg"), (Form.PNG, b"\x89PNG")]
)
def test_each_kind_of_file_is_the_same_twice(
    sheet: Callable[[str], Path], form: Form, begins: bytes
) -> None:
    sheet(SHEET)

    first, second = (compose("sheet", {"words": "Bonjour 😀"}, form) for _ in range(2))

    assert first.content == second.content
    assert first.content.startswith(begins)


@pytest.mark.parametrize("letters", ["AtkinsonHyperlegible", "NotoEmoji"])
def test_letters_come_with_their_licence(letters: str) -> None:
    licence = "OFL-atkinson-hyperlegible.txt" if letters[0] == "A" else "OFL-noto-emoji.txt"

    assert list(FONTS.glob(f"{letters}*.ttf"))
    assert "SIL OPEN FONT LICENSE" in (FONTS / licence).read_text(encoding="utf-8").upper()


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.glob("*.typ")))
def test_templates_name_only_letters_of_ours(template: str) -> None:
    _, warnings = typst.compile_with_warnings(
        str(TEMPLATES / "common.typ"),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]),
        sys_inputs={"data": "{}", "form": "pdf"},
    )

    assert warnings == []
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    assert "@preview" not in text
    assert template == "common.typ" or "font:" not in text
