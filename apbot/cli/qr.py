"""A link as a QR code made of characters."""

from __future__ import annotations

from apbot.documents.qr_code import modules

# (upper module, lower module) drawn or not -> one character for both
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_DARK_ON_LIGHT = "\x1b[30;107m"
_RESET = "\x1b[0m"


def terminal_qr(url: str, *, coloured: bool = False) -> str:
    """Two modules a character. ``coloured``: black on white whatever the terminal's colours.

    Without colour the light modules are drawn, as a dark terminal needs it; phones also read the
    reverse that a light terminal shows.
    """
    rows = [[module is coloured for module in row] for row in modules(url)]
    if len(rows) % 2:
        rows.append([not coloured] * len(rows[0]))
    lines = (
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
    if coloured:
        lines = (f"{_DARK_ON_LIGHT}{line}{_RESET}" for line in lines)
    return "\n".join(lines) + "\n"
