"""The application over both storages, without a socket."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.types import ASGIApp

from apbot.channels.web.app import make_app
from apbot.channels.web.site import Site
from apbot.library import Library
from apbot.school import School
from apbot.summary import SummaryRules
from apbot.tokens import PromptSigner
from apbot.writer import Writer
from storage.unit_of_work import Storage
from tests.apbot.fixtures import empty_database, library, rules, school, storage
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor

__all__ = ["empty_database", "library", "rules", "school", "storage"]


@pytest.fixture
def site(
    storage: Storage, library: Library, rules: SummaryRules, clock: FakeClock
) -> Iterator[Site]:
    writer = Writer(storage)
    readers = ThreadPoolExecutor(2)
    yield Site(
        storage=storage,
        writer=writer,
        readers=readers,
        library=library,
        rules=rules,
        school=School(name="Lycée des Deux-Rives"),
        signer=PromptSigner(b"a secret of the tests"),
        clock=clock,
    )
    writer.close()
    readers.shutdown()


@pytest.fixture
def app(site: Site) -> ASGIApp:
    return make_app(site)


@pytest.fixture
def visitor(app: ASGIApp) -> Visitor:
    """A browser that has never been here."""
    return Visitor(app)


@pytest.fixture
async def sacha(app: ASGIApp, school: SmallSchool) -> Visitor:
    """Sacha's phone, signed in, before the information notice."""
    return await Visitor(app).signs_in(f"/e/{school.invite(school.sacha)}")


@pytest.fixture
async def asked(sacha: Visitor) -> Visitor:
    """The same, at the first question."""
    await sacha.presses("On commence")
    return sacha


@pytest.fixture
async def laureole(app: ASGIApp, school: SmallSchool) -> Visitor:
    """The computer of Sacha's referent, signed in."""
    return await Visitor(app).signs_in(f"/p/{school.invite(school.laureole)}")
