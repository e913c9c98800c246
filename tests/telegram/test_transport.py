"""The wire, against a real socket: each way a call can end, and a token that goes nowhere."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TimedOut

from apbot.channels.telegram import transport
from apbot.channels.telegram.library_request import AiohttpRequest
from apbot.channels.telegram.transport import (
    BotApi,
    Delivered,
    InDoubt,
    Limited,
    NotSent,
    Outcome,
    Refused,
    encoded,
)

TOKEN = "123456:SECRETsecretSECRETsecret"  # noqa: S105  # nobody's
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Answers with whatever the test puts in ``handler``; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes]] = []
        self.peers: set[Any] = set()
        self.handler: Handler = ok
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.asked.append((request.path.rpartition("/")[2], request.content_type, body))
        assert request.transport is not None
        self.peers.add(request.transport.get_extra_info("peername"))
        return await self.handler(request)


async def ok(_: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True, "result": {"message_id": 7}})


def says(status: int, reply: object, **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.json_response(reply, status=status, headers=headers)

    return handler


def shows(status: int, page: str | bytes, **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        body = page.encode() if isinstance(page, str) else page
        return web.Response(body=body, status=status, content_type="text/html", headers=headers)

    return handler


async def hangs(_: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def drops(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    served = Server()
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", served.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.01, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    served.url = f"http://{host}:{port}"
    yield served
    await runner.cleanup()


@pytest.fixture
async def api(server: Server) -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, base_url=server.url) as opened:
        yield opened


async def ask(api: BotApi, *, timeout: float = 5) -> Outcome:  # noqa: ASYNC109
    return await api.call("sendMessage", {"chat_id": 1, "text": "a"}, timeout=timeout)


async def test_a_call_is_json_and_its_result_comes_back(server: Server, api: BotApi) -> None:
    assert await ask(api) == Delivered({"message_id": 7})

    [(method, kind, body)] = server.asked
    assert (method, kind) == ("sendMessage", "application/json")
    assert json.loads(body) == {"chat_id": 1, "text": "a"}


async def test_a_ready_body_goes_as_it_is(server: Server, api: BotApi) -> None:
    await api.call("sendMessage", b'{"chat_id":1}')

    assert server.asked[0][2] == b'{"chat_id":1}'


async def test_the_payload_of_a_message_is_a_call(server: Server, api: BotApi) -> None:
    payload = '{"method":"editMessageText","body":{"text":"b"}}'

    assert await api.perform(payload) == Delivered({"message_id": 7})
    assert server.asked[0][0] == "editMessageText"


@pytest.mark.parametrize("payload", ["", "[]", "{}", "null", '{"method":1}', "[" * 5000])
async def test_a_payload_that_is_no_call_is_refused_unsent(
    server: Server, api: BotApi, payload: str
) -> None:
    assert isinstance(await api.perform(payload), Refused)
    assert not server.asked


async def test_connections_are_kept(server: Server, api: BotApi) -> None:
    for _ in range(5):
        await ask(api)

    assert len(server.peers) == 1


async def test_nobody_listens_is_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with BotApi(TOKEN, base_url=f"http://127.0.0.1:{port}") as api:
        assert isinstance(await ask(api), NotSent)


async def test_no_such_host_is_not_sent() -> None:
    async with BotApi(TOKEN, base_url="http://nowhere.invalid") as api:
        assert isinstance(await ask(api), NotSent)


async def test_no_free_connection_is_not_sent(server: Server) -> None:
    server.handler = hangs
    async with BotApi(TOKEN, base_url=server.url, connections=0, connect_within=0.1) as api:
        busy = asyncio.create_task(ask(api))
        while not server.asked:  # noqa: ASYNC110  # the server has no event for it
            await asyncio.sleep(0)

        assert isinstance(await ask(api), NotSent)
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)


async def test_outside_its_block_nothing_is_sent(server: Server) -> None:
    assert isinstance(await ask(BotApi(TOKEN, base_url=server.url)), NotSent)


async def test_an_answer_that_does_not_come_is_a_doubt(server: Server, api: BotApi) -> None:
    server.handler = hangs

    assert isinstance(await ask(api, timeout=0.1), InDoubt)
    assert len(server.asked) == 1


async def test_a_reply_lost_after_its_effect_is_a_doubt_and_is_not_asked_twice(
    server: Server, api: BotApi
) -> None:
    server.handler = drops

    assert isinstance(await ask(api), InDoubt)
    assert len(server.asked) == 1


async def test_a_connection_kept_and_then_dropped_is_a_doubt(server: Server, api: BotApi) -> None:
    await ask(api)
    server.handler = drops

    assert isinstance(await ask(api), InDoubt)
    server.handler = ok
    assert isinstance(await ask(api), Delivered)


async def test_a_body_that_trickles_ends_as_a_doubt(server: Server) -> None:
    async def trickles(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.01)

    server.handler = trickles
    async with BotApi(TOKEN, base_url=server.url, connect_within=0.1) as api:
        assert isinstance(await ask(api, timeout=0.1), InDoubt)


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_huge_body_is_not_read_to_its_end(
    server: Server, api: BotApi, monkeypatch: pytest.MonkeyPatch, *, chunked: bool
) -> None:
    async def huge(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if chunked:
            response.enable_chunked_encoding()
        else:
            response.content_length = 10_000_000
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" " * 100_000)
        return response

    monkeypatch.setattr(transport, "REPLY_LIMIT", 100_000)
    server.handler = huge

    assert await ask(api) == InDoubt("TooLarge")


async def test_too_many_requests_say_how_long_to_wait(server: Server, api: BotApi) -> None:
    server.handler = says(
        429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 7}, "description": ""}
    )

    assert await ask(api) == Limited(7)


async def test_a_redirect_is_not_followed(server: Server, api: BotApi) -> None:
    server.handler = shows(302, "", Location=f"{server.url}/elsewhere")

    assert isinstance(await ask(api), NotSent)
    assert len(server.asked) == 1


async def test_a_bad_gateway_page_is_a_doubt(server: Server, api: BotApi) -> None:
    server.handler = shows(502, "<html>502 Bad Gateway</html>")

    assert await ask(api) == InDoubt("HTTP 502")


async def test_half_a_character_does_not_stop_a_message(server: Server, api: BotApi) -> None:
    text = "x\ud83dy\x00\U0001f600"

    assert isinstance(await api.call("sendMessage", {"text": text}), Delivered)
    assert json.loads(server.asked[0][2])["text"] == "x\ufffdy\x00\U0001f600"
    assert json.loads(encoded({"t": "\ud83d\ude00"})) == {"t": "\U0001f600"}


async def test_the_environment_names_no_proxy(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")

    assert isinstance(await ask(api), Delivered)


async def test_updates_are_asked_for_by_kind_and_offset(server: Server, api: BotApi) -> None:
    server.handler = says(200, {"ok": True, "result": [{"update_id": 4}]})

    assert await api.updates(offset=4, timeout=0) == Delivered([{"update_id": 4}])
    assert await api.updates(offset=None, timeout=0, limit=1) == Delivered([{"update_id": 4}])

    first, second = (json.loads(body) for _, _, body in server.asked)
    assert first["offset"] == 4
    assert first["allowed_updates"] == [
        *("message", "edited_message", "callback_query", "my_chat_member")
    ]
    assert "offset" not in second
    assert second["limit"] == 1


async def test_the_library_speaks_through_the_same_client(server: Server, api: BotApi) -> None:
    me = {"id": 1, "is_bot": True, "first_name": "AP", "username": "ap_bot"}
    server.handler = says(200, {"ok": True, "result": me})
    bot = Bot(
        TOKEN,
        base_url=f"{server.url}/bot",
        request=AiohttpRequest(api),
        get_updates_request=AiohttpRequest(api),
    )
    async with bot:
        assert (await bot.get_me()).username == "ap_bot"

    assert isinstance(await api.call("getMe", {}), Delivered)  # still open
    assert len(server.peers) == 1


async def test_the_library_sends_a_file(server: Server, api: BotApi) -> None:
    chat = {"id": 1, "type": "private"}
    server.handler = says(200, {"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat}})
    bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=AiohttpRequest(api))

    await bot.send_document(1, b"%PDF-1.7 synthese", filename="synthese.pdf")

    method, kind, body = server.asked[0]
    assert (method, kind) == ("sendDocument", "multipart/form-data")
    assert b"%PDF-1.7 synthese" in body
    assert b'filename="synthese.pdf"' in body


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (drops, NetworkError),
        (hangs, TimedOut),
        (shows(502, "<html>"), NetworkError),
        (says(401, {"ok": False, "error_code": 401, "description": "Unauthorized"}), InvalidToken),
    ],
)
async def test_the_library_raises_its_own_errors(
    server: Server, api: BotApi, handler: Handler, error: type[Exception]
) -> None:
    server.handler = handler
    request = AiohttpRequest(api, seconds=0.2)

    with pytest.raises(error) as raised:
        await request.post(f"{server.url}/bot{TOKEN}/getMe")

    assert TOKEN not in repr(raised.value)
    assert raised.value.__cause__ is None or TOKEN not in repr(raised.value.__cause__)


async def test_the_token_is_in_no_repr_no_outcome_and_no_log(
    server: Server, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = [repr(api), str(api), repr(AiohttpRequest(api))]
    handlers = [ok, drops, hangs, shows(502, "<html>"), shows(200, "{"), shows(403, "<html>")]
    for server.handler in handlers:
        shown += [repr(await ask(api, timeout=0.1))]
    async with BotApi(TOKEN, base_url="http://nowhere.invalid") as nowhere:
        shown += [repr(await ask(nowhere))]
    async with BotApi(TOKEN, base_url="not an address") as wrong:
        shown += [repr(await ask(wrong))]

    assert not [line for line in shown if "SECRET" in line]
    assert not [record for record in caplog.records if "SECRET" in record.getMessage()]
