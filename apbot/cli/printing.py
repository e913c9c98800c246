"""``apbot graph -o`` and ``apbot print``: a dialogue as a picture, and as a form on paper."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from apbot.documents import diagram, paper
from apbot.documents.typesetting import Composed, Form, compose
from apbot.errors import Unusable
from apbot.school import School
from dialogues.definition import Address

from .console import Console
from .opening import open_dialogue

_PICTURES = tuple(Form)
_SHEETS = (Form.PDF,)
_FIRST_BYTES = {Form.PDF: b"%PDF-", Form.PNG: b"\x89PNG", Form.SVG: b"<svg"}
_NOT_ACCESSIBLE = (
    "Attention : un signe de ce dialogue empêche de rendre le PDF accessible. Il s'imprime, mais "
    "une synthèse vocale le lira mal."
)


def draw_dialogue(console: Console, name: str, output: Path) -> int:
    """The plan on one A4 page, in the kind of file that ``output`` ends in. Raises ``Unusable``.

    An earlier plan is replaced: it is made again after each change of the dialogue. Any other kind
    of file is left alone.
    """
    form = _form(output, _PICTURES)
    _refuse_other(output, form)
    dialogue = open_dialogue(console, name).dialogue
    composed = compose(diagram.TEMPLATE, diagram.picture_of(dialogue), form)
    _write(output, composed)
    return _done(console, f"Le plan est dans {output}.", composed)


def print_dialogue(
    console: Console, name: str, output: Path | None, *, vous: bool, adult: bool = False
) -> int:
    """The questionnaire to fill in by hand, as a PDF; ``<id>.pdf`` here unless told otherwise.

    ``vous`` is for students; adults are always spoken to that way. ``adult``: where a student or
    an adult may answer, the adult's sheet. Raises ``Unusable``.
    """
    if output is not None:
        _refuse_other(output, _form(output, _SHEETS))
    opened = open_dialogue(console, name)
    path = output or Path(f"{opened.dialogue.id}.pdf")
    _refuse_other(path, Form.PDF)
    address = Address.VOUS if vous else opened.school.address
    values = paper.paper_of(opened.dialogue, address, _school(opened.school), for_adult=adult)
    composed = compose(paper.TEMPLATE, values, Form.PDF)
    _write(path, composed)
    return _done(console, f"Le questionnaire est dans {path}, prêt à imprimer.", composed)


def _school(school: School) -> paper.PaperSchool:
    named = school.name != School().name
    return paper.PaperSchool(name=school.name if named else "", dpo=school.dpo)


def _form(path: Path, forms: tuple[Form, ...]) -> Form:
    ending = path.suffix.lower().removeprefix(".")
    if ending in forms:
        return Form(ending)
    listed = " ou ".join(f".{form}" for form in forms)
    raise Unusable(f"{path} : donnez un nom de fichier qui finit par {listed}.")


def _refuse_other(path: Path, form: Form) -> None:
    """Asked before the work. A file of the same kind may be written over."""
    if not path.parent.is_dir():
        raise Unusable(f"Le dossier {path.parent} n'existe pas : créez-le d'abord.")
    if path.is_dir():
        raise Unusable(f"{path} est un dossier : donnez un nom de fichier.")
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            begins = file.read(len(_FIRST_BYTES[form]))
    except OSError as error:
        raise Unusable(f"{path} ne peut pas être remplacé : vérifiez ses droits.") from error
    if begins and begins != _FIRST_BYTES[form]:
        raise Unusable(
            f"{path} existe et n'est pas un fichier {form.upper()} : choisissez un autre nom."
        )


def _write(path: Path, composed: Composed) -> None:
    """All of it or nothing: beside its place first, so that a full disk spares the old file."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(composed.content)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise Unusable(
            f"{path} ne peut pas être écrit : vérifiez son dossier, ou fermez le fichier s'il est "
            "ouvert."
        ) from error


def _done(console: Console, sentence: str, composed: Composed) -> int:
    console.say(sentence)
    if not composed.accessible:
        console.complain(_NOT_ACCESSIBLE)
    return 0
