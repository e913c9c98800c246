"""Texts as long as Telegram takes them, counted in UTF-16 units."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 4096
_NOT_WRITABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACED = "\ufffd"
_FURTHER = "…"
_BORDERS = ("\n\n", "\n", " ")


def units(text: str) -> int:
    """UTF-16 units: an emoji outside the first plane counts two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def writable(text: str) -> str:
    """Without what no JSON carries, and without the white space that Telegram would take off."""
    if text.isascii() and "\x00" not in text:
        return text.strip()
    return _NOT_WRITABLE.sub(_REPLACED, text).strip()


def cut(text: str, most: int) -> str:
    """The text, or its beginning and "…"; at most ``most`` units."""
    if units(text) <= most:
        return text
    return text[: _fitting(text, most - 1)].rstrip() + _FURTHER


def pieces(text: str, most: int = LONGEST) -> Iterator[str]:
    """Parts of at most ``most`` units, cut between paragraphs, else lines, else words."""
    while units(text) > most:
        end = _fitting(text, most)
        border = next((found for sign in _BORDERS if (found := text.rfind(sign, 0, end)) > 0), end)
        if part := text[:border].strip():
            yield part
        text = text[border:].strip()
    if text:
        yield text


def _fitting(text: str, most: int) -> int:
    """How many of its characters fit; none is cut in two."""
    counted = 0
    for index, character in enumerate(text):
        counted += 2 if character > "\uffff" else 1
        if counted > most:
            return index
    return len(text)
