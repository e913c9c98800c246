"""The lists of the staff in words: their students and who has answered, the sheets to read.

Never an answer. Family names are cut to their first letter, since Telegram keeps what is sent; they
stand in full where two students would read the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apbot.roster import ClassList, Entry
from dialogues.folding import fold
from dialogues.snapshot import Phase
from storage.records import Person

from . import staff_sentences as said

_STATUS = (
    "Synthèse à lire",
    "Synthèse lue",
    "Envoyé",
    "À la relecture",
    "En cours",
    "En pause",
    "Pas commencé",
    "Arrêté",
    "Fermé",
)
"""In the order in which they are shown."""
_OF_PHASE = {
    Phase.NOTICE: "Pas commencé",
    Phase.ASKING: "En cours",
    Phase.PAUSED: "En pause",
    Phase.REVIEW: "À la relecture",
    Phase.SUBMITTED: "Envoyé",
    Phase.WITHDRAWN: "Arrêté",
    Phase.EXPIRED: "Fermé",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet that is ready, of which class."""

    entry: Entry
    label: str


def of_class(lists: Sequence[ClassList], label: str) -> tuple[ClassList, ...]:
    """Those of that name; all of them for an empty one."""
    wanted = fold(label)
    return tuple(one for one in lists if not wanted or fold(one.group.label) == wanted)


def ready_in(lists: Sequence[ClassList], name: str) -> tuple[Listed, ...]:
    """The sheets ready: of all, of the class of that name, or of the students of that name."""
    wanted = fold(name)
    return tuple(
        Listed(entry, one.group.label)
        for one in lists
        for entry in one.entries
        if entry.sheet_ready and (not wanted or _is_called(entry, one, wanted))
    )


def _is_called(entry: Entry, one: ClassList, wanted: str) -> bool:
    given, family = fold(entry.student.given_name), fold(entry.student.family_name)
    return wanted in {
        fold(one.group.label),
        given,
        family,
        f"{given} {family}",
        f"{family} {given}",
    }


def paragraph(one: ClassList) -> str:
    """A class: how many have answered, then who stands where."""
    names = short_names(entry.student for entry in one.entries)
    by_status: dict[str, list[str]] = {}
    for entry in one.entries:
        by_status.setdefault(_status(entry), []).append(names[entry.student.id])
    sent = sum(entry.phase is Phase.SUBMITTED for entry in one.entries)
    lines = tuple(
        f"{status} ({len(by_status[status])}) : {', '.join(by_status[status])}"
        for status in _STATUS
        if status in by_status
    )
    blocked = [names[entry.student.id] for entry in one.entries if entry.blocks_telegram]
    if blocked:
        lines = (*lines, f"{said.BLOCKED} ({len(blocked)}) : {', '.join(blocked)}")
    return "\n".join((f"{one.group.label} : {said.counted(sent, len(one.entries))}", *lines))


def _status(entry: Entry) -> str:
    if entry.sheet_ready:
        return "Synthèse lue" if entry.is_read else "Synthèse à lire"
    return _OF_PHASE[entry.phase] if entry.phase else "Pas commencé"


def to_read_first(listed: Sequence[Listed]) -> Iterator[tuple[str, tuple[Listed, ...]]]:
    """Under their headings: those to read, then those that were read."""
    for heading, is_read in ((said.TO_READ, False), (said.ALREADY_READ, True)):
        found = tuple(one for one in listed if one.entry.is_read is is_read)
        if found:
            yield heading, found


def label_of(one: Listed, names: dict[str, str]) -> str:
    return f"{names[one.entry.student.id]}, {one.label}"


def short_names(students: Iterable[Person]) -> dict[str, str]:
    """ "Sacha P." by the student's id; "Sacha Pivoine" where two would read the same."""
    people = list(students)
    short = {one.id: f"{one.given_name} {one.family_name[:1]}." for one in people}
    often = Counter(short.values())
    return {
        one.id: short[one.id]
        if often[short[one.id]] == 1
        else f"{one.given_name} {one.family_name}"
        for one in people
    }
