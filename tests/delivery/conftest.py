from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage import Storage
from tests.delivery.fake_outbox import FakeStorage
from tests.delivery.fakes import Desk, FakeServer, FakeTime


@pytest.fixture
def storage() -> Iterator[Storage]:
    opened: Storage = FakeStorage()
    yield opened
    opened.close()


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def server(time: FakeTime) -> FakeServer:
    return FakeServer(time)


@pytest.fixture
def desk(storage: Storage) -> Desk:
    return Desk(storage)
