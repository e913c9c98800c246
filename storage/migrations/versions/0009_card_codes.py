"""The short code of a card, when a link was first taken, and the wrong codes that were typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LONG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("personal_link", sa.Column("code_hash", sa.String(), nullable=True))
    op.add_column("personal_link", sa.Column("code_open_until", MOMENT, nullable=True))
    op.add_column("personal_link", sa.Column("first_claimed_at", MOMENT, nullable=True))
    op.execute("UPDATE personal_link SET first_claimed_at = claimed_at")
    op.create_index("ix_personal_link_code_hash", "personal_link", ["code_hash"], unique=True)
    op.create_table(
        "code_attempt",
        sa.Column("id", LONG_ID, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_code_attempt"),
    )
    op.create_index("ix_code_attempt_who", "code_attempt", ["who"])
    op.create_index("ix_code_attempt_at", "code_attempt", ["at"])
