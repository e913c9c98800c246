"""What is counted of anonymous answers: by question and wording, five at a time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from apbot.anonymity import LEAST_SHOWN, Counted, counted, set_apart
from apbot.conversation import Place, handle
from apbot.library import Library
from apbot.placing import without_a_name
from dialogues import events as ev
from dialogues.answers import Answer, Visibility
from storage.records import (
    AnonymousAnswer,
    Person,
    PersonKind,
)
from storage.unit_of_work import UnitOfWork
from tests.apbot.essay import writer
from tests.apbot.reviews import (
    GOAL,
    LEVEL,
    PLAN,
    REVIEW,
    SECRET,
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


HIDING = """\
dialogue: essay
title: Essai
about: workshop
ANONYMOUS
intro: Bonjour.
closing: Merci.
notice: {version: "1", text: Voici.}
steps:
  - {id: essay.came, type: yes_no, ask: Venu ?, topic: Venue}
  - id: essay.liked
    type: yes_no
    when: essay.came == 'yes'
    when_hidden: keep
    ask: Plu ?
    topic: Avis
  - {id: essay.end, type: yes_no, ask: Fini ?, topic: Fin}
"""


def corrected_and_sent(uow: UnitOfWork, library: Library, place: Place, at: dt.datetime) -> None:
    """Everything answered, then the first answer corrected so that the second only waits."""
    events: tuple[ev.Event, ...] = (
        ev.Acknowledged(at),
        *[ev.Pressed(at, ("yes",))] * 3,
        ev.Edited(at, "essay.came"),
        ev.Pressed(at, ("no",)),
    )
    standing = [handle(uow, library, place, event) for event in events][-1]
    assert "essay.liked" in standing.answers
    assert "essay.liked" not in standing.on_path
    handle(uow, library, place, ev.Submitted(at))


def test_what_only_waits_is_neither_counted_nor_recalled(
    school: SmallSchool, class_of: list[Person], tmp_path: Path
) -> None:
    write = writer(tmp_path)
    nobodys = write(HIDING.replace("ANONYMOUS", "anonymous: true"))
    review = nobodys.newest("essay").dialogue
    with school.storage.write() as uow:
        place = without_a_name(uow, SECRET, class_of[0], PLAN.id, review, at=school.clock())
        corrected_and_sent(uow, nobodys, place, school.clock())
        found = {one.question for one in uow.workshops.responses(PLAN.id, "essay")}
    assert found == {"essay.came", "essay.end"}

    somebodys = write(HIDING.replace("ANONYMOUS", "").replace("workshop", "self"))
    mine = Place(class_of[0].id, class_of[0].id, "essay")
    with school.storage.write() as uow:
        corrected_and_sent(uow, somebodys, mine, school.clock())
        last = uow.conversations.last_sent(mine.respondent_id, mine.subject_id, "essay")
        assert last is not None
        assert set(uow.answers.current(last.id)) == {"essay.came", "essay.end"}


def test_what_was_kept_for_oneself_is_not_counted(
    school: SmallSchool, class_of: list[Person]
) -> None:
    conversation = answer_and_send(school, class_of[0]).conversation
    answers = {
        key: Answer(key, 1, "", "", "w", visibility)
        for key, visibility in (("a", Visibility.MINE), ("b", Visibility.SHARED))
    }
    with school.storage.write() as uow:
        set_apart(uow, conversation, answers)
        found = [one.question for one in uow.workshops.responses(PLAN.id, REVIEW)]
    assert "a" not in found
    assert "b" in found
