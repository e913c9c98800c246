"""The adults of the school: who they are, which rights they have, how they get in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from apbot import adults
from apbot.access import Verb, may_give, may_in, may_somewhere
from apbot.emails import is_address
from apbot.importing.entries import name_key
from apbot.signing_in import StaffLink, new_staff_link, sign_out_everywhere
from apbot.tokens import new_id
from storage.records import Person, PersonKind, RoleGrant
from storage.unit_of_work import UnitOfWork

from .acting import SCHOOL, Act, Refused, names_typed, tidy


@dataclass(frozen=True, slots=True)
class AdultEntry:
    adult: Person
    rights: tuple[RoleGrant, ...]
    """In force."""


@dataclass(frozen=True, slots=True)
class HeldRight:
    """``can_end``: it is not over, and this adult may end it."""

    grant: RoleGrant
    can_end: bool


@dataclass(frozen=True, slots=True)
class AdultSheet:
    """``may_change``: their name, their links, that they left. ``may_give``: any right at all."""

    adult: Person
    rights: tuple[HeldRight, ...]
    may_change: bool
    may_give: bool


@dataclass(frozen=True, slots=True)
class TypedAdult:
    given_name: str
    family_name: str
    email: str
    namesake: bool = False
    """Said to be another person than the one of that name."""


def staff_list(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> tuple[AdultEntry, ...]:
    """Those who have not left. Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    allowed = may_somewhere(adult, act.grants, Verb.MANAGE_STAFF)
    act.need("manage_staff", SCHOOL, "staff", allowed=allowed)
    held: dict[str, list[RoleGrant]] = {}
    for grant in uow.people.grants(at=at):
        if grant.starts_at <= at:
            held.setdefault(grant.person_id, []).append(grant)
    return tuple(
        AdultEntry(one, tuple(held.get(one.id, ())))
        for one in uow.people.staff()
        if one.left_at is None
    )


def adult_sheet(uow: UnitOfWork, adult: Person, adult_id: str, *, at: dt.datetime) -> AdultSheet:
    """Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    other = _seen(act, adult_id)
    rights = tuple(
        HeldRight(grant, _is_open(grant, at) and _may_give(act, grant))
        for grant in uow.people.all_grants_of(adult_id)
    )
    gives = may_somewhere(adult, act.grants, Verb.GIVE_RIGHTS) and adult.id != adult_id
    return AdultSheet(other, rights, _may_change(act, other), gives and other.left_at is None)


def add_adult(uow: UnitOfWork, adult: Person, typed: TypedAdult, *, at: dt.datetime) -> Person:
    """Without any right. Raises ``NotAllowed``, ``Refused``."""
    act = Act(uow, adult, at)
    allowed = may_in(adult, act.grants, Verb.MANAGE_STAFF, None)
    act.need("add_adult", SCHOOL, "staff", allowed=allowed)
    given, family, email = _checked(act, typed, but="")
    new = Person(new_id(), PersonKind.STAFF, given, family, email=email)
    uow.people.add(new, at=at)
    act.note("add_adult", "staff", new.id)
    return new


def may_add_adult(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> bool:
    return may_in(adult, uow.people.grants_of(adult.id, at=at), Verb.MANAGE_STAFF, None)


def save_adult(
    uow: UnitOfWork, adult: Person, adult_id: str, typed: TypedAdult, *, at: dt.datetime
) -> None:
    """Raises ``NotAllowed``, ``Refused``."""
    act = Act(uow, adult, at)
    other = _changed(act, adult_id, "save_adult")
    given, family, email = _checked(act, typed, but=adult_id)
    uow.people.save(replace(other, given_name=given, family_name=family, email=email))
    act.note("save_adult", "staff", adult_id)


def make_link(uow: UnitOfWork, adult: Person, adult_id: str, *, at: dt.datetime) -> StaffLink:
    """A sign-in link for somebody else, to be handed over. Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    other = _changed(act, adult_id, "new_link")
    act.need("new_link", "staff", adult_id, allowed=other.left_at is None)
    return new_staff_link(uow, other, by=adult.id, at=at)


def sign_out(uow: UnitOfWork, adult: Person, adult_id: str, *, at: dt.datetime) -> None:
    """Everywhere. Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    other = _changed(act, adult_id, "sign_out_everywhere")
    sign_out_everywhere(uow, other, by=adult.id, at=at)


def mark_left(uow: UnitOfWork, adult: Person, adult_id: str, *, at: dt.datetime) -> None:
    """Every right of theirs ends with it. Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    other = _changed(act, adult_id, "leave")
    adults.leave(uow, other, by=adult.id, at=at)


def mark_back(uow: UnitOfWork, adult: Person, adult_id: str, *, at: dt.datetime) -> None:
    """Without any right. Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    other = _changed(act, adult_id, "come_back")
    adults.come_back(uow, other, by=adult.id, at=at)


# -- who may -------------------------------------------------------------------------------------


def _seen(act: Act, adult_id: str) -> Person:
    other = act.uow.people.get(adult_id)
    is_adult = other is not None and other.kind is PersonKind.STAFF
    allowed = is_adult and may_somewhere(act.actor, act.grants, Verb.MANAGE_STAFF)
    act.need("manage_staff", "staff", adult_id, allowed=allowed)
    assert other is not None  # noqa: S101  # or it was not allowed
    return other


def _changed(act: Act, adult_id: str, verb: str) -> Person:
    other = _seen(act, adult_id)
    act.need(verb, "staff", adult_id, allowed=_may_change(act, other))
    return other


def _may_change(act: Act, other: Person) -> bool:
    """Whoever holds their link, or their address, is them: so all their rights count.

    Nobody is changed by somebody who could not have given them what they may do.
    """
    if other.id == act.actor.id or not may_somewhere(act.actor, act.grants, Verb.INVITE_STAFF):
        return False
    held = [one for one in act.uow.people.all_grants_of(other.id) if _is_open(one, act.at)]
    return all(_may_give(act, grant) for grant in held)


def _may_give(act: Act, grant: RoleGrant) -> bool:
    student = act.uow.people.get(grant.student_id) if grant.student_id else None
    return may_give(act.actor, act.grants, grant, student=student)


def _is_open(grant: RoleGrant, at: dt.datetime) -> bool:
    """In force, or to come."""
    return grant.ends_at is None or grant.ends_at > at


# -- what was typed ------------------------------------------------------------------------------


def _checked(act: Act, typed: TypedAdult, *, but: str) -> tuple[str, str, str]:
    """``but``: the id of the adult who may keep their name. Raises ``Refused``."""
    problems: dict[str, str] = {}
    given = family = ""
    try:
        given, family = names_typed(typed.given_name, typed.family_name)
    except Refused as refused:
        problems |= refused.problems
    email = tidy(typed.email)
    if email and not is_address(email):
        problems["email"] = "Ce n'est pas une adresse e-mail : corrigez-la, ou laissez vide."
    if (
        not problems
        and not typed.namesake
        and _has_twin(act.uow.people.staff(), given, family, but)
    ):
        problems["namesake"] = "Un adulte porte déjà ce nom. Cochez si c'en est un autre."
    if problems:
        raise Refused(problems)
    return given, family, email


def _has_twin(staff: Sequence[Person], given: str, family: str, but: str) -> bool:
    wanted = name_key(family, given)
    return any(
        name_key(one.family_name, one.given_name) == wanted and one.id != but for one in staff
    )
