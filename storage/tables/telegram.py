"""Which chat is whose, and small facts about a channel."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Integer, LargeBinary, String, Text

from storage.columns import Kept, LongId, Row, UtcDateTime, column


class TelegramAccountRow(Row, table=True):
    """``chat_id`` is encrypted with the person's key; ``chat_key`` finds it again."""

    person_id: str = column(String, "person.id", primary_key=True, personal=True, kept=Kept.ACCESS)
    chat_key: str = column(String, unique=True, personal=True, kept=Kept.ACCESS)
    chat_id: bytes = column(LargeBinary, encrypted=True, personal=True, kept=Kept.ACCESS)
    state: str = column(String, personal=True, kept=Kept.ACCESS)
    linked_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.ACCESS)
    shown_message: int | None = column(BigInteger, nullable=True, personal=True, kept=Kept.ACCESS)
    shown_prompt: int | None = column(Integer, nullable=True, personal=True, kept=Kept.ACCESS)
    shown_conversation: str | None = column(String, nullable=True, personal=True, kept=Kept.ACCESS)


class TelegramMessageRow(Row, table=True):
    """Which question a message of theirs answered, in case it is edited."""

    chat_key: str = column(String, primary_key=True, personal=True, kept=Kept.ACCESS)
    message_id: int = column(BigInteger, primary_key=True, personal=True, kept=Kept.ACCESS)
    conversation_id: str = column(String, personal=True, kept=Kept.ACCESS)
    question: str = column(String, personal=True, kept=Kept.ACCESS)
    prompt: int = column(Integer, personal=True, kept=Kept.ACCESS)


class TelegramAttemptRow(Row, table=True):
    """A wrong token that was tried; never the token."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.INBOX)
    chat_key: str = column(String, index=True, personal=True, kept=Kept.INBOX)
    at: dt.datetime = column(UtcDateTime, index=True, personal=True, kept=Kept.INBOX)


class MarkRow(Row, table=True):
    """A small fact by its name; no content of anybody."""

    name: str = column(String, primary_key=True, personal=True, kept=Kept.ACCESS)
    value: str = column(Text, personal=True, kept=Kept.ACCESS)
