"""Respondent, subject, dialogue and occasion are four things; workshops; anonymous responses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _workshops()
    _subjects()
    _anonymous_responses()


def _workshops() -> None:
    """Nothing wrote the table before."""
    op.drop_table("workshop")
    op.create_table(
        "workshop",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("strand", sa.String(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("facilitator_id", sa.String(), nullable=True),
        sa.Column("school_year", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["person.id"], name="fk_workshop_facilitator_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workshop"),
    )
    op.create_index("ix_workshop_facilitator_id", "workshop", ["facilitator_id"])
    op.create_index("ix_workshop_school_year", "workshop", ["school_year"])


def _subjects() -> None:
    """A subject may be a workshop, so the foreign key goes; every subject so far is a person."""
    op.drop_index("ix_conversation_last", "conversation")
    with op.batch_alter_table("conversation") as table:
        table.drop_constraint("fk_conversation_subject_id_person", type_="foreignkey")
        table.add_column(
            sa.Column("subject_kind", sa.String(), nullable=False, server_default="person")
        )
        table.add_column(sa.Column("occasion", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "ix_conversation_last",
        "conversation",
        ["respondent_id", "subject_id", "dialogue", "occasion", "started_at", "id"],
    )
    op.create_index("ix_conversation_dialogue_phase", "conversation", ["dialogue", "phase"])


def _anonymous_responses() -> None:
    op.create_table(
        "anonymous_response",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("dialogue", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_anonymous_response_workshop_id_workshop"
        ),
        sa.ForeignKeyConstraint(
            ["revision"],
            ["dialogue_revision.hash"],
            name="fk_anonymous_response_revision_dialogue_revision",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_anonymous_response"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_anonymous_response_workshop_id_dialogue",
        "anonymous_response",
        ["workshop_id", "dialogue"],
    )
