"""The append-only answers, in SQL.

``content`` (value, raw words, label) is encrypted; what it is bound to is known before the row
has a number: conversation, question and revision.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from dialogues.answers import Answer, Source, Visibility

from .encryption import DataKey, Place
from .records import NewAnswer, StoredAnswer
from .statements import ONE, Row
from .storable import refuse_unstorable
from .tables import ANSWER
from .transaction import Transaction

_OF_CONVERSATION = ANSWER.c.conversation_id == bindparam("of_conversation")
_LAST = (
    select(ANSWER.c.id)
    .where(_OF_CONVERSATION, ANSWER.c.question == bindparam("of_question"))
    .order_by(ANSWER.c.revision.desc())
    .limit(ONE)
    .scalar_subquery()
)
_CLOSE_LAST = (
    update(ANSWER)
    .where(ANSWER.c.id == _LAST)
    .values(superseded_at=func.coalesce(ANSWER.c.superseded_at, bindparam("moment")))
    .returning(ANSWER.c.id, ANSWER.c.revision)
)
"""The last revision of a question is closed, unless it is already, and found, in one statement."""
_ADD = insert(ANSWER).returning(ANSWER.c.id)
_SUPERSEDE = (
    update(ANSWER)
    .where(
        _OF_CONVERSATION,
        ANSWER.c.superseded_at.is_(None),
        ANSWER.c.question.in_(bindparam("questions", expanding=True)),
    )
    .values(superseded_at=bindparam("moment"))
)
_CONTENT = (
    ANSWER.c.conversation_id,
    ANSWER.c.person_id,
    ANSWER.c.question,
    ANSWER.c.revision,
    ANSWER.c.content,
    ANSWER.c.wording,
    ANSWER.c.visibility,
    ANSWER.c.source,
)
"""What ``_answer`` reads, in this order, at the head of a row."""
_CURRENT = (
    select(*_CONTENT)
    .where(_OF_CONVERSATION, ANSWER.c.superseded_at.is_(None))
    .order_by(ANSWER.c.id)
)
_HISTORY = (
    select(
        *_CONTENT,
        ANSWER.c.id,
        ANSWER.c.prompt,
        ANSWER.c.supersedes,
        ANSWER.c.at,
        ANSWER.c.superseded_at,
    )
    .where(_OF_CONVERSATION)
    .order_by(ANSWER.c.id)
)
# Far quicker than the constructor of an enumeration, and every answer is read at every message.
_VISIBILITIES = {visibility.value: visibility for visibility in Visibility}
_SOURCES = {source.value: source for source in Source}
_read = json.JSONDecoder().decode
_ERASE = delete(ANSWER).where(_OF_CONVERSATION)


class SqlAnswerLog:
    """``AnswerLog`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def append(self, new: NewAnswer) -> StoredAnswer:
        """``supersedes`` is the revision before, were it off the path."""
        answer = new.answer
        refuse_unstorable((answer.question, answer.value, answer.raw, answer.label, new.at))
        key = self._transaction.key_to_write(new.person_id)
        last = self._transaction.row(
            _CLOSE_LAST,
            {
                "of_conversation": new.conversation_id,
                "of_question": new.answer.question,
                "moment": new.at,
            },
        )
        supersedes, before = (None, 0) if last is None else last
        if answer.revision != before + 1:
            answer = replace(answer, revision=before + 1)
        number = self._transaction.rows(_ADD, _row(new, answer, supersedes, key))[0][0]
        return StoredAnswer(
            id=number,
            conversation_id=new.conversation_id,
            prompt=new.prompt,
            answer=answer,
            supersedes=supersedes,
            at=new.at.astimezone(dt.UTC),
            superseded_at=None,
        )

    def supersede(self, conversation_id: str, questions: Sequence[str], *, at: dt.datetime) -> None:
        if questions:
            self._transaction.change(
                _SUPERSEDE,
                {"of_conversation": conversation_id, "questions": list(questions), "moment": at},
            )

    def current(self, conversation_id: str) -> Mapping[str, Answer]:
        rows = self._transaction.rows(_CURRENT, {"of_conversation": conversation_id})
        answers = map(self._answer, rows)
        return {answer.question: answer for answer in answers}

    def history(self, conversation_id: str) -> Sequence[StoredAnswer]:
        rows = self._transaction.rows(_HISTORY, {"of_conversation": conversation_id})
        return [self._stored(row) for row in rows]

    def erase(self, conversation_id: str) -> int:
        return self._transaction.change(_ERASE, {"of_conversation": conversation_id})

    def _stored(self, row: Row) -> StoredAnswer:
        number, prompt, supersedes, at, superseded_at = row[len(_CONTENT) :]
        return StoredAnswer(
            id=number,
            conversation_id=row[0],
            prompt=prompt,
            answer=self._answer(row),
            supersedes=supersedes,
            at=at,
            superseded_at=superseded_at,
        )

    def _answer(self, row: Row) -> Answer:
        conversation_id, person_id, question, revision, sealed, wording, seen_by, source, *_ = row
        key = self._transaction.key_of(person_id)
        place = _content_place(conversation_id, question, revision)
        value, raw, label = _read(key.open(sealed, place))
        value = tuple(value) if type(value) is list else value
        return Answer(
            *(question, value, raw, label, wording),
            *(_VISIBILITIES[seen_by], _SOURCES[source], revision),
        )


def _row(new: NewAnswer, answer: Answer, supersedes: int | None, key: DataKey) -> dict[str, Any]:
    content = json.dumps([answer.value, answer.raw, answer.label])
    return {
        "conversation_id": new.conversation_id,
        "person_id": new.person_id,
        "question": answer.question,
        "revision": answer.revision,
        "prompt": new.prompt,
        "content": key.seal(
            content, _content_place(new.conversation_id, answer.question, answer.revision)
        ),
        "wording": answer.wording,
        "visibility": answer.visibility.value,
        "source": answer.source.value,
        "supersedes": supersedes,
        "at": new.at,
    }


def _content_place(conversation_id: str, question: str, revision: int) -> Place:
    return Place("answer.content", f"{conversation_id}|{question}|{revision}")
