"""Which conversation is meant, and whether this person may have it: respondent, subject, dialogue.

Each function gives a ``Place`` or raises ``NotAllowed``; nothing is begun by asking.
"""

from __future__ import annotations

import datetime as dt

from dialogues.definition import About, Dialogue, Respondent
from storage.records import Person, SubjectKind, Workshop
from storage.unit_of_work import UnitOfWork

from .access import Verb, may
from .anonymity import pseudonym
from .clock import school_year
from .conversation import Place
from .errors import NotAllowed


def about_themselves(student: Person, dialogue: Dialogue, *, occasion: str = "") -> Place:
    """A student answers about themselves."""
    is_theirs = dialogue.respondent is not Respondent.ADULT and dialogue.about is not About.WORKSHOP
    if not is_theirs or not may(student, (), Verb.ANSWER, student):
        raise NotAllowed
    return Place(student.id, student.id, dialogue.id, occasion=occasion)


def about_student(
    uow: UnitOfWork,
    adult: Person,
    student_id: str,
    dialogue: Dialogue,
    *,
    at: dt.datetime,
    occasion: str = "",
) -> Place:
    """An adult answers about one of their students."""
    student = uow.people.get(student_id)
    grants = uow.people.grants_of(adult.id, at=at)
    is_theirs = dialogue.respondent is not Respondent.STUDENT and dialogue.about is About.STUDENT
    if not is_theirs or student is None or not may(adult, grants, Verb.OBSERVE, student):
        raise NotAllowed
    return Place(adult.id, student.id, dialogue.id, occasion=occasion)


def about_workshop(
    uow: UnitOfWork, adult: Person, workshop_id: str, dialogue: Dialogue, *, occasion: str = ""
) -> Place:
    """Its facilitator answers about a workshop."""
    workshop = uow.workshops.get(workshop_id)
    is_theirs = dialogue.respondent is Respondent.ADULT and dialogue.about is About.WORKSHOP
    if (
        dialogue.anonymous
        or not is_theirs
        or workshop is None
        or workshop.facilitator_id != adult.id
    ):
        raise NotAllowed
    return _workshop_place(adult.id, workshop, dialogue, occasion)


def without_a_name(
    uow: UnitOfWork,
    secret: bytes,
    student: Person,
    workshop_id: str,
    dialogue: Dialogue,
    *,
    at: dt.datetime,
) -> Place:
    """A student answers about a workshop of this year, and nothing stored says who.

    Who attends which workshop is written nowhere: every student of the school may.
    """
    workshop = uow.workshops.get(workshop_id)
    is_theirs = dialogue.respondent is Respondent.STUDENT and dialogue.about is About.WORKSHOP
    is_here = may(student, (), Verb.ANSWER, student) and student.left_at is None
    if not dialogue.anonymous or not is_theirs or not is_here:
        raise NotAllowed
    if workshop is None or workshop.school_year != school_year(at):
        raise NotAllowed
    stand_in = pseudonym(secret, student.id, workshop.id, dialogue.id)
    return _workshop_place(stand_in, workshop, dialogue, "")


def _workshop_place(
    respondent_id: str, workshop: Workshop, dialogue: Dialogue, occasion: str
) -> Place:
    return Place(respondent_id, workshop.id, dialogue.id, SubjectKind.WORKSHOP, occasion)
