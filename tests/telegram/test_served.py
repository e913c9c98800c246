"""The program itself, ``apbot serve``, with Telegram beside its pages: both ways in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import httpx
import pytest

from apbot.channels.telegram import gap
from apbot.clock import system_clock
from storage import open_storage
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.telegram.serving import PATIENCE, served
from tests.telegram.stage import Way

by_every_way = pytest.mark.parametrize("way", list(Way))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    open_storage(
        f"sqlite:///{tmp_path / 'apbot.db'}", key_file=tmp_path / "apbot.key", create=True
    ).close()
    return tmp_path


@by_every_way
async def test_it_answers_and_says_nothing_else(place: Path, way: Way) -> None:
    telegram = Telegram(clock=system_clock)
    phone = Student(telegram, 42)
    phone.types("bonjour")
    async with served(place, way, telegram) as program:
        await program.until_open()

        assert await program.server.until(lambda: len(phone.reads) == 1, PATIENCE)
        assert (telegram.webhook is not None) == (way is Way.WEBHOOK)
        assert await program.stopped() == ""

    # A stop leaves everything as it is: what comes in meanwhile waits at Telegram.
    assert (telegram.webhook is not None) == (way is Way.WEBHOOK)


@by_every_way
async def test_a_wrong_token_is_one_sentence_and_exit_status_1(place: Path, way: Way) -> None:
    telegram = Telegram(clock=system_clock)
    wrong = "1:a-token-nobody-knows"
    async with served(place, way, telegram, token=wrong) as program:
        said = await program.ended()

    assert program.process.returncode == 1
    assert "Telegram ne connaît pas ce bot" in said
    assert len(said.splitlines()) == 1
    assert wrong not in said


async def test_f11_back_after_thirty_hours_it_says_so_at_the_start(place: Path) -> None:
    storage = open_storage(f"sqlite:///{place / 'apbot.db'}", key_file=place / "apbot.key")
    with storage.write() as uow:
        gap.heard(uow, at=system_clock() - dt.timedelta(hours=30, minutes=1))
        uow.commit()
    storage.close()
    async with served(place, Way.POLLING, Telegram(clock=system_clock)) as program:
        said = await program.said()

    assert "(30 h)" in said
    assert "Telegram ne garde un message que 24 h" in said


@by_every_way
async def test_a_token_revoked_meanwhile_ends_telegram_and_not_the_pages(
    place: Path, way: Way
) -> None:
    telegram = Telegram(clock=system_clock)
    token = telegram.token
    phone = Student(telegram, 42)
    async with served(place, way, telegram) as program:
        await program.until_open()
        await program.server.until(lambda: bool(telegram.commands), PATIENCE)
        telegram.token = "1:another-token"  # noqa: S105  # of the tests
        phone.types("bonjour")  # a webhook is not told; what it answers is
        said = await program.said()
        async with httpx.AsyncClient() as browser:
            alive = await browser.get(f"{program.url}/sante")

        assert "Telegram ne connaît plus ce bot" in said
        assert token not in said
        assert alive.status_code == 200
        assert await program.stopped() == ""
