"""The migrations make what the tables say, and know their own versions."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pysqlite3 import dbapi2
from sqlalchemy import create_engine, inspect

from storage.schema import HEAD, known_revisions
from storage.tables import METADATA
from tests.storage.conftest import Folder
from tests.storage.samples import filled, new_answer


def test_the_migrated_schema_is_what_the_tables_say(folder: Folder) -> None:
    engine = create_engine(folder.url, module=dbapi2)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_indexes_and_uniqueness_are_what_the_tables_say(folder: Folder) -> None:
    engine = create_engine(folder.url, module=dbapi2)
    inspector = inspect(engine)
    for table in METADATA.sorted_tables:
        found = {index["name"] for index in inspector.get_indexes(table.name)}
        assert {str(index.name) for index in table.indexes} <= found
    uniques = {
        (table, tuple(unique["column_names"]))
        for table in METADATA.tables
        for unique in inspector.get_unique_constraints(table)
    }
    engine.dispose()

    assert uniques == {
        ("answer", ("conversation_id", "question", "revision")),
        ("inbox", ("channel", "external_id", "digest")),
        ("outbox", ("dedupe_key",)),
        ("timer", ("dedupe_key",)),
        ("telegram_account", ("chat_key",)),
        ("assignment", ("campaign_id", "occasion", "respondent_id", "subject_id")),
    }


def test_the_version_known_without_alembic_is_the_newest() -> None:
    assert max(known_revisions()) == HEAD


def refused(folder: Folder, sql: str) -> str:
    connection = dbapi2.connect(str(folder.database))
    try:
        with pytest.raises(dbapi2.IntegrityError) as caught:
            connection.execute(sql)
    finally:
        connection.close()
    return str(caught.value)


@pytest.mark.parametrize(
    "column",
    [str(column.name) for column in METADATA.tables["answer"].c if column.name != "superseded_at"],
)
def test_the_database_refuses_to_change_an_answer(folder: Folder, column: str) -> None:
    storage = filled(folder.open())
    with storage.write() as uow:
        uow.answers.append(new_answer())
        uow.commit()
    storage.close()

    assert refused(folder, f"UPDATE answer SET {column} = 99") == "answer is append-only"  # noqa: S608


def test_the_database_refuses_to_move_or_remove_the_mark(folder: Folder) -> None:
    storage = filled(folder.open())
    with storage.write() as uow:
        uow.answers.append(new_answer())
        uow.answers.append(new_answer())
        uow.commit()
    storage.close()

    for value in ("NULL", "'2030-01-01'"):
        sql = f"UPDATE answer SET superseded_at = {value} WHERE revision = 1"  # noqa: S608
        assert refused(folder, sql) == "answer is append-only"


def test_the_database_refuses_two_current_answers_to_one_question(folder: Folder) -> None:
    storage = filled(folder.open())
    with storage.write() as uow:
        uow.answers.append(new_answer())
        uow.commit()
    storage.close()
    columns = (
        "conversation_id, person_id, question, prompt, content, wording, visibility, source, at"
    )

    reason = refused(
        folder,
        f"INSERT INTO answer ({columns}, revision) SELECT {columns}, 2 FROM answer",  # noqa: S608
    )

    assert "UNIQUE" in reason


def test_the_database_refuses_to_change_the_audit_trail(folder: Folder) -> None:
    connection = dbapi2.connect(str(folder.database))
    connection.execute(
        "INSERT INTO audit (at, actor_id, verb, object_kind, object_id, outcome)"
        " VALUES ('2026-09-01 08:00:00.000000', 'ref', 'read', 'answers', 'lina', 'allowed')"
    )
    connection.commit()
    connection.close()

    assert refused(folder, "UPDATE audit SET actor_id = 'x'") == "audit is append-only"
