"""The wire to the Bot API: one pooled HTTP client, and outcomes instead of exceptions.

The token is part of every address, so no exception, log line or repr of the HTTP client may leave
this module: a failure goes out as a word of our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

import aiohttp

from apbot.delivery.outcomes import Delivered, InDoubt, Limited, NotSent, Outcome, Refused

from .replies import read_reply, read_updates

__all__ = [
    "BotApi",
    "Delivered",
    "InDoubt",
    "Limited",
    "NotSent",
    "Outcome",
    "Refused",
]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
CONNECT_WITHIN = 10.0
"""Seconds for a free connection of the pool, or a new one with its TLS handshake."""
KEEP_IDLE = 15.0
"""Seconds; shorter than the server's, so that we never write into a connection being closed."""
REPLY_LIMIT = 1 << 20
UPDATES_LIMIT = 32 << 20
"""Bytes of a reply."""
_JSON = {"Content-Type": "application/json"}
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_PLAIN = {"Accept-Encoding": "identity", "User-Agent": "apbot"}
_MARGIN = 10.0
_UPLOAD_WITHIN = 60.0
_CALL = re.compile(r'\{"method":"(\w+)","body":(\{.*\})\}', re.DOTALL)


class TooLarge(Exception):
    """The reply is longer than it may be; the rest was not read."""


class Closed(Exception):
    """The client is used outside its ``async with``."""


class BotApi:
    """An async context manager; one per bot."""

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "https://api.telegram.org",
        connections: int = 64,
        trust_env: bool = False,
        connect_within: float = CONNECT_WITHIN,
    ) -> None:
        """``trust_env``: use the proxy that the environment names."""
        self._prefix = f"{base_url.rstrip('/')}/bot{token}/"
        self._base_url = base_url
        self._connections = connections
        self._trust_env = trust_env
        self._connect_within = connect_within
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"BotApi({self._base_url!r})"

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            # One more than asked for: the long poll holds one all the time.
            connector=aiohttp.TCPConnector(
                limit=self._connections + 1, keepalive_timeout=KEEP_IDLE, ttl_dns_cache=60
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=_PLAIN,
            auto_decompress=False,  # none is asked for, and it could unfold without end
            trust_env=self._trust_env,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        method: str,
        body: Mapping[str, Any] | bytes,
        *,
        timeout: float = 20,  # noqa: ASYNC109  # an outcome is returned, nothing is raised
    ) -> Outcome:
        """``body``: the method's parameters, or their JSON ready for the wire."""
        return await self._ask(method, body, read_reply, limit=REPLY_LIMIT, seconds=timeout)

    async def upload(
        self, method: str, body: Mapping[str, Any], name: str, file_name: str, content: bytes
    ) -> Outcome:
        """The call with a PDF as its parameter ``name``.

        Not through ``telegram.Bot``, which writes its token and every parameter in debug logs.
        """
        form = aiohttp.FormData()
        for key, value in body.items():
            form.add_field(key, value if isinstance(value, str) else json.dumps(value))
        form.add_field(name, content, filename=file_name, content_type="application/pdf")
        return await self._ask(method, form, read_reply, limit=REPLY_LIMIT, seconds=_UPLOAD_WITHIN)

    async def perform(self, payload: str) -> Outcome:
        """The call that the payload of an ``Outgoing`` describes.

        As we write it, in ASCII, its body is cut out ready for the wire.
        """
        found = _CALL.fullmatch(payload)
        if found is not None and payload.isascii():
            return await self.call(found[1], found[2].encode())
        try:
            asked = json.loads(payload)
            method, body = asked["method"], asked["body"]
        except (ValueError, RecursionError, KeyError, TypeError):
            return Refused(0, "not the description of a call")
        return await self.call(method, body)

    async def updates(self, *, offset: int | None, timeout: int, limit: int = 100) -> Outcome:  # noqa: ASYNC109  # Telegram's own parameter
        """A ``Delivered`` holds a list of raw updates."""
        body: dict[str, Any] = {
            "timeout": timeout,
            "limit": limit,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if offset is not None:
            body["offset"] = offset
        return await self._ask(
            "getUpdates", body, read_updates, limit=UPDATES_LIMIT, seconds=timeout + _MARGIN
        )

    async def _ask(
        self,
        method: str,
        body: Mapping[str, Any] | bytes | aiohttp.FormData,
        read: Callable[..., Outcome],
        *,
        limit: int,
        seconds: float,
    ) -> Outcome:
        is_form = isinstance(body, aiohttp.FormData)
        data = body if isinstance(body, bytes | aiohttp.FormData) else encoded(body)
        try:
            status, reply, again = await self.request(
                "POST",
                self._prefix + method,
                data=data,
                headers=None if is_form else _JSON,
                limit=limit,
                seconds=seconds,
            )
        except _NEVER_SENT as error:
            return NotSent(type(error).__name__)
        except Closed:
            return NotSent("closed")
        except (aiohttp.ClientError, TimeoutError, OSError, TooLarge) as error:
            return InDoubt(type(error).__name__)
        return read(status, reply, retry_after=again)

    async def request(
        self, method: str, url: str, *, limit: int, seconds: float, **sent: Any
    ) -> tuple[int, bytes, str | None]:
        """Status, body and ``Retry-After``. Raises what aiohttp raises, with the address in it."""
        session = self._session
        if session is None:
            raise Closed
        # The whole may take longer than connecting, so that a `TimeoutError` is never about that.
        timeout = _timeout(self._connect_within, seconds)
        async with session.request(
            method, url, allow_redirects=False, timeout=timeout, **sent
        ) as response:
            return (
                response.status,
                await _read(response, limit),
                response.headers.get("Retry-After"),
            )


@lru_cache(maxsize=16)
def _timeout(connect: float, seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=connect + seconds, connect=connect, sock_read=seconds)


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    length = response.content_length
    if length is not None and length > limit:
        raise TooLarge
    parts, size = [], 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > limit:
            raise TooLarge
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def encoded(body: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8. Half a surrogate pair, which UTF-8 cannot say, becomes U+FFFD."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
