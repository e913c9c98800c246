"""An adult of the school: rights that begin and end, and leaving.

Nothing is deleted: a right that is over stays as a row with its end.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from storage.records import AuditEntry, Person, RoleGrant
from storage.unit_of_work import UnitOfWork

from .enabling import release


def give_right(uow: UnitOfWork, grant: RoleGrant, *, by: str, at: dt.datetime) -> None:
    uow.people.grant(grant)
    uow.audit.add(AuditEntry(at, by, "give_right", "staff", grant.person_id, "done"))


def end_right(uow: UnitOfWork, grant: RoleGrant, *, by: str, at: dt.datetime) -> bool:
    """It is without effect at once, in open sessions too. False: it was over."""
    ended = uow.people.end_grant(grant, at=at)
    outcome = "done" if ended else "nothing"
    uow.audit.add(AuditEntry(at, by, "end_right", "staff", grant.person_id, outcome))
    return ended


def leave(uow: UnitOfWork, adult: Person, *, by: str, at: dt.datetime) -> None:
    """Every right ends, every link and session too, the Telegram account is nobody's."""
    for grant in uow.people.all_grants_of(adult.id):
        uow.people.end_grant(grant, at=at)
    uow.links.close(adult.id, at=at)
    release(uow, adult.id, by=by, at=at)
    uow.people.save(replace(adult, left_at=at))
    uow.audit.add(AuditEntry(at, by, "leave", "staff", adult.id, "done"))


def come_back(uow: UnitOfWork, adult: Person, *, by: str, at: dt.datetime) -> Person:
    """Without any right, until one is given again."""
    back = replace(adult, left_at=None)
    uow.people.save(back)
    uow.audit.add(AuditEntry(at, by, "come_back", "staff", adult.id, "done"))
    return back
