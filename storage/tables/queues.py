"""What came in, what goes out, what is due, and who did what."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, UniqueConstraint, text

from storage.columns import Kept, LongId, Row, UtcDateTime, column


class InboxRow(Row, table=True):
    """An inbound message is known once by (channel, external_id). Order is by ``id``."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.INBOX)
    channel: str = column(String, personal=True, kept=Kept.INBOX)
    external_id: str = column(String, personal=True, kept=Kept.INBOX)
    conversation_id: str | None = column(String, nullable=True, personal=True, kept=Kept.INBOX)
    kind: str = column(String, personal=True, kept=Kept.INBOX)
    payload: bytes | None = column(
        LargeBinary, nullable=True, encrypted=True, personal=True, kept=Kept.INBOX
    )
    received_at: dt.datetime = column(UtcDateTime, index=True, personal=True, kept=Kept.INBOX)
    done_at: dt.datetime | None = column(UtcDateTime, nullable=True, personal=True, kept=Kept.INBOX)

    __table_args__ = (UniqueConstraint("channel", "external_id"),)


class OutboxRow(Row, table=True):
    """Something to send, in order for a person on a channel; the key is computed, never random."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.OUTBOX)
    dedupe_key: str = column(String, unique=True, personal=True, kept=Kept.OUTBOX)
    channel: str = column(String, personal=True, kept=Kept.OUTBOX)
    person_id: str = column(String, "person.id", personal=True, kept=Kept.OUTBOX)
    kind: str = column(String, personal=True, kept=Kept.OUTBOX)
    payload: bytes | None = column(
        LargeBinary, nullable=True, encrypted=True, personal=True, kept=Kept.OUTBOX
    )
    state: str = column(String, personal=False, kept=Kept.OUTBOX)
    attempts: int = column(Integer, personal=False, kept=Kept.OUTBOX)
    not_before: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=False, kept=Kept.OUTBOX
    )
    created_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.OUTBOX)
    sent_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.OUTBOX
    )
    sent_message_id: int | None = column(BigInteger, nullable=True, personal=True, kept=Kept.OUTBOX)

    __table_args__ = (
        Index(None, "person_id", "channel", "id"),
        Index(None, "state", "not_before"),
    )


class TimerRow(Row, table=True):
    """Due once; does nothing if the conversation has moved past ``conversation_version``."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.TIMER)
    dedupe_key: str = column(String, unique=True, personal=True, kept=Kept.TIMER)
    conversation_id: str = column(
        String, "conversation.id", index=True, personal=True, kept=Kept.TIMER
    )
    conversation_version: int = column(Integer, personal=False, kept=Kept.TIMER)
    kind: str = column(String, personal=False, kept=Kept.TIMER)
    due_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.TIMER)
    done_at: dt.datetime | None = column(UtcDateTime, nullable=True, personal=True, kept=Kept.TIMER)

    __table_args__ = (
        Index(
            "ix_timer_waiting",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )


class AuditRow(Row, table=True):
    """Append-only (a trigger refuses changes); never any content."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.AUDIT)
    at: dt.datetime = column(UtcDateTime, index=True, personal=True, kept=Kept.AUDIT)
    actor_id: str = column(String, index=True, personal=True, kept=Kept.AUDIT)
    verb: str = column(String, personal=True, kept=Kept.AUDIT)
    object_kind: str = column(String, personal=True, kept=Kept.AUDIT)
    object_id: str = column(String, personal=True, kept=Kept.AUDIT)
    outcome: str = column(String, personal=True, kept=Kept.AUDIT)

    __table_args__ = (Index(None, "object_kind", "object_id"),)
