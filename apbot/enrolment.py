"""Personal links and signed-in browsers: a link opens a door, not a diary.

A link belongs to the first browser that opens it and confirms; any other meets the same page as
with a link that never existed. A student's is opened again by the referent for ten minutes; an
adult gets a new one (``apbot.signing_in``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from storage.records import AuditEntry, Browser, Link, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from .access import Verb, may
from .signing_in import SESSION, session_of
from .tokens import new_token, token_hash

STUDENT_SESSION = dt.timedelta(days=300)
"""A phone stays signed in for the school year; it reads back nothing but its own answers."""
LINK_LIFE = dt.timedelta(days=30)
REOPENED_FOR = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that was just signed in; ``cookie`` is the only copy of its token."""

    person: Person
    cookie: str
    expires_at: dt.datetime


def invite(uow: UnitOfWork, person_id: str, *, at: dt.datetime) -> str:
    """A new personal link for somebody; the token is returned once and never stored."""
    token = new_token()
    uow.links.add(Link(token_hash(token), person_id, at, expires_at=at + LINK_LIFE))
    return token


def visitor(uow: UnitOfWork, token: str, kind: PersonKind, *, at: dt.datetime) -> Person | None:
    """Whose open link this is. None: unknown, taken, expired, revoked, or of another kind.

    A link to Telegram opens no page.
    """
    link = uow.links.get(token_hash(token))
    if link is None or link.channel != "web" or not _is_open(link, at):
        return None
    person = uow.people.get(link.person_id)
    if person is None or person.kind is not kind:
        return None
    return None if link.claimed_at is not None or person.left_at is not None else person


def sign_in(uow: UnitOfWork, token: str, kind: PersonKind, *, at: dt.datetime) -> SignedIn | None:
    """Sign the browser in; the link is taken by it. None as for ``visitor``."""
    person = visitor(uow, token, kind, at=at)
    if person is None or not uow.links.claim(token_hash(token), at=at):
        return None
    return let_in(uow, person, at=at)


def let_in(uow: UnitOfWork, person: Person, *, at: dt.datetime) -> SignedIn:
    """Sign this browser in, whatever door it came by."""
    cookie = new_token()
    kind = person.kind
    life = STUDENT_SESSION if kind is PersonKind.STUDENT else SESSION
    uow.links.add_browser(Browser(token_hash(cookie), person.id, at, at + life))
    if kind is PersonKind.STAFF:
        uow.audit.add(AuditEntry(at, person.id, "sign_in", "staff", person.id, "done"))
    return SignedIn(person, cookie, at + life)


def signed_in(
    uow: UnitOfWork, cookie: str | None, kind: PersonKind, *, at: dt.datetime
) -> Person | None:
    """Who this browser is, if it is signed in as that kind of person."""
    if not cookie:
        return None
    if kind is PersonKind.STAFF:
        session = session_of(uow, cookie, at=at)
        return session.adult if session else None
    browser = uow.links.browser(token_hash(cookie), at=at)
    person = uow.people.get(browser.person_id) if browser else None
    return person if person is not None and person.kind is kind else None


def _is_open(link: Link, at: dt.datetime) -> bool:
    expired = link.expires_at is not None and link.expires_at <= at
    return link.revoked_at is None and not expired


def reopen(uow: UnitOfWork, adult: Person, student_id: str, *, at: dt.datetime) -> bool:
    """The student's own link may be taken once more, for ten minutes; the old browser is out.

    False, and nothing done, where this adult may not. Recorded either way.
    """
    student = uow.people.get(student_id)
    grants = uow.people.grants_of(adult.id, at=at)
    allowed = student is not None and may(adult, grants, Verb.REOPEN_ACCESS, student)
    outcome = "done" if allowed else "denied"
    uow.audit.add(AuditEntry(at, adult.id, "reopen_access", "student", student_id, outcome))
    if allowed:
        uow.links.reopen(student_id, until=at + REOPENED_FOR)
    return allowed
