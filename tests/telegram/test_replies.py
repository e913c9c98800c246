"""What a reply of the Bot API means, told apart without any network."""

from __future__ import annotations

import json

import pytest

from apbot.channels.telegram.replies import read_reply, read_updates
from apbot.channels.telegram.transport import Delivered, InDoubt, Limited, NotSent, Outcome, Refused


@pytest.mark.parametrize(
    ("status", "reply", "expected"),
    [
        (400, {"ok": False, "error_code": 400, "description": "no"}, Refused(400, "no")),
        (401, {"ok": False, "error_code": 401, "description": "no"}, Refused(401, "no")),
        (403, {"ok": False, "error_code": 403, "description": "no"}, Refused(403, "no")),
        (404, {"ok": False, "error_code": 404, "description": "no"}, Refused(404, "no")),
        (409, {"ok": False, "error_code": 409, "description": "no"}, Refused(409, "no")),
        (200, {"ok": False, "error_code": 400, "description": "no"}, Refused(400, "no")),
        (400, {"ok": False, "error_code": 500, "description": "no"}, None),
        (500, {"ok": False, "error_code": 500, "description": "no"}, InDoubt("HTTP 500")),
        (200, {"ok": True}, InDoubt("unreadable reply")),
        (200, [], InDoubt("unreadable reply")),
        (200, {"ok": True, "result": None}, Delivered(None)),
        (429, {"ok": False, "error_code": 429}, Limited(5)),
        (429, {"ok": False, "parameters": {"retry_after": "x"}}, Limited(5)),
        (429, {"ok": False, "parameters": {"retry_after": -3}}, Limited(5)),
        (429, {"ok": False, "parameters": {"retry_after": 1e300}}, Limited(86400)),
        (429, {"ok": False, "parameters": []}, Limited(5)),
        (413, "page", Refused(413, "too large")),
    ],
)
def test_replies_are_told_apart(status: int, reply: object, expected: Outcome | None) -> None:
    outcome = read_reply(status, json.dumps(reply).encode())

    if expected is None:
        assert not isinstance(outcome, Delivered | Refused)
    else:
        assert outcome == expected


@pytest.mark.parametrize("status", [301, 403, 404, 407, 451])
def test_the_page_of_a_web_filter_refuses_nothing_for_telegram(status: int) -> None:
    assert isinstance(read_reply(status, b"<html>Acces interdit</html>"), NotSent)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"NaN", b"null", b"1"])
def test_garbage_is_a_doubt(body: bytes) -> None:
    assert isinstance(read_reply(200, body), InDoubt)
    assert isinstance(read_updates(200, body), InDoubt)


def test_the_header_counts_where_the_body_says_nothing() -> None:
    assert read_reply(429, b"<html>", retry_after="12") == Limited(12)


def test_one_update_that_cannot_be_read_spoils_no_other() -> None:
    deep = b'{"update_id": 5, "x": "]}\\"", "deep":' + b"[" * 5000 + b"]" * 5000 + b"}"
    body = b'{"ok":true,"result":[{"update_id":4,"t":"\\u00e9[{"},' + deep
    body += b',{"update_id":6}]}'

    assert read_updates(200, body) == Delivered(
        [{"update_id": 4, "t": "é[{"}, {"update_id": 5}, {"update_id": 6}]
    )


def test_updates_that_are_no_list_are_a_doubt() -> None:
    assert isinstance(read_updates(200, b'{"ok":true,"result":{}}'), InDoubt)
