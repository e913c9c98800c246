"""The page that teaches to write a dialogue: every example in it is built, checked and played.

Each block says in the comment before it what becomes of it. Commands with their output are run in
the order of the page. ``--update-transcripts`` writes the outputs again.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from apbot.cli.app import run
from apbot.cli.console import Console
from dialogues import building, groups, heading
from dialogues.conditions import parse
from dialogues.definition import Kind
from dialogues.loader import SHIPPED, load_folder
from tests.clock import FakeClock

PAGE = SHIPPED / "README.md"
BLOCK = re.compile(
    r"(?:<!-- (?P<role>[^>]+) -->\n\n)?```(?P<language>\w+)\n(?P<text>.*?)```\n", re.DOTALL
)
CLUB = "club/dialogue.yaml"
NOT_YET_WHOLE = {"retour/dialogue.yaml", "parts/ambiance.yaml"}
"""Each needs the other: they are checked together, further down the page."""


@dataclass(frozen=True)
class Block:
    role: str
    language: str
    text: str


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def blocks() -> Iterator[Block]:
    for match in BLOCK.finditer(page()):
        yield Block(match["role"] or "", match["language"], match["text"])


def apbot(*arguments: str) -> str:
    """What the command prints, in this process."""
    console = Console(io.StringIO(), io.StringIO(), io.StringIO(), {"HOME": "."}, FakeClock())
    run(list(arguments), console)
    assert isinstance(console.writer, io.StringIO)
    assert isinstance(console.errors, io.StringIO)
    assert console.writer.getvalue(), console.errors.getvalue()
    return console.writer.getvalue()


@dataclass
class Reader:
    """A teacher who does what the page says, in a folder."""

    folder: Path

    def file(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        return path

    def append(self, name: str, text: str) -> str:
        """What the file was before."""
        before = self.file(name).read_text(encoding="utf-8")
        self.file(name).write_text(before + text, encoding="utf-8")
        return before

    def replace(self, key: str, name: str, text: str) -> None:
        before = self.file(name).read_text(encoding="utf-8")
        after, count = re.subn(rf"(?ms)^{key}:.*?(?=^\w)", lambda _: text, before)
        assert count == 1
        self.file(name).write_text(after, encoding="utf-8")

    def clean(self, dialogue: str) -> None:
        assert apbot("check", dialogue) == "Le dialogue est vérifié : aucun problème.\n"

    def does(self, block: Block) -> str:
        """The text that the block should have."""
        match block.role.split(" : ", 1), block.language:
            case ["conversation", name], "text":
                self.file("essai.txt").write_text(block.text, encoding="utf-8")
                return apbot("rehearse", f"./{name}", "--script", "essai.txt")
            case _, "console":
                command = block.text.splitlines()[0]
                return f"{command}\n{apbot(*command.removeprefix('$ apbot ').split())}"
            case _, "yaml":
                self.writes(block)
                return block.text
        raise AssertionError(block)

    def writes(self, block: Block) -> None:
        match re.split(r" : | dans ", block.role):
            case ["fichier", name]:
                self.file(name).write_text(block.text, encoding="utf-8")
                if name not in NOT_YET_WHOLE:
                    self.clean("club")
            case ["essai", _]:
                before = self.append(CLUB, block.text)
                self.clean("club")
                self.file(CLUB).write_text(before, encoding="utf-8")
            case ["erreur", _]:
                self.append(CLUB, block.text)
            case ["à la fin de club/dialogue.yaml"]:
                self.append(CLUB, block.text)
                self.clean("club")
            case ["à la place de notice", name]:
                self.replace("notice", name, block.text)
                self.clean("club")
            case other:
                raise AssertionError(other)


def play(folder: Path) -> Iterator[tuple[Block, str]]:
    """Each block, and the text it should have; a mistake shown is corrected once it was shown."""
    reader, mistaken = Reader(folder), ""
    for block in blocks():
        if block.role.startswith("erreur"):
            mistaken = reader.file(CLUB).read_text(encoding="utf-8")
        yield block, reader.does(block)
        if mistaken and block.language == "console":
            reader.file(CLUB).write_text(mistaken, encoding="utf-8")
            mistaken = ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guide")


@pytest.fixture(scope="module")
def played(folder: Path) -> list[tuple[Block, str]]:
    """Once for all the tests of this file."""
    with contextlib.chdir(folder):
        return list(play(folder))


def test_every_example_works_and_every_output_is_the_real_one(
    played: list[tuple[Block, str]], request: pytest.FixtureRequest
) -> None:
    text = page()

    if request.config.getoption("--update-transcripts"):
        for block, now in played:
            text = text.replace(
                f"```{block.language}\n{block.text}```", f"```{block.language}\n{now}```", 1
            )
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    else:
        assert [now for _, now in played] == [block.text for block, _ in played]


@pytest.mark.usefixtures("played")
def test_the_page_builds_a_dialogue_of_five_questions(folder: Path) -> None:
    dialogue = load_folder(folder / "club")

    assert len(dialogue.questions) == 5
    kinds = {step.kind for step in dialogue.questions.values()}
    assert kinds == {Kind.YES_NO, Kind.CHOICES, Kind.SCALE, Kind.TEXT, Kind.CHOICE}


def test_the_page_shows_a_mistake_and_its_repair() -> None:
    shown = [b.text for b in blocks() if b.language == "console" and "[unknown-key]" in b.text]

    assert len(shown) == 1
    assert "Vouliez-vous dire « hint » ?" in shown[0]
    assert "[unknown-reference]" in shown[0]


@pytest.mark.parametrize(
    "key",
    sorted(
        {
            *heading.KEYS,
            *building._STEP_KEYS,
            *building._OPTION_KEYS,
            *groups._GRID_KEYS,
            *groups._CALL_KEYS,
            *(kind.value for kind in Kind),
            *("offer", "part", "from", "words", "to", "version", "text"),
        }
    ),
)
def test_every_key_is_in_the_reference(key: str) -> None:
    reference = page().split("## Toutes les clés")[1].split("## Voir le résultat")[0]

    assert f"`{key}`" in reference


def test_conditions_of_the_table_are_conditions() -> None:
    table = page().split("| on écrit |")[1].split("\n\n")[0]
    written = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    conditions = [text for text in written if "…" not in text]

    assert len(conditions) >= 7
    for condition in conditions:
        parse(condition)


def test_links_lead_somewhere() -> None:
    anchors = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in page().splitlines()
        if line.startswith("#")
    }

    for target in re.findall(r"\]\(([^)]+)\)", page()):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        else:
            assert (PAGE.parent / target).is_file(), target
