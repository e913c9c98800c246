"""Reads PDFs back with poppler's tools: what a printer and a screen reader get."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dialogues.definition import Dialogue
from dialogues.loader import SHIPPED, load_folder

KINDS = Path(__file__).parent.parent / "dialogues" / "catalogue" / "kinds"
FOLDERS = [KINDS, *sorted(file.parent for file in SHIPPED.glob("*/dialogue.yaml"))]

every_dialogue = pytest.mark.parametrize("folder", FOLDERS, ids=[f.name for f in FOLDERS])


@pytest.fixture(scope="session")
def kinds() -> Dialogue:
    return load_folder(KINDS)


@dataclass(frozen=True)
class Pdf:
    """A PDF on disk."""

    path: Path

    @property
    def text(self) -> str:
        """All words in reading order, one space between them."""
        return " ".join(self._ask("pdftotext", "-raw", str(self.path), "-").split())

    @property
    def facts(self) -> dict[str, str]:
        """What ``pdfinfo`` says: Title, Tagged, Pages, Page size..."""
        lines = self._ask("pdfinfo", str(self.path)).splitlines()
        return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}

    @property
    def structure(self) -> list[str]:
        """The tags in order: Document, H1, P, Table, TH..."""
        lines = self._ask("pdfinfo", "-struct", str(self.path)).splitlines()
        return [line.split()[0].rstrip(":") for line in lines if line.strip()]

    @property
    def letter_sizes(self) -> set[float]:
        """In points, from the operators that choose letters."""
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", self.path.read_bytes(), re.DOTALL)
        drawn = b"\n".join(_inflated(stream) for stream in streams)
        return {float(size) for size in re.findall(rb"/\S+ ([0-9.]+) Tf", drawn)}

    def _ask(self, *command: str) -> str:
        # pdfinfo prints some attributes in their own encoding
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", check=True
        )
        return done.stdout


def squeezed(words: str) -> str:
    """Without what the end of a line may change."""
    return re.sub(r"[\s\u200b-]", "", words)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.fixture
def read_pdf(require: Callable[[str, object], None], tmp_path: Path) -> Callable[[bytes], Pdf]:
    require("poppler", shutil.which("pdfinfo"))

    def read(content: bytes) -> Pdf:
        path = tmp_path / "read.pdf"
        path.write_bytes(content)
        return Pdf(path)

    return read
