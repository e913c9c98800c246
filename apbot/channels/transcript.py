"""Conversations as text files that a teacher can read, and that are replayed.

    # Somebody mistypes a date, and finishes.
    dialogue: kinds
    at: 2026-09-14 09:00
    address: vous
    begin: questions
    fact: last_goal plan | Relire mes cours le soir

    < (1/8) Quel jour vous convient ?
    > 31/02
    < J'attends une date, par exemple 12/03 ou 12 mars.
    > 12 mars
    < ...
      [Oui] [Non]
    > [Oui]
    @ +2 days
    = submitted
    = answers {"kinds.day": "2026-03-12"}

Only the ``#``, header, ``>`` and ``@`` lines are read; a replay writes everything else again, so
that checking a file and updating it are the same work. ``address`` is ``tu`` unless said;
``begin: questions`` leaves the notice out; ``fact:`` is something known before the first question:
its name, its value and, after ``|``, the words it becomes in a text. ``> "..."`` is a JSON string,
for what no line holds; ``@ closed`` closes the window in which the dialogue may be answered.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apbot.wording import typeset
from dialogues.answers import Answer, Visibility
from dialogues.definition import Address
from dialogues.events import Acknowledged
from dialogues.snapshot import Phase

from .messages import Message
from .rehearsal import Rehearsal, UnknownButton

WIDTH = 96
_KEYS = ("dialogue", "at", "address", "begin", "fact")
_AT = "%Y-%m-%d %H:%M"
_PRESSED = re.compile(r"\[[^\[\]]+\](?: \[[^\[\]]+\])*")
_WAIT = re.compile(r"\+(\d{1,3}) (day|hour|minute)s?")
CLOSED = "closed"


class BadTranscript(Exception):
    """The file is no transcript; the message is a French sentence with the line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"Ligne {line} : {what}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is read: what follows its sign."""

    number: int
    sign: str
    text: str

    def __str__(self) -> str:
        return f"{self.sign} {self.text}".rstrip()


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A ``fact:`` line. Without ``label``, the words of the option that has this value."""

    name: str
    value: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.value}" + (f" | {self.label}" if self.label else "")


@dataclass(frozen=True, slots=True)
class Script:
    """What a transcript says to do."""

    dialogue: str
    at: dt.datetime
    address: Address = Address.TU
    from_questions: bool = False
    facts: tuple[KnownFact, ...] = ()
    reason: tuple[str, ...] = ()
    """The comment lines above the header, without their sign."""
    lines: tuple[Line, ...] = ()

    def header(self) -> Iterator[str]:
        yield from (f"# {text}".rstrip() for text in self.reason)
        yield f"dialogue: {self.dialogue}"
        yield f"at: {self.at.strftime(_AT)}"
        if self.address is not Address.TU:
            yield f"address: {self.address}"
        if self.from_questions:
            yield "begin: questions"
        yield from (f"fact: {fact}" for fact in self.facts)
        yield ""


def parse(text: str) -> Script:
    """The script of a transcript. Raises ``BadTranscript``."""
    reason: list[str] = []
    header: dict[str, str] = {}
    facts: list[KnownFact] = []
    lines: list[Line] = []
    in_header = True
    for number, line in enumerate(text.splitlines(), start=1):
        sign, words = line[:1], line[1:].strip()
        if in_header and sign == "#":
            reason.append(words)
        elif in_header and (sign.strip() == "" or sign in "<>@"):
            in_header = not header
        if not in_header and sign in {"#", ">", "@"}:
            lines.append(read_line(Line(number, sign, words)))
        elif in_header and line.startswith("fact:"):
            facts.append(_read_fact(number, line))
        elif in_header and sign.isalpha():
            _read_header(header, number, line)
    return _script(header, tuple(facts), tuple(reason), tuple(lines))


def _read_fact(number: int, line: str) -> KnownFact:
    said, _, label = line.removeprefix("fact:").partition("|")
    name, _, value = said.strip().partition(" ")
    if not name or not value.strip():
        raise BadTranscript(number, "écrivez par exemple « fact: stage premiere ».")
    return KnownFact(name, value.strip(), label.strip())


def read_line(line: Line) -> Line:
    """The line, if it can be played. Raises ``BadTranscript``."""
    if line.sign == "@" and line.text != CLOSED and not _WAIT.fullmatch(line.text):
        raise BadTranscript(line.number, "écrivez par exemple « @ +2 days ».")
    return line


def _read_header(header: dict[str, str], number: int, line: str) -> None:
    key, colon, value = line.partition(":")
    if not colon or key not in _KEYS:
        raise BadTranscript(number, f"en-tête inconnu ; il y a : {', '.join(_KEYS)}.")
    header[key] = value.strip()


def _script(
    header: dict[str, str],
    facts: tuple[KnownFact, ...],
    reason: tuple[str, ...],
    lines: tuple[Line, ...],
) -> Script:
    if "dialogue" not in header or "at" not in header:
        raise BadTranscript(1, "l'en-tête donne « dialogue: nom » et « at: 2026-09-14 09:00 ».")
    address = header.get("address", "tu")
    if address not in {Address.TU, Address.VOUS}:
        raise BadTranscript(1, "« address » vaut tu ou vous.")
    if header.get("begin", "questions") != "questions":
        raise BadTranscript(1, "« begin » vaut questions.")
    try:
        at = dt.datetime.strptime(header["at"], _AT).replace(tzinfo=dt.UTC)
    except ValueError as error:
        raise BadTranscript(1, "« at » s'écrit 2026-09-14 09:00.") from error
    return Script(
        dialogue=header["dialogue"],
        at=at,
        address=Address(address),
        from_questions="begin" in header,
        facts=facts,
        reason=reason,
        lines=lines,
    )


def replay(script: Script, rehearsal: Rehearsal) -> str:
    """The whole conversation again, as the text of a transcript. Raises ``BadTranscript``."""
    printed = list(script.header())
    messages = rehearsal.begin()
    if script.from_questions:
        messages = rehearsal.take(Acknowledged(rehearsal.at))
    printed += _printed(messages)
    for line in script.lines:
        printed.append(str(line))
        printed += _printed(play(line, rehearsal))
    printed += _outcome(rehearsal)
    return "\n".join(printed) + "\n"


def play(line: Line, rehearsal: Rehearsal) -> tuple[Message, ...]:
    """One line. Raises ``BadTranscript``."""
    if line.sign == "#":
        return ()
    if line.sign == "@" and line.text == CLOSED:
        return rehearsal.close()
    if line.sign == "@" and (found := _WAIT.fullmatch(line.text)):
        return rehearsal.wait(dt.timedelta(**{f"{found[2]}s": int(found[1])}))
    if not _PRESSED.fullmatch(line.text):
        return rehearsal.type(_typed(line.text))
    labels = line.text[1:-1].split("] [")
    try:
        return rehearsal.press(labels)
    except UnknownButton as error:
        raise BadTranscript(line.number, f"aucun bouton « {error} » n'a été montré.") from error


def _typed(text: str) -> str:
    if text.startswith('"') and text.endswith('"'):
        try:
            decoded = json.loads(text)
        except ValueError:
            return text
        return decoded if isinstance(decoded, str) else text
    return text


def typed_line(number: int, words: str) -> Line:
    """The line that types these words, quoted where it would be read as something else."""
    line = Line(number, ">", words)
    bare = words.isprintable() and words == words.strip() and words
    same = not _PRESSED.fullmatch(words) and _typed(words) == words
    return line if bare and same else Line(number, ">", json.dumps(words))


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of the text, broken where French allows it: never before « ? » or « : »."""
    lines = textwrap.wrap(
        typeset(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _printed(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        for index, text in enumerate(_texts(message)):
            yield from wrap(text, WIDTH, first="  " if index else "< ", rest="  ")
        yield from _rows(message)


def _texts(message: Message) -> Iterator[str]:
    progress = message.progress
    prefix = f"({progress.number}/{progress.total}) " if progress else ""
    for index, paragraph in enumerate(message.paragraphs):
        yield prefix + paragraph if index == 0 else paragraph
    for number, line in enumerate(message.numbered, start=1):
        yield f"{number}. {line}"


def _rows(message: Message) -> Iterator[str]:
    """The buttons, as many on a line as fit; a label is never cut."""
    row = " "
    for button in message.buttons:
        added = f" [{button.label}]"
        if row.strip() and len(row) + len(added) > WIDTH:
            yield row
            row = " "
        row += added
    if row.strip():
        yield row


def _outcome(rehearsal: Rehearsal) -> Iterator[str]:
    snapshot = rehearsal.snapshot
    at = f" {snapshot.at}" if snapshot.phase is Phase.ASKING else ""
    yield f"= {snapshot.phase}{at}"
    answers = rehearsal.answers.values()
    yield f"= answers {_json([(answer.question, answer.value) for answer in answers])}"
    withheld = _withheld(answers)
    if withheld:
        yield f"= visibility {_json(withheld)}"


def _withheld(answers: Iterable[Answer]) -> list[tuple[str, object]]:
    return [
        (answer.question, answer.visibility)
        for answer in answers
        if answer.visibility is not Visibility.SHARED
    ]


def _json(pairs: Sequence[tuple[str, object]]) -> str:
    return json.dumps(dict(pairs), ensure_ascii=False)
