"""Deny by default: every role, every verb, every relation, against the table of the design."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from apbot.access import GIVES, MATRIX, OWN, Verb, may, may_give, may_in, may_somewhere
from storage.records import Person, PersonKind, Role, RoleGrant

MOMENT = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
STUDENT = Person("1" * 32, PersonKind.STUDENT, "Sacha", "Pivoine", "c" * 32)
OTHER = Person("2" * 32, PersonKind.STUDENT, "Noa", "Verveine", "d" * 32)
ADULT = Person("a" * 32, PersonKind.STAFF, "Dominique", "Lauréole")
COLLEAGUE = Person("b" * 32, PersonKind.STAFF, "Claude", "Garance")

MANAGED = {Verb.MANAGE_STUDENTS, Verb.MANAGE_CLASSES, Verb.MANAGE_STAFF}
# As in the documentation: who may list names and status, read the sheet, reopen the access.
ALLOWED = {
    (Role.REFERENT, Verb.LIST),
    (Role.REFERENT, Verb.READ_SHEET),
    (Role.REFERENT, Verb.REOPEN_ACCESS),
    (Role.HOMEROOM_TEACHER, Verb.LIST),
    (Role.HOMEROOM_TEACHER, Verb.READ_SHEET),
    (Role.HOMEROOM_TEACHER, Verb.REOPEN_ACCESS),
    (Role.OBSERVER, Verb.LIST),
    (Role.REFERENT, Verb.OBSERVE),
    (Role.HOMEROOM_TEACHER, Verb.OBSERVE),
    (Role.OBSERVER, Verb.OBSERVE),
    (Role.REFERENT, Verb.ENTER),
    (Role.HOMEROOM_TEACHER, Verb.ENTER),
    (Role.COORDINATOR, Verb.LIST),
    (Role.HEAD, Verb.LIST),
    *itertools.product((Role.COORDINATOR, Role.HEAD, Role.IT), sorted(MANAGED)),
    *itertools.product((Role.COORDINATOR, Role.HEAD), (Verb.GIVE_RIGHTS, Verb.INVITE_STAFF)),
    (Role.HEAD, Verb.ALLOW_TELEGRAM),
}
# Over whom: (class of the grant, student of the grant) and whether it reaches STUDENT.
REACHES = {
    "their class": (STUDENT.class_id, None, True),
    "another class": (OTHER.class_id, None, False),
    "this student": (None, STUDENT.id, True),
    "another student": (None, OTHER.id, False),
    "another student of the class": (STUDENT.class_id, OTHER.id, False),
    "the school": (None, None, True),
}


def grant(role: Role, reach: str, *, holder: Person = ADULT) -> RoleGrant:
    class_id, student_id, _ = REACHES[reach]
    return RoleGrant(holder.id, role, class_id, student_id, MOMENT, None)


@pytest.mark.parametrize(
    ("role", "verb", "reach"),
    list(itertools.product(Role, Verb, REACHES)),
)
def test_the_matrix_is_that_of_the_design(role: Role, verb: Verb, reach: str) -> None:
    expected = (role, verb) in ALLOWED and REACHES[reach][2]

    assert may(ADULT, [grant(role, reach)], verb, STUDENT) is expected


def test_every_role_has_its_line() -> None:
    assert set(MATRIX) == set(Role)


@pytest.mark.parametrize("verb", Verb)
def test_without_a_right_nothing_is_allowed(verb: Verb) -> None:
    assert not may(ADULT, [], verb, STUDENT)


@pytest.mark.parametrize("verb", Verb)
def test_all_rights_of_a_colleague_are_worth_nothing(verb: Verb) -> None:
    rights = [grant(role, "the school", holder=COLLEAGUE) for role in Role]

    assert not may(ADULT, rights, verb, STUDENT)


@pytest.mark.parametrize("verb", Verb)
def test_all_rights_together_never_open_the_diary_of_a_student(verb: Verb) -> None:
    rights = [grant(role, "the school") for role in Role]

    assert may(ADULT, rights, verb, STUDENT) is (verb not in OWN)


@pytest.mark.parametrize("verb", Verb)
def test_a_student_may_what_is_their_own_and_nothing_else(verb: Verb) -> None:
    rights = [grant(role, "the school", holder=STUDENT) for role in Role]

    assert may(STUDENT, rights, verb, STUDENT) is (verb in OWN)
    assert not may(STUDENT, rights, verb, OTHER)


@pytest.mark.parametrize("verb", Verb)
def test_adults_are_not_read_about(verb: Verb) -> None:
    rights = [grant(role, "the school") for role in Role]

    assert not may(ADULT, rights, verb, COLLEAGUE)
    assert not may(ADULT, rights, verb, ADULT)


@pytest.mark.parametrize(("role", "verb"), list(itertools.product(Role, Verb)))
def test_of_a_class_and_of_the_school_the_matrix_is_the_same(role: Role, verb: Verb) -> None:
    allowed = (role, verb) in ALLOWED
    here, there = STUDENT.class_id, OTHER.class_id

    over_class, over_school = [grant(role, "their class")], [grant(role, "the school")]
    over_student = [grant(role, "this student")]

    assert may_in(ADULT, over_class, verb, here) is allowed
    assert not may_in(ADULT, over_class, verb, there)
    assert not may_in(ADULT, over_class, verb, None)
    assert may_in(ADULT, over_school, verb, here) is allowed
    assert may_in(ADULT, over_school, verb, None) is allowed
    assert not may_in(ADULT, over_student, verb, here)
    assert may_somewhere(ADULT, over_class, verb) is allowed
    assert not may_somewhere(ADULT, over_student, verb)
    assert not may_in(STUDENT, over_school, verb, here)


def test_nobody_who_manages_reads_a_sheet_by_it() -> None:
    for role in (Role.COORDINATOR, Role.HEAD, Role.IT):
        assert Verb.READ_SHEET not in MATRIX[role]


@pytest.mark.parametrize(("giver", "role"), list(itertools.product(Role, Role)))
def test_who_gives_which_right(giver: Role, role: Role) -> None:
    expected = giver is Role.HEAD or (
        giver is Role.COORDINATOR and role not in {Role.HEAD, Role.IT, Role.COORDINATOR}
    )
    right = grant(role, "their class", holder=COLLEAGUE)

    assert may_give(ADULT, [grant(giver, "the school")], right) is expected
    assert may_give(ADULT, [grant(giver, "their class")], right) is expected
    assert not may_give(ADULT, [grant(giver, "another class")], right)
    assert (giver in GIVES) is (Verb.GIVE_RIGHTS in MATRIX[giver])


def test_nobody_gives_or_takes_a_right_of_their_own_or_beyond_their_classes() -> None:
    everything = [grant(role, "the school") for role in Role]
    of_one_class = [grant(Role.HEAD, "their class")]

    assert not may_give(ADULT, everything, grant(Role.REFERENT, "their class"))
    over_school = grant(Role.CPE, "the school", holder=COLLEAGUE)
    assert may_give(ADULT, everything, over_school)
    assert not may_give(ADULT, of_one_class, over_school)


def test_a_right_over_one_student_is_given_where_the_student_is() -> None:
    right = grant(Role.OBSERVER, "another student", holder=COLLEAGUE)

    assert may_give(ADULT, [grant(Role.HEAD, "another class")], right, student=OTHER)
    assert not may_give(ADULT, [grant(Role.HEAD, "their class")], right, student=OTHER)
