"""The class of the demonstration: people who cannot exist, answers that could."""

from __future__ import annotations

import pytest

from apbot.fictitious import make_class
from apbot.library import Library
from dialogues.snapshot import Phase
from storage.unit_of_work import Storage
from tests.apbot.school import place_of
from tests.clock import FakeClock

pytestmark = pytest.mark.parametrize("storage", ["memory"], indirect=True)


def test_twenty_have_answered_and_four_wait(
    storage: Storage, library: Library, clock: FakeClock
) -> None:
    with storage.write() as uow:
        school = make_class(uow, library, now=clock())
        people = [*school.answered, *school.waiting]
        found = [uow.conversations.find(p.id, p.id, "welcome") for p in people]
        uow.commit()

    assert (len(school.answered), len(school.waiting)) == (20, 4)
    assert len({(person.given_name, person.family_name) for person in people}) == 24
    assert [kept.phase for kept in found if kept] == [Phase.SUBMITTED] * 20
    assert [kept.submitted_at <= clock() for kept in found if kept and kept.submitted_at] == (
        [True] * 20
    )


def test_the_profiles_are_varied_and_the_same_seed_makes_the_same_class(
    storage: Storage, library: Library, clock: FakeClock
) -> None:
    made = []
    for seed in (1, 1, 2):
        with storage.write() as uow:
            school = make_class(uow, library, students=9, answering=8, now=clock(), seed=seed)
            answers = []
            for student in school.answered:
                place = place_of(student)
                kept = uow.conversations.find(place.respondent_id, place.subject_id, place.dialogue)
                assert kept is not None
                values = uow.answers.current(kept.id)
                answers.append(tuple((key, values[key].value) for key in sorted(values)))
        made.append(answers)

    assert made[0] == made[1] != made[2]
    assert len(set(made[0])) == 8
