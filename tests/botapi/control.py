"""What a driver in another process may ask: people's acts, faults, settings, history.

    POST   /control/act       {"student": 7, "does": "types", "text": "oui"}, or a list of such
    POST   /control/push      {"kind": "message", "thing": {...}, "chat_id": 7}: any update
    POST   /control/faults    {"kind": "drop_after", "method": "sendMessage", "times": 2}, ...
    DELETE /control/faults
    POST   /control/settings  any of SETTINGS
    POST   /control/clock     {"advance": 86400}
    GET    /control/history   ?after=<last call read>: updates, calls, posts of the webhook
    GET    /control/counts    totals only
    GET    /control/lines     ?after=<last line read>&chat=7&wait=5: what could be seen in chats
    GET    /control/chat      ?id=7: the messages that stand there now

Answers are JSON; 409 {"error": ...}: the person cannot do that; 400: the driver is wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from .faults import Fault, Kind
from .history import Json, Line
from .pacing import Rate
from .state import NoSuchButton, Telegram
from .students import UNTYPED, HasBlocked, Student
from .webhook import WebhookSender

Until = Callable[[Callable[[], bool], float], Awaitable[bool]]
SETTINGS = {
    "same_offset_guard": "true, false",
    "callback_lifetime": "seconds in which a press can be answered",
    "per_chat": "[per second, burst] or null",
    "overall": "[per second, burst] or null",
    "webhook_scale": "shortens the waits between attempts",
}
_LONGEST_WAIT = 60.0


class Control:
    def __init__(self, telegram: Telegram, webhook: WebhookSender, until: Until) -> None:
        self._telegram = telegram
        self._webhook = webhook
        self._until = until
        self._students: dict[int, Student] = {}
        self._routes: dict[tuple[str, str], Callable[[Any], Any]] = {
            ("POST", "act"): self._act,
            ("POST", "push"): self._push,
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "settings"): self._settings,
            ("POST", "clock"): self._advance,
            ("GET", "history"): self._history,
            ("GET", "counts"): self._counts,
            ("GET", "chat"): self._chat,
        }

    async def handle(self, request: web.BaseRequest) -> web.Response:
        name = request.path.removeprefix("/control/")
        route = self._routes.get((request.method, name))
        try:
            if (request.method, name) == ("GET", "lines"):
                return web.json_response(await self._lines(dict(request.query)))
            if route is None:
                return web.json_response({"error": f"no {request.method} {name}"}, status=404)
            asked = dict(request.query)
            if request.method == "POST":
                asked = json.loads(await request.read())
            return web.json_response(route(asked))
        except (NoSuchButton, HasBlocked) as cannot:
            return web.json_response({"error": repr(cannot)}, status=409)
        except (KeyError, LookupError, TypeError, ValueError) as wrong:
            return web.json_response({"error": repr(wrong)}, status=400)

    # -- people -------------------------------------------------------------------------------

    def _act(self, asked: Any) -> Json:
        ids: list[int | None] = []
        for act in asked if isinstance(asked, list) else [asked]:
            ids.extend(self._one(act))
        return {"update_ids": ids}

    def _one(self, act: Json) -> list[int | None]:
        student = self._student(int(act["student"]), act.get("name", "Camille"))
        does, message_id = act["does"], act.get("message_id")
        if does == "presses" and "nth" in act:
            return student.presses_nth(act["nth"], message_id=message_id)
        if does == "presses":
            times = act.get("times", 1)
            return student.presses(act["label"], message_id=message_id, times=times)
        simple: dict[str, Callable[[], int | None]] = {
            "starts": lambda: student.starts(act.get("payload", "")),
            "types": lambda: student.types(act["text"]),
            "edits": lambda: student.edits(act["text"], message_id),
            "sends": lambda: student.sends(UNTYPED[act["what"]]),
            "blocks": student.blocks,
            "unblocks": student.unblocks,
            "deletes_account": student.deletes_account,
        }
        return [simple[does]()]

    def _student(self, user_id: int, name: str) -> Student:
        if user_id not in self._students:
            self._students[user_id] = Student(self._telegram, user_id, name=name)
        return self._students[user_id]

    def _push(self, asked: Json) -> Json:
        """A chat that is named becomes known, so that the bot can leave or answer it."""
        chat_id = asked.get("chat_id")
        if chat_id is not None:
            kind = "private" if chat_id > 0 else "group"
            self._telegram.chat(chat_id, kind=kind).started = True
        user_id = asked.get("user_id", 0)
        pushed = self._telegram.push(
            asked["kind"], asked["thing"], chat_id=chat_id, user_id=user_id
        )
        return {"update_ids": [pushed]}

    # -- what goes wrong, and when ------------------------------------------------------------

    def _add_faults(self, asked: Any) -> Json:
        for fault in asked if isinstance(asked, list) else [asked]:
            self._telegram.faults.add(Fault(**{**fault, "kind": Kind(fault["kind"])}))
        return {}

    def _clear_faults(self, asked: Json) -> Json:
        del asked
        self._telegram.faults.clear()
        return {}

    def _settings(self, asked: Json) -> Json:
        unknown = asked.keys() - SETTINGS.keys()
        if unknown:
            raise ValueError(f"{sorted(unknown)} are none of {sorted(SETTINGS)}")
        telegram = self._telegram
        if "per_chat" in asked or "overall" in asked:
            telegram.limit(
                per_chat=_rate(asked.get("per_chat")), overall=_rate(asked.get("overall"))
            )
        telegram.same_offset_guard = asked.get("same_offset_guard", telegram.same_offset_guard)
        telegram.callback_lifetime = asked.get("callback_lifetime", telegram.callback_lifetime)
        self._webhook.scale = asked.get("webhook_scale", self._webhook.scale)
        return {}

    def _advance(self, asked: Json) -> Json:
        self._telegram.advance(float(asked["advance"]))
        return {"now": self._telegram.now()}

    # -- reading ------------------------------------------------------------------------------

    def _history(self, asked: Json) -> Json:
        return self._telegram.history.rows(after=int(asked.get("after", 0)))

    def _counts(self, asked: Json) -> Json:
        del asked
        history = self._telegram.history
        updates = history.pushed.values()
        return {
            "pushed": len(updates),
            "waiting": len(self._telegram.updates.all(self._telegram.now())),
            "confirmed": sum(update.confirmed_at is not None for update in updates),
            "expired": sum(update.expired_at is not None for update in updates),
            "calls": Counter(call.method for call in history.calls),
            "outcomes": Counter(call.outcome.value for call in history.calls),
        }

    def _chat(self, asked: Json) -> Json:
        student = self._student(int(asked["id"]), "Camille")
        messages = list(student.chat.messages.values())
        return {"messages": messages, "buttons": student.buttons}

    async def _lines(self, asked: Json) -> Json:
        after, chat_id = int(asked.get("after", 0)), int(asked.get("chat", 0))
        wait = min(float(asked.get("wait", 0)), _LONGEST_WAIT)
        if wait:
            await self._until(lambda: bool(self._after(after, chat_id)), wait)
        return {"lines": [line.row() for line in self._after(after, chat_id)]}

    def _after(self, after: int, chat_id: int) -> list[Line]:
        history = self._telegram.history
        if not chat_id:
            return history.lines[after:]
        return [line for line in history.transcript(chat_id) if line.n > after]


def _rate(given: list[float] | None) -> Rate | None:
    return Rate(float(given[0]), int(given[1])) if given else None
