"""The plan of a staff list becomes rows: all of it in the caller's transaction, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from apbot.adults import come_back, end_right, give_right, leave
from apbot.tokens import new_id
from storage.records import AuditEntry, Person, PersonKind, RoleGrant
from storage.unit_of_work import UnitOfWork

from .applying import ACTOR
from .staff_plan import AdultChange, KnownStaff, ListedAdult, Right, StaffPlan


def known_staff(uow: UnitOfWork, school_year: str, *, at: dt.datetime) -> KnownStaff:
    return KnownStaff(uow.people.classes(school_year), uow.people.staff(), uow.people.grants(at=at))


def apply_staff(uow: UnitOfWork, plan: StaffPlan, *, school_year: str, at: dt.datetime) -> None:
    """``plan`` was made from what this transaction sees."""
    for adult in plan.arrivals:
        _arrive(uow, adult, at)
    for change in plan.changes:
        _change(uow, change, at)
    for person in plan.departures:
        leave(uow, person, by=ACTOR, at=at)
    uow.audit.add(AuditEntry(at, ACTOR, "import_staff", "school", school_year, "done"))


def _arrive(uow: UnitOfWork, adult: ListedAdult, at: dt.datetime) -> None:
    person = Person(
        new_id(), PersonKind.STAFF, adult.given_name, adult.family_name, email=adult.email
    )
    uow.people.add(person, at=at)
    uow.audit.add(AuditEntry(at, ACTOR, "add_adult", "staff", person.id, "done"))
    _begin(uow, person, adult.rights, at)


def _change(uow: UnitOfWork, change: AdultChange, at: dt.datetime) -> None:
    person, listed = change.person, change.listed
    if change.returns:
        person = come_back(uow, person, by=ACTOR, at=at)
    written = replace(
        person,
        given_name=listed.given_name,
        family_name=listed.family_name,
        email=listed.email or person.email,
    )
    if written != person:
        uow.people.save(written)
    for grant in change.end:
        end_right(uow, grant, by=ACTOR, at=at)
    _begin(uow, person, change.begin, at)


def _begin(uow: UnitOfWork, person: Person, rights: Sequence[Right], at: dt.datetime) -> None:
    for right in rights:
        grant = RoleGrant(person.id, right.role, right.class_id, None, at, None)
        give_right(uow, grant, by=ACTOR, at=at)
