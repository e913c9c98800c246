from __future__ import annotations

import pytest

from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.clock import FakeClock


@pytest.fixture
def telegram(clock: FakeClock) -> Telegram:
    return Telegram(clock=clock, first_update_id=100, random_id=lambda: 7)


@pytest.fixture(autouse=True)
def no_warning_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this switch it warns whenever it meets a 429, and a warning is an error here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def camille(telegram: Telegram) -> Student:
    return Student(telegram, 42)
