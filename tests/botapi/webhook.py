"""Updates by POST: per chat and per user in order, again and again until 2xx or too old."""

from __future__ import annotations

import asyncio
from collections import deque

import aiohttp

from .history import Post
from .state import Telegram, Webhook
from .updates import Key, Waiting

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a name
_HANG_UP_AFTER, _LONGEST_WAIT, _LONGEST_ASKED = 60.0, 60.0, 3600.0


class WebhookSender:
    """``scale`` shortens the waits between attempts: 0, 2, 4, 8 ... seconds at scale 1.

    `restart` after every setWebhook and deleteWebhook.
    """

    def __init__(self, telegram: Telegram, *, scale: float = 0.01) -> None:
        self.scale = scale
        self._telegram = telegram
        self._queues: dict[Key, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(1)
        self._changing = asyncio.Lock()
        telegram.on_update.append(self._news)

    async def restart(self) -> None:
        async with self._changing:
            await self._stop()
            if self._telegram.webhook:
                self._slots = asyncio.Semaphore(self._telegram.webhook.connections)
                self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
                for waiting in self._telegram.updates.all(self._telegram.now()):
                    self._enqueue(self._telegram.webhook, waiting)

    async def stop(self) -> None:
        async with self._changing:
            await self._stop()

    async def _stop(self) -> None:
        session, self._session = self._session, None  # what comes in from now on waits
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._queues.clear()
        if session:
            await session.close()

    def _news(self) -> None:
        """The newest update only: the others are in their queues."""
        if self._telegram.webhook and self._session:
            newest = next(reversed(self._telegram.history.pushed))
            waiting = self._telegram.updates.get(newest, self._telegram.now())
            if waiting:
                self._enqueue(self._telegram.webhook, waiting)

    def _enqueue(self, webhook: Webhook, waiting: Waiting) -> None:
        if waiting.key in self._queues:
            self._queues[waiting.key].append(waiting.update_id)
            return
        self._queues[waiting.key] = deque([waiting.update_id])
        task = asyncio.create_task(self._work_off(webhook, waiting.key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, webhook: Webhook, key: Key) -> None:
        queue = self._queues[key]
        while queue:
            await self._insist(webhook, queue[0])
            queue.popleft()
        del self._queues[key]

    async def _insist(self, webhook: Webhook, update_id: int) -> None:
        pause = 0.0
        while True:
            waiting = self._telegram.updates.get(update_id, self._telegram.now())
            if waiting is None:
                self._telegram.changed()
                return
            async with self._slots:
                status, asked = await self._post(webhook, waiting)
            if 200 <= status < 300:
                self._telegram.updates.confirm(update_id, self._telegram.now())
                self._telegram.changed()
                return
            await asyncio.sleep(max(pause, asked) * self.scale)
            pause = min(max(pause * 2, 2.0), _LONGEST_WAIT)

    async def _post(self, webhook: Webhook, waiting: Waiting) -> tuple[int, float]:
        """The status, 0 where there was none, and the seconds of ``Retry-After``."""
        assert self._session
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers[SECRET_HEADER] = webhook.secret
        history = self._telegram.history
        history.pushed[waiting.update_id].delivered += 1
        post = Post(self._telegram.now(), waiting.update_id, 0)
        history.posts.append(post)
        self._telegram.changed()
        asked = 0.0
        try:
            async with self._session.post(
                webhook.url,
                data=waiting.body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=_HANG_UP_AFTER),
                allow_redirects=False,
            ) as response:
                await response.read()
                post.status = response.status
                after = response.headers.get("Retry-After", "")
                asked = min(float(after), _LONGEST_ASKED) if after.isdecimal() else 0.0
        except (aiohttp.ClientError, TimeoutError):
            post.status = 0
        self._telegram.changed()
        return post.status, asked
