"""The Telegram channel beside the pages: one bot, as long as the server runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from apbot.clock import Clock
from apbot.delivery.ledger import Write
from apbot.errors import Unusable
from apbot.file_lock import FileLock

from .deciding import Desk
from .leading import Lead, Leading, LostLead
from .polling import Polling, Sleep
from .receiving import WRONG_TOKEN, Receiver, WrongToken, keep
from .service import Parts, Service
from .transport import BotApi, Refused
from .webhook import Address, Webhook

__all__ = [
    "WRONG_BOT",
    "Desk",
    "Means",
    "Wire",
    "alongside",
    "by_polling",
    "by_webhook",
    "refuse_wrong_token",
    "service",
]
_BEGIN_AGAIN = 2.0
"""Seconds."""
WRONG_BOT = (
    "Telegram ne connaît pas ce bot : vérifiez APBOT_TELEGRAM_TOKEN auprès de BotFather, ou "
    "retirez-le pour vous passer de Telegram."
)

log = logging.getLogger("apbot.telegram")


@dataclass(frozen=True, slots=True)
class Wire:
    """Which bot, behind which Bot API."""

    token: str = field(repr=False)
    url: str

    def open(self) -> BotApi:
        return BotApi(self.token, base_url=self.url)


def refuse_wrong_token(wire: Wire) -> None:
    """Asked once, before anything is served. Raises ``Unusable``.

    A Telegram that does not answer is no reason not to start: it is tried again for ever.
    """

    async def ask() -> bool:
        async with wire.open() as api:
            outcome = await api.call("getMe", {}, timeout=5)
        return isinstance(outcome, Refused) and outcome.code in WRONG_TOKEN

    if asyncio.run(ask()):
        raise Unusable(WRONG_BOT)


@dataclass(frozen=True, slots=True)
class Means:
    """What the channel decides with, and where it keeps what it knows."""

    desk: Desk
    write: Write
    clock: Clock
    sleep: Sleep = asyncio.sleep


def by_polling(means: Means) -> Receiver:
    return Polling(keep(means.write), means.desk.key_of, means.clock, means.sleep)


def by_webhook(means: Means, url: str, secrets: Sequence[str]) -> Webhook:
    return Webhook(
        Address(url, tuple(secrets)),
        keep(means.write),
        key_of=means.desk.key_of,
        clock=means.clock,
        sleep=means.sleep,
    )


def service(means: Means, api: BotApi, receiver: Receiver, lead: Lead | None = None) -> Service:
    parts = Parts(api, receiver, means.desk, means.write, means.clock, means.sleep, lead)
    return Service(parts)


def alongside(
    wire: Wire,
    means: Means,
    receiver: Callable[[Means], Receiver],
    lock: FileLock | None = None,
) -> Callable[[], Awaitable[None]]:
    """For ever, beginning anew with what the database holds after a fault of ours.

    Not before this server leads, nor after another took over. A token that was revoked ends it:
    the pages go on without Telegram.
    """
    leading = Leading(means.write, means.clock, means.sleep, lock)

    async def run() -> None:
        while True:
            lead = await leading.lead()
            fenced = replace(means, write=lead.write)
            if not await _is_known(wire, fenced, receiver(fenced), lead):
                break
        log.error(
            "Telegram ne connaît plus ce bot : le reste du serveur continue sans lui. Vérifiez "
            "APBOT_TELEGRAM_TOKEN auprès de BotFather, puis relancez apbot."
        )

    return run


async def _is_known(wire: Wire, means: Means, receiver: Receiver, lead: Lead) -> bool:
    """Run once; whether Telegram still knew the token at the end."""
    known = True
    try:
        async with wire.open() as api:
            await service(means, api, receiver, lead).run()
    except* WrongToken:
        known = False
    except* LostLead:
        log.warning("Un autre serveur s'occupe maintenant de Telegram.")
    except* Exception as errors:  # noqa: BLE001  # told, and begun anew
        # Their classes alone: what they say may hold what they were working on.
        kinds = ", ".join(sorted({type(error).__name__ for error in errors.exceptions}))
        log.error("Telegram s'est arrêté (%s) et repart.", kinds)  # noqa: TRY400
        await means.sleep(_BEGIN_AGAIN)
    return known
