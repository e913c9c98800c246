"""The first tables.

No way down: going back is restoring the backup made before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LONG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _people()
    _access()
    _conversations()
    _queues()
    if op.get_bind().dialect.name == "sqlite":
        _append_only_on_sqlite()
    else:
        _append_only_on_postgresql()


def _people() -> None:
    op.create_table(
        "wrapping_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wrapping_key"),
    )

    op.create_table(
        "class_group",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("school_year", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_class_group"),
    )

    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("class_id", sa.String(), nullable=True),
        sa.Column("names", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_group.id"], name="fk_person_class_id_class_group"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_index("ix_person_class_id", "person", ["class_id"])

    op.create_table(
        "data_key",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("wrapping_key_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_data_key_person_id_person"),
        sa.ForeignKeyConstraint(
            ["wrapping_key_id"],
            ["wrapping_key.id"],
            name="fk_data_key_wrapping_key_id_wrapping_key",
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_data_key"),
    )
    op.create_index("ix_data_key_wrapping_key_id", "data_key", ["wrapping_key_id"])

    op.create_table(
        "role_grant",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("class_id", sa.String(), nullable=True),
        sa.Column("student_id", sa.String(), nullable=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_group.id"], name="fk_role_grant_class_id_class_group"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_role_grant_person_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["person.id"], name="fk_role_grant_student_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
    )
    op.create_index("ix_role_grant_class_id_role", "role_grant", ["class_id", "role"])
    op.create_index("ix_role_grant_person_id", "role_grant", ["person_id"])
    op.create_index("ix_role_grant_student_id", "role_grant", ["student_id"])

    op.create_table(
        "workshop",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("facilitator_id", sa.String(), nullable=True),
        sa.Column("school_year", sa.String(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["person.id"], name="fk_workshop_facilitator_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workshop"),
    )
    op.create_index("ix_workshop_facilitator_id", "workshop", ["facilitator_id"])


def _access() -> None:
    op.create_table(
        "personal_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_personal_link_person_id_person"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_personal_link"),
    )
    op.create_index("ix_personal_link_person_id", "personal_link", ["person_id"])

    op.create_table(
        "browser",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_browser_person_id_person"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_browser"),
    )
    op.create_index("ix_browser_person_id", "browser", ["person_id"])


def _conversations() -> None:
    op.create_table(
        "dialogue_revision",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("dialogue", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_dialogue_revision"),
    )

    op.create_table(
        "conversation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("respondent_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("dialogue", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("purged_after", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["person.id"], name="fk_conversation_respondent_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["revision"],
            ["dialogue_revision.hash"],
            name="fk_conversation_revision_dialogue_revision",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["person.id"], name="fk_conversation_subject_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
    )
    op.create_index("ix_conversation_purged_after", "conversation", ["purged_after"])
    op.create_index(
        "ix_conversation_last",
        "conversation",
        ["respondent_id", "subject_id", "dialogue", "started_at", "id"],
    )
    op.create_index(
        "ix_conversation_subject_id_dialogue", "conversation", ["subject_id", "dialogue"]
    )

    op.create_table(
        "answer",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("supersedes", LONG_ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_answer_conversation_id_conversation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_answer_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.UniqueConstraint(
            "conversation_id",
            "question",
            "revision",
            name="uq_answer_conversation_id_question_revision",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_answer_current",
        "answer",
        ["conversation_id", "question"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _queues() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "external_id", name="uq_inbox_channel_external_id"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])

    op.create_table(
        "outbox",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("sent_message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_outbox_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
    )
    op.create_index("ix_outbox_person_id_channel_id", "outbox", ["person_id", "channel", "id"])
    op.create_index("ix_outbox_state_not_before", "outbox", ["state", "not_before"])

    op.create_table(
        "timer",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("conversation_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_timer_conversation_id_conversation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_timer"),
        sa.UniqueConstraint("dedupe_key", name="uq_timer_dedupe_key"),
    )
    op.create_index("ix_timer_conversation_id", "timer", ["conversation_id"])
    op.create_index(
        "ix_timer_waiting",
        "timer",
        ["due_at"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.create_table(
        "audit",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_actor_id", "audit", ["actor_id"])
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_object_kind_object_id", "audit", ["object_kind", "object_id"])


def _append_only_on_sqlite() -> None:
    op.execute("""
        CREATE TRIGGER answer_is_append_only BEFORE UPDATE ON answer
        WHEN OLD.id IS NOT NEW.id
          OR OLD.conversation_id IS NOT NEW.conversation_id
          OR OLD.person_id IS NOT NEW.person_id
          OR OLD.question IS NOT NEW.question
          OR OLD.revision IS NOT NEW.revision
          OR OLD.prompt IS NOT NEW.prompt
          OR OLD.content IS NOT NEW.content
          OR OLD.wording IS NOT NEW.wording
          OR OLD.visibility IS NOT NEW.visibility
          OR OLD.source IS NOT NEW.source
          OR OLD.supersedes IS NOT NEW.supersedes
          OR OLD.at IS NOT NEW.at
          OR (OLD.superseded_at IS NOT NULL AND OLD.superseded_at IS NOT NEW.superseded_at)
        BEGIN SELECT RAISE(ABORT, 'answer is append-only'); END
    """)
    op.execute("""
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
    """)


def _append_only_on_postgresql() -> None:
    op.execute("""
        CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
    """)
    op.execute("""
        CREATE TRIGGER answer_is_append_only BEFORE UPDATE ON answer FOR EACH ROW
        WHEN (to_jsonb(OLD) - 'superseded_at' IS DISTINCT FROM to_jsonb(NEW) - 'superseded_at'
          OR (OLD.superseded_at IS NOT NULL
              AND OLD.superseded_at IS DISTINCT FROM NEW.superseded_at))
        EXECUTE FUNCTION refuse_update()
    """)
    op.execute("""
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit FOR EACH ROW
        EXECUTE FUNCTION refuse_update()
    """)
