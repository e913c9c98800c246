"""Who reads which sheet, and what is written down about it."""

from __future__ import annotations

import datetime as dt

import pytest

from apbot.errors import NotAllowed
from apbot.roster import classes_of
from apbot.sheets import read_sheet, referent_of
from storage.records import Person, Role, RoleGrant
from tests.apbot.school import SmallSchool


def read(school: SmallSchool, adult: Person, student: Person) -> Person:
    with school.storage.write() as uow:
        try:
            found, _, _ = read_sheet(uow, school.library, adult, student.id, at=school.clock())
        finally:
            uow.commit()
    return found


def test_a_referent_reads_what_their_student_sent(school: SmallSchool) -> None:
    school.send(school.sacha)

    assert read(school, school.laureole, school.sacha) == school.sacha


@pytest.mark.parametrize("stop", ["", "welcome.plan"], ids=["at review", "under way"])
def test_nobody_reads_what_was_not_sent(school: SmallSchool, stop: str) -> None:
    school.bring(school.sacha, to=stop)

    with pytest.raises(NotAllowed):
        read(school, school.laureole, school.sacha)


def test_the_refusals_are_the_same_and_all_on_record(school: SmallSchool) -> None:
    school.send(school.robin)
    refused = []
    for student in (school.robin, school.noa, school.laureole):
        with pytest.raises(NotAllowed) as raised:
            read(school, school.laureole, student)
        refused.append(str(raised.value))

        assert school.audit("student", student.id) == [(school.laureole.id, "read_sheet", "denied")]
    assert len(set(refused)) == 1


def test_the_referent_of_one_student_comes_before_nobody(school: SmallSchool) -> None:
    now = school.clock()
    own = RoleGrant(school.garance.id, Role.REFERENT, None, school.sacha.id, now, None)
    with school.storage.read() as uow:
        assert referent_of(uow, school.sacha, at=now) == school.laureole
        assert referent_of(uow, school.sacha, at=now - dt.timedelta(days=60)) is None
    school.grant(own)

    with school.storage.read() as uow:
        assert referent_of(uow, school.sacha, at=now) in {school.garance, school.laureole}


def test_each_adult_sees_their_own_classes(school: SmallSchool) -> None:
    with school.storage.read() as uow:
        lists = classes_of(uow, school.laureole, at=school.clock())
        later = classes_of(uow, school.laureole, at=school.clock() - dt.timedelta(days=60))

    assert [one.group.label for one in lists] == ["2nde 3"]
    assert [entry.student for entry in lists[0].entries] == [school.sacha, school.noa]
    assert later == ()


def test_a_list_without_the_right_to_read_offers_no_sheet(school: SmallSchool) -> None:
    school.send(school.sacha)
    here, now = school.sacha.class_id, school.clock()
    school.grant(RoleGrant(school.garance.id, Role.OBSERVER, here, None, now, None))

    with school.storage.read() as uow:
        seen = classes_of(uow, school.garance, at=now)

    entries = [entry for one in seen for entry in one.entries if entry.student == school.sacha]
    assert [(entry.sheet_ready, entry.can_reopen) for entry in entries] == [(False, False)]
