"""Dialogue texts, conversations and answers, in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dialogues.answers import Answer, Source, Visibility
from dialogues.snapshot import ENDED
from storage.errors import StaleConversation
from storage.records import Conversation, NewAnswer, Revision, StoredAnswer, SubjectKind
from storage.storable import refuse_unstorable

from .tables import MemoryTransaction


class MemoryRevisions:
    """``Revisions`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, revision: Revision) -> None:
        refuse_unstorable(revision)
        if self.get(revision.hash) is None:
            self._rows.put("dialogue_revision", revision.hash, row=revision)

    def last(self, dialogue: str) -> Revision | None:
        refuse_unstorable(dialogue)
        rows = [Revision(**row) for row in self._rows.all("dialogue_revision")]
        found = [revision for revision in rows if revision.dialogue == dialogue]
        # The newest first; of two at the same moment, the first by hash, as in SQL.
        found.sort(key=lambda revision: revision.hash)
        return max(found, key=lambda revision: revision.first_used_at, default=None)

    def get(self, revision_hash: str) -> Revision | None:
        row = self._rows.get("dialogue_revision", revision_hash)
        return None if row is None else Revision(**row)


class MemoryConversations:
    """``Conversations`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, conversation: Conversation) -> None:
        refuse_unstorable(conversation)
        self._rows.must_exist("person", conversation.respondent_id)
        self._rows.must_exist("dialogue_revision", conversation.revision)
        self._rows.add("conversation", conversation.id, row=conversation)
        about = (conversation.subject_id, conversation.dialogue)
        others = self._rows.get("conversations_about", *about) or []
        self._rows.put("conversations_about", *about, row=[*others, conversation.id])

    def due(self, at: dt.datetime) -> Sequence[str]:
        kept = [_conversation(row) for row in self._rows.all("conversation")]
        return sorted(one.id for one in kept if one.purged_after and one.purged_after <= at)

    def remove(self, conversation_id: str) -> None:
        gone = self.get(conversation_id)
        if gone is not None:
            about = (gone.subject_id, gone.dialogue)
            ids = self._rows.get("conversations_about", *about) or []
            left = [other for other in ids if other != conversation_id]
            self._rows.put("conversations_about", *about, row=left)
            self._rows.delete("conversation", conversation_id)

    def get(self, conversation_id: str) -> Conversation | None:
        row = self._rows.get("conversation", conversation_id)
        return None if row is None else _conversation(row)

    def find(
        self, respondent_id: str, subject_id: str, dialogue: str, occasion: str = ""
    ) -> Conversation | None:
        refuse_unstorable([respondent_id, occasion])
        theirs = [
            conversation
            for conversation in self._about(subject_id, dialogue)
            if (conversation.respondent_id, conversation.occasion) == (respondent_id, occasion)
        ]
        return theirs[-1] if theirs else None

    def last_sent(self, respondent_id: str, subject_id: str, dialogue: str) -> Conversation | None:
        refuse_unstorable(respondent_id)
        sent = [
            (conversation.submitted_at, conversation.id, conversation)
            for conversation in self._about(subject_id, dialogue)
            if conversation.respondent_id == respondent_id and conversation.submitted_at
        ]
        return max(sent, key=lambda line: line[:2])[-1] if sent else None

    def unfinished(self, dialogue: str) -> Sequence[Conversation]:
        refuse_unstorable(dialogue)
        kept = [_conversation(row) for row in self._rows.all("conversation")]
        return sorted(
            (one for one in kept if one.dialogue == dialogue and one.phase not in ENDED),
            key=lambda one: (one.started_at, one.id),
        )

    def of_respondent(self, respondent_id: str) -> Sequence[Conversation]:
        refuse_unstorable(respondent_id)
        kept = [_conversation(row) for row in self._rows.all("conversation")]
        return sorted(
            (one for one in kept if one.respondent_id == respondent_id),
            key=lambda one: (one.updated_at, one.id),
            reverse=True,
        )

    def save(self, conversation: Conversation) -> Conversation:
        refuse_unstorable(conversation)
        stored = self.get(conversation.id)
        self._rows.must_exist("person", conversation.respondent_id)
        if (
            stored is None
            or stored.version != conversation.version
            or stored.respondent_id != conversation.respondent_id
        ):
            raise StaleConversation
        self._rows.must_exist("dialogue_revision", conversation.revision)
        saved = replace(conversation, version=conversation.version + 1)
        row = replace(
            saved,
            subject_kind=stored.subject_kind,
            subject_id=stored.subject_id,
            dialogue=stored.dialogue,
            occasion=stored.occasion,
            started_at=stored.started_at,
        )
        self._rows.put("conversation", conversation.id, row=row)
        return saved

    def of_subjects(self, subject_ids: Sequence[str], dialogue: str) -> Mapping[str, Conversation]:
        return {
            subject_id: conversations[-1]
            for subject_id in subject_ids
            if (conversations := self._about(subject_id, dialogue))
        }

    def _about(self, subject_id: str, dialogue: str) -> list[Conversation]:
        """In the order they were begun."""
        ids = self._rows.get("conversations_about", subject_id, dialogue) or []
        return sorted(
            (_conversation(self._rows.get("conversation", number)) for number in ids),
            key=lambda conversation: (conversation.started_at, conversation.id),
        )


def _conversation(row: dict[str, Any]) -> Conversation:
    return Conversation(**{**row, "subject_kind": SubjectKind(row["subject_kind"])})


class MemoryAnswerLog:
    """``AnswerLog`` of one transaction: one list of revisions per conversation."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def append(self, new: NewAnswer) -> StoredAnswer:
        refuse_unstorable(new)
        self._rows.must_exist("person", new.person_id)
        self._rows.must_exist("conversation", new.conversation_id)
        log = self._log(new.conversation_id)
        before = [past for past in log if past.answer.question == new.answer.question]
        last = before[-1] if before else None
        stored = StoredAnswer(
            id=self._rows.next_number("answer"),
            conversation_id=new.conversation_id,
            prompt=new.prompt,
            answer=replace(new.answer, revision=len(before) + 1),
            supersedes=last.id if last else None,
            at=new.at.astimezone(dt.UTC),
            superseded_at=None,
        )
        self._put(new.conversation_id, [*_closed(log, {new.answer.question}, at=new.at), stored])
        return stored

    def supersede(self, conversation_id: str, questions: Sequence[str], *, at: dt.datetime) -> None:
        refuse_unstorable([*questions, at])
        log = self._log(conversation_id)
        if log:
            self._put(conversation_id, _closed(log, set(questions), at=at))

    def current(self, conversation_id: str) -> Mapping[str, Answer]:
        return {
            stored.answer.question: stored.answer
            for stored in self._log(conversation_id)
            if stored.superseded_at is None
        }

    def history(self, conversation_id: str) -> Sequence[StoredAnswer]:
        return self._log(conversation_id)

    def erase(self, conversation_id: str) -> int:
        count = len(self._log(conversation_id))
        self._rows.delete("answers", conversation_id)
        return count

    def _log(self, conversation_id: str) -> list[StoredAnswer]:
        return [_stored(row) for row in self._rows.get("answers", conversation_id) or []]

    def _put(self, conversation_id: str, log: Sequence[StoredAnswer]) -> None:
        self._rows.put("answers", conversation_id, row=list(log))


def _closed(
    log: Sequence[StoredAnswer], questions: set[str], *, at: dt.datetime
) -> list[StoredAnswer]:
    return [
        replace(stored, superseded_at=at)
        if stored.superseded_at is None and stored.answer.question in questions
        else stored
        for stored in log
    ]


def _stored(row: dict[str, Any]) -> StoredAnswer:
    answer = row["answer"]
    value = answer["value"]
    return StoredAnswer(
        **{
            **row,
            "answer": Answer(
                **{
                    **answer,
                    "value": tuple(value) if isinstance(value, list) else value,
                    "visibility": Visibility(answer["visibility"]),
                    "source": Source(answer["source"]),
                }
            ),
        }
    )
