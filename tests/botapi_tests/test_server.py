"""The Bot API over HTTP: waiting polls, every kind of body, everything that goes wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram as ptb
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.botapi.faults import Fault, Kind
from tests.botapi.history import Outcome
from tests.botapi.server import Server
from tests.botapi.state import TOKEN, Telegram
from tests.botapi.students import Student


@pytest.fixture
async def server(telegram: Telegram, camille: Student) -> AsyncIterator[Server]:
    camille.starts()
    async with Server(telegram) as server:
        yield server


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[ptb.Bot]:
    async with ptb.Bot(TOKEN, base_url=f"{server.url}/bot") as bot:
        yield bot


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    # One connection per call, as after a broken one: aiohttp itself asks again on an old one.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as web:
        yield web


async def post(
    web: aiohttp.ClientSession, server: Server, method: str, **params: Any
) -> tuple[int, Any]:
    async with web.post(f"{server.url}/bot{TOKEN}/{method}", json=params) as response:
        return response.status, json.loads(await response.read())


def sent(telegram: Telegram) -> list[Outcome]:
    return [call.outcome for call in telegram.history.calls if call.method == "sendMessage"]


# -- the library ------------------------------------------------------------------------------


async def test_the_library_gets_along(bot: ptb.Bot, camille: Student) -> None:
    me = await bot.get_me()
    markup = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Oui", callback_data="y")]])
    message = await bot.send_message(42, "Prêt ?", reply_markup=markup, protect_content=True)
    camille.presses("Oui")
    start, press = await bot.get_updates(timeout=1)

    assert me.username == "apbot_test_bot"
    assert message.has_protected_content
    assert start.message
    assert start.message.text == "/start"
    assert press.callback_query
    assert await press.callback_query.answer()
    edited = await bot.edit_message_text("Merci.", 42, message.message_id)
    assert isinstance(edited, ptb.Message)
    assert camille.reads == ["Merci."]
    assert await bot.delete_message(42, message.message_id)


async def test_the_library_sets_up_and_sends_files(
    bot: ptb.Bot, telegram: Telegram, camille: Student
) -> None:
    telegram.chat(-5, kind="group")
    assert await bot.set_my_commands(
        [ptb.BotCommand("aide", "Aide")], scope=ptb.BotCommandScopeAllPrivateChats()
    )
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.leave_chat(-5)
    assert (await bot.get_chat(42)).first_name == "Camille"
    message = await bot.send_document(42, b"%PDF", filename="fiche.pdf", caption="Voici.")

    assert message.document
    assert message.document.file_name == "fiche.pdf"
    assert telegram.files[message.document.file_id].content == b"%PDF"
    assert camille.reads == ["Voici."]


async def test_the_library_raises_what_it_should(
    bot: ptb.Bot, telegram: Telegram, camille: Student
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(9, "?")
    telegram.faults.add(Fault(Kind.LIMITED, seconds=7))
    with pytest.raises(RetryAfter, match="7"):
        await bot.send_message(42, "?")
    telegram.faults.add(Fault(Kind.DROP_AFTER))
    with pytest.raises(NetworkError):
        await bot.send_message(42, "?")
    camille.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(42, "?")
    assert camille.reads == ["?"]


async def test_a_wrong_token_is_unauthorised(server: Server, telegram: Telegram) -> None:
    with pytest.raises(InvalidToken):
        async with ptb.Bot("1:other", base_url=f"{server.url}/bot"):
            pass
    assert telegram.history.calls[-1].code == 401


async def test_what_is_no_token_is_not_found(server: Server, web: aiohttp.ClientSession) -> None:
    async with web.get(f"{server.url}/botnonsense/getMe") as response:
        assert response.status == 404
    async with web.get(f"{server.url}/else") as response:
        assert response.status == 404


# -- bodies -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["json", "form", "multipart", "query"])
async def test_every_kind_of_body_says_the_same(
    server: Server, web: aiohttp.ClientSession, camille: Student, kind: str
) -> None:
    markup = {"inline_keyboard": [[{"text": "Où ?", "callback_data": "é"}]]}
    fields = {"chat_id": "42", "text": "Où çà ?\n& 1", "reply_markup": json.dumps(markup)}
    multipart = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        multipart.append(value).set_content_disposition("form-data", name=name)
    whole = {**fields, "chat_id": 42, "reply_markup": markup}
    how: dict[str, dict[str, Any]] = {
        "json": {"json": whole},
        "form": {"data": fields},
        "multipart": {"data": multipart},
        "query": {"params": fields},
    }
    async with web.post(f"{server.url}/bot{TOKEN}/sendMessage", **how[kind]) as response:
        assert response.status == 200

    assert camille.reads == ["Où çà ?\n& 1"]
    assert camille.presses("Où ?")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"\xff", "application/json"),
        (b"text=%ff", "application/x-www-form-urlencoded"),
        (b'{"chat_id": [42], "text": "?"}', "application/json"),
        (b'{"chat_id": 42, "text": "\\ud800"}', "application/json"),
    ],
)
async def test_nonsense_is_a_bad_request(
    server: Server, web: aiohttp.ClientSession, body: bytes, kind: str
) -> None:
    url, headers = f"{server.url}/bot{TOKEN}/sendMessage", {"Content-Type": kind}
    async with web.post(url, data=body, headers=headers) as response:
        told = await response.json()

    assert (response.status, told["ok"], told["error_code"]) == (400, False, 400)


# -- polls ------------------------------------------------------------------------------------


async def test_a_poll_waits_for_an_update(
    server: Server, telegram: Telegram, camille: Student, web: aiohttp.ClientSession
) -> None:
    poll = asyncio.create_task(post(web, server, "getUpdates", offset=101, timeout=50))
    assert await server.until(lambda: 100 in telegram.history.confirmed)
    assert not poll.done()
    camille.types("oui")
    camille.types("non")

    told = (await poll)[1]["result"]
    assert [update["message"]["text"] for update in told] == ["oui", "non"]


async def test_the_older_of_two_polls_is_ended(
    server: Server, telegram: Telegram, camille: Student, bot: ptb.Bot, web: aiohttp.ClientSession
) -> None:
    older = asyncio.create_task(bot.get_updates(offset=101, timeout=50))
    assert await server.until(lambda: 100 in telegram.history.confirmed)
    newer = asyncio.create_task(post(web, server, "getUpdates", offset=101, timeout=50))

    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older
    camille.types("oui")
    assert len((await newer)[1]["result"]) == 1


async def test_a_webhook_ends_the_poll(
    server: Server, telegram: Telegram, web: aiohttp.ClientSession
) -> None:
    poll = asyncio.create_task(post(web, server, "getUpdates", offset=101, timeout=50))
    assert await server.until(lambda: 100 in telegram.history.confirmed)
    await post(web, server, "setWebhook", url="http://127.0.0.1:1/")

    assert (await poll)[1]["description"] == "Conflict: terminated by setWebhook request"


async def test_a_server_that_was_down_knows_everything(
    server: Server, telegram: Telegram, web: aiohttp.ClientSession
) -> None:
    await server.stop()
    with pytest.raises(aiohttp.ClientError):
        await post(web, server, "getMe")
    await server.start()

    assert len((await post(web, server, "getUpdates"))[1]["result"]) == 1
    assert len(telegram.history.calls) == 1


async def test_a_server_that_goes_down_ends_the_poll(
    server: Server, web: aiohttp.ClientSession
) -> None:
    poll = asyncio.create_task(post(web, server, "getUpdates", offset=101, timeout=50))
    assert await server.until(lambda: 100 in server.telegram.history.confirmed)
    await server.stop()

    await asyncio.wait([poll])
    assert isinstance(poll.exception(), aiohttp.ClientError) or poll.result()[0] == 502


# -- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "outcome", "read"),
    [
        (Kind.DROP_BEFORE, Outcome.DROPPED, []),
        (Kind.DROP_AFTER, Outcome.DELIVERED_BUT_REPLY_LOST, ["a"]),
    ],
)
async def test_a_connection_breaks(
    server: Server,
    camille: Student,
    web: aiohttp.ClientSession,
    *,
    kind: Kind,
    outcome: Outcome,
    read: list[str],
) -> None:
    server.telegram.faults.add(Fault(kind, "sendmessage", 42))
    assert (await post(web, server, "getMe"))[0] == 200
    with pytest.raises(aiohttp.ClientError):
        await post(web, server, "sendMessage", chat_id=42, text="a")

    assert sent(server.telegram) == [outcome]
    assert camille.reads == read
    assert (await post(web, server, "sendMessage", chat_id=42, text="b"))[0] == 200


@pytest.mark.parametrize(
    ("kind", "outcome", "read"),
    [
        (Kind.ERROR, Outcome.REFUSED, []),
        (Kind.ERROR_AFTER, Outcome.DELIVERED_BUT_REPLY_LOST, ["a", "a"]),
    ],
)
async def test_the_server_fails(
    server: Server,
    camille: Student,
    web: aiohttp.ClientSession,
    *,
    kind: Kind,
    outcome: Outcome,
    read: list[str],
) -> None:
    server.telegram.faults.add(Fault(kind, "sendMessage", times=2, code=504))
    for _ in range(2):
        answer = await post(web, server, "sendMessage", chat_id=42, text="a")
        told = {"ok": False, "error_code": 504, "description": "Gateway Timeout"}
        assert answer == (504, told)

    assert sent(server.telegram) == [outcome] * 2
    assert camille.reads == read
    assert (await post(web, server, "sendMessage", chat_id=42, text="b"))[0] == 200


async def test_a_fault_of_one_chat_leaves_the_others_alone(
    server: Server, telegram: Telegram, web: aiohttp.ClientSession
) -> None:
    Student(telegram, 7).starts()
    telegram.faults.add(Fault(Kind.LIMITED, chat_id=7, times=None, seconds=3))

    assert (await post(web, server, "sendMessage", chat_id=42, text="a"))[0] == 200
    for _ in range(3):
        status, told = await post(web, server, "sendMessage", chat_id=7, text="a")
        assert (status, told["parameters"]) == (429, {"retry_after": 3})
    telegram.faults.clear()
    assert (await post(web, server, "sendMessage", chat_id=7, text="a"))[0] == 200


@pytest.mark.parametrize("kind", [Kind.DELAY, Kind.DELAY_AFTER])
async def test_who_does_not_wait_for_a_late_reply_misses_it(
    server: Server, camille: Student, web: aiohttp.ClientSession, kind: Kind
) -> None:
    telegram = server.telegram
    telegram.faults.add(Fault(kind, "sendMessage", seconds=0.3))
    impatient = asyncio.create_task(post(web, server, "sendMessage", chat_id=42, text="a"))
    assert await server.until(lambda: len(telegram.history.calls) == 1)
    impatient.cancel()

    lost = [Outcome.DELIVERED_BUT_REPLY_LOST]
    assert await server.until(lambda: sent(telegram) == lost)
    assert camille.reads == ["a"]


async def test_a_lost_batch_comes_back(
    server: Server, telegram: Telegram, web: aiohttp.ClientSession
) -> None:
    telegram.faults.add(Fault(Kind.DROP_AFTER, "getUpdates"))
    with pytest.raises(aiohttp.ClientError):
        await post(web, server, "getUpdates")
    told = (await post(web, server, "getUpdates"))[1]["result"]

    assert [update["update_id"] for update in told] == [100]
    assert telegram.history.delivered == {100: 2}
    assert telegram.history.confirmed == {}
    calls = [call.outcome.value for call in telegram.history.calls]
    assert calls == ["delivered_but_reply_lost", "delivered"]
