"""Anonymous answers apart from each other, and shown by five; nothing keeps when they came."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LEAST_SHOWN = 5


def upgrade() -> None:
    _create()
    responses = op.get_bind().execute(
        sa.text("SELECT workshop_id, dialogue, revision, content FROM anonymous_response")
    )
    rows = list(_shown_by_five(sorted(_taken_apart(responses.all()), key=lambda row: row["id"])))
    if rows:
        columns = ", ".join(rows[0])
        values = ", ".join(f":{name}" for name in rows[0])
        added = sa.text(f"INSERT INTO anonymous_answer ({columns}) VALUES ({values})")  # noqa: S608
        op.get_bind().execute(added, rows)
    op.drop_table("anonymous_response")
    _forget_when()


def _create() -> None:
    op.create_table(
        "anonymous_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("dialogue", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_anonymous_answer_workshop_id_workshop"
        ),
        sa.ForeignKeyConstraint(
            ["revision"],
            ["dialogue_revision.hash"],
            name="fk_anonymous_answer_revision_dialogue_revision",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_anonymous_answer"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_anonymous_answer_workshop_id_dialogue",
        "anonymous_answer",
        ["workshop_id", "dialogue"],
    )


def _taken_apart(responses: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """One row for each answer, under a random id of its own."""
    for workshop_id, dialogue, text, content in responses:
        for question, (value, wording) in json.loads(content).items():
            yield {
                "id": secrets.token_hex(16),
                "workshop_id": workshop_id,
                "dialogue": dialogue,
                "revision": text,
                "question": question,
                "wording": wording,
                "value": json.dumps(value),
            }


def _shown_by_five(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        key = (row["workshop_id"], row["dialogue"], row["question"], row["wording"])
        together.setdefault(key, []).append(row)
    for same in together.values():
        shown = len(same) // LEAST_SHOWN * LEAST_SHOWN
        for place, row in enumerate(same):
            yield {**row, "shown": place < shown}


def _forget_when() -> None:
    """Of what was sent without a name, the year alone stays; the trail says nothing of it."""
    nobody = "SELECT id FROM person WHERE kind = 'pseudonym'"
    op.execute(f"DELETE FROM audit WHERE actor_id IN ({nobody})")  # noqa: S608
    op.execute(f"""
        UPDATE conversation SET updated_at = (
            SELECT created_at FROM person WHERE person.id = conversation.respondent_id
        ), started_at = (
            SELECT created_at FROM person WHERE person.id = conversation.respondent_id
        ), submitted_at = (
            SELECT created_at FROM person WHERE person.id = conversation.respondent_id
        ) WHERE submitted_at IS NOT NULL AND respondent_id IN ({nobody})
    """)  # noqa: S608
