"""The Bot API on a real port: ``python -m tests.botapi.server --port 0`` prints its URL.

``/bot<token>/<method>`` is Telegram's side, ``/control/...`` the driver's (see `control`).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import re
import sys
from collections.abc import Callable, Coroutine
from typing import Self

from aiohttp import BodyPartReader, web

from . import methods, parameters, refusals
from .control import Control
from .faults import Fault, Kind
from .history import Call, Json, Upload
from .polling import LongPoll, lost
from .refusals import Refusal, Reply, too_many
from .state import Telegram
from .webhook import WebhookSender

_PATH = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>[A-Za-z]+)/?")
_TOKEN = re.compile(r"\d+:[\w-]+")
_JSON = {"Content-Type": "application/json"}
_ENDS_POLLS = {"setwebhook", "deletewebhook"}
_LARGEST_BODY = 64 * 1024 * 1024


class Server:
    """``async with Server(Telegram()) as server: ... server.url``."""

    def __init__(self, telegram: Telegram, *, port: int = 0) -> None:
        self.telegram = telegram
        self.url = ""
        self.webhook = WebhookSender(telegram)
        self._port = port
        self._polls = LongPoll(telegram)
        self._control = Control(telegram, self.webhook, self.until)
        self._runner: web.ServerRunner | None = None
        self._watchers: list[asyncio.Event] = []
        telegram.on_change.append(self._changed)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """On the same port as before, if it ran before."""
        server = web.Server(self._handle, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        await self.webhook.restart()

    async def stop(self) -> None:
        """Down: what Telegram knows is kept."""
        self._polls.end("Bad Gateway")
        await self.webhook.stop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def until(self, holds: Callable[[], bool], timeout: float = 5.0) -> bool:  # noqa: ASYNC109
        """Looked at after every change. False: it did not come to hold in time."""
        changed = asyncio.Event()
        self._watchers.append(changed)
        try:
            async with asyncio.timeout(timeout):
                while not holds():
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            return False
        finally:
            self._watchers.remove(changed)
        return True

    def _changed(self) -> None:
        for watcher in self._watchers:
            watcher.set()

    # -- one request --------------------------------------------------------------------------

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        path = request.path
        if path.startswith("/control/"):
            return await self._control.handle(request)
        found = _PATH.fullmatch(path)
        if found is None or not _TOKEN.fullmatch(found["token"]):
            return _response(Refusal("Not Found").reply())
        params, uploads, unreadable = await _read(request)
        call = self.telegram.received(found["method"], params, uploads)
        if found["token"] != self.telegram.token:
            unreadable = Refusal("Unauthorized")
        if unreadable:
            return _response(methods.refused(self.telegram, call, unreadable))
        fault = self.telegram.faults.take(call)
        reply = await (self._with(fault, call) if fault else self._perform(call))
        if reply is None or request.transport is None:
            lost(call)
            self.telegram.changed()
            if request.transport:
                request.transport.abort()
        return _response(reply or (502, b""))

    async def _perform(self, call: Call) -> Reply:
        name = call.method.lower()
        if name == "getupdates":
            return await self._polls.answer(call)
        reply = methods.perform(self.telegram, call)
        if name in _ENDS_POLLS:
            if self.telegram.webhook:
                self._polls.end(refusals.SET_WEBHOOK)
            await self.webhook.restart()
        return reply

    async def _with(self, fault: Fault, call: Call) -> Reply | None:
        """None: hang up."""
        self.telegram.changed()
        if fault.kind is Kind.DROP_BEFORE:
            return None
        if fault.kind is Kind.LIMITED:
            return methods.refused(self.telegram, call, too_many(max(1, round(fault.seconds))))
        error = Refusal(refusals.SERVER_ERRORS.get(fault.code, "Internal Server Error"))
        if fault.kind is Kind.ERROR:
            return methods.refused(self.telegram, call, error)
        if fault.kind is Kind.DELAY:
            await asyncio.sleep(fault.seconds)
        reply = await self._perform(call)
        if fault.kind is Kind.DELAY_AFTER:
            await asyncio.sleep(fault.seconds)
        if fault.kind is Kind.DROP_AFTER:
            return None
        if fault.kind is Kind.ERROR_AFTER:
            lost(call)
            return error.reply()
        return reply


def _response(reply: Reply) -> web.Response:
    status, body = reply
    return web.Response(status=status, body=body, headers=_JSON)


async def _read(request: web.BaseRequest) -> tuple[Json, dict[str, Upload], Refusal | None]:
    """Parameters, files, and what is wrong with them."""
    try:
        if request.content_type == "multipart/form-data":
            return *(await _read_multipart(request)), None
        body = await request.read()
        if request.content_type == "application/json":
            params = parameters.from_json(body)
        else:
            params = parameters.from_form(body)
    except Refusal as refusal:
        return {}, {}, refusal
    if request.query_string:
        params = {**request.query, **params}
    return params, {}, None


async def _read_multipart(request: web.BaseRequest) -> tuple[Json, dict[str, Upload]]:
    params: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        size += len(content)
        if size > _LARGEST_BODY:
            raise Refusal("Request Entity Too Large")
        if part.filename is None:
            params[part.name or ""] = content.decode(errors="surrogateescape")
        else:
            uploads[part.name or ""] = Upload(part.filename, content)
    return params, uploads


# -- its own process --------------------------------------------------------------------------


async def serve(port: int, telegram: Telegram, *, attached: bool) -> None:
    async with Server(telegram, port=port) as server:
        print(json.dumps({"url": server.url, "token": telegram.token}), flush=True)  # noqa: T201
        if attached:
            await asyncio.to_thread(sys.stdin.read)
        else:
            await asyncio.Event().wait()


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m tests.botapi.server")
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--token", default="")
    reader.add_argument("--attached", action="store_true", help="ends when stdin is closed")
    given = reader.parse_args()
    telegram = Telegram(token=given.token) if given.token else Telegram()
    gc.set_threshold(50_000, 20, 1000)  # the history only grows; looking through it is for nothing
    with contextlib.suppress(KeyboardInterrupt):
        _run(serve(given.port, telegram, attached=given.attached))


def _run(work: Coroutine[None, None, None]) -> None:
    try:
        import uvloop  # noqa: PLC0415  # not on Windows, and not needed inside a test
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


if __name__ == "__main__":
    main()
