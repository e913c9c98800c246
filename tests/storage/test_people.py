"""Persons, classes and rights, on each storage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from storage.errors import UnknownReference
from storage.records import ClassGroup, Person, PersonKind, Role
from storage.unit_of_work import Storage, UnitOfWork
from tests.storage.samples import AT, DAY, GROUP, HOUR, LINA, NOE, REFERENT, grant


def test_an_unknown_person_or_class_is_none(storage: Storage) -> None:
    with storage.read() as uow:
        assert uow.people.get("nobody") is None
        assert uow.people.get_class("c9") is None


def test_a_person_and_a_class_come_back_equal(school: Storage) -> None:
    with school.read() as uow:
        assert uow.people.get("noe") == NOE
        assert uow.people.get("ref") == REFERENT
        assert uow.people.get_class("c1") == GROUP


@pytest.mark.parametrize(
    "name", ["Noé", "N'GUYEN", "de La Tour", "漢字", "👩🏽‍🎓", "<b>&\"'\\", ""]
)
def test_any_name_makes_the_round_trip(school: Storage, name: str) -> None:
    person = Person("new", PersonKind.STUDENT, name, name, "c1")
    with school.write() as uow:
        uow.people.add(person, at=AT)
        uow.commit()

    with school.read() as uow:
        assert uow.people.get("new") == person


def test_students_of_a_class_stand_as_in_a_register(school: Storage) -> None:
    with school.write() as uow:
        for name in ("Zola", "eluard", "Éluard", "Dubois"):
            uow.people.add(Person(name, PersonKind.STUDENT, "Al", name, "c1"), at=AT)
        uow.people.add(Person("t", PersonKind.STAFF, "Al", "Abel", "c1"), at=AT)
        uow.commit()

    with school.read() as uow:
        names = [person.family_name for person in uow.people.students_of_class("c1")]
    assert names == ["Dubois", "Durand", "eluard", "Éluard", "Éluard", "Zola"]


def test_adults_stand_as_in_a_register(school: Storage) -> None:
    adult = Person("t", PersonKind.STAFF, "Al", "Ével")
    with school.write() as uow:
        uow.people.add(adult, at=AT)
        uow.commit()

    with school.read() as uow:
        assert list(uow.people.staff()) == [adult, REFERENT]


def test_a_class_without_students_is_empty(school: Storage) -> None:
    with school.read() as uow:
        assert list(uow.people.students_of_class("c9")) == []


@pytest.mark.parametrize(
    ("later", "in_force"),
    [(-HOUR, False), (0 * HOUR, True), (DAY - HOUR, True), (DAY, False), (2 * DAY, False)],
)
def test_a_right_holds_from_its_start_until_its_end(
    school: Storage, *, later: dt.timedelta, in_force: bool
) -> None:
    right = grant(ends_at=AT + DAY)
    with school.write() as uow:
        uow.people.grant(right)
        uow.commit()

    with school.read() as uow:
        assert list(uow.people.grants_of("ref", at=AT + later)) == [right] * in_force


def test_a_right_without_end_holds(school: Storage) -> None:
    with school.write() as uow:
        uow.people.grant(grant())
        uow.commit()

    with school.read() as uow:
        assert list(uow.people.grants_of("ref", at=AT + 900 * DAY)) == [grant()]


def test_rights_come_in_the_order_they_were_given(school: Storage) -> None:
    rights = [grant(role=role) for role in (Role.REFERENT, Role.CPE, Role.COORDINATOR)]
    with school.write() as uow:
        for right in rights:
            uow.people.grant(right)
        uow.commit()

    with school.read() as uow:
        assert list(uow.people.grants_of("ref", at=AT)) == rights
        assert list(uow.people.grants_of("lina", at=AT)) == []


def test_staff_are_found_by_class_by_student_and_for_the_whole_school(school: Storage) -> None:
    with school.write() as uow:
        for person in ("nurse", "cpe"):
            uow.people.add(Person(person, PersonKind.STAFF, "Al", person), at=AT)
        uow.people.grant(grant())
        uow.people.grant(grant(person_id="cpe", role=Role.CPE, class_id=None, student_id="lina"))
        uow.people.grant(grant(person_id="nurse", role=Role.NURSE, class_id=None))
        uow.commit()

    with school.read() as uow:

        def found(role: Role, class_id: str | None, student_id: str | None) -> list[str]:
            staff = uow.people.staff_with(role, class_id=class_id, student_id=student_id, at=AT)
            return [person.id for person in staff]

        assert found(Role.REFERENT, "c1", None) == ["ref"]
        assert found(Role.REFERENT, "c2", None) == []
        assert found(Role.REFERENT, None, "lina") == []
        assert found(Role.CPE, None, "lina") == ["cpe"]
        assert found(Role.CPE, "c1", "noe") == []
        assert found(Role.NURSE, "c1", "noe") == ["nurse"]
        assert found(Role.NURSE, None, None) == ["nurse"]
        assert found(Role.CPE, None, None) == []


def test_a_right_that_is_over_finds_nobody_and_two_rights_find_one_person(school: Storage) -> None:
    with school.write() as uow:
        uow.people.grant(grant(ends_at=AT + HOUR))
        uow.people.grant(grant(class_id=None))
        uow.commit()

    with school.read() as uow:
        now = uow.people.staff_with("referent", class_id="c1", student_id=None, at=AT)
        later = uow.people.staff_with("referent", class_id="c1", student_id=None, at=AT - HOUR)
    assert list(now) == [REFERENT]
    assert list(later) == []


def test_a_person_read_twice_is_the_same(school: Storage) -> None:
    with school.read() as uow:
        assert uow.people.get("lina") == uow.people.get("lina") == LINA


def test_a_person_may_change_class_and_spelling_and_come_back(school: Storage) -> None:
    other = ClassGroup("c2", "2nde 7", None, None, "2026-2027")
    moved = replace(NOE, family_name="Éluart", class_id="c2")
    with school.write() as uow:
        uow.people.add_class(other)
        uow.people.save(moved)
        uow.commit()
    with school.read() as uow:
        assert uow.people.get("noe") == moved
        assert list(uow.people.students_of_class("c2")) == [moved]

    with school.write() as uow:
        uow.people.save(replace(moved, left_at=AT + DAY))
        uow.commit()
    with school.read() as uow:
        assert list(uow.people.students_of_class("c2")) == []
        assert [person.id for person in uow.people.students()] == ["lina", "noe"]


def test_rights_over_a_class_its_students_and_the_school(school: Storage) -> None:
    over = (
        grant(),
        grant(class_id=None, student_id="lina"),
        grant(class_id=None),
        grant(role=Role.HEAD, class_id=None, ends_at=AT + DAY),
    )
    with school.write() as uow:
        uow.people.add_class(ClassGroup("c2", "2nde 7", None, None, "2026-2027"))
        uow.people.grant(grant(class_id="c2"))
        for one in over:
            uow.people.grant(one)
        uow.commit()
    with school.read() as uow:
        assert list(uow.people.grants_over("c1", at=AT)) == list(over)
        assert list(uow.people.grants_over("c1", at=AT + DAY)) == list(over[:3])


def test_nobody_and_no_class_cannot_be_changed(school: Storage) -> None:
    changes: tuple[Callable[[UnitOfWork], None], ...] = (
        lambda uow: uow.people.save(replace(NOE, id="nobody")),
        lambda uow: uow.people.save(replace(NOE, class_id="c9")),
        lambda uow: uow.people.save_class(replace(GROUP, id="c9")),
    )
    for change in changes:
        with school.write() as uow, pytest.raises(UnknownReference):
            change(uow)


def test_classes_of_a_year_by_their_label(school: Storage) -> None:
    with school.write() as uow:
        uow.people.add_class(ClassGroup("c3", "2NDE 1", None, None, "2026-2027"))
        uow.people.add_class(ClassGroup("c4", "2nde 2", None, None, "2027-2028"))
        uow.people.save_class(replace(GROUP, level="seconde", track="general"))
        uow.commit()
    with school.read() as uow:
        assert [group.id for group in uow.people.classes("2026-2027")] == ["c3", "c1"]
        assert uow.people.get_class("c1") == replace(GROUP, level="seconde", track="general")


def test_the_address_of_an_adult_is_kept_changed_and_taken_away(school: Storage) -> None:
    for email in ("c.martin@lycee.example", "camille@lycee.example", ""):
        written = replace(REFERENT, email=email)
        with school.write() as uow:
            uow.people.save(written)
            uow.commit()
        with school.read() as uow:
            assert uow.people.get("ref") == written
            assert list(uow.people.staff()) == [written]


def test_a_right_that_is_ended_holds_no_more_and_is_still_told(school: Storage) -> None:
    kept, ended = grant(class_id=None), grant()
    with school.write() as uow:
        uow.people.grant(kept)
        uow.people.grant(ended)
        assert uow.people.end_grant(ended, at=AT + HOUR)
        assert not uow.people.end_grant(ended, at=AT + 2 * HOUR)
        assert not uow.people.end_grant(grant(role=Role.CPE), at=AT + HOUR)
        uow.commit()

    with school.read() as uow:
        assert list(uow.people.grants_of("ref", at=AT)) == [kept, replace(ended, ends_at=AT + HOUR)]
        assert list(uow.people.grants_of("ref", at=AT + HOUR)) == [kept]
        over = replace(ended, ends_at=AT + HOUR)
        assert list(uow.people.all_grants_of("ref")) == [kept, over]


def test_a_right_to_come_is_told_and_can_be_ended_before_it_begins(school: Storage) -> None:
    soon = grant(starts_at=AT + DAY)
    with school.write() as uow:
        uow.people.grant(soon)
        assert list(uow.people.grants(at=AT)) == [soon]
        uow.people.end_grant(soon, at=AT)
        uow.commit()

    with school.read() as uow:
        assert list(uow.people.grants(at=AT)) == []
        assert list(uow.people.grants_of("ref", at=AT + 2 * DAY)) == []
