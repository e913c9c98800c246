"""What ``apbot staff`` does and says; decided in ``apbot.signing_in``."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from apbot.clock import school_day, school_time
from apbot.enabling import OPERATOR
from apbot.enabling_staff import find_adult
from apbot.roles import said_rights
from apbot.settings import Settings
from apbot.signing_in import WEB, StaffLink, new_staff_link, sign_out_everywhere
from storage.records import Link, Person, RoleGrant
from storage.unit_of_work import UnitOfWork

from .console import Console
from .linking import ONCE, read, written

_EACH_ONCE = (
    "Chaque lien sert une fois, jusqu'au {day}, et n'est montré qu'ici : remettez-les en main "
    "propre."
)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where an adult stands. ``rights`` are in force; ``last`` is when they last signed in."""

    adult: Person
    rights: tuple[RoleGrant, ...]
    said: str
    last: dt.datetime | None


def show_staff(console: Console, *, as_json: bool) -> int:
    """Raises ``Unusable``."""
    at = console.clock()
    settings = Settings.from_environ(console.environ)
    standings = read(settings, lambda uow: _standings(uow, at))
    if as_json:
        said = [_to_json(one) for one in standings]
        console.say(json.dumps({"adults": said}, ensure_ascii=False))
        return 0
    for line in _lines(standings):
        console.say(line)
    return 0


def make_link(console: Console, name: str, *, as_json: bool) -> int:
    """Raises ``Unusable``."""
    at = console.clock()
    settings = Settings.from_environ(console.environ)

    def work(uow: UnitOfWork) -> StaffLink:
        adult = find_adult(uow.people.staff(), name)
        return new_staff_link(uow, adult, by=OPERATOR, at=at)

    link = written(settings, work)
    if as_json:
        console.say(json.dumps(_link_to_json(link, settings), ensure_ascii=False))
        return 0
    name = f"{link.adult.given_name} {link.adult.family_name}"
    console.say(f"Lien de {name} : {link.address(settings.public_url)}")
    console.say(ONCE.format(day=f"{school_day(link.expires_at):%d/%m/%Y}"))
    return 0


def make_links(console: Console, *, everybody: bool, as_json: bool) -> int:
    """For adults with a right in force. Raises ``Unusable``."""
    at = console.clock()
    settings = Settings.from_environ(console.environ)

    def work(uow: UnitOfWork) -> list[StaffLink]:
        waiting = [
            one.adult
            for one in _standings(uow, at)
            if one.rights and (everybody or one.last is None)
        ]
        return [new_staff_link(uow, adult, by=OPERATOR, at=at) for adult in waiting]

    links = written(settings, work)
    if as_json:
        said = {"links": [_link_to_json(link, settings) for link in links]}
        console.say(json.dumps(said, ensure_ascii=False))
        return 0
    if not links:
        console.say("Tous les adultes qui ont un droit se sont déjà connectés (--all pour tous).")
        return 0
    console.say(_EACH_ONCE.format(day=f"{school_day(links[0].expires_at):%d/%m/%Y}"))
    width = max(len(_name(link.adult)) for link in links)
    for link in links:
        console.say(f"  {_name(link.adult):<{width}}  {link.address(settings.public_url)}")
    return 0


def sign_out(console: Console, name: str) -> int:
    """Raises ``Unusable``."""
    at = console.clock()

    def work(uow: UnitOfWork) -> tuple[Person, int]:
        adult = find_adult(uow.people.staff(), name)
        return adult, sign_out_everywhere(uow, adult, by=OPERATOR, at=at)

    adult, number = written(Settings.from_environ(console.environ), work)
    where = f"{number} appareil{'s' if number > 1 else ''}" if number else "aucun appareil"
    console.say(
        f"{adult.given_name} {adult.family_name} : {where} en moins, les liens pas encore ouverts "
        "sont annulés. Les droits restent."
    )
    return 0


# -- how it stands -------------------------------------------------------------------------------


def _standings(uow: UnitOfWork, at: dt.datetime) -> tuple[_Standing, ...]:
    """Adults who have not left, in the order of a register."""
    adults = [one for one in uow.people.staff() if one.left_at is None]
    held: dict[str, list[RoleGrant]] = defaultdict(list)
    for grant in uow.people.grants(at=at):
        if grant.starts_at <= at:
            held[grant.person_id].append(grant)
    links = uow.links.of_each([adult.id for adult in adults])
    return tuple(
        _Standing(
            adult,
            tuple(held[adult.id]),
            said_rights(uow, held[adult.id]),
            max(
                (
                    one.claimed_at
                    for one in links[adult.id]
                    if one.claimed_at and one.channel == WEB
                ),
                default=None,
            ),
        )
        for adult in adults
    )


def _last_sign_in(links: Sequence[Link]) -> dt.datetime | None:
    opened = (one.claimed_at for one in links if one.claimed_at and one.channel == WEB)
    return max(opened, default=None)


def _lines(standings: Sequence[_Standing]) -> Iterator[str]:
    if not standings:
        yield "La base ne contient aucun adulte : apbot import-staff en importe la liste."
        return
    width = max(len(_name(one.adult)) for one in standings)
    for one in standings:
        last = f"connexion le {school_time(one.last)}" if one.last else "jamais de connexion"
        yield f"  {_name(one.adult):<{width}}  {one.said or 'aucun droit'} ; {last}"


def _to_json(one: _Standing) -> dict[str, Any]:
    return {
        "id": one.adult.id,
        "given_name": one.adult.given_name,
        "family_name": one.adult.family_name,
        "has_email": bool(one.adult.email),
        "rights": [
            {"role": grant.role.value, "class_id": grant.class_id, "student_id": grant.student_id}
            for grant in one.rights
        ],
        "last_sign_in": one.last.isoformat() if one.last else None,
    }


def _link_to_json(link: StaffLink, settings: Settings) -> dict[str, Any]:
    return {
        "id": link.adult.id,
        "given_name": link.adult.given_name,
        "family_name": link.adult.family_name,
        "url": link.address(settings.public_url),
        "expires_at": link.expires_at.isoformat(),
    }


def _name(adult: Person) -> str:
    return f"{adult.family_name} {adult.given_name}"
