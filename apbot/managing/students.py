"""The students of a class: their names, their class, whether they left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from apbot.access import Verb, may, may_in
from apbot.clock import school_year
from apbot.enabling import release
from apbot.importing.entries import name_key
from apbot.tokens import new_id
from storage.records import ClassGroup, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from .acting import Act, Refused, names_typed


@dataclass(frozen=True, slots=True)
class StudentSheet:
    """``groups``: the classes where this adult may put them."""

    student: Person
    group: ClassGroup | None
    groups: Sequence[ClassGroup]


@dataclass(frozen=True, slots=True)
class TypedStudent:
    given_name: str
    family_name: str
    class_id: str
    namesake: bool = False
    """Said to be another person than the one of that name in that class."""


def student_sheet(
    uow: UnitOfWork, adult: Person, student_id: str, *, at: dt.datetime
) -> StudentSheet:
    """Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    student = _allowed(act, student_id)
    group = uow.people.get_class(student.class_id) if student.class_id else None
    return StudentSheet(student, group, places(act))


def places(act: Act) -> tuple[ClassGroup, ...]:
    """The classes of this year where the actor may put a student."""
    grants = act.grants
    return tuple(
        group
        for group in act.uow.people.classes(school_year(act.at))
        if may_in(act.actor, grants, Verb.MANAGE_STUDENTS, group.id)
    )


def add_student(uow: UnitOfWork, adult: Person, typed: TypedStudent, *, at: dt.datetime) -> Person:
    """Raises ``NotAllowed``, ``Refused``."""
    act = Act(uow, adult, at)
    allowed = typed.class_id in {group.id for group in places(act)}
    act.need("add_student", "class", typed.class_id, allowed=allowed)
    given, family = _checked(act, typed, but="")
    student = Person(new_id(), PersonKind.STUDENT, given, family, typed.class_id)
    uow.people.add(student, at=at)
    act.note("add_student", "student", student.id)
    return student


def save_student(
    uow: UnitOfWork, adult: Person, student_id: str, typed: TypedStudent, *, at: dt.datetime
) -> None:
    """Renamed, or moved to another class. Raises ``NotAllowed``, ``Refused``."""
    act = Act(uow, adult, at)
    student = _allowed(act, student_id)
    if typed.class_id != student.class_id:
        allowed = typed.class_id in {group.id for group in places(act)}
        act.need("move_student", "class", typed.class_id, allowed=allowed)
    given, family = _checked(act, typed, but=student_id)
    saved = replace(student, given_name=given, family_name=family, class_id=typed.class_id)
    uow.people.save(saved)
    act.note("save_student", "student", student_id)


def mark_left(uow: UnitOfWork, adult: Person, student_id: str, *, at: dt.datetime) -> None:
    """Their access is closed; what they answered is kept as long as ever. Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    student = _allowed(act, student_id)
    uow.people.save(replace(student, left_at=at))
    uow.links.close(student_id, at=at)
    release(uow, student_id, by=adult.id, at=at)
    act.note("leave", "student", student_id)


def mark_back(uow: UnitOfWork, adult: Person, student_id: str, *, at: dt.datetime) -> None:
    """Without a link: they get a new card. Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    student = _allowed(act, student_id)
    uow.people.save(replace(student, left_at=None))
    act.note("come_back", "student", student_id)


def _allowed(act: Act, student_id: str) -> Person:
    student = act.uow.people.get(student_id)
    allowed = student is not None and may(act.actor, act.grants, Verb.MANAGE_STUDENTS, student)
    act.need("manage_students", "student", student_id, allowed=allowed)
    assert student is not None  # noqa: S101  # or it was not allowed
    return student


def _checked(act: Act, typed: TypedStudent, *, but: str) -> tuple[str, str]:
    """``but``: the id of the student who may keep their name. Raises ``Refused``."""
    given, family = names_typed(typed.given_name, typed.family_name)
    there = act.uow.people.students_of_class(typed.class_id)
    twin = any(
        name_key(one.family_name, one.given_name) == name_key(family, given) and one.id != but
        for one in there
    )
    if twin and not typed.namesake:
        raise Refused(
            {"namesake": "Un élève de cette classe porte déjà ce nom. Cochez si c'en est un autre."}
        )
    return given, family
