"""What came in, what goes out, what is due, and who did what."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, UniqueConstraint, text

from storage.columns import Kept, LongId, Row, UtcDateTime, column


class InboxRow(Row, table=True):
    """What a channel brought, in the order of ``id``; encrypted with the service's key.

    The same id with another content is another message: Telegram's numbers begin anew.
    """

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.INBOX)
    channel: str = column(String, personal=True, kept=Kept.INBOX)
    external_id: str = column(String, personal=True, kept=Kept.INBOX)
    digest: str = column(String, personal=True, kept=Kept.INBOX)
    chat_key: str | None = column(String, nullable=True, personal=True, kept=Kept.INBOX)
    payload: bytes = column(LargeBinary, encrypted=True, personal=True, kept=Kept.INBOX)
    state: str = column(String, personal=False, kept=Kept.INBOX)
    attempts: int = column(Integer, personal=False, kept=Kept.INBOX)
    received_at: dt.datetime = column(UtcDateTime, index=True, personal=True, kept=Kept.INBOX)
    done_at: dt.datetime | None = column(UtcDateTime, nullable=True, personal=True, kept=Kept.INBOX)

    __table_args__ = (
        UniqueConstraint("channel", "external_id", "digest"),
        Index(
            "ix_inbox_waiting",
            "channel",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        Index(
            "ix_inbox_dead",
            "channel",
            "id",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
        {"sqlite_autoincrement": True},
    )


_OVER = text("over_at IS NOT NULL")
_UNFINISHED = text("state IN ('pending', 'sending', 'in_doubt')")


class OutboxRow(Row, table=True):
    """Something to send, in order for a chat; the key is computed, never random."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.OUTBOX)
    dedupe_key: str = column(String, unique=True, personal=True, kept=Kept.OUTBOX)
    channel: str = column(String, personal=True, kept=Kept.OUTBOX)
    chat_key: str = column(String, personal=True, kept=Kept.OUTBOX)
    kind: str = column(String, personal=True, kept=Kept.OUTBOX)
    payload: bytes = column(LargeBinary, encrypted=True, personal=True, kept=Kept.OUTBOX)
    delivery: str = column(String, personal=False, kept=Kept.OUTBOX)
    priority: int = column(Integer, personal=False, kept=Kept.OUTBOX)
    state: str = column(String, personal=False, kept=Kept.OUTBOX)
    attempts: int = column(Integer, personal=False, kept=Kept.OUTBOX)
    not_before: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=False, kept=Kept.OUTBOX
    )
    created_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.OUTBOX)
    over_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.OUTBOX
    )
    sent_message_id: int | None = column(BigInteger, nullable=True, personal=True, kept=Kept.OUTBOX)

    __table_args__ = (
        Index(
            "ix_outbox_unfinished",
            "channel",
            "chat_key",
            "priority",
            "id",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(  # all that counting and forgetting look at
            "ix_outbox_over",
            "over_at",
            "channel",
            "state",
            sqlite_where=_OVER,
            postgresql_where=_OVER,
        ),
        {"sqlite_autoincrement": True},
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
