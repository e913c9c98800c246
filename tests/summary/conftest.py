from __future__ import annotations

import pytest

from apbot.summary import SummaryRules, rules_for
from dialogues.definition import Dialogue
from dialogues.loader import Catalogue


@pytest.fixture(scope="session")
def welcome() -> Dialogue:
    return Catalogue().dialogue("welcome")


@pytest.fixture(scope="session")
def rules(welcome: Dialogue) -> SummaryRules:
    return rules_for(welcome)
