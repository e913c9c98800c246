"""A small school in memory, whose campaigns are ticked by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from apbot.calendar import Break, known_days
from apbot.calendar.school import SchoolCalendar
from apbot.campaigns.making import draft, start
from apbot.campaigns.ticking import Message, Ticker
from apbot.campaigns.window import Window
from apbot.conversation import Place, handle
from apbot.library import Library
from apbot.tokens import new_id
from dialogues import events as ev
from dialogues.loader import Catalogue
from storage import memory_storage
from storage.records import ClassGroup, Person, PersonKind, Role, RoleGrant
from storage.scheduled import Asked, Assignment, Campaign
from storage.unit_of_work import Storage, UnitOfWork

YEAR = "2026-2027"
DAY = dt.timedelta(days=1)
WINDOW = Window(14 * DAY, 3 * DAY, 7 * DAY)
PARIS = ZoneInfo("Europe/Paris")
THURSDAY = dt.datetime(2026, 9, 17, 15, 0, tzinfo=dt.UTC)
"""17:00 in Paris, an ordinary school day."""
LIBRARY = Library(Catalogue())


def calendar(**away: tuple[Break, ...]) -> SchoolCalendar:
    days = known_days(YEAR, "C")
    assert days is not None
    return SchoolCalendar(days, away=away)


@dataclass
class School:
    """``told`` is what people got, with the moment."""

    calendar: SchoolCalendar = field(default_factory=calendar)
    storage: Storage = field(default_factory=memory_storage)
    told: list[tuple[dt.datetime, Message]] = field(default_factory=list)
    now: dt.datetime = THURSDAY

    @property
    def ticker(self) -> Ticker:
        return Ticker(LIBRARY, self.calendar, self._tell)

    def _tell(self, uow: UnitOfWork, message: Message) -> None:  # noqa: ARG002  # a channel would write
        self.told.append((self.now, message))

    def tick(self, at: dt.datetime) -> list[tuple[str, list[str]]]:
        """Who was told what in this tick."""
        self.now, before = at, len(self.told)
        again = True
        while again:
            with self.storage.write() as uow:
                again = self.ticker.tick(uow, at=at)
                uow.commit()
        return sorted(
            (message.person.family_name, [item.told.value for item in message.items])
            for _, message in self.told[before:]
        )

    def add_class(self, label: str, students: int, *, referent: bool = True) -> ClassGroup:
        group = ClassGroup(new_id(), label, "seconde", "general", YEAR)
        with self.storage.write() as uow:
            uow.people.add_class(group)
            for number in range(1, students + 1):
                person = Person(
                    new_id(), PersonKind.STUDENT, "Alix", f"{label} n{number}", group.id
                )
                uow.people.add(person, at=THURSDAY)
            if referent:
                adult = Person(new_id(), PersonKind.STAFF, "Dominique", f"référent {label}")
                uow.people.add(adult, at=THURSDAY)
                uow.people.grant(
                    RoleGrant(adult.id, Role.REFERENT, group.id, None, THURSDAY - 30 * DAY, None)
                )
            uow.commit()
        return group

    def campaign(
        self,
        *groups: ClassGroup,
        dialogue: str = "welcome",
        asked: Asked = Asked.STUDENTS,
        moments: Sequence[dt.datetime] = (THURSDAY,),
        window: Window = WINDOW,
    ) -> Campaign:
        with self.storage.write() as uow:
            made = draft(
                title=dialogue,
                dialogue=dialogue,
                asked=asked,
                groups=groups,
                moments=moments,
                window=window,
                earlier=uow.campaigns.of_year(YEAR),
                by="head",
                at=THURSDAY - DAY,
            )
            start(uow, made)
            uow.commit()
        return made.campaign

    def student(self, name: str) -> Person:
        with self.storage.read() as uow:
            (found,) = [one for one in uow.people.students() if one.family_name == name]
        return found

    def begins(self, person: Person, at: dt.datetime, *, occasion: str = "") -> None:
        self.does(person, ev.Acknowledged(at), occasion=occasion)

    def does(
        self, person: Person, event: ev.Event, *, dialogue: str = "welcome", occasion: str = ""
    ) -> None:
        with self.storage.write() as uow:
            place = Place(person.id, person.id, dialogue, occasion=occasion)
            handle(uow, LIBRARY, place, event)
            uow.commit()

    def sends(
        self, person: Person, at: dt.datetime, *, dialogue: str = "welcome", occasion: str = ""
    ) -> None:
        """Passes over every question, and sends."""
        with self.storage.write() as uow:
            place = Place(person.id, person.id, dialogue, occasion=occasion)
            standing = handle(uow, LIBRARY, place, ev.Acknowledged(at))
            while standing.snapshot.phase.value == "asking":
                standing = handle(uow, LIBRARY, place, ev.Skipped(at))
            handle(uow, LIBRARY, place, ev.Submitted(at))
            uow.commit()

    def assignments(self, campaign: Campaign) -> Sequence[Assignment]:
        with self.storage.read() as uow:
            return uow.campaigns.of_campaign(campaign.id)

    def leaves(self, person: Person, at: dt.datetime) -> None:
        with self.storage.write() as uow:
            uow.people.save(replace(person, left_at=at))
            uow.commit()
