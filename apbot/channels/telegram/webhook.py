"""Receive by webhook: what Telegram posts is stored and committed before it is told 200.

Any other answer, or none, makes Telegram post the same again, until it is 24 hours old. What is not
theirs is refused before its body is read. Nothing is ever said in the answer's body: what became
of a call made there would not be known.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from apbot.clock import Clock
from storage.errors import StorageError
from storage.records import NewInbound

from .polling import Sleep
from .receiving import CHANNEL, WRONG_TOKEN, News, Store, WrongToken, entry_of, json_of
from .replies import decoded_update
from .transport import (
    ALLOWED_UPDATES,
    BotApi,
    Delivered,
    InDoubt,
    Limited,
    NotSent,
    Outcome,
    Refused,
)

LARGEST_BODY = 1 << 20
"""Bytes. An update of Telegram's has some thousands."""
CONNECTIONS = 40
"""Posts that Telegram may have open at once."""
_SOON, _LOOK_AGAIN = 1.0, 20.0
"""Seconds between two looks at whether Telegram still posts here: while it is behind, and after."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
_JSON = b"application/json"
_SECRET = b"x-telegram-bot-api-secret-token"

log = logging.getLogger("apbot.telegram")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class _Refused(Exception):
    """To be answered with this status; nothing is stored."""

    def __init__(self, status: int) -> None:
        self.status = status


@dataclass(frozen=True, slots=True)
class Address:
    """Where Telegram posts, and how it is known to be Telegram."""

    url: str
    secrets: tuple[str, ...] = field(repr=False)
    """The first is the one that Telegram is given; the others are still accepted."""


class Webhook:
    """An ASGI application for the one path that Telegram posts to, and a ``Receiver``.

    It stores from the first request on; ``receive`` tells Telegram where to post.
    """

    def __init__(
        self,
        address: Address,
        store: Store,
        *,
        key_of: Callable[[int], str],
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._address, self._secrets = address, [secret.encode() for secret in address.secrets]
        self._store, self._key_of, self._clock, self._sleep = store, key_of, clock, sleep
        self._stored: Callable[[], None] = _nobody_waits

    # -- what comes in ----------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._admit(scope["method"], scope["headers"])
            body = await _read(receive)
            status = await self._take(body)
        except _Refused as refusal:
            status = refusal.status
        headers = [(b"content-length", b"0"), *([(b"allow", b"POST")] if status == 405 else [])]  # noqa: PLR2004  # not allowed
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _admit(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        given = dict(headers)
        if method != "POST":
            raise _Refused(405)
        if _SECRET not in given:
            raise _Refused(401)
        if not self._is_known(given[_SECRET]):
            raise _Refused(403)
        if given.get(b"content-type", b"").partition(b";")[0].strip().lower() != _JSON:
            raise _Refused(415)
        length = given.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:20]) > LARGEST_BODY:
            raise _Refused(413)

    def _is_known(self, given: bytes) -> bool:
        """Compared with each secret to its end, whichever is the right one."""
        same = [compare_digest(given, secret) for secret in self._secrets]
        return any(same)

    async def _take(self, body: bytes) -> int:
        """200 once it is committed."""
        try:
            await self._store([self._entry(body)])
        except StorageError as error:
            # Not confirmed: Telegram keeps it, and posts it again.
            log.error("La base n'a pas pu écrire (%s).", type(error).__name__)  # noqa: TRY400
            return 503
        self._stored()
        return 200

    def _entry(self, body: bytes) -> NewInbound:
        raw, now = decoded_update(body), self._clock()
        if raw is not None:
            return entry_of(raw, self._key_of, at=now)
        # It would come again for ever: kept for the staff to see, once for each content.
        payload = json_of(body.decode("utf-8", "surrogateescape"))
        return NewInbound(CHANNEL, "", None, payload, now, dead=True)

    # -- where it comes in ------------------------------------------------------------------------

    async def receive(self, api: BotApi, news: News) -> None:
        self._stored = news.stored
        while True:
            await self._say_where(api)
            await self._watch(api, news)

    async def _say_where(self, api: BotApi) -> None:
        """Until Telegram has taken it. What waits there for the bot is never thrown away."""
        told = {
            "url": self._address.url,
            "secret_token": self._address.secrets[0],
            "allowed_updates": ALLOWED_UPDATES,
            "max_connections": CONNECTIONS,
            "drop_pending_updates": False,
        }
        pause, said = _FIRST_PAUSE, ""
        while not isinstance(outcome := await api.call("setWebhook", told), Delivered):
            if isinstance(outcome, Refused) and outcome.code in WRONG_TOKEN:
                raise WrongToken
            if said != (said := _why(outcome)):
                log.warning("Telegram %s : nouvel essai plus tard.", said)
            asked = outcome.retry_after if isinstance(outcome, Limited) else 0
            await self._sleep(min(max(pause, asked), _LONGEST_PAUSE))
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _watch(self, api: BotApi, news: News) -> None:
        """As long as Telegram answers and posts here; somebody may have sent it elsewhere."""
        behind = True  # what piled up is posted first
        while isinstance(outcome := await api.call("getWebhookInfo", {}), Delivered):
            info = outcome.result if isinstance(outcome.result, dict) else {}
            if info.get("url") != self._address.url:
                return
            caught_up = behind and not info.get("pending_update_count")
            behind = behind and not caught_up
            await news.heard(caught_up)
            await self._sleep(_SOON if behind else _LOOK_AGAIN)


def _why(outcome: Outcome) -> str:
    match outcome:
        case Refused(description=description):
            return f"refuse l'adresse du webhook ({description}), vérifiez APBOT_PUBLIC_URL"
        case NotSent(reason) | InDoubt(reason):
            return f"ne répond pas ({reason})"
        case _:
            return "demande d'attendre"


async def _read(receive: Receive) -> bytes:
    """The whole body. Raises ``_Refused`` as soon as it is too long, or breaks off."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Refused(400)
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise _Refused(413)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _nobody_waits() -> None:
    """Until the service runs: it looks into the inbox when it starts."""
