"""Who of a class has joined, since when, and whose card still waits to be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.records import ClassGroup, Link, Person
from storage.unit_of_work import UnitOfWork

REVOKED = "revoke_card"
"""In the audit trail of a student whose card was ended, and not made again."""
MADE = frozenset({"make_card", "reissue_card"})


class CardState(StrEnum):
    """Where a student's card stands."""

    NONE = "none"
    """Never made."""
    WAITING = "waiting"
    """In force, nobody has come with it yet."""
    USED = "used"
    OVER = "over"
    """Its time is over and nobody came with it."""
    REVOKED = "revoked"
    """Ended on purpose: none is made until it is asked for."""


@dataclass(frozen=True, slots=True)
class Member:
    """One student of the class; ``number`` is their place on the list, from 1."""

    number: int
    student: Person
    card: CardState
    card_until: dt.datetime | None = None
    web_since: dt.datetime | None = None
    telegram_since: dt.datetime | None = None

    @property
    def has_joined(self) -> bool:
        return self.web_since is not None or self.telegram_since is not None

    @property
    def waits(self) -> bool:
        """With a card in force in their hands."""
        return not self.has_joined and self.card is CardState.WAITING

    @property
    def needs_card(self) -> bool:
        return not self.has_joined and self.card in {CardState.NONE, CardState.OVER}


def members_of(uow: UnitOfWork, group: ClassGroup, *, at: dt.datetime) -> tuple[Member, ...]:
    """Those who did not leave, in the order of a register."""
    students = uow.people.students_of_class(group.id)
    links = uow.links.of_each([student.id for student in students])
    return tuple(
        _member(uow, number, student, links[student.id], at)
        for number, student in enumerate(students, start=1)
    )


def _member(
    uow: UnitOfWork, number: int, student: Person, links: Sequence[Link], at: dt.datetime
) -> Member:
    web = [link for link in links if link.channel == "web"]
    kept = [link for link in web if link.revoked_at is None]
    taken = [link.first_claimed_at for link in kept if link.first_claimed_at is not None]
    account = uow.accounts.of(student.id)
    return Member(
        number=number,
        student=student,
        card=_state(uow, student, web, kept, at),
        card_until=kept[-1].expires_at if kept else None,
        web_since=min(taken, default=None),
        telegram_since=account.linked_at if account else None,
    )


def _state(
    uow: UnitOfWork, student: Person, web: Sequence[Link], kept: Sequence[Link], at: dt.datetime
) -> CardState:
    if not kept:
        return CardState.REVOKED if web and _is_revoked(uow, student) else CardState.NONE
    if any(link.first_claimed_at is not None for link in kept):
        return CardState.USED
    is_over = all(link.expires_at is not None and link.expires_at <= at for link in kept)
    return CardState.OVER if is_over else CardState.WAITING


def _is_revoked(uow: UnitOfWork, student: Person) -> bool:
    lines = uow.audit.about("student", student.id)
    verbs = [line.verb for line in lines if line.verb == REVOKED or line.verb in MADE]
    return bool(verbs) and verbs[-1] == REVOKED
