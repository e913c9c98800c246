"""The only door to YAML: text in, plain values with their places out, or problems.

YAML 1.2 without its traps: no anchors, no tags, no duplicate keys, no value whose type would
surprise (``no``, ``12:30``, ``010``), at most 256 KiB and 20 levels. The parser's events are read
one by one, so that what is refused is refused before anything is built from it.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from .errors import InvalidDialogue, Place, Problem
from .yaml_mistakes import Complaint, Spot, understand

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_SURPRISING = re.compile(
    r"y|n|yes|no|on|off|oui|non|[-+]?0[0-9]+|[0-9]+:[0-9]{2}(:[0-9]{2})?|[-+]?[0-9]{16,}",
    re.IGNORECASE,
)
# Tabulations and line ends are ordinary; other control characters and lone surrogates are not.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_READ_DIFFERENTLY = re.compile(
    r"[\t\r\x85\u2028\u2029\ufeff]|[|>][-+0-9]*#|^(---|\.\.\.)", re.MULTILINE
)
_PLAIN_STYLES = frozenset({None, ""})
_QUOTES = frozenset({"'", '"'})

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Located:
    """A value and where it stands; inside a mapping or a sequence, located values again."""

    value: dict[str, Located] | list[Located] | Scalar
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)
    """Where each key of a mapping stands."""
    quoted: bool = False

    def at(self, offset: int) -> Place:
        """Where the character ``offset`` of a one-line text stands."""
        return self.place.right(offset + self.quoted)

    def plain(self) -> Any:
        """The same without places."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


_WHY = {
    errno.ENOENT: "il n'existe pas",
    errno.ENOTDIR: "il n'existe pas",
    errno.EISDIR: "c'est un dossier",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
}


def read(path: Path, *, lenient: bool = False) -> Located:
    """The document of a file. Raises ``InvalidDialogue`` with every problem found.

    ``lenient``: a bare ``oui`` or ``12:30`` is the text it looks like; for files typed in passing.
    """
    return parse(read_text(path).encode(), file=str(path), lenient=lenient)


def read_text(path: Path) -> str:
    """The text of a file. Raises ``InvalidDialogue``: not there, too big, not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        place = Place(str(path), 1, 1)
        what = f"Le fichier ne peut pas être lu : {_WHY.get(error.errno or 0, 'erreur du disque')}."
        raise InvalidDialogue(
            (Problem("unreadable-file", place, what, "Vérifiez son nom et ses droits."),)
        ) from error
    return _decode(data, str(path))


def _decode(data: bytes, file: str) -> str:
    start = Place(file, 1, 1)
    if len(data) > MAX_BYTES:
        _refuse(start, "Le fichier dépasse 256 Kio.", "Coupez-le en plusieurs dialogues.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        _refuse(start, "Le fichier n'est pas en UTF-8.", "Enregistrez-le en UTF-8.")


def parse(data: bytes, *, file: str, lenient: bool = False) -> Located:
    """The same from bytes; ``file`` is the name that problems give."""
    text = _decode(data, file)
    if hidden := _HIDDEN.search(text):
        before = text[: hidden.start()]
        column = hidden.start() - before.rfind("\n")
        _refuse(Place(file, before.count("\n") + 1, column), *_HIDDEN_PROBLEM)
    located = _quickly(text, file)
    return _carefully(text, file, lenient=lenient) if located is None else located


class _Unusual(Exception):
    """Something that the two parsers may place differently."""


def _quickly(text: str, file: str) -> Located | None:
    """What libyaml makes of it, in a sixteenth of the time; None unless both would say the same.

    They differ in what they call a mistake, and where: mistakes are left to the other, which our
    sentences are written for. They also differ in tabulations, in the line ends of Unicode, in a
    byte order mark inside, in a comment that touches a block's mark, in the marks between
    documents, and in where a value stands that is not written.
    """
    if _READ_DIFFERENTLY.search(text):
        return None
    reading = _Reading(_written(YAML(typ="safe", pure=False).parse(text)), file)
    try:
        located = reading.document()
    except (YAMLError, InvalidDialogue, _Unusual):
        return None
    return None if reading.problems else located


def _written(events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        if isinstance(event, ScalarEvent) and not event.value and event.style in _PLAIN_STYLES:
            raise _Unusual
        yield event


def _carefully(text: str, file: str, *, lenient: bool) -> Located:
    reading = _Reading(YAML(typ="safe", pure=True).parse(text), file)
    try:
        located = reading.document()
    except YAMLError as error:
        raise InvalidDialogue((_syntax_problem(error, file, text),)) from error
    problems = [p for p in reading.problems if not (lenient and p.code == "surprising-type")]
    if problems:
        raise InvalidDialogue(tuple(problems))
    return located


_HIDDEN_PROBLEM = ("Un caractère invisible se trouve ici.", "Effacez-le et retapez le texte.")


def _refuse(place: Place, what: str, repair: str) -> NoReturn:
    raise InvalidDialogue((Problem("forbidden-yaml", place, what, repair),))


def _syntax_problem(error: YAMLError, file: str, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    since = getattr(error, "context_mark", None)
    mistake = understand(
        Complaint(
            problem=str(getattr(error, "problem", "") or ""),
            at=Spot(mark.line, mark.column) if mark else Spot(0, 0),
            context=str(getattr(error, "context", "") or ""),
            since=Spot(since.line, since.column) if since else None,
        ),
        text,
    )
    place = Place(file, mistake.spot.line + 1, mistake.spot.column + 1)
    return Problem("yaml-syntax", place, mistake.what, mistake.repair)


class _Reading:
    """One document, read from the parser's events."""

    def __init__(self, events: Iterator[Event], file: str) -> None:
        self._events = events
        self._file = file
        self.problems: list[Problem] = []

    def document(self) -> Located:
        """The only document. Raises ``InvalidDialogue`` at the first thing that is forbidden."""
        next(self._events)
        opening = next(self._events)
        if not isinstance(opening, DocumentStartEvent):
            _refuse(
                self._place(opening), "Le fichier est vide.", "Commencez par « dialogue: nom »."
            )
        if opening.version or opening.tags:
            what = "Les directives (%YAML, %TAG) ne sont pas acceptées ici."
            _refuse(self._place(opening), what, "Retirez cette ligne.")
        located = self._node(next(self._events), 0)
        next(self._events)
        closing = next(self._events)
        if not isinstance(closing, StreamEndEvent):
            what = "Un second document commence ici."
            _refuse(self._place(closing), what, "Gardez un seul document, sans « --- ».")
        return located

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _node(self, event: Event, depth: int) -> Located:
        place = self._place(event)
        self._refuse_decoration(event)
        if depth > MAX_DEPTH:
            repair = "Vérifiez les crochets et l'indentation."
            _refuse(place, "Trop de niveaux imbriqués.", repair)
        if isinstance(event, SequenceStartEvent):
            return Located(list(self._items(depth)), place)
        if isinstance(event, MappingStartEvent):
            return self._mapping(place, depth)
        value = str(getattr(event, "value", ""))
        style = getattr(event, "style", None)
        return Located(self._scalar(value, style, place), place, quoted=style in _QUOTES)

    def _refuse_decoration(self, event: Event) -> None:
        decorated = getattr(event, "anchor", None) or getattr(event, "tag", None)
        if decorated or isinstance(event, AliasEvent):
            what = "Les ancres, les alias et les étiquettes (&, *, !) ne sont pas acceptés ici."
            repair = "Recopiez le texte, ou mettez-le entre guillemets."
            _refuse(self._place(event), what, repair)

    def _items(self, depth: int) -> Iterator[Located]:
        while not isinstance(event := next(self._events), SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, place: Place, depth: int) -> Located:
        values: dict[str, Located] = {}
        keys: dict[str, Place] = {}
        again = False
        while not isinstance(event := next(self._events), MappingEndEvent):
            at = self._place(event)
            self._refuse_decoration(event)
            if not isinstance(event, ScalarEvent):
                _refuse(at, "Une clé doit être un mot.", "Écrivez clé: valeur.")
            key = str(event.value)
            if key in values and not again:
                # One is enough: a forgotten « - » repeats every key of a step.
                again = True
                what = f"La clé « {key} » est déjà écrite ligne {keys[key].line}."
                repair = "Gardez-en une seule, ou commencez une étape par « - »."
                self.problems.append(Problem("duplicate-key", at, what, repair))
            keys[key] = at
            values[key] = self._node(next(self._events), depth + 1)
        return Located(values, place, keys)

    def _scalar(self, text: str, style: str | None, place: Place) -> Scalar:
        if _HIDDEN.search(text):
            self.problems.append(Problem("forbidden-yaml", place, *_HIDDEN_PROBLEM))
            return ""
        if style not in _PLAIN_STYLES:
            return text
        if _SURPRISING.fullmatch(text):
            what = f"« {text[:40]} » sans guillemets peut être lu comme autre chose qu'un texte."
            repair = f'Écrivez "{text[:40]}" entre guillemets.'
            self.problems.append(Problem("surprising-type", place, what, repair))
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        return {"true": True, "false": False, "null": None, "~": None, "": None}.get(text, text)
