"""The only door to `segno`: an address as a QR code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import segno

QUIET_ZONE = 4
"""Light modules around the code; a reader needs them."""


_MASK = 3
"""One of the eight patterns laid over a code; all are read, and choosing costs 40 ms a code."""


def modules(address: str, *, mask: int | None = None) -> list[list[bool]]:
    """Rows of modules with their quiet zone; True is dark. A seventh of it may be damaged.

    ``mask`` None: the pattern that is the easiest to read.
    """
    code = segno.make(address, error="m", micro=False, mask=mask)
    rows = [[bool(module) for module in row] for row in code.matrix]
    beside = [False] * QUIET_ZONE
    blank = [[False] * (len(rows) + 2 * QUIET_ZONE) for _ in range(QUIET_ZONE)]
    return [*blank, *([*beside, *row, *beside] for row in rows), *blank]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The dark modules as one path of SVG, a unit for each module of a square of that side."""

    side: int
    path: str


def drawing(address: str) -> Drawing:
    rows = modules(address, mask=_MASK)
    parts = (
        f"M{left} {top} h{length} v1 h-{length} z"
        for top, row in enumerate(rows)
        for left, length in _runs(row)
    )
    return Drawing(len(rows), " ".join(parts))


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(where it begins, how long it is) of the dark parts of a row."""
    start = None
    for place, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = place
        elif not is_dark and start is not None:
            yield start, place - start
            start = None
