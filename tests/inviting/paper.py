"""Reads printed cards back: what stands in each card's place, and where its QR codes lead."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image

DOTS = 200
"""An inch: an ordinary printer, photographed."""
_MM = DOTS / 25.4
_WIDTH, _HEIGHT, _SIDE = 95.0, 68.0, 10.0
_ABOVE = (297 - 4 * _HEIGHT) / 2


@dataclass(frozen=True)
class PaperCard:
    text: str
    addresses: tuple[str, ...]
    """From left to right."""

    @property
    def name(self) -> str:
        return self.text.split(" n° ")[0]

    @property
    def number(self) -> int:
        return int(self.text.split(" n° ")[1].split()[0])

    @property
    def code(self) -> str:
        return " ".join(self.text.split()[-2:])


def cards_on(pdf: Path, folder: Path) -> list[PaperCard]:
    """In the order of reading; the places that are empty are left out."""
    run = ["pdftoppm", "-r", str(DOTS), "-png", str(pdf), str(folder / "page")]
    subprocess.run(run, check=True)
    found = []
    for number, picture in enumerate(sorted(folder.glob("page-*.png")), start=1):
        with Image.open(picture) as page:
            places = [(row, column) for row in range(4) for column in range(2)]
            cards = [_card(pdf, number, page, row, column) for row, column in places]
        found += [card for card in cards if card.addresses]
    return found


def _card(pdf: Path, number: int, page: Image.Image, row: int, column: int) -> PaperCard:
    left, top = (_SIDE + column * _WIDTH) * _MM, (_ABOVE + row * _HEIGHT) * _MM
    box = (round(left), round(top), round(left + _WIDTH * _MM), round(top + _HEIGHT * _MM))
    codes = zxingcpp.read_barcodes(page.crop(box).convert("L"))
    ordered = sorted(codes, key=lambda code: code.position.top_left.x)
    return PaperCard(_text(pdf, number, box), tuple(code.text for code in ordered))


def _text(pdf: Path, number: int, box: tuple[int, int, int, int]) -> str:
    left, top, right, bottom = box
    place = ["-x", left, "-y", top, "-W", right - left, "-H", bottom - top]
    command = ["pdftotext", "-r", DOTS, "-f", number, "-l", number, *place, "-layout", pdf, "-"]
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, encoding="utf-8", check=True
    )
    return " ".join(done.stdout.replace("\u200b", "").split())
