"""What an adult was asked, as they do it: a dialogue, a class, one student after another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from apbot.conversation import Place
from apbot.errors import NotAllowed
from apbot.library import Library
from apbot.openings import Offers, places_left
from apbot.placing import about_student, about_workshop
from apbot.sheets import class_label
from dialogues.definition import About
from storage.records import Person, SubjectKind
from storage.unit_of_work import UnitOfWork

from .offers import open_for


@dataclass(frozen=True, slots=True)
class Bundle:
    """The same dialogue about the students of one class, or about one workshop."""

    dialogue: str
    label: str
    """The class, or the workshop."""
    about_students: bool
    places: tuple[Place, ...]
    """What waits, the first to be done first."""
    closes_at: dt.datetime | None
    """The moment at which the first of them closes; None where nothing says."""


def asked_of(
    uow: UnitOfWork, library: Library, adult: Person, offers: Offers, *, at: dt.datetime
) -> tuple[Bundle, ...]:
    """What waits for this adult and they may answer now, the most urgent first."""
    closes = {
        (one.campaign.dialogue, one.assignment.subject_id, one.assignment.occasion): one.closes_at
        for one in open_for(uow, adult, at=at)
    }
    grouped: dict[tuple[str, str], list[Place]] = {}
    for place in places_left(uow, adult, offers, at=at):
        if may_answer(uow, library, adult, place, at=at):
            grouped.setdefault((place.dialogue, label_of(uow, place)), []).append(place)
    bundles = [
        Bundle(
            dialogue=dialogue,
            label=label,
            about_students=places[0].subject_kind is SubjectKind.PERSON,
            places=tuple(places),
            closes_at=_first(closes, places),
        )
        for (dialogue, label), places in grouped.items()
    ]
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return tuple(sorted(bundles, key=lambda one: (one.closes_at or never, one.label)))


def may_answer(
    uow: UnitOfWork, library: Library, adult: Person, place: Place, *, at: dt.datetime
) -> bool:
    """Whether their rights of this moment let them answer there."""
    dialogue = library.newest(place.dialogue).dialogue
    try:
        if dialogue.about is About.WORKSHOP:
            about_workshop(uow, adult, place.subject_id, dialogue)
        else:
            about_student(uow, adult, place.subject_id, dialogue, at=at)
    except NotAllowed:
        return False
    return place.respondent_id == adult.id


def label_of(uow: UnitOfWork, place: Place) -> str:
    """The class of the student it is about, or the name of the workshop."""
    if place.subject_kind is SubjectKind.WORKSHOP:
        workshop = uow.workshops.get(place.subject_id)
        return workshop.name if workshop else ""
    student = uow.people.get(place.subject_id)
    return class_label(uow, student) if student else ""


def _first(
    closes: dict[tuple[str, str, str], dt.datetime], places: Sequence[Place]
) -> dt.datetime | None:
    keys = ((place.dialogue, place.subject_id, place.occasion) for place in places)
    return min((closes[key] for key in keys if key in closes), default=None)
