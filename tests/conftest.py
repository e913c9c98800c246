"""Two switches: rewrite transcripts on purpose; never let a backend disappear by accident."""

from __future__ import annotations

import os
from collections.abc import Callable

import hypothesis
import pytest

from tests.clock import FakeClock


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-transcripts",
        action="store_true",
        help="rewrite the expected lines of every transcript with what was said",
    )
    parser.addoption(
        "--require",
        action="append",
        default=[],
        metavar="NAME",
        help="fail instead of skipping where NAME (browser, ...) is missing; "
        "also read from APBOT_TEST_REQUIRE, separated by commas",
    )


def pytest_configure() -> None:
    """No deadline: what is slow is measured under tests/bench, not guessed at on a busy machine."""
    hypothesis.settings.register_profile("dev", deadline=None)
    hypothesis.settings.register_profile(
        "ci", deadline=None, derandomize=True, database=None, print_blob=True
    )
    hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")


def required(config: pytest.Config) -> set[str]:
    """The names that must not be skipped in this run."""
    from_environment = os.environ.get("APBOT_TEST_REQUIRE", "").split(",")
    return {name.strip() for name in [*config.getoption("--require"), *from_environment]} - {""}


def need(config: pytest.Config, name: str, available: object) -> None:
    """Skip the test where `name` is missing, or fail it where `name` was required."""
    if available:
        return
    if name in required(config):
        pytest.fail(f"{name} is required here but not available", pytrace=False)
    pytest.skip(f"{name} is not available")


@pytest.fixture
def require(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """`need` for this test: `require("browser", shutil.which("chromium"))`."""
    return lambda name, available: need(request.config, name, available)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
