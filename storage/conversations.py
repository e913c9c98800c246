"""Where each respondent is, in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, delete, insert, select, update

from dialogues.snapshot import ENDED

from .encryption import Place
from .errors import StaleConversation
from .records import Conversation, SubjectKind
from .statements import ONE, Row
from .storable import refuse_unstorable
from .tables import CONVERSATION, DATA_KEY
from .transaction import Transaction

_WITH_KEY = select(CONVERSATION, DATA_KEY.c.wrapped).select_from(
    CONVERSATION.outerjoin(DATA_KEY, CONVERSATION.c.respondent_id == DATA_KEY.c.person_id)
)
_GET = _WITH_KEY.where(CONVERSATION.c.id == bindparam("conversation_id"))
_FIND = (
    _WITH_KEY.where(
        CONVERSATION.c.respondent_id == bindparam("respondent_id"),
        CONVERSATION.c.subject_id == bindparam("subject_id"),
        CONVERSATION.c.dialogue == bindparam("dialogue"),
        CONVERSATION.c.occasion == bindparam("occasion"),
    )
    .order_by(CONVERSATION.c.started_at.desc(), CONVERSATION.c.id.desc())
    .limit(ONE)
)
_LAST_SENT = (
    _WITH_KEY.where(
        CONVERSATION.c.respondent_id == bindparam("respondent_id"),
        CONVERSATION.c.subject_id == bindparam("subject_id"),
        CONVERSATION.c.dialogue == bindparam("dialogue"),
        CONVERSATION.c.submitted_at.is_not(None),
    )
    .order_by(CONVERSATION.c.submitted_at.desc(), CONVERSATION.c.id.desc())
    .limit(ONE)
)
_OF_RESPONDENT = _WITH_KEY.where(
    CONVERSATION.c.respondent_id == bindparam("respondent_id")
).order_by(CONVERSATION.c.updated_at.desc(), CONVERSATION.c.id.desc())
_ENDED = sorted(phase.value for phase in ENDED)
_UNFINISHED = _WITH_KEY.where(
    CONVERSATION.c.dialogue == bindparam("dialogue"),
    CONVERSATION.c.phase.not_in(bindparam("ended", expanding=True)),
).order_by(CONVERSATION.c.started_at, CONVERSATION.c.id)
_OF_SUBJECTS = _WITH_KEY.where(
    CONVERSATION.c.subject_id.in_(bindparam("subject_ids", expanding=True)),
    CONVERSATION.c.dialogue == bindparam("dialogue"),
).order_by(CONVERSATION.c.started_at, CONVERSATION.c.id)
_DUE = (
    select(CONVERSATION.c.id)
    .where(CONVERSATION.c.purged_after <= bindparam("moment"))
    .order_by(CONVERSATION.c.id)
)
_REMOVE = delete(CONVERSATION).where(CONVERSATION.c.id == bindparam("conversation_id"))
_ADD = insert(CONVERSATION)
_SAVE = (
    update(CONVERSATION)
    .where(
        CONVERSATION.c.id == bindparam("conversation_id"),
        CONVERSATION.c.version == bindparam("expected"),
        CONVERSATION.c.respondent_id == bindparam("respondent"),
    )
    .values(
        revision=bindparam("new_revision"),
        phase=bindparam("new_phase"),
        snapshot=bindparam("new_snapshot"),
        version=bindparam("new_version"),
        updated_at=bindparam("new_updated_at"),
        submitted_at=bindparam("new_submitted_at"),
        purged_after=bindparam("new_purged_after"),
    )
)


class SqlConversations:
    """``Conversations`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def due(self, at: dt.datetime) -> Sequence[str]:
        return [row[0] for row in self._transaction.rows(_DUE, {"moment": at})]

    def remove(self, conversation_id: str) -> None:
        self._transaction.change(_REMOVE, {"conversation_id": conversation_id})

    def add(self, conversation: Conversation) -> None:
        refuse_unstorable(conversation)
        self._transaction.change(
            _ADD,
            {
                "id": conversation.id,
                "respondent_id": conversation.respondent_id,
                "subject_kind": conversation.subject_kind.value,
                "subject_id": conversation.subject_id,
                "dialogue": conversation.dialogue,
                "occasion": conversation.occasion,
                "revision": conversation.revision,
                "phase": conversation.phase,
                "snapshot": self._sealed(conversation),
                "version": conversation.version,
                "started_at": conversation.started_at,
                "updated_at": conversation.updated_at,
                "submitted_at": conversation.submitted_at,
                "purged_after": conversation.purged_after,
            },
        )

    def get(self, conversation_id: str) -> Conversation | None:
        row = self._transaction.row(_GET, {"conversation_id": conversation_id})
        return None if row is None else self._conversation(row)

    def find(
        self, respondent_id: str, subject_id: str, dialogue: str, occasion: str = ""
    ) -> Conversation | None:
        """The one begun last."""
        wanted = {
            "respondent_id": respondent_id,
            "subject_id": subject_id,
            "dialogue": dialogue,
            "occasion": occasion,
        }
        row = self._transaction.row(_FIND, wanted)
        return None if row is None else self._conversation(row)

    def last_sent(self, respondent_id: str, subject_id: str, dialogue: str) -> Conversation | None:
        wanted = {
            "respondent_id": respondent_id,
            "subject_id": subject_id,
            "dialogue": dialogue,
        }
        row = self._transaction.row(_LAST_SENT, wanted)
        return None if row is None else self._conversation(row)

    def unfinished(self, dialogue: str) -> Sequence[Conversation]:
        rows = self._transaction.rows(_UNFINISHED, {"dialogue": dialogue, "ended": _ENDED})
        return [self._conversation(row) for row in rows]

    def of_respondent(self, respondent_id: str) -> Sequence[Conversation]:
        rows = self._transaction.rows(_OF_RESPONDENT, {"respondent_id": respondent_id})
        return [self._conversation(row) for row in rows]

    def save(self, conversation: Conversation) -> Conversation:
        """Who answers, about whom, which dialogue and since when never change."""
        refuse_unstorable(conversation.snapshot)
        saved = replace(conversation, version=conversation.version + 1)
        done = self._transaction.change(
            _SAVE,
            {
                "conversation_id": conversation.id,
                "expected": conversation.version,
                "respondent": conversation.respondent_id,
                "new_revision": saved.revision,
                "new_phase": saved.phase,
                "new_snapshot": self._sealed(saved),
                "new_version": saved.version,
                "new_updated_at": saved.updated_at,
                "new_submitted_at": saved.submitted_at,
                "new_purged_after": saved.purged_after,
            },
        )
        if done != 1:
            raise StaleConversation
        return saved

    def of_subjects(self, subject_ids: Sequence[str], dialogue: str) -> Mapping[str, Conversation]:
        """The one begun last for each."""
        if not subject_ids:
            return {}
        rows = self._transaction.rows(
            _OF_SUBJECTS, {"subject_ids": list(subject_ids), "dialogue": dialogue}
        )
        found = map(self._conversation, rows)
        return {conversation.subject_id: conversation for conversation in found}

    def _sealed(self, conversation: Conversation) -> bytes:
        key = self._transaction.key_to_write(conversation.respondent_id)
        return key.seal(conversation.snapshot, _snapshot_place(conversation.id))

    def _conversation(self, row: Row) -> Conversation:
        conversation_id, respondent_id, kind, subject_id, dialogue, occasion = row[:6]
        revision, phase, sealed, version = row[6:10]
        started_at, updated_at, submitted_at, purged_after, wrapped = row[10:]
        key = self._transaction.key_from(respondent_id, wrapped)
        return Conversation(
            id=conversation_id,
            respondent_id=respondent_id,
            subject_id=subject_id,
            dialogue=dialogue,
            revision=revision,
            phase=phase,
            snapshot=key.open(sealed, _snapshot_place(conversation_id)),
            version=version,
            started_at=started_at,
            updated_at=updated_at,
            submitted_at=submitted_at,
            purged_after=purged_after,
            subject_kind=SubjectKind(kind),
            occasion=occasion,
        )


def _snapshot_place(conversation_id: str) -> Place:
    return Place("conversation.snapshot", conversation_id)
