"""Which student a name at the command line means; where several may be meant, it is asked."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from apbot.enabling import find_class, students_called
from apbot.errors import Unusable
from apbot.inviting.joining import Member, members_of
from dialogues.folding import fold
from storage.records import ClassGroup, Person
from storage.unit_of_work import UnitOfWork

from .console import Console
from .inviting_words import CARD, full_name


@dataclass(frozen=True, slots=True)
class Called:
    """A name as it was given, and those of the class who may be meant."""

    name: str
    group: ClassGroup
    members: tuple[Member, ...]


def called(
    uow: UnitOfWork, label: str, names: Sequence[str], *, at: dt.datetime
) -> tuple[Called, ...]:
    """Somebody for each name. Raises ``Unusable``."""
    group = find_class(uow, label, at=at)
    members = members_of(uow, group, at=at)
    return tuple(_called(uow, group, members, name) for name in names)


def _called(uow: UnitOfWork, group: ClassGroup, members: Sequence[Member], name: str) -> Called:
    ids = {student.id for student in students_called(uow, group, name)}
    if not ids:
        raise Unusable(_unknown(name, group, [one.student for one in members]))
    return Called(name, group, tuple(one for one in members if one.student.id in ids))


def chosen(console: Console, names: Sequence[Called], *, may_ask: bool) -> tuple[Person, ...]:
    """One student for each name, nobody twice. Raises ``Unusable``."""
    found: dict[str, Person] = {}
    for one in names:
        is_clear = len(one.members) == 1
        student = one.members[0].student if is_clear else _asked(console, one, may_ask=may_ask)
        found[student.id] = student
    return tuple(found.values())


def _asked(console: Console, called: Called, *, may_ask: bool) -> Person:
    who = f"Plusieurs élèves s'appellent « {called.name} » en {called.group.label}"
    among = called.members
    if may_ask:
        console.say(f"{who} :")
        for place, member in enumerate(among, start=1):
            console.say(f"  {place}. {full_name(member.student)}, {_standing(member)}")
        console.writer.write(f"Lequel ? [1-{len(among)}] ")
        console.writer.flush()
        typed = console.reader.readline().strip()
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(among):
            return among[int(typed) - 1].student
    ids = ", ".join(f"{one.student.id} (n° {one.number})" for one in among)
    raise Unusable(
        f"{who} : rien n'a changé. Donnez le prénom et le nom, ou à la place du nom "
        f"l'identifiant : {ids}."
    )


def _standing(member: Member) -> str:
    card = CARD[member.card]
    said = "accès déjà pris" if member.has_joined else f"carte {card}" if card else "pas de carte"
    return f"n° {member.number} de la liste, {said}"


def _unknown(name: str, group: ClassGroup, students: Sequence[Person]) -> str:
    known = {fold(f"{one.family_name} {one.given_name}"): full_name(one) for one in students}
    known |= {fold(f"{one.given_name} {one.family_name}"): full_name(one) for one in students}
    near = difflib.get_close_matches(fold(name), known, n=3, cutoff=0.6)
    repair = (
        f"Vouliez-vous dire {' ou '.join(dict.fromkeys(f'« {known[one]} »' for one in near))} ?"
        if near
        else "Vérifiez le nom (NOM Prénom) et la classe."
    )
    return f"Il n'y a pas d'élève « {name} » en {group.label}. {repair}"
