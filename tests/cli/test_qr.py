"""The QR code in the terminal is read back from its characters."""

from __future__ import annotations

import pytest
import segno

from apbot.cli.qr import terminal_qr

URL = "http://127.0.0.1:8000/e/" + "a" * 22
QUIET = 4
DRAWN = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}


def modules(text: str, *, dark_is_drawn: bool) -> list[list[bool]]:
    """Rows of dark modules, without the quiet zone."""
    rows = [
        [DRAWN[character][half] is dark_is_drawn for character in line]
        for line in text.splitlines()
        for half in (0, 1)
    ]
    side = len(rows[0]) - 2 * QUIET
    return [row[QUIET : QUIET + side] for row in rows[QUIET : QUIET + side]]


def expected() -> list[list[bool]]:
    return [
        [bool(module) for module in row] for row in segno.make(URL, error="m", micro=False).matrix
    ]


def test_characters_are_the_code() -> None:
    assert modules(terminal_qr(URL), dark_is_drawn=False) == expected()


def test_coloured_code_is_black_on_white() -> None:
    text = terminal_qr(URL, coloured=True)

    bare = text.replace("\x1b[30;107m", "").replace("\x1b[0m", "")
    assert text.startswith("\x1b[30;107m")
    assert modules(bare, dark_is_drawn=True) == expected()


@pytest.mark.parametrize("coloured", [False, True])
def test_code_has_its_quiet_zone_and_fits_a_terminal(coloured: bool) -> None:  # noqa: FBT001
    lines = terminal_qr(URL, coloured=coloured).splitlines()

    bare = [line.replace("\x1b[30;107m", "").replace("\x1b[0m", "") for line in lines]
    light = " " if coloured else "█"
    assert len({len(line) for line in bare}) == 1
    assert len(bare[0]) <= 80
    assert all(line == light * len(line) for line in (bare[0], bare[1]))
    assert all(line.startswith(light * QUIET) and line.endswith(light * QUIET) for line in bare)
