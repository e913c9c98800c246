"""HTTP/1.1 as lean as Python allows, so that the emulator is never what is measured."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import parse_qsl

import httptools

Reply = Callable[[bytes], None]
Handle = Callable[[str, dict[str, Any], Reply], None]


class Connection(asyncio.Protocol):
    """One request at a time, kept alive. Each way takes ``one_way`` seconds."""

    def __init__(self, handle: Handle, one_way: float) -> None:
        self._handle = handle
        self._one_way = one_way
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._url = b""
        self._body: list[bytes] = []
        self._is_form = False

    # -- the transport and the parser call these ----------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url = url
        self._body = []

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._is_form = value.startswith(b"application/x-www-form-urlencoded")

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        method = self._url.decode().rpartition("/")[2].lower()
        params = self._params(b"".join(self._body))
        if self._one_way:
            self._loop.call_later(self._one_way, self._handle, method, params, self._reply_later)
        else:
            self._handle(method, params, self._reply)

    # -- and back -----------------------------------------------------------------------------

    def _params(self, body: bytes) -> dict[str, Any]:
        if not body:
            return {}
        if not self._is_form:
            decoded: dict[str, Any] = json.loads(body)
            return decoded
        params: dict[str, Any] = dict(parse_qsl(body.decode()))
        if "reply_markup" in params:
            params["reply_markup"] = json.loads(params["reply_markup"])
        return params

    def _reply_later(self, body: bytes) -> None:
        self._loop.call_later(self._one_way, self._reply, body)

    def _reply(self, body: bytes) -> None:
        if self._transport is not None:
            head = (
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            )
            self._transport.write(head % len(body) + body)
