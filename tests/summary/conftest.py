from __future__ import annotations

import pytest

from apbot.summary import SummaryRules, rules_for
from dialogues.definition import Dialogue
from dialogues.loader import Catalogue
from tests.summary.small import inspected, small_dialogue


@pytest.fixture(scope="session")
def welcome() -> Dialogue:
    return Catalogue().dialogue("welcome")


@pytest.fixture(scope="session")
def rules(welcome: Dialogue) -> SummaryRules:
    return rules_for(welcome)


@pytest.fixture(scope="session")
def small() -> Dialogue:
    return small_dialogue()


@pytest.fixture(scope="session")
def small_rules(small: Dialogue, tmp_path_factory: pytest.TempPathFactory) -> SummaryRules:
    rules, problems = inspected(small, tmp_path_factory.mktemp("catalogue"))
    assert rules is not None, problems
    return rules
