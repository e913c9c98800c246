"""Campaigns: what is asked of which classes, and of whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LONG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("dialogue", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("class_ids", sa.Text(), nullable=False),
        sa.Column("school_year", sa.String(), nullable=False),
        sa.Column("start_within", sa.Integer(), nullable=False),
        sa.Column("grace", sa.Integer(), nullable=False),
        sa.Column("inactivity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_index("ix_campaign_school_year", "campaign", ["school_year"])
    op.create_table(
        "campaign_occasion",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_campaign_occasion_campaign_id_campaign"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "name", name="pk_campaign_occasion"),
    )
    waiting = sa.text("opened_at IS NULL")
    op.create_index(
        "ix_campaign_occasion_waiting",
        "campaign_occasion",
        ["opens_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    _assignments()


def _assignments() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("respondent_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_assignment_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["person.id"], name="fk_assignment_respondent_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["person.id"], name="fk_assignment_subject_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.UniqueConstraint(
            "campaign_id",
            "occasion",
            "respondent_id",
            "subject_id",
            name="uq_assignment_campaign_id_occasion_respondent_id_subject_id",
        ),
    )
    op.create_index("ix_assignment_respondent_id", "assignment", ["respondent_id"])
    op.create_index("ix_assignment_subject_id", "assignment", ["subject_id"])
    due = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_assignment_waiting",
        "assignment",
        ["next_at"],
        sqlite_where=due,
        postgresql_where=due,
    )
