"""Who sees what of a campaign: their own students, by name and state; never an answer."""

from __future__ import annotations

import pytest

from apbot.campaigns.overview import Load, adults_in, campaigns_of, students_in
from storage.records import Person, PersonKind, Role, RoleGrant
from storage.scheduled import Asked
from tests.campaigns.school import DAY, LIBRARY, THURSDAY, School


@pytest.fixture
def school() -> School:
    return School()


def adult(school: School, name: str) -> Person:
    with school.storage.read() as uow:
        (found,) = [one for one in uow.people.staff() if one.family_name == name]
    return found


def head(school: School) -> Person:
    person = Person("h" * 32, PersonKind.STAFF, "Camille", "Direction")
    with school.storage.write() as uow:
        uow.people.add(person, at=THURSDAY)
        uow.people.grant(RoleGrant(person.id, Role.HEAD, None, None, THURSDAY - DAY, None))
        uow.commit()
    return person


def states(school: School, person: Person) -> list[list[tuple[str, str]]]:
    """(who, state) of each campaign this adult sees."""
    at = THURSDAY + DAY
    with school.storage.read() as uow:
        return [
            [
                (who.person.family_name, who.state)
                for who in students_in(uow, LIBRARY, person, one, at=at)
            ]
            for one in campaigns_of(uow, LIBRARY, person, at=at)
        ]


def test_a_referent_sees_their_class_and_nobody_elses(school: School) -> None:
    here, there = school.add_class("2nde 3", 3), school.add_class("2nde 4", 2)
    school.campaign(here, there)
    school.campaign(there, dialogue="checkin")
    school.tick(THURSDAY)
    school.begins(school.student("2nde 3 n1"), THURSDAY)
    school.sends(school.student("2nde 3 n2"), THURSDAY)
    mine = [("2nde 3 n1", "En cours"), ("2nde 3 n2", "Envoyé"), ("2nde 3 n3", "Pas commencé")]
    assert states(school, adult(school, "référent 2nde 3")) == [mine]
    assert [len(one) for one in states(school, head(school))] == [2, 5]


def test_counts_are_of_the_same_students_as_names(school: School) -> None:
    here, there = school.add_class("2nde 3", 3), school.add_class("2nde 4", 2)
    school.campaign(here, there)
    school.tick(THURSDAY)
    with school.storage.read() as uow:
        referent = adult(school, "référent 2nde 4")
        (seen,) = campaigns_of(uow, LIBRARY, referent, at=THURSDAY)
    assert (seen.standing.asked, seen.standing.not_begun) == (2, 2)


def test_what_is_to_come_is_seen_by_those_it_is_for(school: School) -> None:
    here = school.add_class("2nde 3", 1)
    school.add_class("2nde 4", 1)
    school.campaign(here, moments=[THURSDAY + 7 * DAY])
    assert states(school, adult(school, "référent 2nde 3")) == [[]]
    assert states(school, adult(school, "référent 2nde 4")) == []


def test_an_adult_sees_their_own_part_and_the_head_everybodys(school: School) -> None:
    here, there = school.add_class("2nde 3", 2), school.add_class("2nde 4", 1)
    school.campaign(here, there, dialogue="observation", asked=Asked.REFERENTS)
    school.tick(THURSDAY)
    referent, leader = adult(school, "référent 2nde 3"), head(school)
    closes = THURSDAY + 14 * DAY
    with school.storage.read() as uow:
        (mine,) = campaigns_of(uow, LIBRARY, referent, at=THURSDAY)
        assert adults_in(uow, referent, mine, at=THURSDAY) == (Load(referent, 2, 0, closes),)
        (whole,) = campaigns_of(uow, LIBRARY, leader, at=THURSDAY)
        loads = adults_in(uow, leader, whole, at=THURSDAY)
    assert [(one.adult.family_name, one.asked) for one in loads] == [
        ("référent 2nde 3", 2),
        ("référent 2nde 4", 1),
    ]


def test_a_right_that_ended_shows_nothing(school: School) -> None:
    here = school.add_class("2nde 3", 1)
    school.campaign(here)
    school.tick(THURSDAY)
    referent = adult(school, "référent 2nde 3")
    with school.storage.write() as uow:
        for grant in uow.people.grants_of(referent.id, at=THURSDAY):
            uow.people.end_grant(grant, at=THURSDAY)
        uow.commit()
    assert states(school, referent) == []
