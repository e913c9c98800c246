"""What a transcript takes as known, put in storage: who answers, about whom, what came before."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace

from apbot.channels.staging import known_facts, step_finder
from apbot.channels.transcript import Script
from apbot.clock import school_year
from apbot.conversation import Place
from apbot.library import Library
from apbot.placing import about_student, about_themselves, about_workshop, without_a_name
from dialogues.answers import Answer
from dialogues.definition import About, Address, Dialogue
from dialogues.facts import spoken_to
from dialogues.loader import SHIPPED, Catalogue
from dialogues.snapshot import Phase, Snapshot
from dialogues.yaml_source import read
from storage.records import (
    ClassGroup,
    Conversation,
    NewAnswer,
    Person,
    PersonKind,
    Role,
    RoleGrant,
    Strand,
    Workshop,
)
from storage.unit_of_work import UnitOfWork

SECRET = b"a secret of the tests"
STUDENT = Person("1" * 32, PersonKind.STUDENT, "Camille", "Dahlia", "c" * 32)
ADULT = Person("a" * 32, PersonKind.STAFF, "Camille", "Lauréole")
_STAGES = {
    "": (None, None),
    "seconde_gt": ("seconde", "general"),
    "seconde_pro": ("seconde", "pro"),
    "premiere": ("premiere", "general"),
    "terminale_gt": ("terminale", "general"),
    "terminale_pro": ("terminale", "pro"),
}
_PLAN = "organise_week"


def seed(uow: UnitOfWork, library: Library, script: Script) -> tuple[Person, Place]:
    """Everybody and everything that the transcript needs; who answers, and at which place."""
    at, dialogue = script.at, library.newest(script.dialogue).dialogue
    facts = known_facts(dialogue, script.facts, step_finder(dialogue, Catalogue()))
    _people(uow, next((f.value for f in script.facts if f.name == "stage"), ""), at)
    is_adult = spoken_to(dialogue, facts) is Address.ADULT
    person = ADULT if is_adult else STUDENT
    place = _place(uow, dialogue, at, is_adult=is_adult)
    _said_before(uow, library, dialogue, place, facts.values(), at - dt.timedelta(days=30))
    return person, place


def _people(uow: UnitOfWork, stage: str, at: dt.datetime) -> None:
    level, track = _STAGES[stage]
    group = ClassGroup("c" * 32, "2nde 3", level, track, school_year(at), telegram=True)
    uow.people.add_class(group)
    since = at - dt.timedelta(days=30)
    for person in (STUDENT, ADULT):
        uow.people.add(person, at=since)
    uow.people.grant(RoleGrant(ADULT.id, Role.OBSERVER, group.id, None, since, None))
    for number, option in enumerate(read(SHIPPED / "workshops.yaml").plain()["workshops"]):
        # The list of the catalogue, in its order, as rows that a coordination keeps.
        uow.workshops.add(
            Workshop(
                id=option["id"],
                name=option.get("short", option["label"]),
                strand=Strand.REMEDIATION,
                objective="",
                term=f"T{number}",
                school_year=school_year(at),
                facilitator_id=ADULT.id,
            )
        )


def _place(uow: UnitOfWork, dialogue: Dialogue, at: dt.datetime, *, is_adult: bool) -> Place:
    if dialogue.anonymous:
        return without_a_name(uow, SECRET, STUDENT, _PLAN, dialogue, at=at)
    if dialogue.about is About.WORKSHOP:
        return about_workshop(uow, ADULT, _PLAN, dialogue, occasion="T1")
    if is_adult:
        return about_student(uow, ADULT, STUDENT.id, dialogue, at=at)
    return about_themselves(STUDENT, dialogue, occasion="now")


def _said_before(  # noqa: PLR0917  # all of them differ
    uow: UnitOfWork,
    library: Library,
    dialogue: Dialogue,
    place: Place,
    facts: Iterable[Answer],
    before: dt.datetime,
) -> None:
    """Facts that an earlier conversation gave: sent before, with those answers."""
    for fact in facts:
        question = dialogue.recall[fact.question]
        name = question.partition(".")[0]
        if name not in Catalogue().ids:
            continue
        conversation = uow.conversations.find(place.respondent_id, place.subject_id, name, "before")
        if conversation is None:
            conversation = _sent(
                uow, library, replace(place, dialogue=name, occasion="before"), before
            )
        value = fact.value or fact.label
        answer = Answer(question, value, fact.label, fact.label, "wording")
        owner = conversation.owner_id
        uow.answers.append(NewAnswer(conversation.id, owner, 1, answer, before))


def _sent(uow: UnitOfWork, library: Library, place: Place, at: dt.datetime) -> Conversation:
    compiled = library.pin(uow, place.dialogue, at=at)
    over = replace(Snapshot(place.dialogue, compiled.dialogue.revision), phase=Phase.SUBMITTED)
    conversation = Conversation(
        id=f"before {place.dialogue}",
        respondent_id=place.respondent_id,
        subject_id=place.subject_id,
        dialogue=place.dialogue,
        revision=compiled.dialogue.revision,
        phase=Phase.SUBMITTED.value,
        snapshot=json.dumps(over.to_json()),
        version=1,
        started_at=at,
        updated_at=at,
        submitted_at=at,
        occasion=place.occasion,
    )
    uow.conversations.add(conversation)
    return conversation
