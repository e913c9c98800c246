"""Our HTTP client behind ``telegram.Bot``, for the calls that are not hot.

A module of its own: the library takes a quarter of a second to load, and a server that starts
again has students waiting.
"""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from .transport import BotApi, Closed, TooLarge

FILE_LIMIT = 21 << 20
"""Bytes of a reply; Telegram gives files of 20 MB at most."""


class AiohttpRequest(BaseRequest):
    """It neither opens nor closes the client: whoever made the ``BotApi`` does."""

    __slots__ = ("_api", "_seconds")

    def __init__(self, api: BotApi, *, seconds: float = 20) -> None:
        self._api = api
        self._seconds = seconds

    @property
    def read_timeout(self) -> float:
        return self._seconds

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def do_request(  # noqa: PLR0917  # the interface is positional
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # part of the interface
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # ditto
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # ditto
    ) -> tuple[int, bytes]:
        asked = type(read_timeout) in (int, float)
        seconds = float(read_timeout) if asked else self._seconds
        try:
            status, body, _ = await self._api.request(
                method, url, data=_form(request_data), limit=FILE_LIMIT, seconds=seconds
            )
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, TooLarge, Closed) as error:
            # Only the class: the text holds the address, and the address holds the token.
            raise NetworkError(type(error).__name__) from None
        return status, body


def _form(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None or not data.parameters:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
