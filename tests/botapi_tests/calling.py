"""A bot's call without HTTP."""

from __future__ import annotations

import json
from typing import Any

from tests.botapi import methods
from tests.botapi.state import Telegram


def call(telegram: Telegram, method: str, /, **params: Any) -> Any:
    """The decoded answer."""
    return json.loads(methods.perform(telegram, telegram.received(method, params))[1])


def refusal(telegram: Telegram, method: str, /, **params: Any) -> str:
    answer = call(telegram, method, **params)
    assert not answer["ok"], answer
    return f"{answer['error_code']} {answer['description']}"


def updates(telegram: Telegram, **params: Any) -> list[dict[str, Any]]:
    """What one getUpdates that does not wait hands out."""
    return [json.loads(body) for body in telegram.take(telegram.poll(params))]


def ids(telegram: Telegram, **params: Any) -> list[int]:
    return [update["update_id"] for update in updates(telegram, **params)]
