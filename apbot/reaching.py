"""Where somebody is reached when they are not looking: Telegram first, else e-mail, else nowhere.

The page itself shows everything to whoever opens it.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.records import Person, PersonKind
from storage.unit_of_work import UnitOfWork

TELEGRAM, EMAIL = "telegram", "email"
_IS_OPEN = "email.is_open"


@dataclass(frozen=True, slots=True)
class Route:
    """``key``: how the outbox names the line of this person in that channel."""

    channel: str
    key: str


def route_of(uow: UnitOfWork, person: Person) -> Route | None:
    account = uow.accounts.of(person.id)
    if account is not None and account.state == "active":
        return Route(TELEGRAM, account.chat_key)
    is_adult = person.kind is PersonKind.STAFF
    if is_adult and person.email and uow.marks.get(_IS_OPEN):
        return Route(EMAIL, person.id)
    return None


def email_is(uow: UnitOfWork, *, open: bool) -> None:  # noqa: A002  # reads well
    """Noted when the server starts: nothing is put aside for a channel that is not there."""
    uow.marks.put(_IS_OPEN, "yes" if open else "")
