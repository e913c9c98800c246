"""The small school, and an emulated Telegram beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from apbot.clock import system_clock
from tests.apbot.fixtures import empty_database, library, rules, school, storage
from tests.apbot.school import SmallSchool
from tests.botapi.state import Telegram
from tests.telegram.stage import Stage, running

__all__ = ["empty_database", "library", "rules", "school", "storage"]


@pytest.fixture
async def stage(school: SmallSchool) -> AsyncIterator[Stage]:
    async with running(school, Telegram(clock=system_clock)) as stage:
        yield stage
