"""Where an adult may be written to, and when a signed-in browser last did something."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("email", sa.LargeBinary(), nullable=True))
    op.add_column("browser", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
