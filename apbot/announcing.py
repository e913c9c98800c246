"""That a sheet is ready, told to whoever may read it: rows of the outbox, added with what was sent.

A row names who is told and about whom, and holds no word of anybody. What is said is decided when
it goes out (``to_tell``): a right that was withdrawn meanwhile tells nothing, and what became
ready in the meantime goes in one message.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogues.snapshot import Phase
from storage.records import (
    AuditEntry,
    Conversation,
    Delivery,
    NewOutgoing,
    Person,
)
from storage.unit_of_work import UnitOfWork

from .access import MATRIX, Verb, may
from .reaching import Route, route_of
from .roster import DIALOGUE, classes_of

READY = "ready"
"""The kind of such a row."""
TOLD = "tell_ready"
"""In the audit trail: this adult was told that this student's sheet is ready."""
_KNOWS = frozenset({(TOLD, "done"), ("read_sheet", "read")})
_READERS = tuple(role for role, verbs in MATRIX.items() if Verb.READ_SHEET in verbs)


@dataclass(frozen=True, slots=True)
class About:
    """What a row of the outbox is for: an adult, about a student."""

    adult_id: str
    student_id: str

    def to_json(self) -> dict[str, str]:
        return {"adult": self.adult_id, "student": self.student_id}

    @classmethod
    def from_payload(cls, payload: str) -> About:
        body = json.loads(payload)["body"]
        return cls(body["adult"], body["student"])


@dataclass(frozen=True, slots=True)
class Ready:
    """A sheet that somebody has not been told of."""

    student: Person
    class_label: str


def announce(uow: UnitOfWork, conversation: Conversation, *, at: dt.datetime) -> None:
    """To be called in the transaction that stores what the student sent."""
    if conversation.dialogue != DIALOGUE:
        return
    student = uow.people.get(conversation.subject_id)
    if student is None:
        return
    uow.outbox.add(
        [
            _row(route, About(adult.id, student.id), conversation, at=at)
            for adult, route in _readers(uow, student, at=at)
        ]
    )


def _readers(
    uow: UnitOfWork, student: Person, *, at: dt.datetime
) -> Iterator[tuple[Person, Route]]:
    """The adults who may read this student's sheet and can be reached, each once."""
    readers: dict[str, Person] = {}
    for role in _READERS:
        found = uow.people.staff_with(
            role.value, class_id=student.class_id, student_id=student.id, at=at
        )
        readers.update((adult.id, adult) for adult in found)
    for adult in readers.values():
        route = route_of(uow, adult)
        grants = uow.people.grants_of(adult.id, at=at)
        if route is not None and may(adult, grants, Verb.READ_SHEET, student):
            yield adult, route


def _row(route: Route, about: About, conversation: Conversation, *, at: dt.datetime) -> NewOutgoing:
    return NewOutgoing(
        # Sent again after it was erased and begun anew: another version, another announcement.
        dedupe_key=f"{READY}:{conversation.id}:{conversation.version}:{about.adult_id}",
        channel=route.channel,
        chat_key=route.key,
        kind=READY,
        payload=json.dumps({"method": READY, "body": about.to_json()}),
        delivery=Delivery.AT_LEAST_ONCE,
        created_at=at,
        priority=1,
    )


def to_tell(uow: UnitOfWork, about: About, *, at: dt.datetime) -> tuple[Ready, ...]:
    """The sheets to tell this adult of now; none where this one is not to be told of any more.

    It is not where they may not read it now (which the audit trail keeps), where it is not there
    any more, or where they read it or were told of it already, with others.
    """
    adult, student = uow.people.get(about.adult_id), uow.people.get(about.student_id)
    if adult is None or student is None:
        return ()
    grants = uow.people.grants_of(adult.id, at=at)
    if not may(adult, grants, Verb.READ_SHEET, student):
        uow.audit.add(AuditEntry(at, adult.id, TOLD, "student", student.id, "denied"))
        return ()
    if not _is_new(uow, adult, uow.conversations.find(student.id, student.id, DIALOGUE)):
        return ()
    group = uow.people.get_class(student.class_id) if student.class_id else None
    others = [one for one in _new_ones(uow, adult, at=at) if one.student.id != student.id]
    return (Ready(student, group.label if group else ""), *others)


def told(uow: UnitOfWork, adult_id: str, ready: Sequence[Ready], *, at: dt.datetime) -> None:
    """They have been told of these: it is in the audit trail, and not said again."""
    for one in ready:
        uow.audit.add(AuditEntry(at, adult_id, TOLD, "student", one.student.id, "done"))


def _new_ones(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> Iterator[Ready]:
    for one in classes_of(uow, adult, at=at):
        for entry in one.entries:
            if entry.sheet_ready and _is_new(uow, adult, entry.conversation):
                yield Ready(entry.student, one.group.label)


def _is_new(uow: UnitOfWork, adult: Person, conversation: Conversation | None) -> bool:
    """It was sent, and this adult has neither read it nor been told of it since."""
    since = conversation.submitted_at if conversation else None
    if conversation is None or since is None or conversation.phase != Phase.SUBMITTED.value:
        return False
    return not any(
        line.actor_id == adult.id and (line.verb, line.outcome) in _KNOWS and line.at >= since
        for line in uow.audit.about("student", conversation.subject_id)
    )


def sentence(labels: Sequence[str], count: int) -> str:
    """On the lock screen of a phone: nobody's name. ``labels``: the classes, each once."""
    of = " et ".join(f"de {label}" for label in labels if label)
    of = f" {of}" if of else ""
    if count == 1:
        return f"Une synthèse est prête pour votre élève{of}."
    return f"{count} synthèses sont prêtes pour vos élèves{of}."
