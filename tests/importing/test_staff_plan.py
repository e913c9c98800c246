"""What a staff list changes: arrivals, rights that begin and end, who is left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from apbot.errors import Unusable
from apbot.importing.staff_list import StaffLine, StaffList
from apbot.importing.staff_plan import KnownStaff, Right, StaffPlan, plan_staff
from storage.records import ClassGroup, Person, PersonKind, Role, RoleGrant

AT = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
THREE = ClassGroup("c3", "2nde 3", None, None, "2026-2027")
FOUR = ClassGroup("c4", "2nde 4", None, None, "2026-2027")
GARANCE = Person("g", PersonKind.STAFF, "Claude", "Garance", email="c.garance@lycee.example")
LAUREOLE = Person("l", PersonKind.STAFF, "Dominique", "Lauréole")
OF_THREE = RoleGrant("g", Role.REFERENT, "c3", None, AT, None)


def line(number: int = 2, name: str = "GARANCE Claude", **changes: object) -> StaffLine:
    family, given = name.split()
    one = StaffLine(number, family, given, (Role.REFERENT,), "2nde 3", "")
    return replace(one, **changes)  # type: ignore[arg-type]


def plan(
    *lines: StaffLine,
    adults: Sequence[Person] = (GARANCE, LAUREOLE),
    grants: Sequence[RoleGrant] = (OF_THREE,),
    **choices: bool,
) -> StaffPlan:
    listed = StaffList("a.csv", "UTF-8", lines, ())
    return plan_staff(listed, KnownStaff((THREE, FOUR), adults, grants), **choices)


def test_the_same_again_changes_nothing_but_a_spelling() -> None:
    found = plan(line(), whole_school=False)

    (change,) = found.changes
    assert (change.begin, change.end, change.is_respelt) == ((), (), True)
    same = plan(line(family_name="Garance"))
    assert same.changes_nothing
    assert same.unchanged == 1
    assert same.missing == (LAUREOLE,)


def test_a_right_no_longer_listed_ends_and_a_new_one_begins() -> None:
    (change,) = plan(line(classes="2nde 4")).changes

    assert change.begin == (Right(Role.REFERENT, "c4"),)
    assert change.end == (OF_THREE,)


def test_a_right_over_one_student_is_left_alone() -> None:
    by_hand = RoleGrant("g", Role.OBSERVER, None, "s1", AT, None)

    (change,) = plan(line(), grants=(OF_THREE, by_hand)).changes

    assert change.end == ()


def test_lines_of_one_adult_add_up() -> None:
    lines = (line(), line(3, roles=(Role.CPE, Role.REFERENT), classes="2NDE4, 2nde 3"))

    (adult,) = plan(*lines, adults=(), grants=()).arrivals

    assert adult.rights == (
        Right(Role.REFERENT, "c3"),
        Right(Role.CPE, "c4"),
        Right(Role.CPE, "c3"),
        Right(Role.REFERENT, "c4"),
    )


@pytest.mark.parametrize("cell", ["", "Toutes", "toutes les classes"])
def test_a_role_without_classes_is_over_the_school(cell: str) -> None:
    (adult,) = plan(line(roles=(Role.COORDINATOR,), classes=cell), adults=()).arrivals

    assert adult.rights == (Right(Role.COORDINATOR, None),)


@pytest.mark.parametrize("cell", ["", "toutes"])
@pytest.mark.parametrize("role", [Role.REFERENT, Role.HOMEROOM_TEACHER, Role.OBSERVER])
def test_who_reads_or_observes_names_their_classes(role: Role, cell: str) -> None:
    with pytest.raises(Unusable, match=r"a\.csv, ligne 2 : les classes manquent"):
        plan(line(roles=(role,), classes=cell))


def test_a_class_that_does_not_exist_is_named_with_the_known_ones() -> None:
    with pytest.raises(Unusable) as caught:
        plan(line(classes="2nde 3, 2nde 9"))

    assert str(caught.value) == (
        "a.csv, ligne 2 : il n'y a pas de classe « 2nde 9 » cette année. Corrigez la case, ou "
        "importez la liste des élèves de cette classe. Classes connues : 2nde 3, 2nde 4."
    )


def test_whoever_is_not_on_the_list_of_the_whole_school_has_left() -> None:
    gone = replace(LAUREOLE, id="x", family_name="Aubépine", left_at=AT)

    found = plan(line(), adults=(GARANCE, LAUREOLE, gone), whole_school=True)

    assert found.departures == (LAUREOLE,)
    assert found.missing == ()


def test_somebody_who_left_comes_back_as_themselves() -> None:
    gone = replace(GARANCE, left_at=AT)

    (change,) = plan(line(), adults=(gone,), grants=()).changes

    assert change.returns
    assert change.begin == (Right(Role.REFERENT, "c3"),)


def test_an_address_the_list_does_not_give_is_kept() -> None:
    assert not plan(line(email="")).changes[0].moves_address
    assert plan(line(email="claude@lycee.example")).changes[0].moves_address


def test_one_name_with_two_addresses_is_asked_about() -> None:
    lines = (line(email="a@lycee.example"), line(5, email="b@lycee.example"))
    with pytest.raises(Unusable, match=r"lignes 2 et 5 : GARANCE Claude a deux adresses"):
        plan(*lines)

    assert len(plan(*lines, adults=(), two_people=True).arrivals) == 2
    with pytest.raises(Unusable, match="on ne sait pas de qui il s'agit"):
        plan(*lines, line(6), two_people=True)


def test_two_of_one_name_are_told_apart_by_their_addresses_whatever_the_order() -> None:
    lines = (line(email="autre@lycee.example"), line(5, email=GARANCE.email.upper()))

    found = plan(*lines, two_people=True)

    assert [one.email for one in found.arrivals] == ["autre@lycee.example"]
    assert [one.person for one in found.changes] == [GARANCE]
    nowhere = replace(GARANCE, email="")
    with pytest.raises(Unusable, match="plusieurs adultes s'appellent GARANCE Claude"):
        plan(*lines, adults=(nowhere,), two_people=True)


def test_two_known_of_one_name_need_an_address() -> None:
    twin = replace(GARANCE, id="h", email="autre@lycee.example")
    with pytest.raises(Unusable, match="plusieurs adultes s'appellent GARANCE Claude"):
        plan(line(), adults=(GARANCE, twin))

    found = plan(line(email=twin.email), adults=(GARANCE, twin), grants=())
    assert [one.person for one in found.changes] == [twin]
    assert found.missing == (GARANCE,)
