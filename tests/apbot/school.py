"""Two classes with a referent each: whose data is whose is what most tests here are about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from apbot.conversation import Place, Standing, handle
from apbot.enrolment import invite
from apbot.library import Library
from apbot.signing_in import new_staff_link
from apbot.tokens import new_id
from dialogues import events as ev
from dialogues.effects import Ask
from storage.records import (
    ClassGroup,
    Conversation,
    Person,
    PersonKind,
    Role,
    RoleGrant,
    StoredAnswer,
)
from storage.unit_of_work import Storage, UnitOfWork
from tests.clock import FakeClock

Profile = Mapping[str, str | tuple[str, ...]]
"""Option ids, or the words of a free text, by question id."""


@dataclass(frozen=True, slots=True)
class SmallSchool:
    """Sacha and Noa are students of Mme Lauréole; Robin is one of M. Garance."""

    storage: Storage
    library: Library
    clock: FakeClock
    sacha: Person
    noa: Person
    robin: Person
    laureole: Person
    garance: Person

    def invite(self, person: Person) -> str:
        at = self.clock()
        with self.storage.write() as uow:
            if person.kind is PersonKind.STAFF:
                token = new_staff_link(uow, person, by="operator", at=at).token
            else:
                token = invite(uow, person.id, at=at)
            uow.commit()
        return token

    def conversation(self, student: Person) -> Conversation | None:
        with self.storage.read() as uow:
            return uow.conversations.find(student.id, student.id, "welcome")

    def history(self, student: Person) -> list[StoredAnswer]:
        """Every revision of every answer that storage holds."""
        conversation = self.conversation(student)
        if conversation is None:
            return []
        with self.storage.read() as uow:
            return list(uow.answers.history(conversation.id))

    def audit(self, kind: str, object_id: str) -> list[tuple[str, str, str]]:
        """(who, what, how it ended), oldest first."""
        with self.storage.read() as uow:
            entries = uow.audit.about(kind, object_id)
        return [(entry.actor_id, entry.verb, entry.outcome) for entry in entries]

    def bring(self, student: Person, *, to: str = "", profile: Profile | None = None) -> None:
        """Straight in storage: answer from the profile or skip, until ``to`` is asked or review."""
        with self.storage.write() as uow:
            self._bring(uow, student, to, profile or {})
            uow.commit()

    def send(self, student: Person, profile: Profile | None = None) -> None:
        """This student answers everything and sends it."""
        with self.storage.write() as uow:
            self._bring(uow, student, "", profile or {})
            handle(uow, self.library, place_of(student), ev.Submitted(self.clock()))
            uow.commit()

    def _bring(self, uow: UnitOfWork, student: Person, to: str, profile: Profile) -> None:
        place, at = place_of(student), self.clock()
        standing = handle(uow, self.library, place, ev.Acknowledged(at))
        while (asked := _asked(standing)) not in {"", to}:
            given = profile.get(asked)
            event: ev.Event = ev.Skipped(at)
            if isinstance(given, str):
                event = ev.Said(at, given)
            elif given is not None:
                event = ev.Pressed(at, given)
            standing = handle(uow, self.library, place, event)

    def new_adult(self, role: Role, class_id: str | None = None) -> Person:
        """Somebody with this one right, over a class or over the school."""
        adult = Person(new_id(), PersonKind.STAFF, "Alix", "Myrtille")
        with self.storage.write() as uow:
            uow.people.add(adult, at=self.clock())
            uow.people.grant(RoleGrant(adult.id, role, class_id, None, self.clock(), None))
            uow.commit()
        return adult

    def grant(self, grant: RoleGrant) -> None:
        with self.storage.write() as uow:
            uow.people.grant(grant)
            uow.commit()


def _asked(standing: Standing) -> str:
    return next((e.step.id for e in standing.effects if isinstance(e, Ask)), "")


def place_of(student: Person) -> Place:
    return Place(student.id, student.id, "welcome")


def make_school(storage: Storage, library: Library, clock: FakeClock) -> SmallSchool:
    here = ClassGroup("c" * 32, "2nde 3", "seconde", "general", "2026-2027")
    there = ClassGroup("d" * 32, "2nde 4", "seconde", "general", "2026-2027")
    sacha = Person("1" * 32, PersonKind.STUDENT, "Sacha", "Pivoine", here.id)
    noa = Person("2" * 32, PersonKind.STUDENT, "Noa", "Verveine", here.id)
    robin = Person("3" * 32, PersonKind.STUDENT, "Robin", "Coriandre", there.id)
    laureole = Person("a" * 32, PersonKind.STAFF, "Dominique", "Lauréole")
    garance = Person("b" * 32, PersonKind.STAFF, "Claude", "Garance")
    since = clock() - dt.timedelta(days=30)
    with storage.write() as uow:
        uow.people.add_class(here)
        uow.people.add_class(there)
        for person in (sacha, noa, robin, laureole, garance):
            uow.people.add(person, at=since)
        uow.people.grant(RoleGrant(laureole.id, Role.REFERENT, here.id, None, since, None))
        uow.people.grant(RoleGrant(garance.id, Role.REFERENT, there.id, None, since, None))
        uow.commit()
    return SmallSchool(storage, library, clock, sacha, noa, robin, laureole, garance)
