"""What a button of the staff carries: which student's sheet, and a tag that only we can have made.

``f<the student's id>.<tag>``. The tag covers the chat; that it is right gives no right to read.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterable
from dataclasses import replace

from .rendering import ApiCall

_DATA = re.compile(r"f([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{12})", re.ASCII)
_TAG_BYTES = 9
MOST = 90
"""Telegram takes 100 buttons under one message."""


def stamp(student_id: str, *, chat_key: str, secret: bytes) -> str:
    """``student_id``: 32 hexadecimal digits."""
    short = base64.urlsafe_b64encode(bytes.fromhex(student_id)).rstrip(b"=").decode("ascii")
    return f"f{short}.{_tag(student_id, chat_key, secret)}"


def read(data: str, *, chat_key: str, secret: bytes) -> tuple[str, bool]:
    """Which student is meant ("" where nobody can be), and whether we made this for this chat."""
    found = _DATA.fullmatch(data)
    if found is None:
        return "", False
    try:
        student_id = base64.urlsafe_b64decode(found[1] + "==").hex()
    except binascii.Error:
        return "", False
    return student_id, hmac.compare_digest(found[2], _tag(student_id, chat_key, secret))


def under(call: ApiCall, buttons: Iterable[tuple[str, str]]) -> ApiCall:
    """The message with these buttons, one in a row: labels, and what they carry."""
    rows = [[{"text": label, "callback_data": data}] for label, data in buttons]
    if not rows:
        return call
    return replace(call, body={**call.body, "reply_markup": {"inline_keyboard": rows[:MOST]}})


def _tag(student_id: str, chat_key: str, secret: bytes) -> str:
    digest = hmac.digest(secret, f"sheet\n{chat_key}\n{student_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_TAG_BYTES]).decode("ascii")
