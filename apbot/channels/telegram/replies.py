"""What the bytes that came back mean. Pure: no network, no clock.

A refusal counts only in the words of the Bot API itself: the page of a school's web filter, which
often answers 403, must not mark every chat as gone.
"""

from __future__ import annotations

import json
import re
from typing import Any

from apbot.delivery.outcomes import Delivered, InDoubt, Limited, NotSent, Outcome, Refused

_TOO_MANY, _TOO_LARGE = 429, 413
_LONGEST_WAIT = 86_400.0
_UNSAID_WAIT = 5.0
_BRACKETS = re.compile(rb'["{}\[\]]')
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_RESULT = re.compile(rb'"result"\s*:\s*\[')
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})')


def read_reply(status: int, body: bytes, *, retry_after: str | None = None) -> Outcome:
    """``retry_after`` is the header of that name; the body's own figure comes first."""
    reply = _decoded(body)
    if reply is None:
        return _without_words(status, retry_after)
    if reply.get("ok") is True and status < 300 and "result" in reply:  # noqa: PLR2004  # success
        return Delivered(reply["result"])
    code = reply.get("error_code")
    code = code if type(code) is int else status
    if code == _TOO_MANY:
        parameters = reply.get("parameters")
        said = parameters.get("retry_after") if isinstance(parameters, dict) else None
        return Limited(_seconds(said, retry_after))
    if reply.get("ok") is False and status < 500 and 400 <= code < 500:  # noqa: PLR2004  # 4xx
        return Refused(code, str(reply.get("description", ""))[:300])
    return _without_words(status, retry_after)


def read_updates(status: int, body: bytes, *, retry_after: str | None = None) -> Outcome:
    """Like ``read_reply``; one update that no parser can take does not spoil its batch.

    Such an update is given as its ``update_id`` alone.
    """
    outcome = read_reply(status, body, retry_after=retry_after)
    if isinstance(outcome, Delivered):
        whole = isinstance(outcome.result, list)
        return outcome if whole else InDoubt("no list of updates")
    if isinstance(outcome, InDoubt) and status == 200:  # noqa: PLR2004  # OK
        parts = _items(body)
        if parts:
            updates = [decoded_update(part) for part in parts]
            return Delivered([update for update in updates if update is not None])
    return outcome


def _decoded(body: bytes) -> dict[str, Any] | None:
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return reply if isinstance(reply, dict) else None


def _without_words(status: int, retry_after: str | None) -> Outcome:
    """Judged by the status alone: it may come from anything between us and Telegram."""
    if status == _TOO_MANY:
        return Limited(_seconds(None, retry_after))
    if status == _TOO_LARGE:
        return Refused(status, "too large")
    if 300 <= status < 500:  # noqa: PLR2004  # redirects and refusals
        return NotSent(f"HTTP {status}, not in the words of the Bot API")
    return InDoubt(f"HTTP {status}" if status >= 500 else "unreadable reply")  # noqa: PLR2004


def _seconds(said: object, header: str | None) -> float:
    for value in (said, header):
        try:
            seconds = float(value)  # type: ignore[arg-type]  # anything may stand there
        except (TypeError, ValueError, OverflowError):
            continue
        if seconds >= 0:
            return min(max(seconds, 0.1), _LONGEST_WAIT)
    return _UNSAID_WAIT


def _items(body: bytes) -> list[bytes]:
    """The objects of the "result" list, cut out without going down into them."""
    start = _RESULT.search(body)
    if start is None:
        return []
    items: list[bytes] = []
    depth, begun, at = 0, 0, start.end()
    while found := _BRACKETS.search(body, at):
        at = found.end()
        sign = found.group()
        if sign == b'"':
            text = _STRING.match(body, found.start())
            if text is None:
                return []
            at = text.end()
        elif sign in b"{[":
            begun = found.start() if depth == 0 else begun
            depth += 1
        elif depth == 0:
            return items
        else:
            depth -= 1
            if depth == 0:
                items.append(body[begun:at])
    return []


def decoded_update(text: bytes) -> dict[str, Any] | None:
    """One update; its ``update_id`` alone where no parser takes the rest; None: not even that."""
    decoded = _decoded(text)
    if decoded is not None:
        return decoded
    known = _UPDATE_ID.search(text)
    return {"update_id": int(known.group(1))} if known else None
