"""Six students and the workshop they review, for the tests of anonymity."""

from __future__ import annotations

from apbot.conversation import Place, Standing, handle
from apbot.placing import without_a_name
from dialogues import events as ev
from dialogues.effects import Ask, ShowReview
from storage.records import (
    ClassGroup,
    Person,
    PersonKind,
    Strand,
    Workshop,
)
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool

SECRET = b"a secret of the tests"
PLAN = Workshop("e" * 32, "Organiser sa semaine", Strand.REMEDIATION, "", "T1", "2026-2027")
REVIEW = "workshop_review"


def six_students(school: SmallSchool) -> list[Person]:
    """And the workshop they attend."""
    group = ClassGroup("f" * 32, "2nde 5", "seconde", "general", "2026-2027")
    people = [
        Person(f"{n:x}" * 32, PersonKind.STUDENT, f"Prénom{n}", "Nom", group.id)
        for n in range(4, 10)
    ]
    with school.storage.write() as uow:
        uow.workshops.add(PLAN)
        uow.people.add_class(group)
        for person in people:
            uow.people.add(person, at=school.clock())
        uow.commit()
    return people


def place_for(uow: UnitOfWork, school: SmallSchool, student: Person) -> Place:
    dialogue = school.library.newest(REVIEW).dialogue
    return without_a_name(uow, SECRET, student, PLAN.id, dialogue, at=school.clock())


GOAL, LEVEL = "workshop_review.goal", "workshop_review.level"


def answer_and_send(
    school: SmallSchool, student: Person, option: int = 0, *, only: str | None = None
) -> Standing:
    """The same option to every question, or to the one; the others are passed over."""
    at = school.clock()
    with school.storage.write() as uow:
        place = place_for(uow, school, student)
        standing = handle(uow, school.library, place, ev.Acknowledged(at))
        while not any(isinstance(effect, ShowReview) for effect in standing.effects):
            ask = next(effect for effect in standing.effects if isinstance(effect, Ask))
            chosen = ask.step.options[min(option, len(ask.step.options) - 1)].id
            passed = only is not None and ask.step.id != only
            event = ev.Skipped(at) if passed else ev.Pressed(at, (chosen,))
            standing = handle(uow, school.library, place, event)
        standing = handle(uow, school.library, place, ev.Submitted(at))
        uow.commit()
    return standing
