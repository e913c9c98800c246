"""The interview sheet of one student: the same value for the review screen and the referent."""

from __future__ import annotations

import datetime as dt

from dialogues.definition import Address
from dialogues.snapshot import Phase
from storage.records import AuditEntry, Person, Role
from storage.unit_of_work import UnitOfWork

from .access import Verb, may
from .clock import school_day
from .conversation import Place, Standing, look
from .documents.sheet import SheetHeader, sheet_html
from .errors import NotAllowed
from .library import Library
from .roster import DIALOGUE
from .school import School
from .summary import Summary, SummaryRules, rules_for, summarise


def summary_of(standing: Standing, rules: SummaryRules, address: Address) -> Summary:
    """The summary of a conversation's current answers."""
    return summarise(standing.compiled.dialogue, rules, standing.on_path, address, standing.facts)


def sheet_of(
    standing: Standing,
    rules: SummaryRules,
    *,
    student: Person,
    class_label: str,
    address: Address,
    on: dt.date,
) -> str:
    """The sheet as HTML; it says on which day the student approved it, once they did."""
    header = _header(standing, student, class_label, on)
    return sheet_html(summary_of(standing, rules, address), header)


def sheet_pdf(
    standing: Standing,
    rules: SummaryRules,
    *,
    student: Person,
    class_label: str,
    address: Address,
    on: dt.date,
) -> bytes:
    """The same sheet as the bytes of a PDF, one A4 page. Takes a good part of a second."""
    from .documents import sheet_on_paper  # noqa: PLC0415  # only those who use it pay for typst

    header = _header(standing, student, class_label, on)
    return sheet_on_paper.sheet_pdf(summary_of(standing, rules, address), header)


def sheet_rules(library: Library, school: School) -> SummaryRules:
    """The rules that stand beside the questionnaire this school uses."""
    folder = school.catalogue().folder(DIALOGUE)
    return rules_for(library.newest(DIALOGUE).dialogue, folder.parent)


def _header(standing: Standing, student: Person, class_label: str, on: dt.date) -> SheetHeader:
    submitted = standing.conversation.submitted_at
    return SheetHeader(
        given_name=student.given_name,
        family_name=student.family_name,
        class_label=class_label,
        date=on,
        version=standing.compiled.dialogue.notice.version,
        approved_on=school_day(submitted) if submitted else None,
    )


def read_sheet(
    uow: UnitOfWork, library: Library, adult: Person, student_id: str, *, at: dt.datetime
) -> tuple[Person, str, Standing]:
    """Whose sheet, their class, and the conversation: only if this adult may read it now.

    Every try leaves a line in the audit trail. Raises ``NotAllowed``, the same for a student who
    does not exist, one who is not theirs, and one who has not sent anything.
    """
    student = uow.people.get(student_id)
    grants = uow.people.grants_of(adult.id, at=at)
    allowed = student is not None and may(adult, grants, Verb.READ_SHEET, student)
    standing = look(uow, library, Place(student_id, student_id, DIALOGUE)) if allowed else None
    sent = standing is not None and standing.snapshot.phase is Phase.SUBMITTED
    outcome = "read" if sent else "denied"
    uow.audit.add(AuditEntry(at, adult.id, "read_sheet", "student", student_id, outcome))
    if student is None or standing is None or not sent:
        raise NotAllowed
    return student, class_label(uow, student), standing


def class_label(uow: UnitOfWork, student: Person) -> str:
    group = uow.people.get_class(student.class_id) if student.class_id else None
    return group.label if group else ""


def referent_of(uow: UnitOfWork, student: Person, *, at: dt.datetime) -> Person | None:
    """The student's own referent, else that of the class."""
    found = uow.people.staff_with(
        Role.REFERENT.value, class_id=student.class_id, student_id=student.id, at=at
    )
    return found[0] if found else None
