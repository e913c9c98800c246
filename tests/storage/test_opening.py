"""Opening: one French sentence with the repair for each reason not to, and nothing touched."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from storage import memory_storage, migrate, open_storage
from storage.encryption import create_key_file
from storage.errors import CannotOpen, NewerDatabase, StorageFailed, WrongKey
from tests.storage.conftest import Folder
from tests.storage.samples import LINA, REVISION, filled


def refusal(folder: Folder, kind: type[CannotOpen] = CannotOpen, *, create: bool = False) -> str:
    """The sentence, which must be one, with a repair, and leave the database as it was."""
    before = folder.database.read_bytes() if folder.database.is_file() else None
    with pytest.raises(CannotOpen) as caught:
        open_storage(folder.url, key_file=folder.key, create=create)
    after = folder.database.read_bytes() if folder.database.is_file() else None
    sentence = str(caught.value)
    assert type(caught.value) is kind
    assert after == before
    assert re.fullmatch(r"[A-Z][^\n!?]* : [^\n!?]*\.", sentence), sentence
    return sentence


def set_version(folder: Folder, version: str) -> None:
    connection = dbapi2.connect(str(folder.database))
    connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.commit()
    connection.close()


def test_creating_makes_the_key_and_the_database(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "school" / "data")

    storage = open_storage(folder.url, key_file=folder.key, create=True)
    filled(storage).close()

    with folder.open().read() as uow:
        assert uow.people.get("lina") == LINA


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)

    storage = open_storage(folder.url, key_file=folder.key, create=True)
    filled(storage)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    storage.close()

    assert set(modes.values()) == {0o600}
    assert "apbot.db-wal" in modes


def test_creating_again_changes_nothing(folder: Folder) -> None:
    filled(folder.open()).close()
    key = folder.key.read_bytes()

    migrate(folder.url, key_file=folder.key)

    assert folder.key.read_bytes() == key
    with folder.open().read() as uow:
        assert uow.people.get("lina") == LINA


def test_a_key_made_before_serves_a_new_database(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    create_key_file(folder.key)
    key = folder.key.read_bytes()

    open_storage(folder.url, key_file=folder.key, create=True).close()

    assert folder.key.read_bytes() == key
    folder.open().close()


def test_a_missing_database(folder: Folder) -> None:
    folder.database.unlink()

    assert "« apbot init »" in refusal(folder)
    assert not folder.database.exists()


@pytest.mark.parametrize("create", [False, True])
def test_a_missing_key(folder: Folder, *, create: bool) -> None:
    folder.key.unlink()

    assert "APBOT_KEY_FILE" in refusal(folder, create=create)
    assert not folder.key.exists()


@pytest.mark.parametrize("create", [False, True])
def test_the_key_of_another_database(folder: Folder, *, create: bool) -> None:
    folder.key.unlink()
    create_key_file(folder.key)

    assert "APBOT_KEY_FILE" in refusal(folder, WrongKey, create=create)


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_a_newer_version(folder: Folder, *, create: bool) -> None:
    set_version(folder, "9999")

    assert "plus récente" in refusal(folder, NewerDatabase, create=create)


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_another_program(folder: Folder, *, create: bool) -> None:
    folder.database.unlink()
    connection = dbapi2.connect(str(folder.database))
    connection.execute("CREATE TABLE something (id INTEGER)")
    connection.close()

    assert "n'est pas une base d'apbot" in refusal(folder, create=create)


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database(folder: Folder, *, create: bool) -> None:
    folder.database.write_bytes(b"Nom;Prenom\n" * 500)

    assert "n'est pas une base lisible" in refusal(folder, create=create)


def test_an_empty_file_is_an_old_database_until_created(folder: Folder) -> None:
    folder.database.write_bytes(b"")

    assert "« apbot init »" in refusal(folder)
    open_storage(folder.url, key_file=folder.key, create=True).close()
    folder.open().close()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder = Folder(tmp_path / "file")
    create_key_file(tmp_path / "key")

    for create in (False, True):
        with pytest.raises(CannotOpen, match=r"écrire la base|n'existe pas"):
            open_storage(folder.url, key_file=tmp_path / "key", create=create)


def test_a_folder_in_place_of_a_database(folder: Folder) -> None:
    folder.database.unlink()
    folder.database.mkdir()

    assert "Impossible d'écrire la base" in refusal(folder)


@pytest.mark.parametrize(
    "url", ["", "apbot.db", "sqlite://", "sqlite:///:memory:", "mysql://h/d", "postgresql:", "::"]
)
def test_an_address_that_does_not_fit(tmp_path: Path, url: str) -> None:
    with pytest.raises(CannotOpen) as caught:
        open_storage(url, key_file=tmp_path / "key", create=True)

    assert str(caught.value).endswith(".")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(find_spec("psycopg") is not None, reason="the driver is installed here")
def test_postgresql_without_its_driver(folder: Folder) -> None:
    with pytest.raises(CannotOpen, match=r"psycopg\[binary\]"):
        open_storage("postgresql://lycee:secret@h/apbot", key_file=folder.key)


def test_a_disk_that_is_full_loses_nothing_that_was_committed(folder: Folder) -> None:
    storage = filled(folder.open())
    with storage.write() as uow:
        cursor = uow._transaction._connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA max_page_count = 1")
        cursor.close()
        with pytest.raises(StorageFailed):
            uow.revisions.add(replace(REVISION, hash="r2", content="x" * 1_000_000))

    with storage.read() as uow:
        assert uow.people.get("lina") == LINA
        assert uow.revisions.get("r2") is None
    storage.close()


def test_a_database_somebody_else_is_writing(folder: Folder) -> None:
    connection = dbapi2.connect(str(folder.database), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")

    with pytest.raises(CannotOpen, match="occupée"):
        open_storage(folder.url, key_file=folder.key, busy_seconds=0.01)
    connection.close()


def test_what_sqlite_must_be_told_is_told(folder: Folder) -> None:
    storage = folder.open()
    told = {}
    for block in (storage.write, storage.read):
        with block() as uow:
            cursor = uow._transaction._connection.cursor()  # type: ignore[attr-defined]
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "secure_delete"):
                told[pragma] = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            cursor.close()
        assert told == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
        }
    storage.close()


def test_memory_needs_nothing_and_forgets_at_the_end() -> None:
    storage = filled(memory_storage())

    storage.close()

    with storage.read() as uow:
        assert uow.people.get("lina") is None
