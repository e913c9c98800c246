"""What is answered about a workshop is nobody's: not in storage, not on a page, not by counting."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from apbot.anonymity import pseudonym
from apbot.clock import end_of_school_year
from apbot.conversation import UNFINISHED_KEPT, Place, handle, look
from apbot.errors import NotAllowed
from apbot.placing import about_workshop, without_a_name
from apbot.retention import purge_due
from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.definition import Respondent
from dialogues.effects import Ask, Phrase, ShowReview, Tell
from dialogues.snapshot import Phase
from storage import open_storage
from storage.records import (
    Person,
    PersonKind,
    SubjectKind,
)
from tests.apbot.reviews import (
    PLAN,
    REVIEW,
    SECRET,
    answer_and_send,
    place_for,
    six_students,
)
from tests.apbot.school import SmallSchool, make_school
from tests.clock import FakeClock


@pytest.fixture
def class_of(school: SmallSchool) -> list[Person]:
    """Six students and the workshop they attend."""
    return six_students(school)


def test_once_sent_the_answers_are_gone_from_the_conversation(
    school: SmallSchool, class_of: list[Person]
) -> None:
    standing = answer_and_send(school, class_of[0])

    with school.storage.read() as uow:
        assert uow.answers.history(standing.conversation.id) == []
        kept = str(uow.workshops.responses(PLAN.id, REVIEW))
    assert standing.answers == {}
    assert standing.conversation.id not in kept
    assert standing.conversation.respondent_id not in kept


def test_nobody_answers_twice(school: SmallSchool, class_of: list[Person]) -> None:
    answer_and_send(school, class_of[0])

    with school.storage.write() as uow:
        place = place_for(uow, school, class_of[0])
        for event in (ev.Erased(school.clock()), ev.Resumed(school.clock())):
            standing = handle(uow, school.library, place, event)
            assert standing.snapshot.phase is Phase.SUBMITTED
        told = handle(uow, school.library, place, ev.Edited(school.clock(), "workshop_review.goal"))
        uow.commit()
        assert len(uow.workshops.responses(PLAN.id, REVIEW)) == 6
    assert any(isinstance(effect, Tell) for effect in told.effects)


def test_erasing_after_sending_is_refused_with_the_reason(
    school: SmallSchool, class_of: list[Person]
) -> None:
    answer_and_send(school, class_of[0])

    with school.storage.write() as uow:
        place = place_for(uow, school, class_of[0])
        standing = handle(uow, school.library, place, ev.Erased(school.clock()))

    assert Tell(Phrase.NOT_YOURS_ANY_MORE) in standing.effects


def test_answers_may_be_erased_before_they_are_sent(
    school: SmallSchool, class_of: list[Person]
) -> None:
    at = school.clock()
    with school.storage.write() as uow:
        place = place_for(uow, school, class_of[0])
        handle(uow, school.library, place, ev.Acknowledged(at))
        handle(uow, school.library, place, ev.Pressed(at, ("1",)))
        standing = handle(uow, school.library, place, ev.Erased(at))

    assert standing.answers == {}
    assert standing.snapshot.phase is Phase.WITHDRAWN


def test_there_is_nothing_to_share(school: SmallSchool, class_of: list[Person]) -> None:
    at = school.clock()
    with school.storage.write() as uow:
        place = place_for(uow, school, class_of[0])
        standing = handle(uow, school.library, place, ev.Acknowledged(at))
        while not any(isinstance(effect, ShowReview) for effect in standing.effects):
            ask = next(effect for effect in standing.effects if isinstance(effect, Ask))
            press = ev.Pressed(at, (ask.step.options[0].id,))
            standing = handle(uow, school.library, place, press)
        question = next(iter(standing.answers))
        standing = handle(uow, school.library, place, ev.Shared(at, question, Visibility.MINE))

    assert standing.answers[question].visibility is Visibility.SHARED


def test_pseudonym_needs_the_secret_and_differs_by_workshop() -> None:
    mine = pseudonym(SECRET, "1" * 32, "w1", REVIEW)

    assert mine == pseudonym(SECRET, "1" * 32, "w1", REVIEW)
    others = {
        pseudonym(b"another", "1" * 32, "w1", REVIEW),
        pseudonym(SECRET, "2" * 32, "w1", REVIEW),
        pseudonym(SECRET, "1" * 32, "w2", REVIEW),
    }
    assert mine not in others
    assert len(others) == 3


def test_only_a_student_reviews_and_only_a_workshop_that_is_there(
    school: SmallSchool, class_of: list[Person]
) -> None:
    review = school.library.newest(REVIEW).dialogue
    with school.storage.write() as uow:
        for who, where in ((school.laureole, PLAN.id), (class_of[0], "nothing")):
            with pytest.raises(NotAllowed):
                without_a_name(uow, SECRET, who, where, review, at=school.clock())


def test_nothing_kept_says_more_than_the_year_of_it(
    school: SmallSchool, class_of: list[Person]
) -> None:
    """Neither while somebody answers nor once it is sent; the trail has no line of it at all."""
    year, at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), school.clock()
    with school.storage.write() as uow:
        place = place_for(uow, school, class_of[0])
        handle(uow, school.library, place, ev.Acknowledged(at))
        standing = handle(uow, school.library, place, ev.Pressed(at, ("1",)))
        uow.commit()
    begun = standing.conversation
    with school.storage.read() as uow:
        answered = [past.at for past in uow.answers.history(begun.id)]
    assert [begun.started_at, begun.updated_at, *answered] == [year] * 3
    sent = answer_and_send(school, class_of[1]).conversation

    assert (sent.started_at, sent.updated_at, sent.submitted_at) == (year, year, year)
    assert sent.purged_after == end_of_school_year(at)
    assert school.audit("conversation", sent.id) == []


@pytest.mark.parametrize("day", range(7))
def test_unfinished_goes_within_thirty_days_of_some_day_of_that_week(
    school: SmallSchool, class_of: list[Person], day: int
) -> None:
    monday = dt.datetime(2026, 11, 23, 9, 41, tzinfo=dt.UTC)
    at = monday + dt.timedelta(days=day)
    with school.storage.write() as uow:
        place = place_for(uow, school, class_of[0])
        begun = handle(uow, school.library, place, ev.Acknowledged(at)).conversation

    assert begun.purged_after is not None
    assert (begun.purged_after.weekday(), begun.purged_after.hour) == (0, 0)
    kept = begun.purged_after - at
    assert dt.timedelta(days=23) <= kept <= UNFINISHED_KEPT


def test_erasing_before_sending_leaves_no_line_either(
    school: SmallSchool, class_of: list[Person]
) -> None:
    at = school.clock()
    with school.storage.write() as uow:
        place = place_for(uow, school, class_of[0])
        handle(uow, school.library, place, ev.Acknowledged(at))
        handle(uow, school.library, place, ev.Pressed(at, ("1",)))
        erased = handle(uow, school.library, place, ev.Erased(at)).conversation
        uow.commit()

    assert school.audit("conversation", erased.id) == []


def test_asking_for_the_place_writes_nothing(school: SmallSchool, class_of: list[Person]) -> None:
    with school.storage.read() as uow:
        place = place_for(uow, school, class_of[0])
        assert uow.people.get(place.respondent_id) is None
        assert look(uow, school.library, place) is None

    answer_and_send(school, class_of[0])

    with school.storage.read() as uow:
        stand_in = uow.people.get(place.respondent_id)
    assert stand_in is not None
    assert stand_in.kind is PersonKind.PSEUDONYM


def test_nobody_answers_it_under_their_name(school: SmallSchool, class_of: list[Person]) -> None:
    place = Place(class_of[0].id, PLAN.id, REVIEW, SubjectKind.WORKSHOP)
    with school.storage.write() as uow, pytest.raises(NotAllowed):
        handle(uow, school.library, place, ev.Acknowledged(school.clock()))


@pytest.mark.parametrize("wrong", ["left", "last year", "signed", "an adult's"])
def test_review_is_refused_to_whom_it_is_not_for(
    school: SmallSchool, class_of: list[Person], wrong: str
) -> None:
    review, student, workshop_id = school.library.newest(REVIEW).dialogue, class_of[0], PLAN.id
    match wrong:
        case "left":
            student = replace(student, left_at=school.clock())
        case "last year":
            workshop_id = "past"
        case "signed":
            review = replace(review, anonymous=False)
        case _:
            review = replace(review, respondent=Respondent.ADULT)
    with school.storage.write() as uow:
        uow.workshops.add(replace(PLAN, id="past", school_year="2025-2026"))
        with pytest.raises(NotAllowed):
            without_a_name(uow, SECRET, student, workshop_id, review, at=school.clock())


def test_facilitator_reports_under_their_name_alone(school: SmallSchool) -> None:
    report = school.library.newest("workshop_report").dialogue
    led = replace(PLAN, id="led", facilitator_id=school.garance.id)
    with school.storage.write() as uow:
        uow.workshops.add(led)
        assert about_workshop(uow, school.garance, led.id, report).subject_id == led.id
        with pytest.raises(NotAllowed):
            about_workshop(uow, school.garance, led.id, replace(report, anonymous=True))


def test_pseudonym_goes_with_its_conversation(school: SmallSchool, class_of: list[Person]) -> None:
    standing = answer_and_send(school, class_of[0])
    stand_in = standing.conversation.respondent_id
    over = end_of_school_year(school.clock()) + dt.timedelta(days=1)

    with school.storage.write() as uow:
        purge_due(uow, at=over)
        uow.commit()

    with school.storage.read() as uow:
        assert uow.people.get(stand_in) is None
        assert uow.people.get(class_of[0].id) is not None


def test_answers_go_on_31_august_like_the_others(
    school: SmallSchool, class_of: list[Person]
) -> None:
    answer_and_send(school, class_of[0])
    last_day = end_of_school_year(school.clock())

    with school.storage.write() as uow:
        purge_due(uow, at=last_day - dt.timedelta(seconds=1))
        assert len(uow.workshops.responses(PLAN.id, REVIEW)) == 6
        purge_due(uow, at=last_day)
        assert uow.workshops.responses(PLAN.id, REVIEW) == []


def test_database_holds_no_trace_of_who_answered(school: SmallSchool, tmp_path: Path) -> None:
    url, key = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "a.key"
    storage = open_storage(url, key_file=key, create=True)
    here = make_school(storage, school.library, FakeClock(school.clock()))
    with storage.write() as uow:
        uow.workshops.add(PLAN)
        uow.commit()
    answer_and_send(here, here.sacha)
    with storage.read() as uow:
        place = Place(here.sacha.id, PLAN.id, REVIEW)
        assert look(uow, here.library, place) is None
    storage.close()

    database = dbapi2.connect(str(tmp_path / "a.db"))
    tables = [
        row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    # Where the student is in this database at all, apart from their own rows.
    holding = {
        table
        for table in tables
        for row in database.execute(f"SELECT * FROM {table}")  # noqa: S608
        if here.sacha.id in map(str, row)
    }
    database.close()
    assert holding == {"person", "data_key"}
