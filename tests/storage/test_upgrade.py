"""A database of an earlier version is brought up to date without losing a row."""

from __future__ import annotations

import shutil
from pathlib import Path

from pysqlite3 import dbapi2
from sqlalchemy import create_engine

from storage import open_storage
from storage.schema import upgrade
from tests.storage.conftest import Folder
from tests.storage.samples import FIRST_WEEKS, LINA, new_answer


def as_it_was(folder: Folder, path: Path) -> Folder:
    """The people, conversation and answers of a folder, in a database of version 0001."""
    old = Folder(path)
    old.path.mkdir()
    shutil.copy(folder.key, old.key)
    engine = create_engine(f"sqlite:///{old.database}", module=dbapi2)
    with engine.connect() as connection:
        upgrade(connection, "0001")
        connection.commit()
    engine.dispose()
    database = dbapi2.connect(str(old.database))
    database.execute("ATTACH ? AS new", (str(folder.database),))
    database.execute("INSERT INTO wrapping_key SELECT * FROM new.wrapping_key")
    database.execute(
        "INSERT INTO class_group SELECT id, label, level, track, school_year FROM new.class_group"
    )
    database.execute(
        "INSERT INTO person SELECT id, kind, class_id, names, created_at FROM new.person"
    )
    for table in ("data_key", "dialogue_revision"):
        database.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")  # noqa: S608
    columns = (
        "id, respondent_id, subject_id, dialogue, revision, phase, snapshot, version,"
        " started_at, updated_at, submitted_at, purged_after"
    )
    database.execute(f"INSERT INTO conversation SELECT {columns} FROM new.conversation")  # noqa: S608
    database.execute("INSERT INTO answer SELECT * FROM new.answer")
    database.commit()
    database.close()
    return old


def test_conversations_and_answers_survive_the_upgrade(folder: Folder, tmp_path: Path) -> None:
    from tests.storage.samples import filled  # noqa: PLC0415  # beside what it fills

    storage = filled(folder.open())
    with storage.write() as uow:
        uow.answers.append(new_answer())
        uow.commit()
    storage.close()
    old = as_it_was(folder, tmp_path / "old")

    upgraded = open_storage(old.url, key_file=old.key, create=True)

    with upgraded.read() as uow:
        conversation = uow.conversations.find("lina", "lina", "welcome")
        assert conversation is not None
        assert (conversation.subject_kind, conversation.occasion) == ("person", "")
        assert uow.answers.current("conv")["welcome.first_weeks"].value == FIRST_WEEKS.value
        assert uow.people.get("lina") == LINA
    upgraded.close()
    database = dbapi2.connect(str(old.database))
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    references = {row[2] for row in database.execute("PRAGMA foreign_key_list(answer)")}
    database.close()
    assert references == {"conversation", "person"}


def test_who_has_joined_is_known_after_the_upgrade(folder: Folder, tmp_path: Path) -> None:
    from tests.storage.samples import AT, filled  # noqa: PLC0415  # beside what it fills

    filled(folder.open()).close()
    old = as_it_was(folder, tmp_path / "old")
    moment = "2026-09-01 08:00:00.000000"
    database = dbapi2.connect(str(old.database))
    database.executemany(
        "INSERT INTO personal_link (token_hash, person_id, created_at, claimed_at)"
        " VALUES (?, 'lina', ?, ?)",
        [("new", moment, None), ("used", moment, moment)],
    )
    database.commit()
    database.close()

    upgraded = open_storage(old.url, key_file=old.key, create=True)

    with upgraded.read() as uow:
        new, used = uow.links.of_each(["lina"])["lina"]
    upgraded.close()
    assert (new.first_claimed_at, used.first_claimed_at) == (None, AT)
