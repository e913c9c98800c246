"""No library and no database: what the emulator can be asked for, and nothing to compare with.

``python bare_bot.py URL TOKEN DATABASE QUESTIONS``
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

URL, TOKEN, _, FILE = sys.argv[1:5]
QUESTIONS: list[dict[str, Any]] = json.loads(Path(FILE).read_text(encoding="utf-8"))
PORT = int(URL.rpartition(":")[2])
_LENGTH = re.compile(rb"Content-Length: (\d+)")


class Client:
    """Connections that are kept; one is made where all are busy."""

    def __init__(self) -> None:
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def call(self, method: str, body: dict[str, Any]) -> Any:
        pair = self._free.pop() if self._free else await asyncio.open_connection("127.0.0.1", PORT)
        data = json.dumps(body).encode()
        head = (
            f"POST /bot{TOKEN}/{method} HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        pair[1].write(head.encode() + data)
        found = _LENGTH.search(await pair[0].readuntil(b"\r\n\r\n"))
        assert found
        reply = json.loads(await pair[0].readexactly(int(found[1])))
        self._free.append(pair)
        return reply["result"]


class Bot:
    """Where everybody is, in memory."""

    def __init__(self) -> None:
        self._client = Client()
        self._at: dict[int, int] = {}

    async def run(self) -> None:
        offset, tasks = 0, set()
        while True:
            batch = await self._client.call("getUpdates", {"offset": offset, "timeout": 25})
            for update in batch:
                offset = update["update_id"] + 1
                task = asyncio.create_task(self._answer(update))
                tasks.add(task)
                task.add_done_callback(tasks.discard)

    async def _answer(self, update: dict[str, Any]) -> None:
        query = update.get("callback_query")
        person: int = (query or update["message"])["from"]["id"]
        number = self._at[person] = self._at.get(person, -1) + 1
        if query:
            where = {"chat_id": person, "message_id": query["message"]["message_id"]}
            await self._client.call("answerCallbackQuery", {"callback_query_id": query["id"]})
            await self._client.call("editMessageText", {**where, "text": "Réponse"})
        if number == len(QUESTIONS):
            await self._client.call(
                "sendMessage", {"chat_id": person, "text": "Merci, c'est fini."}
            )
            return
        asked = QUESTIONS[number]
        rows = [[{"text": label, "callback_data": label}] for label in asked["options"]]
        body: dict[str, Any] = {"chat_id": person, "text": asked["ask"]}
        if rows:
            body["reply_markup"] = {"inline_keyboard": rows}
        await self._client.call("sendMessage", body)


def main() -> None:
    asyncio.run(Bot().run())


main()
