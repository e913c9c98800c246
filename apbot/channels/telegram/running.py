"""The Telegram channel beside the pages: one bot, as long as the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from apbot.clock import Clock
from apbot.delivery.ledger import Write
from apbot.errors import Unusable

from .deciding import Desk
from .polling import Polling
from .receiving import WRONG_TOKEN, keep
from .service import Parts, Service
from .transport import BotApi, Refused

__all__ = ["WRONG_BOT", "Desk", "Wire", "alongside", "refuse_wrong_token"]
WRONG_BOT = (
    "Telegram ne connaît pas ce bot : vérifiez APBOT_TELEGRAM_TOKEN auprès de BotFather, ou "
    "retirez-le pour vous passer de Telegram."
)


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


def alongside(wire: Wire, desk: Desk, write: Write, clock: Clock) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        async with wire.open() as api:
            receiver = Polling(keep(write), desk.key_of, clock)
            await Service(Parts(api, receiver, desk, write, clock)).run()

    return run
