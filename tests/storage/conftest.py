"""The same promises on each storage: a test that asks for `storage` runs on both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage import memory_storage, open_storage
from storage.unit_of_work import Storage
from tests.storage.samples import filled


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a database and its key are."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "apbot.db"

    @property
    def key(self) -> Path:
        return self.path / "apbot.key"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    def open(self, *, busy_seconds: float = 5.0) -> Storage:
        return open_storage(self.url, key_file=self.key, busy_seconds=busy_seconds)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Made once, copied by each test."""
    folder = Folder(tmp_path_factory.mktemp("empty"))
    open_storage(folder.url, key_file=folder.key, create=True).close()
    return folder


@pytest.fixture
def folder(empty: Folder, tmp_path: Path) -> Folder:
    """An up-to-date, empty database and its key."""
    return Folder(shutil.copytree(empty.path, tmp_path / "data"))


@pytest.fixture(params=["memory", "sqlite"])
def storage(request: pytest.FixtureRequest) -> Iterator[Storage]:
    if request.param == "memory":
        opened = memory_storage()
    else:
        folder: Folder = request.getfixturevalue("folder")
        opened = folder.open()
    yield opened
    opened.close()


@pytest.fixture
def school(storage: Storage) -> Storage:
    """With a class of two, their referent, one dialogue, one conversation."""
    return filled(storage)
