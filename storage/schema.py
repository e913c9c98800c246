"""The version of the schema, and how to get there: Alembic, without a configuration file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

HEAD = "0009"
"""The revision this version of the application works with: what an up-to-date database says.
Known here so that opening one needs no Alembic; a test compares it with the migrations."""

MIGRATIONS = Path(__file__).parent / "migrations"


def known_revisions() -> frozenset[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - only when the version differs

    return frozenset(script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions())


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to ``revision`` inside the connection's transaction."""
    from alembic import command  # noqa: PLC0415 - only when the version differs
    from alembic.config import Config  # noqa: PLC0415 - ditto

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)
