"""``apbot graph -o`` and ``apbot print``: files written, and refused in one sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from apbot.cli.console import Console
from apbot.cli.printing import draw_dialogue, print_dialogue
from apbot.errors import Unusable
from tests.clock import FakeClock

from .conftest import KINDS, Pdf


@pytest.fixture
def console(clock: FakeClock) -> Console:
    return Console(io.StringIO(), io.StringIO(), io.StringIO(), {}, clock)


def said(console: Console) -> str:
    assert isinstance(console.writer, io.StringIO)
    return console.writer.getvalue()


@pytest.mark.parametrize(
    ("name", "begins"),
    [("plan.pdf", b"%PDF-"), ("plan.SVG", b"<svg"), ("plan.png", b"\x89PNG")],
)
def test_the_ending_says_what_is_drawn(
    console: Console, tmp_path: Path, name: str, begins: bytes
) -> None:
    output = tmp_path / name

    assert draw_dialogue(console, str(KINDS), output) == 0

    assert output.read_bytes().startswith(begins)
    assert said(console) == f"Le plan est dans {output}.\n"


def test_an_earlier_plan_is_replaced(console: Console, tmp_path: Path) -> None:
    output = tmp_path / "plan.pdf"
    output.write_bytes(b"%PDF-1.7 avant")

    draw_dialogue(console, str(KINDS), output)

    assert len(output.read_bytes()) > 1000
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("plan.docx", "donnez un nom de fichier qui finit par .pdf ou .svg ou .png."),
        ("plan", "donnez un nom de fichier qui finit par .pdf ou .svg ou .png."),
        (".pdf", "donnez un nom de fichier qui finit par .pdf ou .svg ou .png."),
        ("ailleurs/plan.pdf", "n'existe pas : créez-le d'abord."),
        ("dossier.pdf", "est un dossier : donnez un nom de fichier."),
        ("lettre.pdf", "existe et n'est pas un fichier PDF : choisissez un autre nom."),
        ("x" * 250 + ".pdf", "ne peut pas être écrit"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_sentence(
    console: Console, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "dossier.pdf").mkdir()
    (tmp_path / "lettre.pdf").write_text("Chers parents", encoding="utf-8")

    with pytest.raises(Unusable, match=r"\.$") as refused:
        draw_dialogue(console, str(KINDS), tmp_path / name)

    assert sentence in str(refused.value)
    assert (tmp_path / "lettre.pdf").read_text(encoding="utf-8") == "Chers parents"
    assert {path.name for path in tmp_path.iterdir()} == {"dossier.pdf", "lettre.pdf"}


def test_a_form_is_printed_under_the_name_of_its_dialogue(
    console: Console,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    read_pdf: Callable[[bytes], Pdf],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert print_dialogue(console, str(KINDS), None, vous=False) == 0

    pdf = read_pdf((tmp_path / "kinds.pdf").read_bytes())
    assert "Comment vas-tu" in pdf.text
    assert said(console) == "Le questionnaire est dans kinds.pdf, prêt à imprimer.\n"


def test_a_form_can_say_vous(
    console: Console, tmp_path: Path, read_pdf: Callable[[bytes], Pdf]
) -> None:
    output = tmp_path / "sur-papier.pdf"

    print_dialogue(console, str(KINDS), output, vous=True)

    assert "Comment allez-vous" in read_pdf(output.read_bytes()).text


def test_a_form_bears_what_the_school_says_of_itself(
    clock: FakeClock, tmp_path: Path, read_pdf: Callable[[bytes], Pdf]
) -> None:
    school = tmp_path / "school.yaml"
    school.write_text('school: "Lycée de la Mer 😀"\naddress: vous\n', encoding="utf-8")
    environ = {"APBOT_SCHOOL_FILE": str(school)}
    console = Console(io.StringIO(), io.StringIO(), io.StringIO(), environ, clock)

    print_dialogue(console, str(KINDS), tmp_path / "papier.pdf", vous=False)

    text = read_pdf((tmp_path / "papier.pdf").read_bytes()).text
    assert "Lycée de la Mer" in text
    assert "Comment allez-vous" in text


def test_a_form_is_only_a_pdf(console: Console, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"qui finit par \.pdf\.$"):
        print_dialogue(console, str(KINDS), tmp_path / "papier.png", vous=False)
