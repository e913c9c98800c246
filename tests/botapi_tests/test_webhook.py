"""Updates by POST: in order for each chat, again until they are taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.botapi.webhook import SECRET_HEADER
from tests.botapi_tests.calling import call, refusal
from tests.clock import FakeClock


class Receiver:
    """A bot's own server; ``statuses`` are given in turn, then 200. ``shut``: it holds still."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.statuses: list[int] = []
        self.open = asyncio.Event()
        self.open.set()
        self.url = ""

    async def handle(self, request: web.BaseRequest) -> web.Response:
        self.got.append(json.loads(await request.read()))
        self.secrets.add(request.headers.get(SECRET_HEADER))
        await self.open.wait()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)

    def texts(self) -> list[str]:
        return [
            update["message"]["text"] if "message" in update else update["callback_query"]["data"]
            for update in self.got
        ]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    runner = web.ServerRunner(web.Server(receiver.handle), shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    receiver.open.set()
    await runner.cleanup()


@pytest.fixture
async def server(telegram: Telegram, receiver: Receiver) -> AsyncIterator[Server]:
    call(telegram, "setWebhook", url=receiver.url, secret_token="s-1_A")  # noqa: S106
    server = Server(telegram)
    server.webhook.scale = 0
    async with server:
        yield server


async def test_updates_arrive_with_the_secret(
    server: Server, telegram: Telegram, camille: Student, receiver: Receiver
) -> None:
    camille.types("a")
    camille.types("b")
    assert await server.until(lambda: len(telegram.history.confirmed) == 2)

    assert receiver.texts() == ["a", "b"]
    assert receiver.secrets == {"s-1_A"}
    assert telegram.history.delivered == {100: 1, 101: 1}


async def test_what_is_refused_comes_again_before_the_next(
    server: Server, telegram: Telegram, camille: Student, receiver: Receiver
) -> None:
    receiver.statuses = [500, 302, 429]
    camille.types("a")
    camille.types("b")
    assert await server.until(lambda: len(telegram.history.confirmed) == 2)

    assert receiver.texts() == ["a", "a", "a", "a", "b"]
    assert [post.status for post in telegram.history.posts] == [500, 302, 429, 204, 204]
    assert telegram.history.delivered == {100: 4, 101: 1}


async def test_presses_do_not_wait_for_messages_nor_chats_for_each_other(
    server: Server, telegram: Telegram, camille: Student, receiver: Receiver
) -> None:
    receiver.open.clear()
    camille.starts()
    rows = [[{"text": "Oui", "callback_data": "y"}]]
    call(telegram, "sendMessage", chat_id=42, text="?", reply_markup={"inline_keyboard": rows})
    camille.types("not yet")
    camille.presses("Oui")
    camille.presses("Oui")
    Student(telegram, 7).types("other")
    assert await server.until(lambda: len(telegram.history.posts) == 3)
    receiver.open.set()
    assert await server.until(lambda: len(telegram.history.confirmed) == 5)

    assert set(receiver.texts()[:3]) == {"/start", "y", "other"}
    assert set(receiver.texts()[3:]) == {"not yet", "y"}


async def test_what_waited_before_the_webhook_is_sent_too(
    telegram: Telegram, camille: Student, receiver: Receiver
) -> None:
    camille.types("a")
    call(telegram, "setWebhook", url=receiver.url)
    async with Server(telegram) as server:
        assert await server.until(lambda: len(telegram.history.confirmed) == 1)

    assert receiver.texts() == ["a"]
    assert receiver.secrets == {None}


async def test_a_bot_that_is_away_gets_it_until_it_is_too_old(
    telegram: Telegram, camille: Student, clock: FakeClock
) -> None:
    call(telegram, "setWebhook", url="http://127.0.0.1:1/")
    server = Server(telegram)
    server.webhook.scale = 0
    async with server:
        camille.types("a")
        assert await server.until(lambda: len(telegram.history.posts) > 3)
        clock.advance(hours=24)
        assert await server.until(lambda: telegram.history.pushed[100].expired_at is not None)

    assert {post.status for post in telegram.history.posts} == {0}
    assert telegram.history.confirmed == {}


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "nonsense"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "https://x/", "secret_token": "é"}, "secret token contains unallowed characters"),
    ],
)
def test_a_webhook_must_be_possible(telegram: Telegram, params: dict[str, str], words: str) -> None:
    assert refusal(telegram, "setWebhook", **params) == f"400 Bad Request: {words}"
