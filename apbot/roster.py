"""What the staff see of their students: names and status, and the sheet where it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.folding import fold
from dialogues.snapshot import Phase
from storage.records import ClassGroup, Conversation, Person
from storage.unit_of_work import UnitOfWork

from .access import Verb, may

DIALOGUE = "welcome"
"""The dialogue whose status the list shows, until campaigns decide."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One student of the list; ``sheet_ready`` when the student has sent it and it may be read."""

    student: Person
    conversation: Conversation | None
    sheet_ready: bool
    can_reopen: bool

    @property
    def phase(self) -> Phase | None:
        return Phase(self.conversation.phase) if self.conversation else None


@dataclass(frozen=True, slots=True)
class ClassList:
    group: ClassGroup
    entries: tuple[Entry, ...]


def classes_of(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> tuple[ClassList, ...]:
    """The classes whose students this adult may list, each in the order of names."""
    grants = uow.people.grants_of(adult.id, at=at)
    lists = []
    for class_id in dict.fromkeys(grant.class_id for grant in grants if grant.class_id):
        group = uow.people.get_class(class_id)
        students = uow.people.students_of_class(class_id)
        seen = [student for student in students if may(adult, grants, Verb.LIST, student)]
        if group is None or not seen:
            continue
        found = uow.conversations.of_subjects([student.id for student in seen], DIALOGUE)
        entries = tuple(
            Entry(
                student=student,
                conversation=found.get(student.id),
                sheet_ready=_is_ready(found.get(student.id))
                and may(adult, grants, Verb.READ_SHEET, student),
                can_reopen=may(adult, grants, Verb.REOPEN_ACCESS, student),
            )
            for student in _by_name(seen)
        )
        lists.append(ClassList(group, entries))
    return tuple(lists)


def _is_ready(conversation: Conversation | None) -> bool:
    return conversation is not None and conversation.phase == Phase.SUBMITTED.value


def _by_name(students: Sequence[Person]) -> list[Person]:
    return sorted(students, key=lambda s: (fold(s.family_name), fold(s.given_name)))
