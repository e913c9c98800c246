"""A plan becomes rows: all of it in the caller's transaction, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from apbot.campaigns.ticking import CAUGHT_UP
from apbot.enabling import release
from apbot.tokens import new_id
from storage.records import AuditEntry, ClassGroup, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from .entries import Entry
from .planning import Known, Plan, bare

ACTOR = "command-line"
"""Whoever has the database's key; no account of theirs is known here."""


def known(uow: UnitOfWork, school_year: str) -> Known:
    return Known(uow.people.classes(school_year), uow.people.students(), school_year)


def apply(uow: UnitOfWork, plan: Plan, *, school_year: str, at: dt.datetime) -> None:
    """``plan`` was made from what this transaction sees, and has no open question."""
    groups = _classes(uow, plan, school_year)
    for entry in plan.arrivals:
        person = Person(
            new_id(),
            PersonKind.STUDENT,
            entry.given_name,
            entry.family_name,
            _class_of(entry, groups),
        )
        uow.people.add(person, at=at)
    for change in (*plan.moves, *plan.returns, *plan.spellings):
        uow.people.save(
            replace(
                change.person,
                given_name=change.entry.given_name,
                family_name=change.entry.family_name,
                class_id=_class_of(change.entry, groups),
                left_at=None,
            )
        )
    for person in plan.departures:
        uow.people.save(replace(person, left_at=at))
        uow.links.close(person.id, at=at)
        release(uow, person.id, by=ACTOR, at=at)
    uow.marks.put(CAUGHT_UP, "")
    uow.audit.add(AuditEntry(at, ACTOR, "import_students", "school", school_year, "done"))


def _classes(uow: UnitOfWork, plan: Plan, school_year: str) -> Mapping[str, str]:
    """Ids by the bare label, with the new classes made."""
    groups = {bare(group.label): group.id for group in uow.people.classes(school_year)}
    for new in plan.classes:
        group = ClassGroup(new_id(), new.label, new.proposal.level, new.proposal.track, school_year)
        uow.people.add_class(group)
        groups[bare(new.label)] = group.id
    return groups


def _class_of(entry: Entry, groups: Mapping[str, str]) -> str:
    return groups[bare(entry.group)]
