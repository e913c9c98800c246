"""Which bot a token is: its public name, for the links that open it."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import Forbidden, InvalidToken, TelegramError

from apbot.errors import Unusable

from .library_request import AiohttpRequest
from .running import WRONG_BOT, Wire

NO_BOT = (
    "Aucun bot Telegram n'est réglé : créez-en un avec BotFather, puis donnez son jeton dans "
    "APBOT_TELEGRAM_TOKEN ou APBOT_TELEGRAM_TOKEN_FILE."
)
NO_ANSWER = (
    "Telegram ne répond pas : vérifiez la connexion du serveur (et APBOT_TELEGRAM_API_URL si vous "
    "l'avez changée), puis réessayez."
)


def name_of_bot(wire: Wire) -> str:
    """Without the "@". Raises ``Unusable``: no token, a wrong one, or Telegram does not answer."""
    if not wire.token:
        raise Unusable(NO_BOT)
    return asyncio.run(_ask(wire))


async def _ask(wire: Wire) -> str:
    async with wire.open() as api:
        request = AiohttpRequest(api, seconds=10)
        try:
            bot = Bot(
                wire.token,
                base_url=f"{wire.url}/bot",
                request=request,
                get_updates_request=request,
            )
            about = await bot.get_me()
        except (InvalidToken, Forbidden):
            raise Unusable(WRONG_BOT) from None
        except TelegramError:
            # Its text may hold the address, and the address holds the token.
            raise Unusable(NO_ANSWER) from None
    if not about.username:
        raise Unusable(WRONG_BOT)
    return about.username
