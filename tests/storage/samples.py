"""What the tests of storage store: a class of two, a referent, one dialogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from dialogues.answers import Answer
from storage.records import (
    Browser,
    ClassGroup,
    Conversation,
    Link,
    NewAnswer,
    NewInbound,
    Person,
    PersonKind,
    Revision,
    Role,
    RoleGrant,
)
from storage.unit_of_work import Storage, UnitOfWork

AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

GROUP = ClassGroup(id="c1", label="2nde 3", level="2nde", track=None, school_year="2026-2027")
LINA = Person("lina", PersonKind.STUDENT, "Lina", "Durand", "c1")
NOE = Person("noe", PersonKind.STUDENT, "Noé", "Éluard", "c1")
REFERENT = Person("ref", PersonKind.STAFF, "Camille", "Martin")
REVISION = Revision("r1", "welcome", "steps: []", AT)
LINK = Link("link-hash", "lina", AT, expires_at=AT + DAY)
BROWSER = Browser("browser-hash", "lina", AT, expires_at=AT + DAY)
CONVERSATION = Conversation(
    id="conv",
    respondent_id="lina",
    subject_id="lina",
    dialogue="welcome",
    revision="r1",
    phase="asking",
    snapshot='{"at": "welcome.first_weeks"}',
    version=1,
    started_at=AT,
    updated_at=AT,
)
INBOUND = NewInbound("telegram", "7", "chat", '{"update_id":7}', AT)
FIRST_WEEKS = Answer("welcome.first_weeks", "hard", "1", "Difficilement", "w1")


def fill(uow: UnitOfWork) -> None:
    """The class, its people, the dialogue and one conversation; not committed."""
    uow.people.add_class(GROUP)
    for person in (LINA, NOE, REFERENT):
        uow.people.add(person, at=AT)
    uow.revisions.add(REVISION)
    uow.conversations.add(CONVERSATION)


def filled(storage: Storage) -> Storage:
    with storage.write() as uow:
        fill(uow)
        uow.commit()
    return storage


def new_answer(answer: Answer = FIRST_WEEKS, **changes: Any) -> NewAnswer:
    given = NewAnswer("conv", "lina", 1, answer, AT)
    return replace(given, **changes)


def grant(**changes: Any) -> RoleGrant:
    return replace(RoleGrant("ref", Role.REFERENT, "c1", None, AT, None), **changes)
