"""One transaction: what a storage promises. SQL and memory keep the same promises.

Leaving the block without ``commit()`` rolls everything back. ``savepoint()`` does the same for a
part, so that one conversation's failure spoils no other in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from dialogues.answers import Answer

from .records import (
    AnonymousResponse,
    AuditEntry,
    Browser,
    ClassGroup,
    Conversation,
    InboxEntry,
    Link,
    NewAnswer,
    Person,
    Revision,
    RoleGrant,
    StoredAnswer,
    Workshop,
)


class People(Protocol):
    """Persons, classes and the rights of adults."""

    def add(self, person: Person, *, at: dt.datetime) -> None:
        """Store a person and make their data key."""

    def get(self, person_id: str) -> Person | None: ...

    def add_class(self, group: ClassGroup) -> None: ...

    def get_class(self, class_id: str) -> ClassGroup | None: ...

    def grant(self, grant: RoleGrant) -> None: ...

    def grants_of(self, person_id: str, *, at: dt.datetime) -> Sequence[RoleGrant]:
        """The rights in force at that moment."""

    def students_of_class(self, class_id: str) -> Sequence[Person]: ...

    def remove(self, person_id: str) -> None:
        """Delete somebody and their data key; what it sealed can never be read again.

        ``UnknownReference`` while anything stored still points at them.
        """

    def staff_with(
        self, role: str, *, class_id: str | None, student_id: str | None, at: dt.datetime
    ) -> Sequence[Person]:
        """Adults holding that role over the class or the student at that moment."""


class Workshops(Protocol):
    """AP workshops, and what was answered about them by nobody in particular."""

    def add(self, workshop: Workshop) -> None: ...

    def get(self, workshop_id: str) -> Workshop | None: ...

    def of_year(self, school_year: str) -> Sequence[Workshop]:
        """By term, then by name."""

    def respond(self, response: AnonymousResponse) -> None: ...

    def responses(self, workshop_id: str, dialogue: str) -> Sequence[AnonymousResponse]:
        """In the order of their random ids, which says nothing of who or when."""


class Links(Protocol):
    """Personal links and the browsers they signed in."""

    def add(self, link: Link) -> None: ...

    def get(self, token_hash: str) -> Link | None: ...

    def claim(self, token_hash: str, *, at: dt.datetime) -> bool:
        """Mark the link as taken; False if somebody was first, or it is revoked or expired."""

    def reopen(self, person_id: str, *, until: dt.datetime) -> None:
        """Their links taken or over, not revoked, may be claimed before ``until``, once each.

        A link nobody has opened yet keeps its own time.

        Every browser of theirs is signed out: whoever had the old one sees nothing more.
        """

    def add_browser(self, browser: Browser) -> None: ...

    def browser(self, token_hash: str, *, at: dt.datetime) -> Browser | None:
        """The browser, unless its time is over."""

    def sign_out(self, token_hash: str) -> None: ...


class Conversations(Protocol):
    def add(self, conversation: Conversation) -> None: ...

    def get(self, conversation_id: str) -> Conversation | None: ...

    def find(
        self, respondent_id: str, subject_id: str, dialogue: str, occasion: str = ""
    ) -> Conversation | None: ...

    def last_sent(self, respondent_id: str, subject_id: str, dialogue: str) -> Conversation | None:
        """The one sent last, whatever the occasion."""

    def save(self, conversation: Conversation) -> Conversation:
        """Store with version + 1; ``StaleConversation`` if this version is not the stored one."""

    def of_subjects(self, subject_ids: Sequence[str], dialogue: str) -> Mapping[str, Conversation]:
        """By subject id, for lists of students; two statements at most, whatever the number."""

    def unfinished(self, dialogue: str) -> Sequence[Conversation]:
        """Those neither sent nor expired, in the order they were begun."""

    def due(self, at: dt.datetime) -> Sequence[str]:
        """Ids of the conversations whose time to be kept is over at that moment."""

    def remove(self, conversation_id: str) -> None:
        """Delete it; its answers are to be erased first."""


class AnswerLog(Protocol):
    """Append-only: nothing is changed but the mark that a revision is superseded."""

    def append(self, new: NewAnswer) -> StoredAnswer:
        """Add a revision; the current one of that question is superseded; ``revision`` is set."""

    def supersede(self, conversation_id: str, questions: Sequence[str], *, at: dt.datetime) -> None:
        """Mark as off the path. Unknown questions are ignored."""

    def current(self, conversation_id: str) -> Mapping[str, Answer]:
        """Not superseded, by question id."""

    def history(self, conversation_id: str) -> Sequence[StoredAnswer]:
        """Every revision, oldest first."""

    def erase(self, conversation_id: str) -> int:
        """Delete every revision; how many there were."""


class Inbox(Protocol):
    def receive(self, entry: InboxEntry) -> bool:
        """Store it as seen; False when (channel, external_id) was seen before."""


class Audit(Protocol):
    def add(self, entry: AuditEntry) -> None: ...

    def about(self, object_kind: str, object_id: str) -> Sequence[AuditEntry]:
        """Oldest first."""


class Revisions(Protocol):
    def add(self, revision: Revision) -> None:
        """Keep it; adding one already kept changes nothing."""

    def get(self, revision_hash: str) -> Revision | None: ...

    def last(self, dialogue: str) -> Revision | None:
        """The one that was first used last."""


class UnitOfWork(Protocol):
    """One transaction and the collections it sees."""

    people: People
    workshops: Workshops
    links: Links
    conversations: Conversations
    answers: AnswerLog
    inbox: Inbox
    audit: Audit
    revisions: Revisions

    def commit(self) -> None: ...

    def savepoint(self) -> AbstractContextManager[None]:
        """Undo this part alone when the block raises (the exception goes on)."""


class Storage(Protocol):
    """A place to keep things, open until ``close()``."""

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that may write; one at a time per process (``BEGIN IMMEDIATE``)."""

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """A consistent view, beside the writer; commit has no meaning here."""

    def close(self) -> None: ...
