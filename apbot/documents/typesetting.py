"""The only door to typst: values in, the bytes of a PDF, an SVG or a PNG out.

Words reach a template as JSON and are never markup. Only our own fonts are read, no network is
used, and the same values give the same bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "typst"
FONTS = HERE / "fonts"

ACCESSIBLE: typst.PDFStandard = "ua-1"
"""Enforced by the compiler: what is not accessible does not compile."""
UNPRINTABLE = "?"
"""Stands for a sign that no font of ours can draw. A drawn box would look like one to tick."""
LONGEST_WORD = 28
"""Longer ones may be broken, or they would run off the page."""

_PIECE = 20
_PNG_DOTS_PER_INCH = 200
_ATTEMPTS = 4
_ZERO_WIDTH_SPACE = "\u200b"
_JOINERS = {"\u200c", "\u200d"}
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_LONG_WORD = re.compile(rf"[^\s\u00a0\u200b]{{{LONGEST_WORD + 1},}}")


class Form(StrEnum):
    """The kinds of file."""

    PDF = "pdf"
    SVG = "svg"
    PNG = "png"


@dataclass(frozen=True, slots=True)
class Composed:
    """A file's bytes. ``accessible`` is false for a PDF that is only readable by eye."""

    content: bytes
    accessible: bool = True


def compose(template: str, values: Mapping[str, Any], form: Form) -> Composed:
    """The template ``typst/<template>.typ`` with these values, which are JSON (str, int, ...).

    A sign without a glyph is replaced; should the compiler still refuse, the PDF is made without
    the accessibility standard: the reader always gets a sheet.
    """
    cleaned = cleaned_values(values)
    for _ in range(_ATTEMPTS):
        try:
            return Composed(_compile(template, cleaned, form, [ACCESSIBLE]))
        except typst.TypstError as error:
            missing = _signs_without_glyph(error)
            if not missing:
                break
            cleaned = _replaced(cleaned, missing)
    return Composed(_compile(template, cleaned, form, []), accessible=False)


def cleaned_values(values: Any) -> Any:
    """The same JSON, each text cleaned."""
    match values:
        case str():
            return clean(values)
        case Mapping():
            return {key: cleaned_values(value) for key, value in values.items()}
        case list() | tuple():
            return [cleaned_values(value) for value in values]
        case _:
            return values


def clean(words: str) -> str:
    """Without what cannot be drawn: control signs, directions, halves of signs.

    A narrow no-break space, which our font lacks, becomes a plain one; a very long word may break.
    """
    composed = unicodedata.normalize("NFC", words).replace("\u202f", "\u00a0")
    is_plain = composed.isascii() and composed.isprintable()
    kept = composed if is_plain else "".join(map(_drawable, composed))
    return _LONG_WORD.sub(lambda found: _broken(found[0]), kept)


def _drawable(sign: str) -> str:
    if sign.isspace():
        return sign if sign in "\n\u00a0" else " "
    category = unicodedata.category(sign)
    if category == "Cs":
        return UNPRINTABLE
    return "" if category in {"Cc", "Cf"} and sign not in _JOINERS else sign


def _broken(word: str) -> str:
    pieces = (word[start : start + _PIECE] for start in range(0, len(word), _PIECE))
    return _ZERO_WIDTH_SPACE.join(pieces)


def _compile(template: str, values: Any, form: Form, standards: list[typst.PDFStandard]) -> bytes:
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        format=form.value,
        ppi=_PNG_DOTS_PER_INCH,
        sys_inputs={"data": json.dumps(values), "form": form.value},
        pdf_standards=standards if form is Form.PDF else [],
        timestamp=0,
    )


@cache
def _fonts() -> typst.Fonts:
    """Read once, on first use; they hold no data."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _signs_without_glyph(error: typst.TypstError) -> frozenset[str]:
    found = _MISSING.findall(f"{error.message}\n{error.diagnostic}")
    return frozenset(_ESCAPED.sub(_unescaped, signs) for signs in found)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _replaced(values: Any, missing: frozenset[str]) -> Any:
    match values:
        case str():
            for signs in missing:
                values = values.replace(signs, UNPRINTABLE)
            return values
        case dict():
            return {key: _replaced(value, missing) for key, value in values.items()}
        case list():
            return [_replaced(value, missing) for value in values]
        case _:
            return values
