"""What a message may hold: words, buttons (telegram.md, section 2)."""

from __future__ import annotations

import re
from typing import Any

from . import parameters, refusals
from .history import Json
from .refusals import Refusal, readable

TEXT, CAPTION, NOTICE = 4096, 1024, 200
"""Code points."""
_RAW_BYTES = 32_768
_DATA_BYTES = 64
_BUTTONS, _IN_A_ROW = 100, 8
_ACTIONS = {"url", "web_app", "login_url", "pay", "copy_text", "callback_game"}
_ACTIONS |= {"switch_inline_query", "switch_inline_query_current_chat"}
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


def text_of(params: Json) -> str:
    text = _clean(params, "text")
    if not text:
        raise Refusal(refusals.TEXT_EMPTY)
    if len(text) > TEXT:
        raise Refusal(refusals.TEXT_LONG)
    return text


def caption_of(params: Json) -> str:
    caption = _clean(params, "caption")
    if len(caption) > CAPTION:
        raise Refusal(refusals.CAPTION_LONG)
    return caption


def _clean(params: Json, name: str) -> str:
    if parameters.words(params, "parse_mode"):
        # Not the server's: it would parse. The project sends plain text.
        raise Refusal(refusals.PARSE_MODE)
    raw = parameters.words(params, name)
    if len(raw) * 4 > _RAW_BYTES and len(raw.encode()) > _RAW_BYTES:
        raise Refusal(refusals.TEXT_HUGE)
    return _CONTROL.sub(" ", raw.replace("\r", "")).strip()


def markup_of(params: Json) -> Json | None:
    """The reply markup, checked. None where there is none."""
    markup = parameters.structure(params, "reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise Refusal(refusals.MARKUP_UNREADABLE)
    rows = markup.get("inline_keyboard")
    if rows is None:
        return markup
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refusal(refusals.MARKUP_UNREADABLE)
    for row in rows:
        for button in row:
            _check(button)
    if sum(map(len, rows)) > _BUTTONS or any(len(row) > _IN_A_ROW for row in rows):
        raise Refusal(refusals.MARKUP_LONG)
    return {"inline_keyboard": rows} if any(rows) else None


def _check(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise Refusal(refusals.MARKUP_UNREADABLE)
    readable(button["text"])
    data = button.get("callback_data")
    if data is None:
        if not _ACTIONS & button.keys():
            raise Refusal(refusals.BUTTON_KIND)
    elif not isinstance(data, str) or not 1 <= len(readable(data).encode()) <= _DATA_BYTES:
        raise Refusal(refusals.BUTTON_DATA)


def labels(message: Json) -> list[str]:
    """What can be read on the buttons under a message."""
    return [button["text"] for button in buttons(message)]


def buttons(message: Json) -> list[Json]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
