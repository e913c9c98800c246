"""A site whose students, or adults, are offered what a test says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from starlette.types import ASGIApp

from apbot.channels.web.app import make_app
from apbot.channels.web.site import Site
from apbot.conversation import Place
from storage.records import Person
from storage.unit_of_work import UnitOfWork

Made = Callable[[UnitOfWork, Person], Sequence[Place]]


def app_offering(site: Site, made: Made) -> ASGIApp:
    """Whatever ``made`` gives is open to whoever is signed in."""

    def offers(uow: UnitOfWork, person: Person, *, at: dt.datetime) -> Sequence[Place]:  # noqa: ARG001
        return made(uow, person)

    return make_app(replace(site, offers=offers))


def own(*dialogues: str) -> Made:
    """The student's own dialogues, in that order."""
    return lambda _, person: [Place(person.id, person.id, name) for name in dialogues]
