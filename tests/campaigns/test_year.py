"""A whole school year: 12 classes, 400 students, 40 adults, every campaign of the year.

Nobody is told anything at a moment that is not allowed, nothing twice, and nothing is missing.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from apbot.calendar import Break, Recurrence
from apbot.campaigns.making import repeated
from apbot.campaigns.window import Window
from apbot.conversation import Place, open_conversation
from dialogues.snapshot import Phase
from storage.records import ClassGroup, Conversation, Person, PersonKind, Role, RoleGrant
from storage.scheduled import Asked, Assignment, Campaign
from storage.unit_of_work import UnitOfWork
from tests.campaigns.school import DAY, LIBRARY, PARIS, School, calendar

AWAY = {
    "tcom1": (
        Break("PFMP", dt.date(2026, 11, 9), dt.date(2026, 12, 4)),
        Break("PFMP", dt.date(2027, 5, 10), dt.date(2027, 6, 4)),
    )
}
LABELS = ("2nde 1", "2nde 2", "2nde 3", "2nde 4", "1G1", "1G2", "1STMG1", "TG1", "TG2", "TSTMG1")
LABELS_PRO = ("TCOM1", "2PRO1")
WINDOW = Window(14 * DAY, 3 * DAY, 7 * DAY)
HOUR = dt.timedelta(hours=1)
SHORT = Window(5 * DAY, 1 * DAY, 3 * DAY)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(dt.UTC)


@dataclass
class Year:
    """The school, its campaigns, and what each student is like."""

    school: School
    campaigns: Sequence[Campaign]
    draw: random.Random

    def run(self) -> None:
        """A tick an hour, day and night; people answer when they like, some never."""
        at = local("2026-09-01T00:00")
        while at < local("2027-07-02T18:00"):
            if self.school.tick(at):
                self._answer(at)
            at += HOUR

    def _answer(self, at: dt.datetime) -> None:
        """Of those just told, half answer within the hour; the others begin, or wait."""
        for moment, message in self.school.told[::-1]:
            if moment != at:
                break
            fates = {item.assignment_id: self.draw.random() for item in message.items}
            with self.school.storage.write() as uow:
                for one in uow.campaigns.of_respondent(message.person.id):
                    if fates.get(one.id, 1.0) < 0.75:
                        self._has(uow, one, sent=fates[one.id] < 0.55)
                uow.commit()

    def _has(self, uow: UnitOfWork, one: Assignment, *, sent: bool) -> None:
        """Begun, or sent: written as the engine leaves it, without playing every question."""
        at = self.school.now + dt.timedelta(minutes=self.draw.randint(5, 55))
        campaign = uow.campaigns.get(one.campaign_id)
        assert campaign is not None
        place = Place(one.respondent_id, one.subject_id, campaign.dialogue, occasion=one.occasion)
        conversation = open_conversation(uow, LIBRARY, place, at=at).conversation
        uow.conversations.save(_as(conversation, at, sent=sent))


def _as(conversation: Conversation, at: dt.datetime, *, sent: bool) -> Conversation:
    phase = Phase.SUBMITTED if sent else Phase.ASKING
    return replace(
        conversation,
        phase=phase.value,
        updated_at=at,
        submitted_at=at if sent else None,
    )


def _school() -> tuple[School, dict[str, ClassGroup]]:
    school = School(calendar(**AWAY))
    groups = {}
    for index, label in enumerate((*LABELS, *LABELS_PRO)):
        students = 34 if index < 4 else 33
        groups[label] = school.add_class(label, students)
    _add_teachers(school, list(groups.values()))
    return school, groups


def _add_teachers(school: School, groups: Sequence[ClassGroup]) -> None:
    """28 more adults: each observes in two or three classes."""
    with school.storage.write() as uow:
        for number in range(28):
            adult = Person(f"{number:032x}", PersonKind.STAFF, "Sacha", f"Enseignant {number:02}")
            uow.people.add(adult, at=local("2026-08-31T08:00"))
            for group in {groups[number % 12].id, groups[(number * 5 + 1) % 12].id}:
                uow.people.grant(
                    RoleGrant(adult.id, Role.OBSERVER, group, None, local("2026-08-31T08:00"), None)
                )
        uow.commit()


def _campaigns(school: School, groups: dict[str, ClassGroup]) -> Iterator[Campaign]:
    """The rhythm of ``domain.md`` 5.3."""
    everybody = list(groups.values())
    firsts = [groups[label] for label in groups if label.startswith("2")]
    lasts = [groups[label] for label in groups if label.startswith("T")]
    sixth = Recurrence(every_weeks=6, weekday=3, at=dt.time(17), most=6)
    checkins = repeated(sixth, dt.date(2026, 10, 1), dt.date(2027, 6, 15), school.calendar)
    one = school.campaign
    yield one(*everybody, moments=[local("2026-09-07T17:00")], window=WINDOW)
    yield one(*firsts, dialogue="positioning", moments=[local("2026-09-18T21:30")], window=WINDOW)
    yield one(*lasts, dialogue="orientation", moments=[local("2026-11-16T17:00")], window=WINDOW)
    yield one(*firsts, dialogue="orientation", moments=[local("2027-01-18T17:00")], window=WINDOW)
    yield one(*everybody, dialogue="checkin", moments=checkins, window=SHORT)
    for day in ("2026-11-23T12:00", "2027-02-24T12:00", "2027-05-24T12:00"):
        yield one(
            *everybody,
            dialogue="observation",
            asked=Asked.OBSERVERS,
            moments=[local(day)],
            window=WINDOW,
        )
    yield one(*everybody, dialogue="ap_review", moments=[local("2027-01-25T17:00")], window=WINDOW)
    yield one(*everybody, dialogue="ap_review", moments=[local("2027-06-07T17:00")], window=WINDOW)


@pytest.fixture(scope="module")
def year() -> Year:
    school, groups = _school()
    made = Year(school, tuple(_campaigns(school, groups)), random.Random(1))  # noqa: S311
    made.run()
    return made


def test_the_school_is_as_large_as_a_real_one(year: Year) -> None:
    with year.school.storage.read() as uow:
        assert len(uow.people.students()) == 400
    assert len({message.person.id for _, message in year.school.told}) == 440


def test_every_message_is_sent_at_an_allowed_moment(year: Year) -> None:
    with year.school.storage.read() as uow:
        labels = {group.id: group.label for group in uow.people.classes("2026-2027")}
    for moment, message in year.school.told:
        label = labels.get(message.person.class_id or "")
        here = moment.astimezone(PARIS)
        assert dt.time(7) <= here.time() < dt.time(20)
        assert here.weekday() < 5
        assert year.school.calendar.days_of(label).is_open(here.date())


def test_nothing_is_told_twice_and_nobody_is_reminded_more_than_twice(year: Year) -> None:
    items = [item for _, message in year.school.told for item in message.items]
    assert max(Counter((one.assignment_id, one.told) for one in items).values()) == 1
    assert max(Counter(one.assignment_id for one in items).values()) <= 3
    keys = [message.key for _, message in year.school.told]
    assert len(keys) == len(set(keys))


def test_one_person_gets_one_message_at_a_time(year: Year) -> None:
    at_once = Counter((moment, message.person.id) for moment, message in year.school.told)
    assert max(at_once.values()) == 1


def test_everybody_who_was_asked_was_invited_or_had_come(year: Year) -> None:
    invited = {
        item.assignment_id
        for _, message in year.school.told
        for item in message.items
        if item.told.value == "invited"
    }
    asked = {one.id for campaign in year.campaigns for one in year.school.assignments(campaign)}
    assert asked == invited


def test_everybody_was_asked_everything(year: Year) -> None:
    students: Counter[str] = Counter()
    for campaign in year.campaigns:
        if campaign.asked is Asked.STUDENTS:
            students.update(one.respondent_id for one in year.school.assignments(campaign))
    # Welcome, six check-ins, two reviews; orientation and positioning for some.
    assert min(students.values()) >= 9
    assert sum(students.values()) == 400 * 9 + _of_some_classes(year)


def _of_some_classes(year: Year) -> int:
    """Positioning and orientation in seconde, orientation in terminale."""
    with year.school.storage.read() as uow:
        sizes = {
            group.label: len(uow.people.students_of_class(group.id))
            for group in uow.people.classes("2026-2027")
        }
    firsts = sum(size for label, size in sizes.items() if label.startswith("2"))
    lasts = sum(size for label, size in sizes.items() if label.startswith("T"))
    return 2 * firsts + lasts


def test_at_the_end_nothing_is_left_to_do(year: Year) -> None:
    left = [
        one
        for campaign in year.campaigns
        for one in year.school.assignments(campaign)
        if one.next_at is not None
    ]
    assert left == []
