"""What the staff see of their students: names and status, and the sheet where it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.folding import fold
from dialogues.snapshot import Phase
from storage.records import ClassGroup, Conversation, Person, RoleGrant
from storage.unit_of_work import UnitOfWork

from .access import Verb, may, may_in
from .clock import school_year
from .enabling import used_link_tried
from .inviting import entering

DIALOGUE = "welcome"
"""The dialogue whose status the list shows, until campaigns decide."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One student of the list; ``sheet_ready`` when the student has sent it and it may be read."""

    student: Person
    conversation: Conversation | None
    sheet_ready: bool
    is_read: bool
    """Somebody entitled has opened the sheet since it was sent."""
    can_reopen: bool
    can_enter: bool
    """May type what the student answers aloud or on paper."""
    link_tried: bool
    """Somebody came with their link to Telegram after it was taken."""
    blocks_telegram: bool
    """They blocked the bot, or closed their account: no message reaches them there."""

    @property
    def phase(self) -> Phase | None:
        return Phase(self.conversation.phase) if self.conversation else None


@dataclass(frozen=True, slots=True)
class ClassList:
    group: ClassGroup
    entries: tuple[Entry, ...]
    may_open_codes: bool = False
    """Somebody here waits with the code of a card, and this adult may open it."""
    codes_open_until: dt.datetime | None = None


def classes_of(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> tuple[ClassList, ...]:
    """The classes whose students this adult may list, each in the order of names."""
    grants = uow.people.grants_of(adult.id, at=at)
    lists = []
    for class_id in _classes_listed(uow, adult, grants, at):
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
                is_read=may(adult, grants, Verb.READ_SHEET, student)
                and _is_read(uow, found.get(student.id)),
                can_reopen=student.id in found and may(adult, grants, Verb.REOPEN_ACCESS, student),
                can_enter=may(adult, grants, Verb.ENTER, student),
                link_tried=group.telegram
                and may(adult, grants, Verb.REOPEN_ACCESS, student)
                and used_link_tried(uow, student.id, at=at),
                blocks_telegram=group.telegram
                and may(adult, grants, Verb.REOPEN_ACCESS, student)
                and _is_gone(uow, student),
            )
            for student in _by_name(seen)
        )
        theirs = [one for one in seen if may(adult, grants, Verb.REOPEN_ACCESS, one)]
        lists.append(
            ClassList(
                group,
                entries,
                may_open_codes=bool(entering.waiting(uow, theirs, at=at)),
                codes_open_until=entering.open_until(uow, theirs, at=at),
            )
        )
    return tuple(lists)


def _classes_listed(
    uow: UnitOfWork, adult: Person, grants: Sequence[RoleGrant], at: dt.datetime
) -> Sequence[str]:
    """Ids, in the order the rights were given; all of this year where one is over the school."""
    if may_in(adult, grants, Verb.LIST, None):
        return [group.id for group in uow.people.classes(school_year(at))]
    found = dict.fromkeys(_class_of(uow, grant) for grant in grants)
    return [class_id for class_id in found if class_id is not None]


def _class_of(uow: UnitOfWork, grant: RoleGrant) -> str | None:
    """The class of a right; that of the student, where it is over one student."""
    if grant.student_id is None:
        return grant.class_id
    student = uow.people.get(grant.student_id)
    return student.class_id if student else None


def _is_ready(conversation: Conversation | None) -> bool:
    return conversation is not None and conversation.phase == Phase.SUBMITTED.value


def _is_gone(uow: UnitOfWork, student: Person) -> bool:
    account = uow.accounts.of(student.id)
    return account is not None and account.state == "gone"


def _is_read(uow: UnitOfWork, conversation: Conversation | None) -> bool:
    if conversation is None or conversation.submitted_at is None:
        return False
    return any(
        line.verb == "read_sheet"
        and line.outcome == "read"
        and line.at >= conversation.submitted_at
        for line in uow.audit.about("student", conversation.subject_id)
    )


def _by_name(students: Sequence[Person]) -> list[Person]:
    return sorted(students, key=lambda s: (fold(s.family_name), fold(s.given_name)))
