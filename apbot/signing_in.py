"""How an adult gets in: a link that opens once, a session that ends by itself, out everywhere.

The link is the whole proof of who somebody is, so it is handed over in person, or asked for from
where they are already known. Of the links of one adult, only the newest opens anything.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from storage.records import AuditEntry, Browser, Link, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from .tokens import new_token, token_hash

HANDED_FOR = dt.timedelta(days=7)
"""A link on paper, or shown to whoever passes it on."""
DEVICE_FOR = dt.timedelta(hours=24)
"""A link that somebody signed in makes for another device of theirs."""
ASKED_FOR = dt.timedelta(minutes=10)
"""A link that somebody asked for where they are known: their chat, their mailbox."""
SESSION = dt.timedelta(hours=10)
"""A working day, whatever is done in it."""
IDLE = dt.timedelta(hours=1)
"""A lesson: whoever signs in before it is still in after it."""
_NOTED_EVERY = dt.timedelta(minutes=1)
WEB = "web"
"""Where these links lead."""


@dataclass(frozen=True, slots=True)
class StaffLink:
    """``token`` is the only copy there is."""

    adult: Person
    token: str
    expires_at: dt.datetime

    def address(self, public_url: str) -> str:
        return f"{public_url}/p/{self.token}"


@dataclass(frozen=True, slots=True)
class Session:
    """An adult who is signed in. ``is_stale``: it is time to note that they are still there."""

    adult: Person
    browser: Browser
    is_stale: bool


def new_staff_link(
    uow: UnitOfWork,
    adult: Person,
    *,
    by: str,
    at: dt.datetime,
    life: dt.timedelta = HANDED_FOR,
) -> StaffLink:
    """A fresh link; those of theirs that nobody has opened yet open nothing any more."""
    uow.links.revoke_unused(adult.id, WEB, at=at)
    link = StaffLink(adult, new_token(), at + life)
    uow.links.add(Link(token_hash(link.token), adult.id, at, expires_at=link.expires_at))
    uow.audit.add(AuditEntry(at, by, "new_link", "staff", adult.id, "done"))
    return link


def session_of(uow: UnitOfWork, cookie: str | None, *, at: dt.datetime) -> Session | None:
    """None: unknown, over, idle for too long, of somebody who left, or of no adult."""
    browser = uow.links.browser(token_hash(cookie), at=at) if cookie else None
    if browser is None or is_idle(browser, at):
        return None
    adult = uow.people.get(browser.person_id)
    if adult is None or adult.kind is not PersonKind.STAFF or adult.left_at is not None:
        return None
    return Session(adult, browser, is_stale=at - _last_seen(browser) >= _NOTED_EVERY)


def is_idle(browser: Browser, at: dt.datetime) -> bool:
    return at - _last_seen(browser) >= IDLE


def keep_open(uow: UnitOfWork, session: Session, *, at: dt.datetime) -> None:
    """They are still there; the end of the working day does not move."""
    uow.links.seen(session.browser.token_hash, at=at)


def other_devices(uow: UnitOfWork, session: Session, *, at: dt.datetime) -> int:
    """How many more browsers of theirs are signed in and not idle."""
    everywhere = uow.links.browsers_of(session.adult.id, at=at)
    return sum(
        one.token_hash != session.browser.token_hash and not is_idle(one, at) for one in everywhere
    )


def sign_out_everywhere(uow: UnitOfWork, adult: Person, *, by: str, at: dt.datetime) -> int:
    """Every browser of theirs is out, and no link of theirs opens a page; how many browsers."""
    uow.links.revoke_unused(adult.id, WEB, at=at)
    signed_out = uow.links.sign_out_everywhere(adult.id)
    uow.audit.add(AuditEntry(at, by, "sign_out_everywhere", "staff", adult.id, "done"))
    return signed_out


def _last_seen(browser: Browser) -> dt.datetime:
    return browser.seen_at or browser.created_at
