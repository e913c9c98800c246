"""The short code of a card, typed on the page ``/code``: who opens it, whom it lets in.

Dead until an adult who may re-open the student's access opens it, for ten minutes. A wrong code,
one that is not open, one that is over and one typed once too often get the same answer.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from apbot.access import Verb, may
from apbot.enrolment import REOPENED_FOR, SignedIn, let_in
from storage.records import AuditEntry, Link, Person, PersonKind
from storage.unit_of_work import UnitOfWork

MUTED_FOR = dt.timedelta(minutes=15)
BROWSER_TRIES = 5
"""After so many wrong codes within ``MUTED_FOR`` a browser is not answered for that long."""
ADDRESS_TRIES = 100
"""The same for an address, behind which a whole class may type at once."""

log = logging.getLogger("apbot.web")


@dataclass(frozen=True, slots=True)
class Typist:
    """Whoever types a code, by keyed hashes. ``browser`` is empty for one that keeps no cookie."""

    browser: str
    address: str


# -- opened by an adult ---------------------------------------------------------------------------


def open_class(uow: UnitOfWork, adult: Person, class_id: str, *, at: dt.datetime) -> bool:
    """The codes of the students who are signed in nowhere work for ten minutes, once each.

    Who is signed in keeps their access to themselves: it is re-opened one by one, knowingly.
    False, and nothing done, where this adult may not. Recorded either way.
    """
    students = uow.people.students_of_class(class_id)
    theirs = reopenable(uow, adult, students, at=at)
    outcome = "done" if theirs else "denied"
    uow.audit.add(AuditEntry(at, adult.id, "open_codes", "class", class_id, outcome))
    for student in waiting(uow, theirs, at=at):
        uow.links.reopen(student.id, until=at + REOPENED_FOR)
    return bool(theirs)


def reopenable(
    uow: UnitOfWork, adult: Person, students: Sequence[Person], *, at: dt.datetime
) -> list[Person]:
    """Those of them whose access this adult may re-open."""
    grants = uow.people.grants_of(adult.id, at=at)
    return [one for one in students if may(adult, grants, Verb.REOPEN_ACCESS, one)]


def waiting(uow: UnitOfWork, students: Sequence[Person], *, at: dt.datetime) -> list[Person]:
    """Those of them who hold a card with a code and are signed in nowhere."""
    ids = [student.id for student in students]
    links, signed_in = uow.links.of_each(ids), uow.links.signed_in(ids, at=at)
    return [
        student
        for student in students
        if student.id not in signed_in and any(map(_has_code, links[student.id]))
    ]


def open_until(
    uow: UnitOfWork, students: Sequence[Person], *, at: dt.datetime
) -> dt.datetime | None:
    """Until when a code of theirs can be used; None: none can."""
    links = uow.links.of_each([student.id for student in students])
    moments = [
        link.code_open_until
        for theirs in links.values()
        for link in theirs
        if _is_open(link, at) and link.code_open_until is not None
    ]
    return max(moments, default=None)


# -- typed by a student ---------------------------------------------------------------------------


def holder(uow: UnitOfWork, digest: str, typist: Typist, *, at: dt.datetime) -> Person | None:
    """Whose open code this is. None whatever the reason it is nobody's; the try counts."""
    if _is_muted(uow, typist, at):
        return None
    person = _holder(uow, digest, at)
    if person is None:
        _failed(uow, typist, at)
    return person


def enter(uow: UnitOfWork, digest: str, typist: Typist, *, at: dt.datetime) -> SignedIn | None:
    """ "C'est bien moi": this browser becomes the student's; the card is worth nothing more."""
    person = holder(uow, digest, typist, at=at)
    if person is None or not uow.links.claim_by_code(digest, at=at):
        return None
    return let_in(uow, person, at=at)


def is_own(uow: UnitOfWork, digest: str, person: Person | None) -> bool:
    """The code of who is signed in here, typed once more."""
    link = uow.links.by_code(digest) if person else None
    return link is not None and person is not None and link.person_id == person.id


def _holder(uow: UnitOfWork, digest: str, at: dt.datetime) -> Person | None:
    link = uow.links.by_code(digest)
    if link is None or not _is_open(link, at):
        return None
    person = uow.people.get(link.person_id)
    return person if person is not None and person.kind is PersonKind.STUDENT else None


def _has_code(link: Link) -> bool:
    return link.code_hash is not None and link.revoked_at is None


def _is_open(link: Link, at: dt.datetime) -> bool:
    until = link.code_open_until
    return _has_code(link) and link.claimed_at is None and until is not None and until > at


def _is_muted(uow: UnitOfWork, typist: Typist, at: dt.datetime) -> bool:
    since = at - MUTED_FOR
    by_browser = uow.links.code_failures(typist.browser, since=since) if typist.browser else 0
    by_address = uow.links.code_failures(typist.address, since=since)
    return by_browser >= BROWSER_TRIES or by_address >= ADDRESS_TRIES


def _failed(uow: UnitOfWork, typist: Typist, at: dt.datetime) -> None:
    for who in filter(None, (typist.browser, typist.address)):
        uow.links.code_failed(who, at=at)
    if uow.links.code_failures(typist.address, since=at - MUTED_FOR) == ADDRESS_TRIES:
        log.warning("Beaucoup de codes faux d'une même adresse : elle attend un quart d'heure.")
