"""Dialogue texts as they were used, where each respondent is, and what they answered."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text

from storage.columns import Kept, LongId, Row, UtcDateTime, column


class DialogueRevisionRow(Row, table=True):
    hash: str = column(String, primary_key=True, personal=False, kept=Kept.REFERENCE)
    dialogue: str = column(String, personal=False, kept=Kept.REFERENCE)
    content: str = column(Text, personal=False, kept=Kept.REFERENCE)
    first_used_at: dt.datetime = column(UtcDateTime, personal=False, kept=Kept.REFERENCE)


_LAST_BEGUN = ("respondent_id", "subject_id", "dialogue", "occasion", "started_at", "id")


class ConversationRow(Row, table=True):
    """``snapshot`` is encrypted with the respondent's key.

    ``subject_id`` is a person or a workshop: ``subject_kind`` tells, so no foreign key can.
    """

    id: str = column(String, primary_key=True, personal=True, kept=Kept.SCHOOL_YEAR)
    respondent_id: str = column(String, "person.id", personal=True, kept=Kept.SCHOOL_YEAR)
    subject_kind: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    subject_id: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    dialogue: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    occasion: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    revision: str = column(String, "dialogue_revision.hash", personal=False, kept=Kept.SCHOOL_YEAR)
    phase: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    snapshot: bytes = column(LargeBinary, encrypted=True, personal=True, kept=Kept.SCHOOL_YEAR)
    version: int = column(Integer, personal=False, kept=Kept.SCHOOL_YEAR)
    started_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.SCHOOL_YEAR)
    updated_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.SCHOOL_YEAR)
    submitted_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.SCHOOL_YEAR
    )
    purged_after: dt.datetime | None = column(
        UtcDateTime, nullable=True, index=True, personal=True, kept=Kept.SCHOOL_YEAR
    )

    __table_args__ = (
        Index("ix_conversation_last", *_LAST_BEGUN),
        Index(None, "subject_id", "dialogue"),
        Index(None, "dialogue", "phase"),
    )


class AnonymousAnswerRow(Row, table=True):
    """Nobody's: no person, no time, apart from the other answers of the same person. Without the
    row numbers of SQLite, which would keep the order in which they came."""

    id: str = column(String, primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR)
    workshop_id: str = column(String, "workshop.id", personal=False, kept=Kept.SCHOOL_YEAR)
    dialogue: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    revision: str = column(String, "dialogue_revision.hash", personal=False, kept=Kept.SCHOOL_YEAR)
    question: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    wording: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    value: str = column(Text, personal=False, kept=Kept.SCHOOL_YEAR)
    shown: bool = column(Boolean, personal=False, kept=Kept.SCHOOL_YEAR)

    __table_args__ = (
        Index(None, "workshop_id", "dialogue"),
        {"sqlite_with_rowid": False},
    )


class AnswerRow(Row, table=True):
    """Append-only: a trigger refuses any change but the mark ``superseded_at``, set once.

    ``content`` is one encrypted JSON text: value, raw words, label.
    """

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR)
    conversation_id: str = column(String, "conversation.id", personal=True, kept=Kept.SCHOOL_YEAR)
    person_id: str = column(String, "person.id", personal=True, kept=Kept.SCHOOL_YEAR)
    question: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    revision: int = column(Integer, personal=True, kept=Kept.SCHOOL_YEAR)
    prompt: int = column(Integer, personal=False, kept=Kept.SCHOOL_YEAR)
    content: bytes = column(LargeBinary, encrypted=True, personal=True, kept=Kept.SCHOOL_YEAR)
    wording: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    visibility: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    source: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    supersedes: int | None = column(LongId, nullable=True, personal=False, kept=Kept.SCHOOL_YEAR)
    at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.SCHOOL_YEAR)
    superseded_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.SCHOOL_YEAR
    )

    __table_args__ = (
        UniqueConstraint("conversation_id", "question", "revision"),
        Index(
            "uq_answer_current",
            "conversation_id",
            "question",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )
