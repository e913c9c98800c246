"""A real server on a real socket, and a real Chromium; where there is none, the reason is said."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from apbot.campaigns.offers import offered
from apbot.channels.web.app import make_app
from apbot.channels.web.site import Site
from apbot.library import Library
from apbot.school import School
from apbot.summary import SummaryRules
from apbot.tokens import PromptSigner
from apbot.writer import Writer
from storage import open_storage
from storage.unit_of_work import Storage
from tests.apbot.fixtures import empty_database, library, rules
from tests.apbot.school import make_school
from tests.browser.world import World
from tests.clock import FakeClock
from tests.conftest import need

__all__ = ["empty_database", "library", "rules"]

_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def world(
    library: Library,
    rules: SummaryRules,
    empty_database: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The small school, served; one for all tests, each of which takes a student of its own."""
    folder = shutil.copytree(empty_database, tmp_path_factory.mktemp("served") / "data")
    storage = open_storage(f"sqlite:///{folder / 'apbot.db'}", key_file=folder / "apbot.key")
    school = make_school(storage, library, FakeClock())
    writer, readers = Writer(storage), ThreadPoolExecutor(2)
    site = _site(storage, writer, readers, library=library, rules=rules, clock=school.clock)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(
            uvicorn.Config(make_app(site), log_level="warning", lifespan="off", access_log=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield World(school, f"http://127.0.0.1:{listener.getsockname()[1]}")
        server.should_exit = True
        thread.join()
    writer.close()
    readers.shutdown()
    storage.close()


def _site(
    storage: Storage,
    writer: Writer,
    readers: ThreadPoolExecutor,
    *,
    library: Library,
    rules: SummaryRules,
    clock: FakeClock,
) -> Site:
    return Site(
        storage=storage,
        writer=writer,
        readers=readers,
        library=library,
        rules=rules,
        school=School(name="Lycée des Deux-Rives"),
        signer=PromptSigner(b"a secret of the tests"),
        clock=clock,
        offers=offered,
    )


# Not longer than a module: its event loop would stand in the way of asynchronous tests.
@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The system's own Chromium; none is downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need(request.config, "browser", path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser, world: World) -> Iterator[NewContext]:
    """Browsers of their own, 360 px wide unless told; whatever they do outside the host fails."""
    contexts: list[BrowserContext] = []
    strays: list[str] = []

    def make(*, width: int = 360, height: int = 740, script: bool = True) -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            base_url=world.url,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.on("request", lambda request: _note(strays, request.url, world.url))
        context.on("weberror", lambda error: strays.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert strays == []


def _note(strays: list[str], address: str, home: str) -> None:
    if not address.startswith((f"{home}/", "data:", "blob:")):
        strays.append(address)
