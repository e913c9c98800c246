"""The emulator in its own process, as a bot and a driver in other processes meet it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import telegram as ptb
from telegram.error import BadRequest, RetryAfter

from tests.botapi.driver import CannotDo, Driver
from tests.botapi.server import Server
from tests.botapi.state import TOKEN, Telegram


@pytest.fixture
async def driver(telegram: Telegram) -> AsyncIterator[Driver]:
    """Of a server in this process: fast. The test below has one of its own."""
    async with Server(telegram) as server, Driver(server.url, token=TOKEN) as driver:
        yield driver


async def test_a_process_of_its_own() -> None:
    async with Driver() as driver:
        assert await driver.acts(42, "starts", payload="abc")
        async with ptb.Bot(driver.token, base_url=f"{driver.url}/bot") as bot:
            (update,) = await bot.get_updates(timeout=5)
            await bot.send_message(42, "Bonjour.")

        assert update.message
        assert update.message.text == "/start abc"
        said = [line["text"] for line in await driver.lines(chat=42)]
        assert said == ["/start abc", "Bonjour."]


async def test_the_process_ends_with_its_driver() -> None:
    async with Driver() as driver:
        assert driver._process
        assert driver._process.stdin
        driver._process.stdin.close()

        async with asyncio.timeout(10):
            assert await driver._process.wait() == 0


async def test_every_act_can_be_driven(driver: Driver) -> None:
    async with ptb.Bot(TOKEN, base_url=f"{driver.url}/bot") as bot:
        await driver.acts(42, "starts")
        markup = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Oui", callback_data="y")]])
        await bot.send_message(42, "Prêt ?", reply_markup=markup)
        ids = await driver.act_all(
            [
                {"student": 42, "does": "presses", "label": "Oui", "times": 2},
                {"student": 42, "does": "presses", "nth": 0},
                {"student": 42, "does": "types", "text": "non"},
                {"student": 42, "does": "edits", "text": "oui"},
                {"student": 42, "does": "sends", "what": "voice"},
                {"student": 42, "does": "blocks"},
                {"student": 42, "does": "unblocks"},
            ]
        )

        assert ids == list(range(101, 109))
        assert (await driver.chat(42))["buttons"] == ["Oui"]
        assert len(await bot.get_updates(offset=-8)) == 8


async def test_what_cannot_be_is_said(driver: Driver) -> None:
    for does, how in (("presses", {"label": "Oui"}), ("flies", {}), ("types", {})):
        with pytest.raises(CannotDo):
            await driver.acts(42, does, **how)
    with pytest.raises(CannotDo, match="speed"):
        await driver.settings(speed=3)
    with pytest.raises(CannotDo):
        await driver.fault("rain")


async def test_faults_and_limits_are_set_from_afar(driver: Driver, telegram: Telegram) -> None:
    await driver.acts(42, "starts")
    async with ptb.Bot(TOKEN, base_url=f"{driver.url}/bot") as bot:
        await driver.fault("limited", method="sendMessage", seconds=9, times=None)
        with pytest.raises(RetryAfter):
            await bot.send_message(42, "a")
        await driver.no_faults()
        await driver.settings(per_chat=[0.1, 1], same_offset_guard=True)
        await bot.send_message(42, "a")
        with pytest.raises(RetryAfter):
            await bot.send_message(42, "b")
        await driver.advance(10)
        await bot.send_message(42, "b")

    assert telegram.same_offset_guard


async def test_a_group_can_be_pushed_and_left(driver: Driver) -> None:
    chat = {"id": -5, "type": "group", "title": "2de 4"}
    thing = {"message_id": 1, "date": 1, "chat": chat, "text": "Bonjour"}
    await driver.pushes("message", thing, chat_id=-5)
    async with ptb.Bot(TOKEN, base_url=f"{driver.url}/bot") as bot:
        (update,) = await bot.get_updates()
        assert update.effective_chat
        assert await bot.leave_chat(update.effective_chat.id)


async def test_the_history_tells_what_became_of_everything(driver: Driver) -> None:
    await driver.acts(42, "starts")
    await driver.acts(42, "types", text="oui")
    async with ptb.Bot(TOKEN, base_url=f"{driver.url}/bot") as bot:
        await bot.get_updates(offset=101)
        with pytest.raises(BadRequest):
            await bot.send_message(43, "a")
    history = await driver.history()

    assert [update["confirmed_at"] is None for update in history["updates"]] == [False, True]
    assert [update["delivered"] for update in history["updates"]] == [0, 1]
    last = history["calls"][-1]
    assert (last["method"], last["outcome"], last["chat_id"]) == ("sendMessage", "refused", 43)
    assert (await driver.history(after=last["n"]))["calls"] == []
    counts = await driver.counts()
    assert (counts["pushed"], counts["confirmed"], counts["waiting"]) == (2, 1, 1)


async def test_lines_can_be_waited_for(driver: Driver) -> None:
    assert await driver.lines(wait=0.01) == []
    await driver.acts(42, "starts")
    await driver.acts(7, "starts")
    first, second = await driver.lines(wait=5)

    assert (first["chat_id"], second["chat_id"]) == (42, 7)
    assert await driver.lines(after=second["n"]) == []
    assert [line["n"] for line in await driver.lines(chat=7)] == [second["n"]]
