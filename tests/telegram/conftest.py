"""The small school, and an emulated Telegram beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from apbot.clock import system_clock
from tests.apbot.fixtures import empty_database, library, rules, school, storage
from tests.apbot.school import SmallSchool
from tests.botapi.state import Telegram
from tests.telegram.stage import Stage, Way, running

__all__ = ["empty_database", "library", "rules", "school", "storage"]


@pytest.fixture
def way() -> Way:
    """How updates come in, until a test says otherwise."""
    return Way.POLLING


@pytest.fixture
async def stage(school: SmallSchool, way: Way) -> AsyncIterator[Stage]:
    async with running(school, Telegram(clock=system_clock), way=way) as stage:
        yield stage
