"""The Bot API as far as the benchmark goes: true offsets, 100 a batch, long polls, webhooks.

Nothing is refused and nothing is limited: what is measured is the bot.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter, deque
from typing import Any, Self

from .posts import Posts
from .students import Student
from .wire import Connection, Reply

TOKEN = "123456:TEST-token_of_the_benchmark"  # noqa: S105  # made up
_ME = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Assistant AP",
    "username": "apbot_test_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_BATCH = 100
_TRUE = b'{"ok":true,"result":true}'


class BotApi:
    """``async with`` serves it on ``url``; the students are those of one run."""

    def __init__(self, *, one_way: float = 0.0) -> None:
        self.url = ""
        self.students: dict[int, Student] = {}
        self.calls: Counter[str] = Counter()
        self._one_way = one_way
        self._updates: deque[tuple[int, bytes]] = deque()
        self._update_ids = itertools.count(700_000_001)
        self._message_ids = itertools.count(100, 10)
        self._poll: tuple[asyncio.TimerHandle, Reply] | None = None
        self._server: asyncio.Server | None = None
        self._posts: Posts | None = None
        """Where updates go instead, once the bot asked for it."""

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._handle, self._one_way), "127.0.0.1", 0, backlog=1024
        )
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._poll:
            self._poll[0].cancel()
        if self._posts:
            await self._posts.close()
        if self._server:
            self._server.close()

    # -- updates ------------------------------------------------------------------------------

    def push(self, kind: str, thing: str) -> None:
        number = next(self._update_ids)
        update = f'{{"update_id":{number},"{kind}":{thing}}}'.encode()
        if self._posts is not None:
            self._posts.put(update)
            return
        self._updates.append((number, update))
        if self._poll is not None:
            timer, reply = self._poll
            timer.cancel()
            self._poll = None
            # What comes in the same turn of the loop goes in the same batch.
            asyncio.get_running_loop().call_soon(self._give, reply)

    def _get_updates(self, params: dict[str, Any], reply: Reply) -> None:
        offset = int(params.get("offset") or 0)
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        if self._updates:
            self._give(reply)
            return
        loop = asyncio.get_running_loop()
        seconds = float(params.get("timeout") or 0)
        self._poll = (loop.call_later(seconds, self._nothing, reply), reply)

    def _post_to(self, url: str, secret: str) -> None:
        self._posts = Posts(url, secret, self._one_way)
        while self._updates:
            self._posts.put(self._updates.popleft()[1])

    def _give(self, reply: Reply) -> None:
        batch = b",".join(raw for _, raw in itertools.islice(self._updates, _BATCH))
        reply(b'{"ok":true,"result":[' + batch + b"]}")

    def _nothing(self, reply: Reply) -> None:
        self._poll = None
        reply(b'{"ok":true,"result":[]}')

    # -- calls --------------------------------------------------------------------------------

    def _handle(self, method: str, params: dict[str, Any], reply: Reply) -> None:
        if method == "getupdates":
            self._get_updates(params, reply)
            return
        self.calls[method] += 1
        match method:
            case "sendmessage":
                self._send(params, reply)
            case "editmessagetext" | "editmessagereplymarkup":
                self._note(int(params["chat_id"]))
                reply(_message(int(params["chat_id"]), int(params["message_id"]), "…"))
            case "answercallbackquery":
                self._note(int(str(params["callback_query_id"])[:10]))
                reply(_TRUE)
            case "getme":
                reply(json.dumps({"ok": True, "result": _ME}).encode())
            case "setwebhook":
                self._post_to(params["url"], params["secret_token"])
                reply(_TRUE)
            case "getwebhookinfo":
                url = self._posts.url if self._posts else ""
                info = {"url": url, "has_custom_certificate": False, "pending_update_count": 0}
                reply(json.dumps({"ok": True, "result": info}).encode())
            case _:
                reply(_TRUE)

    def _note(self, chat_id: int) -> Student:
        student = self.students[chat_id]
        student.calls[student.waits_for] += 1
        return student

    def _send(self, params: dict[str, Any], reply: Reply) -> None:
        student, text = self._note(int(params["chat_id"])), params["text"]
        number = next(self._message_ids)
        reply(_message(student.chat_id, number, text))
        student.reads(number, text, params.get("reply_markup"))


def _message(chat_id: int, message_id: int, text: str) -> bytes:
    return (
        f'{{"ok":true,"result":{{"message_id":{message_id},"date":1795500000,"from":'
        f'{{"id":123456,"is_bot":true,"first_name":"Assistant AP"}},"chat":'
        f'{{"id":{chat_id},"type":"private","first_name":"Camille"}},'
        f'"text":{json.dumps(text)}}}}}'
    ).encode()
