"""What is written on stderr holds nothing of any person, whoever writes it and at any level."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from apbot.logs import on_stderr

CANARY = "Canari-Pivoine"
TOKEN = "123456789:AAcanaryCANARYcanaryCANARYcanary_12"  # noqa: S105  # nobody's
HIDDEN = "a-secret-that-is-hidden"


class Broken(Exception):
    """Says what it was working on, as libraries do."""


def fail() -> None:
    nobody: dict[str, str] = {}
    try:
        nobody[CANARY]
    except KeyError as error:
        raise Broken(CANARY) from error


@pytest.fixture(autouse=True)
def logged() -> Iterator[None]:
    with on_stderr("debug", [HIDDEN]):
        yield


def test_a_traceback_shows_where_it_was_and_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        fail()
    except Broken:
        logging.getLogger("apbot.web").exception("Un problème.")

    said = capsys.readouterr().err
    assert "Un problème." in said
    assert "in fail" in said
    assert said.index("KeyError") < said.index("Broken")
    assert CANARY not in said


def test_a_crash_of_the_program_or_of_a_thread_says_no_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        fail()
    except Broken as error:
        sys.excepthook(Broken, error, error.__traceback__)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    said = capsys.readouterr().err
    assert said.count("Arrêt sur une erreur imprévue.") == 2
    assert said.count("Broken") >= 2
    assert CANARY not in said


def test_a_task_that_nobody_waited_for_says_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    async def work() -> None:
        fail()

    async def main() -> None:
        task = asyncio.create_task(work())
        await asyncio.wait([task])
        del task

    asyncio.run(main())

    said = capsys.readouterr().err
    assert "Task exception was never retrieved" in said
    assert CANARY not in said


@pytest.mark.parametrize("library", ["aiohttp.access", "httpx", "telegram.Bot", "uvicorn.access"])
def test_libraries_speak_from_warnings_on_and_fill_in_nothing(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger(library)
    for level in (logging.DEBUG, logging.INFO):
        log.log(level, "GET %s", f"/e/{CANARY}")
    log.warning("could not send %s", CANARY)

    assert capsys.readouterr().err.splitlines()[-1].endswith(f"WARNING {library} could not send %s")


def test_secrets_and_links_are_stars_wherever_they_stand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = logging.getLogger("apbot")
    log.debug("%s https://x/bot%s/getMe http://ap/e/%s /p/%s", HIDDEN, TOKEN, "a" * 22, "b" * 22)

    said = capsys.readouterr().err
    assert "*** https://x/bot***/getMe http://ap/e/*** /p/***" in said


def test_everything_is_as_before_once_it_is_over() -> None:
    with on_stderr("error"):
        assert logging.getLogger("apbot").level == logging.ERROR
    assert logging.getLogger("apbot").level == logging.DEBUG
