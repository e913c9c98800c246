"""One right of an adult: begun by a form, ended at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from apbot import adults
from apbot.access import Verb, may_give, may_in
from apbot.clock import school_day, school_year
from apbot.enabling import find_student
from apbot.errors import NotAllowed, Unusable
from apbot.roles import NEEDS_CLASS
from storage.records import Person, PersonKind, Role, RoleGrant
from storage.unit_of_work import UnitOfWork

from .acting import Act, Refused, tidy

WHOLE_SCHOOL = "lycee"
_PARIS = ZoneInfo("Europe/Paris")
_YEARS = 2
"""A right that would last longer is a mistake of typing."""


@dataclass(frozen=True, slots=True)
class TypedRight:
    """As the form says it: ``over`` is the id of a class or ``WHOLE_SCHOOL``; days in ISO 8601."""

    role: str
    over: str
    student: str = ""
    """A name, in that class: the right is over this student alone."""
    first_day: str = ""
    """Empty: from now on."""
    last_day: str = ""
    """Included; empty: until it is ended."""


def give(
    uow: UnitOfWork, adult: Person, adult_id: str, typed: TypedRight, *, at: dt.datetime
) -> None:
    """Raises ``NotAllowed``, ``Refused``."""
    act = Act(uow, adult, at)
    other = uow.people.get(adult_id)
    is_here = other is not None and other.kind is PersonKind.STAFF and other.left_at is None
    # Before anything typed is looked at: nobody learns from here who is in which class.
    over = None if typed.over in {WHOLE_SCHOOL, ""} else typed.over
    gives = may_in(adult, act.grants, Verb.GIVE_RIGHTS, over) and adult_id != adult.id
    act.need("give_right", "staff", adult_id, allowed=is_here and gives)
    grant, student = _checked(act, adult_id, typed)
    if not may_give(adult, act.grants, grant, student=student):
        act.note("give_right", "staff", adult_id, "denied")
        raise NotAllowed
    if _is_held(act, grant):
        raise Refused({"role": "Cette personne a déjà ce droit."})
    adults.give_right(uow, grant, by=adult.id, at=at)


def end(uow: UnitOfWork, adult: Person, adult_id: str, number: int, *, at: dt.datetime) -> None:
    """The right of that rank among all of theirs, without effect from now on.

    Raises ``NotAllowed``. One that is over already is no mistake: pressed twice, it is over.
    """
    act = Act(uow, adult, at)
    held = uow.people.all_grants_of(adult_id)
    grant = held[number] if 0 <= number < len(held) else None
    student = uow.people.get(grant.student_id) if grant and grant.student_id else None
    allowed = grant is not None and may_give(adult, act.grants, grant, student=student)
    act.need("end_right", "staff", adult_id, allowed=allowed)
    assert grant is not None  # noqa: S101  # or it was not allowed
    adults.end_right(uow, grant, by=adult.id, at=at)


def _checked(act: Act, adult_id: str, typed: TypedRight) -> tuple[RoleGrant, Person | None]:
    """Raises ``Refused``."""
    problems: dict[str, str] = {}
    if typed.role not in set(Role):
        raise Refused({"role": "Choisissez une fonction de la liste."})
    role = Role(typed.role)
    class_id, student = _over(act, typed, problems)
    if role in NEEDS_CLASS and class_id is None and student is None and "over" not in problems:
        problems["over"] = "Choisissez la classe : ce droit ne se donne pas sur tout le lycée."
    starts_at, ends_at = _between(act.at, typed, problems)
    if problems:
        raise Refused(problems)
    over_student = student.id if student is not None else None
    over_class = None if student is not None else class_id
    return RoleGrant(adult_id, role, over_class, over_student, starts_at, ends_at), student


def _over(
    act: Act, typed: TypedRight, problems: dict[str, str]
) -> tuple[str | None, Person | None]:
    name = tidy(typed.student)
    if typed.over == WHOLE_SCHOOL:
        if name:
            problems["over"] = "Choisissez la classe de cet élève."
        return None, None
    groups = {one.id: one for one in act.uow.people.classes(school_year(act.at))}
    group = groups.get(typed.over)
    if group is None:
        problems["over"] = "Choisissez une classe, ou tout le lycée."
        return None, None
    if not name:
        return group.id, None
    try:
        student, _ = find_student(act.uow, name, label=group.label, at=act.at)
    except Unusable:
        problems["student"] = f"Aucun élève de {group.label}, ou plusieurs, n'ont ce nom."
        return None, None
    return None, student


def _between(
    at: dt.datetime, typed: TypedRight, problems: dict[str, str]
) -> tuple[dt.datetime, dt.datetime | None]:
    today = school_day(at)
    first = _day(typed.first_day, "first_day", problems) or today
    last = _day(typed.last_day, "last_day", problems)
    if first < today:
        problems["first_day"] = "Ce jour est passé : un droit commence aujourd'hui au plus tôt."
    if last is not None and last < first:
        problems["last_day"] = "Le dernier jour vient avant le premier : corrigez l'un des deux."
    latest = today.replace(day=1, year=today.year + _YEARS)
    if max(first, last or first) > latest:
        problems["last_day"] = "C'est trop loin : deux ans au plus."
    if problems:
        return at, None
    starts_at = at if first <= today else _midnight(first)
    return starts_at, _midnight(last + dt.timedelta(days=1)) if last is not None else None


def _day(text: str, field: str, problems: dict[str, str]) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        problems[field] = "Écrivez une date : 2026-11-24."
        return None


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), _PARIS).astimezone(dt.UTC)


def _is_held(act: Act, grant: RoleGrant) -> bool:
    """The very same, in force, without an end of its own."""
    return any(
        (one.role, one.class_id, one.student_id) == (grant.role, grant.class_id, grant.student_id)
        and one.ends_at is None
        for one in act.uow.people.grants_of(grant.person_id, at=act.at)
    )
