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

from .access import Links, People
from .records import (
    AnonymousAnswer,
    Answered,
    AuditEntry,
    Conversation,
    Inbound,
    NewAnswer,
    NewInbound,
    NewOutgoing,
    Outgoing,
    QueueState,
    Revision,
    Shown,
    StoredAnswer,
    TelegramAccount,
    Workshop,
)
from .scheduled import Campaigns


class Workshops(Protocol):
    """AP workshops, and what was answered about them by nobody in particular."""

    def add(self, workshop: Workshop) -> None: ...

    def get(self, workshop_id: str) -> Workshop | None: ...

    def of_year(self, school_year: str) -> Sequence[Workshop]:
        """By term, then by name."""

    def respond(self, answers: Sequence[AnonymousAnswer]) -> None:
        """Keep them. Until the end of the transaction nobody else responds about that workshop."""

    def responses(self, workshop_id: str, dialogue: str) -> Sequence[AnonymousAnswer]:
        """In the order of their random ids, which says nothing of who or when."""

    def show(self, answer_ids: Sequence[str]) -> None:
        """Mark them as shown; nothing takes that back."""

    def forget_responses(self, before_year: str) -> int:
        """Delete those about workshops of earlier school years ("2026-2027"); how many."""


class Conversations(Protocol):
    def add(self, conversation: Conversation) -> None: ...

    def get(self, conversation_id: str) -> Conversation | None: ...

    def find(
        self, respondent_id: str, subject_id: str, dialogue: str, occasion: str = ""
    ) -> Conversation | None: ...

    def last_sent(self, respondent_id: str, subject_id: str, dialogue: str) -> Conversation | None:
        """The one sent last, whatever the occasion."""

    def of_respondent(self, respondent_id: str) -> Sequence[Conversation]:
        """All that they answer, finished or not, the most recently active first."""

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
    """What came in, kept before it is confirmed, worked on once."""

    def store(self, entries: Sequence[NewInbound]) -> int:
        """Keep those not seen before; how many were new.

        Seen before: the same channel, id and payload. The same id with another payload is
        another message.
        """

    def waiting(self, channel: str, *, limit: int) -> Sequence[Inbound]:
        """The new ones, in the order they came."""

    def done(self, seqs: Sequence[int], *, at: dt.datetime) -> None: ...

    def failed(self, seq: int, *, dead: bool) -> None:
        """One more attempt. A dead one waits no longer: it is for the staff to see."""

    def counts(self, channel: str) -> Mapping[str, int]:
        """How many in each state (``InState``); every state is there."""

    def state(self, channel: str, *, limit: int) -> QueueState:
        """The new and the dead, without looking at the others; at most ``limit`` letters."""

    def retry_dead(self, channel: str) -> int:
        """The dead are new again, their attempts forgotten; how many."""

    def forget(self, before: dt.datetime) -> int:
        """Delete what came before and is done or dead; how many. What is new is never lost."""


class Outbox(Protocol):
    """What goes out, one at a time to each chat.

    A chat's line: what was begun stands first, then replies, then announcements, each in the
    order they were added. While its head is being sent or has to wait, so has all of the line.

    What is over (sent, refused, cancelled, dead) stays as it is whatever comes after.
    """

    def add(self, messages: Sequence[NewOutgoing]) -> Sequence[Outgoing]:
        """Keep those whose ``dedupe_key`` is new, and return them."""

    def due(self, channel: str, *, at: dt.datetime, limit: int) -> Sequence[Outgoing]:
        """The head of each chat's line that may be sent now, replies before announcements."""

    def is_waiting(self, channel: str, chat_key: str, kind: str) -> bool:
        """Something of that kind is still to be sent to this chat, or being sent."""

    def sending(self, ids: Sequence[int], *, at: dt.datetime) -> None:
        """They are about to be sent; committed before the call."""

    def sent(self, results: Sequence[tuple[int, int | None]], *, at: dt.datetime) -> None:
        """Pairs of an id and the number the channel gave the message, if any."""

    def postponed(
        self, message_id: int, *, not_before: dt.datetime, in_doubt: bool, counted: bool
    ) -> None:
        """Not sent, or perhaps (``in_doubt``): again later. ``counted`` as an attempt.

        One that may be sent at most once is dead when in doubt.
        """

    def refused(self, message_id: int, *, at: dt.datetime) -> None: ...

    def cancelled(self, ids: Sequence[int], *, at: dt.datetime) -> None:
        """Not to be sent after all. One that is being sent cannot be called back."""

    def dead(self, message_id: int, *, at: dt.datetime) -> None: ...

    def recover(self, channel: str, *, at: dt.datetime) -> int:
        """At the start of the program: what was being sent when it stopped; how many.

        It counts as an attempt. In doubt, to be sent again; but what may be sent at most once is
        dead: nobody knows whether it arrived, and the staff see it.
        """

    def counts(self, channel: str) -> Mapping[str, int]:
        """How many in each state (``OutState``); every state is there."""

    def state(self, channel: str, *, limit: int) -> QueueState:
        """Cheap, however many were sent; at most ``limit`` letters in doubt, and as many dead."""

    def retry_dead(self, channel: str) -> int:
        """The dead are to be sent again, but for those that may be sent at most once; how many."""

    def forget(self, before: dt.datetime) -> int:
        """Delete what was over before; how many."""


class Accounts(Protocol):
    """Which chat is whose."""

    def link(self, account: TelegramAccount) -> None:
        """``AlreadyStored`` when the person or the chat has one."""

    def by_chat(self, chat_key: str) -> TelegramAccount | None: ...

    def of(self, person_id: str) -> TelegramAccount | None: ...

    def all_active(self) -> Sequence[TelegramAccount]:
        """In the order they were linked."""

    def counts(self) -> Mapping[str, int]:
        """How many in each state that there is."""

    def save(self, account: TelegramAccount) -> None:
        """Its state and what it shows; ``UnknownReference`` when it is not linked."""

    def shows(self, chat_key: str) -> Shown | None:
        """The question that stands in the chat, if one does and the chat is somebody's."""

    def shown(self, questions: Sequence[Shown]) -> None:
        """They stand in their chats; those of chats that are nobody's are left out."""

    def unlink(self, person_id: str) -> None:
        """Forget the chat and which questions its messages answered."""

    def remember(self, chat_key: str, message_id: int, answered: Answered) -> None:
        """Which question a message of theirs answered; the last word counts.

        ``UnknownReference`` when the chat is nobody's.
        """

    def question_of(self, chat_key: str, message_id: int) -> Answered | None: ...

    def messages_for(self, chat_key: str, conversation_id: str, question: str) -> Sequence[int]:
        """Those of this chat that answered this question, the oldest first."""

    def forget_orphans(self) -> int:
        """Delete what is remembered of conversations that are gone; how many."""

    def failed(self, chat_key: str, *, at: dt.datetime) -> None:
        """A wrong token was tried from this chat."""

    def failures(self, chat_key: str, *, since: dt.datetime) -> int: ...

    def all_failures(self, *, since: dt.datetime) -> tuple[int, int]:
        """How many wrong tokens were tried, and from how many chats."""

    def forget_failures(self, before: dt.datetime) -> int:
        """Delete the older ones; how many."""


class Marks(Protocol):
    """Small facts about a channel, by name."""

    def get(self, name: str) -> str | None: ...

    def held(self, name: str) -> str | None:
        """The same; in a transaction that writes, nobody changes it until the transaction ends."""

    def put(self, name: str, value: str) -> None: ...


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
    campaigns: Campaigns
    links: Links
    conversations: Conversations
    answers: AnswerLog
    inbox: Inbox
    outbox: Outbox
    accounts: Accounts
    marks: Marks
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
