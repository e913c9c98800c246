"""Persons, their keys, their rights, and the links that let them in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Index, LargeBinary, String, Text

from storage.columns import Kept, LongId, Row, UtcDateTime, column


class WrappingKeyRow(Row, table=True):
    """The keys that wrap the data keys: never the key, only what recognises it."""

    id: str = column(String, primary_key=True, personal=False, kept=Kept.WITH_ITS_KEY)
    fingerprint: str = column(String, personal=False, kept=Kept.WITH_ITS_KEY)


class ClassGroupRow(Row, table=True):
    id: str = column(String, primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR)
    label: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    level: str | None = column(String, nullable=True, personal=False, kept=Kept.SCHOOL_YEAR)
    track: str | None = column(String, nullable=True, personal=False, kept=Kept.SCHOOL_YEAR)
    school_year: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    telegram: bool = column(Boolean, personal=False, kept=Kept.SCHOOL_YEAR)


class PersonRow(Row, table=True):
    """``names`` is one encrypted JSON text: given name, family name. ``email`` is an adult's."""

    id: str = column(String, primary_key=True, personal=True, kept=Kept.SCHOOL_LIFE)
    kind: str = column(String, personal=True, kept=Kept.SCHOOL_LIFE)
    class_id: str | None = column(
        String, "class_group.id", nullable=True, index=True, personal=True, kept=Kept.SCHOOL_YEAR
    )
    names: bytes = column(LargeBinary, encrypted=True, personal=True, kept=Kept.SCHOOL_LIFE)
    created_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.SCHOOL_LIFE)
    left_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.SCHOOL_LIFE
    )
    email: bytes | None = column(
        LargeBinary, nullable=True, encrypted=True, personal=True, kept=Kept.SCHOOL_LIFE
    )


class DataKeyRow(Row, table=True):
    """One key per person; deleting this row erases what it encrypts, backups included."""

    person_id: str = column(
        String, "person.id", primary_key=True, personal=True, kept=Kept.SCHOOL_LIFE
    )
    wrapping_key_id: str = column(
        String, "wrapping_key.id", index=True, personal=False, kept=Kept.SCHOOL_LIFE
    )
    wrapped: bytes = column(LargeBinary, encrypted=True, personal=False, kept=Kept.SCHOOL_LIFE)
    created_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.SCHOOL_LIFE)


class RoleGrantRow(Row, table=True):
    """A right: a role over a class, a student, or (neither) the school, between two moments."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR)
    person_id: str = column(String, "person.id", index=True, personal=True, kept=Kept.SCHOOL_YEAR)
    role: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    class_id: str | None = column(
        String, "class_group.id", nullable=True, personal=True, kept=Kept.SCHOOL_YEAR
    )
    student_id: str | None = column(
        String, "person.id", nullable=True, index=True, personal=True, kept=Kept.SCHOOL_YEAR
    )
    starts_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.SCHOOL_YEAR)
    ends_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.SCHOOL_YEAR
    )

    __table_args__ = (Index(None, "class_id", "role"),)


class PersonalLinkRow(Row, table=True):
    """The token and the code themselves are nowhere: only their hashes."""

    token_hash: str = column(String, primary_key=True, personal=True, kept=Kept.ACCESS)
    person_id: str = column(String, "person.id", index=True, personal=True, kept=Kept.ACCESS)
    created_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.ACCESS)
    expires_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.ACCESS
    )
    claimed_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.ACCESS
    )
    revoked_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.ACCESS
    )
    channel: str = column(String, personal=False, kept=Kept.ACCESS)
    code_hash: str | None = column(String, nullable=True, personal=True, kept=Kept.ACCESS)
    code_open_until: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.ACCESS
    )
    first_claimed_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.ACCESS
    )

    __table_args__ = (Index(None, "code_hash", unique=True),)


class CodeAttemptRow(Row, table=True):
    """A wrong code that was typed; never the code. ``who`` is a keyed hash."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.INBOX)
    who: str = column(String, index=True, personal=True, kept=Kept.INBOX)
    at: dt.datetime = column(UtcDateTime, index=True, personal=True, kept=Kept.INBOX)


class BrowserRow(Row, table=True):
    """A signed-in browser, known by the hash of its cookie's token."""

    token_hash: str = column(String, primary_key=True, personal=True, kept=Kept.ACCESS)
    person_id: str = column(String, "person.id", index=True, personal=True, kept=Kept.ACCESS)
    created_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.ACCESS)
    expires_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.ACCESS)
    seen_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.ACCESS
    )


class WorkshopRow(Row, table=True):
    """An AP workshop of one term."""

    id: str = column(String, primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR)
    name: str = column(Text, personal=False, kept=Kept.SCHOOL_YEAR)
    strand: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    objective: str = column(Text, personal=False, kept=Kept.SCHOOL_YEAR)
    term: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    facilitator_id: str | None = column(
        String, "person.id", nullable=True, index=True, personal=True, kept=Kept.SCHOOL_YEAR
    )
    school_year: str = column(String, index=True, personal=False, kept=Kept.SCHOOL_YEAR)
