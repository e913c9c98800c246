"""What is dead, and how many are over, without reading every message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_dead, is_over = sa.text("state = 'dead'"), sa.text("over_at IS NOT NULL")
    op.create_index(
        "ix_inbox_dead",
        "inbox",
        ["channel", "id"],
        sqlite_where=is_dead,
        postgresql_where=is_dead,
    )
    op.drop_index("ix_outbox_over_at", table_name="outbox")
    op.create_index(
        "ix_outbox_over",
        "outbox",
        ["over_at", "channel", "state"],
        sqlite_where=is_over,
        postgresql_where=is_over,
    )
