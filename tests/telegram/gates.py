"""What may stand between Telegram and the webhook's door: it holds back, or it repeats."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass
class Gate:
    """Turns away what ``holds`` says, so that Telegram posts it again."""

    holds: Callable[[bytes], bool] = field(default=lambda _: False)

    def __call__(self, door: ASGIApp) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            body = await whole(receive)
            await answer(send, 503 if self.holds(body) else await knock(door, scope, body))

        return app


@dataclass
class Repeating:
    """From ``start`` on: of three posts that reach the door Telegram hears that they failed; of two
    more at once, that they passed.

    ``statuses``: what the door itself said.
    """

    statuses: list[int] = field(default_factory=list)
    on: bool = False

    def start(self) -> None:
        self.on = True

    def stop(self) -> None:
        self.on = False

    def __call__(self, door: ASGIApp) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            body = await whole(receive)
            if not self.on:
                await answer(send, await knock(door, scope, body))
                return
            last = len(self.statuses) >= 3  # the fourth post
            times = 2 if last else 1
            said = await asyncio.gather(*(knock(door, scope, body) for _ in range(times)))
            self.statuses += said
            await answer(send, said[0] if last else 502)

        return app


async def whole(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


async def knock(door: ASGIApp, scope: Scope, body: bytes) -> int:
    """The status of this request."""
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await door(scope, receive, send)
    return statuses[0]


async def answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
