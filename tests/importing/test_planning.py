"""Arrivals, moves, departures; what is not certain is asked, and nobody's answers change hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from apbot.importing.applying import apply, known
from apbot.importing.entries import Entry, StudentList
from apbot.importing.planning import Plan, SameName, plan_import
from storage import memory_storage
from storage.records import Person
from storage.unit_of_work import Storage

AT = dt.datetime(2026, 9, 10, 8, 0, tzinfo=dt.UTC)
YEAR = "2026-2027"
Row = tuple[str, str, str]
FIRST: Sequence[Row] = (
    ("AUBÉPINE", "Camille", "2nde 3"),
    ("BRUYÈRE", "Alix", "2nde 3"),
    ("IRIS", "Lou", "2nde 4"),
)


def listed(rows: Sequence[Row]) -> StudentList:
    entries = tuple(Entry(line, *row) for line, row in enumerate(rows, start=2))
    return StudentList("liste.csv", "UTF-8", entries, ())


class School:
    """A storage that lists are imported into, one after the other."""

    def __init__(self, *rows: Row) -> None:
        self.storage: Storage = memory_storage()
        if rows:
            self.imports(rows)

    def plan(
        self,
        rows: Sequence[Row],
        same_name: SameName = SameName.ASK,
        *,
        whole: bool = False,
        year: str = YEAR,
    ) -> Plan:
        with self.storage.read() as uow:
            return plan_import(
                listed(rows), known(uow, year), same_name=same_name, whole_school=whole
            )

    def imports(
        self,
        rows: Sequence[Row],
        same_name: SameName = SameName.ASK,
        *,
        whole: bool = False,
        year: str = YEAR,
    ) -> Plan:
        plan = self.plan(rows, same_name, whole=whole, year=year)
        assert not plan.questions
        with self.storage.write() as uow:
            apply(uow, plan, school_year=year, at=AT)
            uow.commit()
        return plan

    def students(self, year: str = YEAR) -> dict[str, list[str]]:
        """Names by class, of those who are there."""
        with self.storage.read() as uow:
            return {
                group.label: [_name(one) for one in uow.people.students_of_class(group.id)]
                for group in uow.people.classes(year)
            }

    def person(self, name: str) -> Person:
        with self.storage.read() as uow:
            (found,) = [one for one in uow.people.students() if _name(one) == name]
        return found


def _name(person: Person) -> str:
    return f"{person.family_name} {person.given_name}"


def test_a_first_list_makes_classes_and_students() -> None:
    school = School(*FIRST)
    assert school.students() == {
        "2nde 3": ["AUBÉPINE Camille", "BRUYÈRE Alix"],
        "2nde 4": ["IRIS Lou"],
    }


def test_the_same_list_again_changes_nothing() -> None:
    school = School(*FIRST)
    plan = school.plan(FIRST)
    assert plan.changes_nothing
    assert plan.unchanged == 3


def test_somebody_comes_somebody_leaves_somebody_is_written_otherwise() -> None:
    school = School(*FIRST)
    before = school.person("BRUYÈRE Alix")
    plan = school.imports([("Bruyere", "Alix", "2NDE3"), ("ROSE", "Noa", "2nde 3")])
    assert [len(plan.arrivals), len(plan.departures), len(plan.spellings)] == [1, 1, 1]
    assert school.students() == {"2nde 3": ["Bruyere Alix", "ROSE Noa"], "2nde 4": ["IRIS Lou"]}
    assert school.person("Bruyere Alix").id == before.id


def test_who_left_and_is_listed_again_is_the_same_person() -> None:
    school = School(*FIRST)
    camille = school.person("AUBÉPINE Camille")
    school.imports([FIRST[1]])
    assert school.person("AUBÉPINE Camille").left_at == AT
    plan = school.imports(FIRST)
    assert len(plan.returns) == 1
    assert school.person("AUBÉPINE Camille") == camille


def test_a_change_of_class_between_two_listed_classes_keeps_the_person() -> None:
    school = School(*FIRST)
    camille = school.person("AUBÉPINE Camille")
    plan = school.imports([("AUBÉPINE", "Camille", "2nde 4"), FIRST[1], FIRST[2]])
    assert [change.person.id for change in plan.moves] == [camille.id]
    assert school.students()["2nde 4"] == ["AUBÉPINE Camille", "IRIS Lou"]


def test_the_same_name_from_a_class_that_is_not_listed_is_asked_about() -> None:
    school = School(*FIRST)
    rows = [("IRIS", "Lou", "2nde 3"), FIRST[0], FIRST[1]]
    (question,) = school.plan(rows).questions
    assert "déjà en 2nde 4" in question.sentence
    assert question.can_be_answered
    assert len(school.plan(rows, SameName.SAME).moves) == 1
    assert len(school.plan(rows, SameName.DIFFERENT).arrivals) == 1
    assert not school.plan(rows, whole=True).questions


def test_the_same_name_twice_in_a_class_is_asked_about_once_only() -> None:
    school = School()
    rows = [("IRIS", "Lou", "2nde 3"), ("Iris", "LOU", "2nde 3")]
    (question,) = school.plan(rows).questions
    assert question.sentence.startswith("Lignes 2 et 3 : IRIS Lou figure 2 fois")
    assert len(school.plan(rows, SameName.SAME).arrivals) == 1
    school.imports(rows, SameName.DIFFERENT)
    assert school.plan(rows).unchanged + len(school.plan(rows).spellings) == 2
    assert not school.plan(rows).questions


def test_two_of_one_name_whose_classes_changed_are_nobodys_guess() -> None:
    school = School(("IRIS", "Lou", "2nde 3"), ("IRIS", "Lou", "2nde 4"), ("ROSE", "Noa", "2nde 5"))
    rows = [("IRIS", "Lou", "2nde 5"), ("IRIS", "Lou", "2nde 6"), ("ROSE", "Noa", "2nde 3")]
    (question,) = school.plan(rows).questions
    assert not question.can_be_answered


def test_a_class_that_vanished_is_kept_and_said_unless_the_list_is_the_schools() -> None:
    school = School(*FIRST, ("ROSE", "Noa", "2nde 5"))
    rows = FIRST[:3]
    assert school.plan(rows).missing == ("2nde 5",)
    assert not school.plan(rows).departures
    whole = school.plan(rows, whole=True)
    assert whole.missing == ()
    assert [one.family_name for one in whole.departures] == ["ROSE"]


def test_a_new_year_takes_everybody_along() -> None:
    school = School(*FIRST)
    camille = school.person("AUBÉPINE Camille")
    plan = school.imports(
        [("AUBÉPINE", "Camille", "1G2"), ("IRIS", "Lou", "1G2")], year="2027-2028"
    )
    assert len(plan.moves) == 2
    assert not plan.departures
    assert school.person("AUBÉPINE Camille").id == camille.id
    assert school.students("2027-2028") == {"1G2": ["AUBÉPINE Camille", "IRIS Lou"]}


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["IRIS", "ROSE", "Églantine"]),
        st.sampled_from(["Lou", "Noa"]),
        st.sampled_from(["2nde 3", "2nde 4", "1G2"]),
    ),
    max_size=8,
)


@given(
    first=ROWS,
    second=ROWS,
    same_name=st.sampled_from([SameName.SAME, SameName.DIFFERENT]),
    whole=st.booleans(),
)
def test_after_an_import_the_listed_classes_are_as_listed(
    *, first: list[Row], second: list[Row], same_name: SameName, whole: bool
) -> None:
    school = School()
    for rows in (first, second):
        plan = school.plan(rows, same_name, whole=whole)
        if not rows or plan.questions:
            return
        before = {person.id for person in _everybody(school)}
        school.imports(rows, same_name, whole=whole)
        assert before <= {person.id for person in _everybody(school)}, "nobody is deleted"
        covered = {row[2] for row in rows}
        found = {
            (*name.split(" "), label)
            for label, names in school.students().items()
            for name in names
            if label in covered
        }
        assert found == set(rows)
        assert school.plan(rows, same_name, whole=whole).changes_nothing


def _everybody(school: School) -> Sequence[Person]:
    with school.storage.read() as uow:
        return uow.people.students()
