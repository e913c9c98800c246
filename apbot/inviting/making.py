"""Cards: drawn first, kept once they are on paper.

A token is known by its hash alone, so a card can be printed once. What is drawn is therefore worth
nothing until ``keep``, which is called when the file is safely written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from apbot import enabling
from apbot.enabling import OPERATOR
from apbot.enrolment import LINK_LIFE
from apbot.errors import Unusable
from apbot.tokens import new_token, token_hash
from storage.records import AuditEntry, ClassGroup, Link, Person
from storage.unit_of_work import UnitOfWork

from .codes import code_hash, new_code
from .joining import REVOKED, Member, members_of


@dataclass(frozen=True, slots=True)
class Plan:
    """Whose cards are to be made. ``is_reissue``: whatever the old one opened is shut."""

    group: ClassGroup
    members: tuple[Member, ...]
    wanted: tuple[Member, ...]
    is_reissue: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """The only copy there is of a token and a code. ``telegram`` is empty where there is none."""

    member: Member
    token: str
    code: str
    expires_at: dt.datetime
    telegram: str = ""


def plan_class(uow: UnitOfWork, label: str, *, again: bool, at: dt.datetime) -> Plan:
    """A card for each who has joined nowhere and has none in force; ``again``: in force or not.

    One that was revoked is not made again. Raises ``Unusable``.
    """
    group = enabling.find_class(uow, label, at=at)
    members = members_of(uow, group, at=at)
    if not members:
        raise Unusable(
            f"Il n'y a aucun élève en {group.label} : importez d'abord la liste de la classe "
            "(apbot import)."
        )
    wanted = tuple(one for one in members if one.needs_card or (again and one.waits))
    return Plan(group, members, wanted)


def plan_again(uow: UnitOfWork, label: str, student_ids: Sequence[str], *, at: dt.datetime) -> Plan:
    """A new card for each of these, joined or not. Raises ``Unusable``."""
    group = enabling.find_class(uow, label, at=at)
    members = members_of(uow, group, at=at)
    wanted = tuple(one for one in members if one.student.id in set(student_ids))
    return Plan(group, members, wanted, is_reissue=True)


def draw(plan: Plan, *, with_telegram: bool, at: dt.datetime) -> tuple[Card, ...]:
    """Nothing is stored yet."""
    return tuple(_drawn(plan, member, with_telegram=with_telegram, at=at) for member in plan.wanted)


def _drawn(plan: Plan, member: Member, *, with_telegram: bool, at: dt.datetime) -> Card:
    # An account goes with the card that it came from, so whoever gets a new card may link again.
    has_account = member.telegram_since is not None and not plan.is_reissue
    telegram = new_token() if with_telegram and not has_account else ""
    return Card(member, new_token(), new_code(), at + LINK_LIFE, telegram)


def keep(
    uow: UnitOfWork, plan: Plan, cards: Sequence[Card], *, secret: bytes, at: dt.datetime
) -> None:
    """From now on these cards open, and the earlier ones of these students do not.

    Raises ``Unusable`` where the class is no more as it was when the cards were drawn.
    """
    if not _still_holds(uow, plan, at):
        raise Unusable(
            f"La classe {plan.group.label} vient de changer : rien n'a été écrit. Relancez la "
            "commande."
        )
    verb = "reissue_card" if plan.is_reissue else "make_card"
    for card in cards:
        student = card.member.student
        _end(uow, student, at=at)
        uow.links.add(
            Link(
                token_hash(card.token),
                student.id,
                at,
                expires_at=card.expires_at,
                code_hash=code_hash(secret, card.code),
            )
        )
        if card.telegram:
            uow.links.add(
                Link(
                    token_hash(card.telegram),
                    student.id,
                    at,
                    expires_at=card.expires_at,
                    channel=enabling.CHANNEL,
                )
            )
        uow.audit.add(AuditEntry(at, OPERATOR, verb, "student", student.id, "done"))


def revoke(uow: UnitOfWork, student: Person, *, at: dt.datetime) -> bool:
    """Whatever this student's cards opened is shut. True: a Telegram account was unlinked too."""
    had_account = _end(uow, student, at=at)
    uow.audit.add(AuditEntry(at, OPERATOR, REVOKED, "student", student.id, "done"))
    return had_account


def _end(uow: UnitOfWork, student: Person, *, at: dt.datetime) -> bool:
    uow.links.close(student.id, at=at)
    return enabling.release(uow, student.id, by=OPERATOR, at=at)


def _still_holds(uow: UnitOfWork, plan: Plan, at: dt.datetime) -> bool:
    group = uow.people.get_class(plan.group.id)
    if group is None or group.telegram != plan.group.telegram:
        return False
    now = {one.student.id: one for one in members_of(uow, group, at=at)}
    return all(
        (found := now.get(member.student.id)) is not None
        and found.has_joined == member.has_joined
        and found.card is member.card
        for member in plan.wanted
    )
