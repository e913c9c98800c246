"""What is open for somebody, whatever the channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from apbot.conversation import Place, handle
from apbot.openings import Offers, open_place, place_for, welcome_for_students
from dialogues import events as ev
from storage.records import Person
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool, place_of


def offering(*places: Place) -> Offers:
    def offers(uow: UnitOfWork, person: Person, *, at: dt.datetime) -> Sequence[Place]:  # noqa: ARG001
        return places

    return offers


def about_sacha(school: SmallSchool, dialogue: str, occasion: str = "") -> Place:
    return Place(school.sacha.id, school.sacha.id, dialogue, occasion=occasion)


def happens(school: SmallSchool, place: Place, *events: type[ev.Acknowledged | ev.Stopped]) -> None:
    with school.storage.write() as uow:
        for event in events:
            handle(uow, school.library, place, event(school.clock.advance(minutes=1)))
        uow.commit()


def open_for_sacha(school: SmallSchool, offers: Offers) -> Place | None:
    with school.storage.read() as uow:
        return open_place(uow, school.sacha, offers, at=school.clock())


def test_students_are_offered_the_welcome_and_adults_nothing(school: SmallSchool) -> None:
    with school.storage.read() as uow:
        at = school.clock()
        assert welcome_for_students(uow, school.sacha, at=at) == (place_of(school.sacha),)
        assert place_for(uow, school.laureole, welcome_for_students, at=at) is None


def test_first_offer_not_over_is_open(school: SmallSchool) -> None:
    school.send(school.sacha)
    checkin = about_sacha(school, "checkin", "2026-10")

    assert open_for_sacha(school, offering(place_of(school.sacha), checkin)) == checkin


def test_last_one_moved_is_open_before_any_offer(school: SmallSchool) -> None:
    welcome, checkin = place_of(school.sacha), about_sacha(school, "checkin")
    happens(school, checkin, ev.Acknowledged)
    happens(school, welcome, ev.Acknowledged)
    offers = offering(about_sacha(school, "orientation"))

    assert open_for_sacha(school, offers) == welcome


def test_what_was_stopped_comes_after_what_is_offered(school: SmallSchool) -> None:
    welcome, checkin = place_of(school.sacha), about_sacha(school, "checkin")
    happens(school, welcome, ev.Acknowledged, ev.Stopped)

    assert open_for_sacha(school, offering(checkin)) == checkin
    assert open_for_sacha(school, offering()) == welcome


def test_what_is_finished_is_there_to_be_read_but_not_open(school: SmallSchool) -> None:
    school.send(school.sacha)

    assert open_for_sacha(school, offering(place_of(school.sacha))) is None
    with school.storage.read() as uow:
        found = place_for(uow, school.sacha, offering(), at=school.clock())
    assert found == place_of(school.sacha)
