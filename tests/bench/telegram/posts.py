"""Updates by webhook: posted as they come, over the connections that Telegram is allowed."""

from __future__ import annotations

import asyncio

import aiohttp

_CONNECTIONS = 40


class Posts:
    """Each is posted until it is taken. Each way lasts ``one_way`` seconds more."""

    def __init__(self, url: str, secret: str, one_way: float) -> None:
        self.url = url
        self._headers = {
            "X-Telegram-Bot-Api-Secret-Token": secret,
            "Content-Type": "application/json",
        }
        self._one_way = one_way
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_CONNECTIONS))
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, update: bytes) -> None:
        task = asyncio.create_task(self._post(update))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def _post(self, update: bytes) -> None:
        await asyncio.sleep(self._one_way)
        taken = False
        while not taken:
            post = self._session.post(self.url, data=update, headers=self._headers)
            async with post as response:
                taken = response.ok
