"""What every test above storage stands on: the real questionnaire, both storages, two classes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from apbot.library import Library
from apbot.summary import SummaryRules, rules_for
from dialogues.loader import Catalogue
from storage import memory_storage, open_storage
from storage.unit_of_work import Storage
from tests.apbot.school import SmallSchool, make_school
from tests.clock import FakeClock

__all__ = ["empty_database", "library", "rules", "school", "storage"]


@pytest.fixture(scope="session")
def library() -> Library:
    """Holds nothing of any person, so one is enough."""
    return Library(Catalogue())


@pytest.fixture(scope="session")
def rules(library: Library) -> SummaryRules:
    return rules_for(library.newest("welcome").dialogue)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an up-to-date database and its key, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    url = f"sqlite:///{folder / 'apbot.db'}"
    open_storage(url, key_file=folder / "apbot.key", create=True).close()
    return folder


@pytest.fixture(params=["memory", "sqlite"])
def storage(
    request: pytest.FixtureRequest, empty_database: Path, tmp_path: Path
) -> Iterator[Storage]:
    if request.param == "memory":
        opened = memory_storage()
    else:
        folder = shutil.copytree(empty_database, tmp_path / "data")
        opened = open_storage(f"sqlite:///{folder / 'apbot.db'}", key_file=folder / "apbot.key")
    yield opened
    opened.close()


@pytest.fixture
def school(storage: Storage, library: Library, clock: FakeClock) -> SmallSchool:
    return make_school(storage, library, clock)
