"""What is counted of anonymous answers: by question and wording, five at a time."""

from __future__ import annotations

import pytest

from apbot.anonymity import LEAST_SHOWN, Counted, counted
from storage.records import (
    AnonymousAnswer,
    Person,
    PersonKind,
)
from tests.apbot.reviews import (
    GOAL,
    LEVEL,
    PLAN,
    REVIEW,
    answer_and_send,
    six_students,
)
from tests.apbot.school import SmallSchool


@pytest.fixture
def class_of(school: SmallSchool) -> list[Person]:
    """Six students and the workshop they attend."""
    return six_students(school)


def shown(school: SmallSchool) -> dict[str, Counted]:
    with school.storage.read() as uow:
        return {one.question: one for one in counted(uow, PLAN.id, REVIEW)}


def test_nothing_is_shown_under_five_answers(school: SmallSchool, class_of: list[Person]) -> None:
    for student in class_of[: LEAST_SHOWN - 1]:
        answer_and_send(school, student)
    assert shown(school) == {}

    answer_and_send(school, class_of[LEAST_SHOWN - 1], option=2)

    assert len(shown(school)) == 6
    goal = shown(school)[GOAL]
    assert goal.answers == LEAST_SHOWN
    assert sorted(goal.chosen.values()) == [1, LEAST_SHOWN - 1]


def test_five_answer_each_question_that_is_shown(
    school: SmallSchool, class_of: list[Person]
) -> None:
    """Four pass over everything but the level: the goal that the fifth told is theirs alone."""
    for student in class_of[: LEAST_SHOWN - 1]:
        answer_and_send(school, student, only=LEVEL)
    answer_and_send(school, class_of[LEAST_SHOWN - 1])

    assert list(shown(school)) == [LEVEL]


def test_whoever_passed_over_everything_counts_for_nothing(
    school: SmallSchool, class_of: list[Person]
) -> None:
    for student in class_of[: LEAST_SHOWN - 1]:
        answer_and_send(school, student)
    answer_and_send(school, class_of[LEAST_SHOWN - 1], only="none")

    assert shown(school) == {}


def test_what_was_read_before_never_leaves_fewer_than_five(
    school: SmallSchool, class_of: list[Person]
) -> None:
    for student in class_of[:LEAST_SHOWN]:
        answer_and_send(school, student)
    before = shown(school)

    answer_and_send(school, class_of[LEAST_SHOWN], option=2)
    assert shown(school) == before

    for number in range(LEAST_SHOWN - 1):
        answer_and_send(school, one_more(school, number), only=GOAL)
    after = shown(school)
    assert after[GOAL].answers == 2 * LEAST_SHOWN
    assert {**after, GOAL: before[GOAL]} == before


def one_more(school: SmallSchool, number: int) -> Person:
    person = Person(f"more-{number}", PersonKind.STUDENT, "Prénom", "Nom", "f" * 32)
    with school.storage.write() as uow:
        uow.people.add(person, at=school.clock())
        uow.commit()
    return person


def test_another_wording_is_another_count(school: SmallSchool, class_of: list[Person]) -> None:
    revision = answer_and_send(school, class_of[0]).conversation.revision
    with school.storage.write() as uow:
        for number in range(2 * LEAST_SHOWN - 2):
            wording = ("old", "new")[number % 2]
            one = AnonymousAnswer(
                f"id{number}", PLAN.id, REVIEW, revision, GOAL, wording, str(number % 2), shown=True
            )
            uow.workshops.respond([one])
        found = counted(uow, PLAN.id, REVIEW)

    assert [(one.wording, one.chosen) for one in found] == [
        ("new", {1: LEAST_SHOWN - 1}),
        ("old", {0: LEAST_SHOWN - 1}),
    ]


def test_answers_to_two_wordings_do_not_make_five_together(
    school: SmallSchool, class_of: list[Person]
) -> None:
    revision = answer_and_send(school, class_of[0]).conversation.revision
    with school.storage.write() as uow:
        for number in range(LEAST_SHOWN - 2):
            one = AnonymousAnswer(f"id{number}", PLAN.id, REVIEW, revision, GOAL, "another", "1")
            uow.workshops.respond([one])
        uow.commit()
    answer_and_send(school, class_of[1])

    assert shown(school) == {}


def test_two_answers_of_one_person_are_apart(school: SmallSchool, class_of: list[Person]) -> None:
    answer_and_send(school, class_of[0])

    with school.storage.read() as uow:
        found = uow.workshops.responses(PLAN.id, REVIEW)
    assert len(found) == len({one.id for one in found}) == 6
