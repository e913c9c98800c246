"""An adult types what a student answered aloud or on paper, in the student's own conversation.

What the student typed themselves is not shown to the adult, and not changed; what they sent is
closed. The adult sends nothing: the student reads everything again, corrects it, and sends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from dialogues import events as ev
from dialogues.answers import Answer, Source, Visibility
from dialogues.commands import Command, recognise
from dialogues.effects import Ask, Effect, Record
from dialogues.engine import present
from dialogues.snapshot import Phase
from storage.records import AuditEntry, Person
from storage.unit_of_work import UnitOfWork

from .access import Verb, may
from .conversation import Place, Standing, advance, open_conversation
from .library import Library
from .openings import Offers, places_left

SOURCES: Mapping[str, Source] = {"oral": Source.ORAL, "papier": Source.PAPER}
"""By the word that stands in the address."""
_ENTERED = frozenset(SOURCES.values())
_OF_THE_STUDENT = "Réponse de l'élève"
_KEPT = "…"
_TYPED = (
    *(ev.Acknowledged, ev.Resumed, ev.Said, ev.Pressed, ev.Confirmed, ev.Skipped),
    *(ev.WentBack, ev.Kept, ev.Edited),
)
"""What an adult may do here: neither send, share, stop nor erase."""


def enterable(
    uow: UnitOfWork,
    library: Library,
    adult: Person,
    student_id: str,
    offers: Offers,
    *,
    at: dt.datetime,
) -> tuple[Place, ...] | None:
    """Where answers of this student may be typed now; None, on record, for who may not."""
    student = uow.people.get(student_id)
    grants = uow.people.grants_of(adult.id, at=at)
    if student is None or not may(adult, grants, Verb.ENTER, student):
        uow.audit.add(AuditEntry(at, adult.id, "enter_answers", "student", student_id, "denied"))
        return None
    return tuple(
        place
        for place in places_left(uow, student, offers, at=at)
        if place.respondent_id == student.id
        and not library.newest(place.dialogue).dialogue.anonymous
    )


def look_to_enter(uow: UnitOfWork, library: Library, place: Place, *, at: dt.datetime) -> Standing:
    """What is to be typed next. A question that the student has answered is passed over."""
    standing = open_conversation(uow, library, place, at=at)
    at_question = standing.snapshot.at or ""
    if standing.snapshot.phase is not Phase.ASKING or not is_theirs(standing, at_question):
        return standing
    return advance(uow, standing, ev.Kept(at))


def enter(  # noqa: PLR0917  # all of them differ
    uow: UnitOfWork, library: Library, adult: Person, place: Place, event: ev.Event, source: Source
) -> Standing:
    """One message of the adult's, each answer with its source and a line of audit."""
    standing = look_to_enter(uow, library, place, at=event.at)
    if not _may_do(standing, event):
        effects = present(standing.compiled, standing.snapshot, standing.answers, standing.facts)
        return replace(standing, effects=effects)
    if isinstance(event, ev.Confirmed) and standing.snapshot.hidden:
        # What a correction hides may be the student's: it waits for them to decide.
        event = replace(event, yes=False)
    after = advance(uow, standing, event, source=source)
    if any(isinstance(effect, Record) for effect in after.effects):
        verb = f"enter_{source.value}"
        line = AuditEntry(event.at, adult.id, verb, "student", place.subject_id, "done")
        uow.audit.add(line)
    return after


def is_theirs(standing: Standing, question: str) -> bool:
    """The student answered it themselves, or keeps it from the adults."""
    answer = standing.answers.get(question)
    if answer is None:
        return False
    return answer.source not in _ENTERED or answer.visibility is not Visibility.SHARED


def can_go_back(standing: Standing) -> bool:
    route, at = standing.compiled.route, standing.snapshot.at
    previous = route.previous_question(standing.known, at)
    return previous is not None and not is_theirs(standing, previous.id)


def as_entered(standing: Standing) -> Standing:
    """The same with the words of the student's own answers taken out, wherever they stand."""
    answers = {key: _masked(standing, answer) for key, answer in standing.answers.items()}
    facts = {
        key: one if one.visibility is Visibility.SHARED else replace(one, raw="", label=_KEPT)
        for key, one in standing.facts.items()
    }
    effects = tuple(_without_words(standing, effect) for effect in standing.effects)
    return replace(standing, answers=answers, facts=facts, effects=effects)


def _may_do(standing: Standing, event: ev.Event) -> bool:
    match event:
        case ev.Said(text=text):
            return recognise(text) in {None, Command.SKIP} and not standing.snapshot.hidden
        case ev.WentBack():
            return can_go_back(standing)
        case ev.Edited(question=question):
            return not is_theirs(standing, question)
        case _:
            return isinstance(event, _TYPED)


def _masked(standing: Standing, answer: Answer) -> Answer:
    if not is_theirs(standing, answer.question) or answer.skipped:
        return answer
    return replace(answer, raw="", label=_OF_THE_STUDENT)


def _without_words(standing: Standing, effect: Effect) -> Effect:
    if not isinstance(effect, Ask):
        return effect
    theirs = is_theirs(standing, effect.step.id)
    return replace(effect, current=None if theirs else effect.current, proposal=None)
