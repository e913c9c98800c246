"""The inbox and the outbox as Telegram needs them, and which chat is whose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LONG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "class_group",
        sa.Column("telegram", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "personal_link",
        sa.Column("channel", sa.String(), nullable=False, server_default="web"),
    )
    _queues()
    _accounts()


def _queues() -> None:
    """Nothing of worth was in them: what came by the web was stored as an answer at once."""
    op.drop_table("inbox")
    op.drop_table("outbox")
    op.create_table(
        "inbox",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("chat_key", sa.String(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint(
            "channel", "external_id", "digest", name="uq_inbox_channel_external_id_digest"
        ),
        sqlite_autoincrement=True,  # what goes out is named after its number: never used twice
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    is_new = sa.text("state = 'new'")
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["channel", "id"],
        sqlite_where=is_new,
        postgresql_where=is_new,
    )
    op.create_table(
        "outbox",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("over_at", MOMENT, nullable=True),
        sa.Column("sent_message_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_over_at", "outbox", ["over_at"])
    unfinished = sa.text("state IN ('pending', 'sending', 'in_doubt')")
    op.create_index(
        "ix_outbox_unfinished",
        "outbox",
        ["channel", "chat_key", "priority", "id"],
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )


def _accounts() -> None:
    op.create_table(
        "telegram_account",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("chat_key", sa.String(), nullable=False),
        sa.Column("chat_id", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("shown_message", sa.BigInteger(), nullable=True),
        sa.Column("shown_prompt", sa.Integer(), nullable=True),
        sa.Column("shown_conversation", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_telegram_account_person_id_person"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_telegram_account"),
        sa.UniqueConstraint("chat_key", name="uq_telegram_account_chat_key"),
    )
    op.create_table(
        "telegram_message",
        sa.Column("chat_key", sa.String(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("prompt", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat_key", "message_id", name="pk_telegram_message"),
    )
    op.create_table(
        "telegram_attempt",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("chat_key", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_telegram_attempt"),
    )
    op.create_index("ix_telegram_attempt_chat_key", "telegram_attempt", ["chat_key"])
    op.create_index("ix_telegram_attempt_at", "telegram_attempt", ["at"])
    op.create_table(
        "mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_mark"),
    )
