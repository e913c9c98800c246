"""What crosses the border of this package: frozen values, never rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from dialogues.answers import Answer

from .queued import (
    Answered,
    Delivery,
    Inbound,
    InState,
    Letter,
    NewInbound,
    NewOutgoing,
    Outgoing,
    OutState,
    QueueState,
    Shown,
    TelegramAccount,
)

__all__ = [
    "AnonymousAnswer",
    "Answered",
    "AuditEntry",
    "Browser",
    "ClassGroup",
    "Conversation",
    "Delivery",
    "InState",
    "Inbound",
    "Letter",
    "Link",
    "NewAnswer",
    "NewInbound",
    "NewOutgoing",
    "OutState",
    "Outgoing",
    "Person",
    "PersonKind",
    "QueueState",
    "Revision",
    "Role",
    "RoleGrant",
    "Shown",
    "StoredAnswer",
    "Strand",
    "SubjectKind",
    "TelegramAccount",
    "Workshop",
]


class Role(StrEnum):
    """Who an adult is for a class, a workshop or the school (glossary, ``domain.md`` 6)."""

    REFERENT = "referent"
    HOMEROOM_TEACHER = "homeroom_teacher"
    OBSERVER = "observer"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    CPE = "cpe"
    PSYEN = "psyen"
    NURSE = "nurse"
    SOCIAL_WORKER = "social_worker"
    LIBRARIAN_TEACHER = "librarian_teacher"
    HEAD = "head"
    IT = "it"


class PersonKind(StrEnum):
    STUDENT = "student"
    STAFF = "staff"
    PSEUDONYM = "pseudonym"
    """Stands for a student in one anonymous dialogue; nothing stored says for whom."""


class SubjectKind(StrEnum):
    """What the answers of a conversation are about."""

    PERSON = "person"
    WORKSHOP = "workshop"


class Strand(StrEnum):
    """The four strands of AP (glossary, ``domain.md`` 6)."""

    ORIENTATION = "orientation"
    REMEDIATION = "remediation"
    ENRICHMENT = "enrichment"
    PERSONAL_DEVELOPMENT = "personal_development"


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    """Random, 32 hexadecimal digits; never guessable."""
    kind: PersonKind
    given_name: str
    family_name: str
    class_id: str | None = None
    """The class of a student; staff have roles instead."""
    left_at: dt.datetime | None = None
    """When they were no more on the school's list; what they answered is kept as long as ever."""
    email: str = ""
    """Where an adult may be written to; empty: nowhere."""


@dataclass(frozen=True, slots=True)
class ClassGroup:
    id: str
    label: str
    """As the school writes it: "2nde 3"."""
    level: str | None
    track: str | None
    school_year: str
    telegram: bool = False
    """Its students may answer on Telegram: the school allowed it."""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A right is a row with dates: ``role`` over a class, one student, or (neither) the school."""

    person_id: str
    role: Role
    class_id: str | None
    student_id: str | None
    starts_at: dt.datetime
    ends_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """A personal link. Its token is known by its hash alone."""

    token_hash: str
    person_id: str
    created_at: dt.datetime
    expires_at: dt.datetime | None = None
    claimed_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    channel: str = "web"
    """Where it leads: "web" or "telegram"."""
    code_hash: str | None = None
    """Keyed hash of the short code that opens the same door, where there is one."""
    code_open_until: dt.datetime | None = None
    """Until when the code works; it does not before an adult opens it."""
    first_claimed_at: dt.datetime | None = None
    """When somebody first took it; opening it again does not undo that."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A signed-in browser; its cookie's token is known by its hash alone."""

    token_hash: str
    person_id: str
    created_at: dt.datetime
    expires_at: dt.datetime
    seen_at: dt.datetime | None = None
    """When it last did something, where that is watched."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The text of a dialogue as it was used, so that it can go on and be read years later."""

    hash: str
    dialogue: str
    content: str
    first_used_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Workshop:
    """An AP workshop of one term. What it is for is counted; who attends is not in it."""

    id: str
    name: str
    """As students read it: "Organiser sa semaine"."""
    strand: Strand
    objective: str
    """In one sentence; may be empty."""
    term: str
    """As the school counts: "T1", "S2"."""
    school_year: str
    facilitator_id: str | None = None


@dataclass(frozen=True, slots=True)
class AnonymousAnswer:
    """One answer of somebody's, once nothing links it to them or to their other answers."""

    id: str
    """Random: no order says who, when, or together with what."""
    workshop_id: str
    dialogue: str
    revision: str
    """A text that has the question as it was put."""
    question: str
    wording: str
    """Hash of the question as it was put."""
    value: str
    """JSON text."""
    shown: bool = False
    """Among those that are counted for readers; the others wait for company."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who answers, whom or what it is about, which dialogue and which time: four things."""

    id: str
    respondent_id: str
    subject_id: str
    """A person, or a workshop (``subject_kind``); the respondent where it is about themselves."""
    dialogue: str
    revision: str
    phase: str
    snapshot: str
    """JSON text of the engine's snapshot."""
    version: int
    """Goes up by one with every save; a save of an older version is refused."""
    started_at: dt.datetime
    updated_at: dt.datetime
    submitted_at: dt.datetime | None = None
    purged_after: dt.datetime | None = None
    subject_kind: SubjectKind = SubjectKind.PERSON
    occasion: str = ""
    """Which time a dialogue that comes back is meant: "2026-11-05"; empty where it comes once."""

    @property
    def owner_id(self) -> str:
        """Whose data key seals the answers: whoever they are about, if that is a person."""
        is_person = self.subject_kind is SubjectKind.PERSON
        return self.subject_id if is_person else self.respondent_id


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One revision of one answer, to be appended."""

    conversation_id: str
    person_id: str
    """Whose data key seals it (``Conversation.owner_id``)."""
    prompt: int
    answer: Answer
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A revision as stored: current until something supersedes it."""

    id: int
    conversation_id: str
    prompt: int
    answer: Answer
    supersedes: int | None
    at: dt.datetime
    superseded_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which object; never any content."""

    at: dt.datetime
    actor_id: str
    verb: str
    object_kind: str
    object_id: str
    outcome: str
