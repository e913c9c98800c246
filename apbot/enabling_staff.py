"""The Telegram account of an adult of the school: a link, and another one when it is lost.

It depends on no class: what the head decides for a class is about its students. The link is the
whole proof of who they are, so it is handed over in person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogues.folding import fold
from storage.records import AuditEntry, Person
from storage.unit_of_work import UnitOfWork

from .enabling import CHANNEL, OPERATOR, NewLink, new_link, release
from .errors import Unusable

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ForAdult:
    """``had_account``: an account was unlinked for it."""

    link: NewLink
    had_account: bool


def link_adult(uow: UnitOfWork, name: str, *, at: dt.datetime) -> ForAdult:
    """Their account is unlinked, earlier links end, and there is a fresh one. Raises ``Unusable``.

    Never a silent change of whose account it is: whoever had the old one is told nothing more.
    """
    adult = find_adult(uow.people.staff(), name)
    had_account = release(uow, adult.id, by=OPERATOR, at=at)
    uow.links.revoke_unused(adult.id, CHANNEL, at=at)
    link = new_link(uow, adult, at=at)
    uow.audit.add(AuditEntry(at, OPERATOR, "reissue_telegram", "staff", adult.id, "done"))
    return ForAdult(link, had_account)


def find_adult(staff: Sequence[Person], name: str) -> Person:
    """By given and family name in either order, by one of them, or by identifier.

    Raises ``Unusable`` where nobody or several are meant; who left is not found.
    """
    wanted = fold(name)
    staff = [one for one in staff if one.left_at is None]
    whole = [one for one in staff if one.id == name or wanted in set(_whole(one))]
    parts = [one for one in staff if wanted in {fold(one.given_name), fold(one.family_name)}]
    found = whole or parts
    if len(found) == 1:
        return found[0]
    if not found:
        raise Unusable(
            f"Il n'y a pas d'adulte « {name} » dans la base : vérifiez le prénom et le nom."
        )
    ids = ", ".join(f"{one.given_name} {one.family_name} : {one.id}" for one in found[:_SHOWN])
    raise Unusable(
        f"Plusieurs adultes s'appellent « {name} » : donnez le prénom et le nom, ou à la place du "
        f"nom l'identifiant ({ids})."
    )


def _whole(person: Person) -> Iterator[str]:
    yield fold(f"{person.given_name} {person.family_name}")
    yield fold(f"{person.family_name} {person.given_name}")
