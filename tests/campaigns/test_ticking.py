"""What people are told, and when: through storage, with the real dialogues."""

from __future__ import annotations

import datetime as dt

import pytest

from apbot.calendar import Break
from apbot.campaigns.making import extend, pause, resume
from apbot.campaigns.offers import offered, open_for
from apbot.campaigns.progress import standing
from dialogues import events as ev
from storage.records import Person, PersonKind
from storage.scheduled import Asked, AssignmentState, CampaignState
from tests.campaigns.school import DAY, LIBRARY, THURSDAY, School, calendar

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def school() -> School:
    return School()


def test_nothing_before_its_moment_then_everybody_once(school: School) -> None:
    school.campaign(school.add_class("2nde 3", 2))
    assert school.tick(THURSDAY - HOUR) == []
    assert school.tick(THURSDAY) == [("2nde 3 n1", ["invited"]), ("2nde 3 n2", ["invited"])]
    assert school.tick(THURSDAY + HOUR) == []
    assert {message.key for _, message in school.told} == {"1:invited", "2:invited"}


def test_an_evening_invitation_waits_for_the_morning_and_a_friday_one_for_monday() -> None:
    school = School()
    evening = THURSDAY.replace(hour=19)  # 21:00 in Paris
    friday = evening + DAY
    school.campaign(school.add_class("2nde 3", 1), moments=[evening])
    school.campaign(school.add_class("2nde 4", 1), moments=[friday])
    assert school.tick(evening) == []
    assert school.tick(evening + 9 * HOUR) == []  # 6:00
    assert school.tick(evening + 10 * HOUR) == [("2nde 3 n1", ["invited"])]
    assert school.tick(friday) == []
    assert school.tick(friday + 2 * DAY) == []
    assert school.tick(friday + 2 * DAY + 10 * HOUR) == [("2nde 4 n1", ["invited"])]


def test_a_class_at_work_is_asked_when_it_is_back() -> None:
    away = (Break("PFMP", dt.date(2026, 9, 14), dt.date(2026, 9, 25)),)
    school = School(calendar(**{"2nde3": away}))
    school.campaign(school.add_class("2nde 3", 1), school.add_class("2nde 4", 1))
    assert school.tick(THURSDAY) == [("2nde 4 n1", ["invited"])]
    back = dt.datetime(2026, 9, 28, 5, 0, tzinfo=dt.UTC)
    assert school.tick(back - HOUR) == []
    assert school.tick(back) == [("2nde 3 n1", ["invited"]), ("2nde 4 n1", ["begin"])]
    assert school.tick(back + 7 * DAY) == [("2nde 3 n1", ["begin"])]
    with school.storage.read() as uow:
        (one,) = open_for(uow, school.student("2nde 3 n1"), at=back + 13 * DAY)
    assert one.closes_at == back + 14 * DAY


def test_a_reminder_is_dropped_when_the_student_has_arrived(school: School) -> None:
    group = school.add_class("2nde 3", 3)
    school.campaign(group)
    school.tick(THURSDAY)
    begun, sent, _ = (school.student(f"2nde 3 n{n}") for n in (1, 2, 3))
    school.begins(begun, THURSDAY + 6 * DAY)
    school.sends(sent, THURSDAY + 6 * DAY)
    assert school.tick(THURSDAY + 7 * DAY) == [("2nde 3 n3", ["begin"])]
    assert school.tick(THURSDAY + 11 * DAY) == [("2nde 3 n1", ["finish"])]
    assert school.tick(THURSDAY + 30 * DAY) == []


def test_who_stopped_is_not_asked_again(school: School) -> None:
    school.campaign(school.add_class("2nde 3", 1))
    school.tick(THURSDAY)
    alix = school.student("2nde 3 n1")
    school.begins(alix, THURSDAY + DAY)
    school.does(alix, ev.Stopped(THURSDAY + 2 * DAY))
    assert school.tick(THURSDAY + 12 * DAY) == []


def test_what_is_over_closes_and_can_be_answered_no_more(school: School) -> None:
    campaign = school.campaign(school.add_class("2nde 3", 2))
    school.tick(THURSDAY)
    alix = school.student("2nde 3 n1")
    school.begins(alix, THURSDAY + DAY)
    school.tick(THURSDAY + 20 * DAY)
    assert {one.state for one in school.assignments(campaign)} == {AssignmentState.CLOSED}
    with school.storage.read() as uow:
        found = uow.conversations.find(alix.id, alix.id, "welcome")
        assert found is not None
        assert found.phase == "expired"
        assert list(offered(uow, alix, at=THURSDAY + 20 * DAY)) == []


def test_several_things_due_make_one_message(school: School) -> None:
    group = school.add_class("2nde 3", 1)
    school.campaign(group)
    school.campaign(group, dialogue="checkin")
    assert school.tick(THURSDAY) == [("2nde 3 n1", ["invited", "invited"])]


def test_nobody_is_told_anything_while_it_rests_and_late_comers_are_asked(school: School) -> None:
    group = school.add_class("2nde 3", 1)
    campaign = school.campaign(group)
    school.tick(THURSDAY)
    with school.storage.write() as uow:
        pause(uow, campaign)
        uow.commit()
    assert school.tick(THURSDAY + 7 * DAY) == []
    with school.storage.write() as uow:
        resume(uow, campaign)
        uow.commit()
    assert school.tick(THURSDAY + 8 * DAY) == [("2nde 3 n1", ["begin"])]


def test_who_comes_to_the_class_later_is_asked_within_a_day(school: School) -> None:
    group = school.add_class("2nde 3", 1)
    school.campaign(group)
    school.tick(THURSDAY)
    with school.storage.write() as uow:
        uow.people.add(Person("late", PersonKind.STUDENT, "Lou", "Tardif", group.id), at=THURSDAY)
        uow.commit()
    assert school.tick(THURSDAY + HOUR) == []
    assert school.tick(THURSDAY + DAY) == [("Tardif", ["invited"])]
    assert school.tick(THURSDAY + DAY + HOUR) == []


def test_who_left_hears_nothing(school: School) -> None:
    school.campaign(school.add_class("2nde 3", 1))
    school.tick(THURSDAY)
    school.leaves(school.student("2nde 3 n1"), THURSDAY + DAY)
    assert school.tick(THURSDAY + 7 * DAY) == []


def test_more_days_for_who_has_not_begun(school: School) -> None:
    campaign = school.campaign(school.add_class("2nde 3", 1))
    school.tick(THURSDAY)
    school.tick(THURSDAY + 7 * DAY)
    with school.storage.write() as uow:
        extend(uow, campaign, 7, at=THURSDAY + 13 * DAY)
        uow.commit()
    school.tick(THURSDAY + 13 * DAY)
    school.tick(THURSDAY + 15 * DAY)
    assert school.assignments(campaign)[0].state is AssignmentState.OPEN
    alix = school.student("2nde 3 n1")
    with school.storage.read() as uow:
        (one,) = open_for(uow, alix, at=THURSDAY + 15 * DAY)
    assert one.closes_at == THURSDAY + 21 * DAY
    school.tick(THURSDAY + 21 * DAY)
    assert school.assignments(campaign)[0].state is AssignmentState.CLOSED


def test_ended_by_hand_what_was_begun_is_closed_and_what_was_sent_stays(school: School) -> None:
    campaign = school.campaign(school.add_class("2nde 3", 2))
    school.tick(THURSDAY)
    begun, sent = (school.student(f"2nde 3 n{n}") for n in (1, 2))
    school.begins(begun, THURSDAY + DAY)
    school.sends(sent, THURSDAY + DAY)
    school.tick(THURSDAY + 3 * DAY)
    with school.storage.write() as uow:
        school.ticker.end(uow, campaign, at=THURSDAY + 3 * DAY)
        uow.commit()
    with school.storage.read() as uow:
        ended = uow.campaigns.get(campaign.id)
        assert ended is not None
        assert ended.state is CampaignState.ENDED
        phases = [
            found.phase
            for one in (begun, sent)
            if (found := uow.conversations.find(one.id, one.id, "welcome"))
        ]
    assert phases == ["expired", "submitted"]
    assert school.tick(THURSDAY + 8 * DAY) == []


def test_a_referent_is_asked_about_each_student_in_one_message(school: School) -> None:
    campaign = school.campaign(
        school.add_class("2nde 3", 3), dialogue="observation", asked=Asked.REFERENTS
    )
    assert school.tick(THURSDAY) == [("référent 2nde 3", ["invited"] * 3)]
    assert len({one.subject_id for one in school.assignments(campaign)}) == 3


def test_a_second_campaign_of_one_dialogue_has_a_name(school: School) -> None:
    group = school.add_class("2nde 3", 1)
    first = school.campaign(group, dialogue="ap_review")
    again = school.campaign(group, dialogue="ap_review", moments=[THURSDAY + 100 * DAY])
    with school.storage.read() as uow:
        assert [one.name for one in uow.campaigns.occasions(first.id)] == [""]
        assert [one.name for one in uow.campaigns.occasions(again.id)] == ["2026-12-26"]


def test_offers_are_what_can_be_answered_the_most_urgent_first(school: School) -> None:
    group = school.add_class("2nde 3", 1)
    alix = school.student("2nde 3 n1")
    with school.storage.read() as uow:
        assert [place.dialogue for place in offered(uow, alix, at=THURSDAY)] == ["welcome"]
    school.campaign(group, dialogue="checkin", moments=[THURSDAY, THURSDAY + 50 * DAY])
    school.campaign(group, dialogue="orientation", moments=[THURSDAY - DAY])
    school.tick(THURSDAY)
    with school.storage.read() as uow:
        places = offered(uow, alix, at=THURSDAY + HOUR)
    assert [(place.dialogue, place.occasion) for place in places] == [
        ("orientation", ""),
        ("checkin", "2026-09-17"),
    ]
    school.sends(alix, THURSDAY + DAY, dialogue="orientation")
    with school.storage.read() as uow:
        places = offered(uow, alix, at=THURSDAY + 2 * DAY)
    assert [place.dialogue for place in places] == ["checkin"]


def test_who_is_where_without_a_word_of_what_was_answered(school: School) -> None:
    campaign = school.campaign(school.add_class("2nde 3", 5))
    school.tick(THURSDAY)
    for number in (1, 2):
        school.begins(school.student(f"2nde 3 n{number}"), THURSDAY + DAY)
    school.does(school.student("2nde 3 n2"), ev.Skipped(THURSDAY + DAY))
    school.sends(school.student("2nde 3 n3"), THURSDAY + DAY)
    stopped = school.student("2nde 3 n4")
    school.begins(stopped, THURSDAY + DAY)
    school.does(stopped, ev.Stopped(THURSDAY + DAY))
    topics = [step.topic.vous for step in LIBRARY.newest("welcome").dialogue.questions.values()]
    with school.storage.read() as uow:
        found = standing(uow, LIBRARY, campaign, "")
    assert (found.asked, found.not_begun, found.sent, found.stopped) == (5, 1, 1, 1)
    assert dict(found.at_question) == {topics[0]: 1, topics[1]: 1}
    assert (found.reviewing, found.closed) == (0, 0)
