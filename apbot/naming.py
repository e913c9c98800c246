"""The names that the texts of a conversation fill in: who answers, about whom, who reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from dialogues.facts import labels, spoken_to
from storage.records import Person, SubjectKind
from storage.unit_of_work import UnitOfWork

from .conversation import Standing
from .school import School
from .sheets import referent_of
from .telling import values_for
from .wording import Words


class Named(Mapping[str, str]):
    """Looked up when a text names somebody: few questions do."""

    def __init__(self, look_up: Callable[[], Mapping[str, str]]) -> None:
        self._look_up = look_up

    @cached_property
    def _found(self) -> Mapping[str, str]:
        return self._look_up()

    def __getitem__(self, name: str) -> str:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def names_for(
    uow: UnitOfWork, standing: Standing, respondent: Person, school: School, *, at: dt.datetime
) -> dict[str, str]:
    """A value for each placeholder, by its name; ``respondent`` even where they stay nameless."""
    dialogue = standing.compiled.dialogue
    conversation = standing.conversation
    about_person = conversation.subject_kind is SubjectKind.PERSON
    subject = uow.people.get(conversation.subject_id) if about_person else None
    address = spoken_to(dialogue, standing.facts, school.address)
    referent = referent_of(uow, subject or respondent, at=at)
    return values_for(
        dialogue,
        referent=f"{referent.given_name} {referent.family_name}"
        if referent
        else Words(address).referent,
        given_name=respondent.given_name,
        school=school.name,
        dpo=school.dpo,
        contacts=school.whom_to_see,
        subject=short_name(subject) if subject else _workshop_name(uow, conversation.subject_id),
    ) | labels(standing.facts)


def short_name(person: Person) -> str:
    """ "Lina D."."""
    return f"{person.given_name} {person.family_name[:1]}."


def _workshop_name(uow: UnitOfWork, workshop_id: str) -> str:
    workshop = uow.workshops.get(workshop_id)
    return workshop.name if workshop else ""
