"""A conversation at a keyboard: 60 columns, numbers for options, readable without colour.

Lines come from a reader and go to a writer, so that a test plays with strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from dialogues.definition import Address, Text
from dialogues.snapshot import ENDED

from .messages import Message
from .rehearsal import Rehearsal
from .transcript import BadTranscript, Line, play, read_line, typed_line, wrap

WIDTH = 60
_WAYS = "je passe · retour · pause · aide · parler à un adulte"
_REVIEW = Text(
    "Écris : envoyer, corriger 2, partager 2, garder 2, dire 2, ou effacer "
    "(2 est un numéro de la liste).",
    "Écrivez : envoyer, corriger 2, partager 2, garder 2, dire 2, ou effacer "
    "(2 est un numéro de la liste).",
)
_NAMES = Text(
    "Écris ce qui est entre crochets pour le choisir.",
    "Écrivez ce qui est entre crochets pour le choisir.",
)


def converse(
    rehearsal: Rehearsal, reader: TextIO, writer: TextIO, *, address: Address
) -> tuple[Line, ...]:
    """Play until the dialogue is sent, Ctrl-D or Ctrl-C; the lines that were typed."""
    typed: list[Line] = []
    try:
        _show(rehearsal.begin(), writer, address)
        while rehearsal.snapshot.phase not in ENDED:
            writer.write("> ")
            writer.flush()
            words = reader.readline()
            if not words:
                break
            _take(words.strip(), rehearsal, writer, address, typed)
    except KeyboardInterrupt:
        pass
    if rehearsal.snapshot.phase not in ENDED:
        writer.write("\n")
    return tuple(typed)


def _take(
    words: str, rehearsal: Rehearsal, writer: TextIO, address: Address, typed: list[Line]
) -> None:
    """One line from the keyboard; an empty one shows again what is open."""
    writer.write("\n")
    if not words:
        _show(rehearsal.reopen(), writer, address)
        return
    try:
        line = _line(words, len(typed) + 1)
        messages = play(line, rehearsal)
    except BadTranscript:
        line = typed_line(len(typed) + 1, words)
        messages = play(line, rehearsal)
    typed.append(line)
    _show(messages, writer, address)


def _line(words: str, number: int) -> Line:
    """As in a transcript: "@ +2 days" lets time pass, "[Oui]" presses; anything else is typed."""
    if words.startswith("@"):
        return read_line(Line(number, "@", words[1:].strip()))
    return Line(number, ">", words) if words.startswith("[") else typed_line(number, words)


def _show(messages: Iterable[Message], writer: TextIO, address: Address) -> None:
    for message in messages:
        writer.writelines(f"{line}\n" for line in _lines(message, address))
        writer.write("\n")


def _lines(message: Message, address: Address) -> Iterator[str]:
    if message.progress:
        yield f"Question {message.progress.number} sur {message.progress.total}"
    for paragraph in message.paragraphs:
        yield from wrap(paragraph, WIDTH)
    lines = message.numbered or tuple(button.label for button in message.options)
    for number, line in enumerate(lines, start=1):
        yield from wrap(line, WIDTH, first=f"{number:3}  ", rest=" " * 5)
    others = [f"[{button.label}]" for button in message.buttons if button not in message.options]
    if message.numbered:
        yield from wrap(_REVIEW.to(address), WIDTH)
    elif others:
        yield " ".join(others)
        yield from wrap(_NAMES.to(address), WIDTH)
    if message.prompt is not None and not message.numbered and _is_question(message):
        yield _WAYS


def _is_question(message: Message) -> bool:
    """Neither the notice nor the review: those have one way on."""
    return bool(message.options) or message.progress is not None
