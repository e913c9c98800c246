"""A student's form -> an event of the engine. The names of the actions are the form contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from dialogues import events as ev
from dialogues.answers import Visibility

from .forms import Form

_STALE = -1
"""A prompt number that is never open."""

_Make = Callable[[Form, dt.datetime, int], ev.Event]


def _shared(form: Form, at: dt.datetime, prompt: int) -> ev.Event:
    visibility = form.get("visibility")
    if visibility not in set(Visibility):
        return ev.Pressed(at, (), _STALE)
    return ev.Shared(at, form.get("question"), Visibility(visibility), prompt)


_EVENTS: dict[str, _Make] = {
    "answer": lambda form, at, prompt: ev.Pressed(at, form.options, prompt),
    "say": lambda form, at, prompt: ev.Said(at, form.get("text"), prompt),
    "skip": lambda _, at, prompt: ev.Skipped(at, prompt),
    "back": lambda _, at, prompt: ev.WentBack(at, prompt),
    "keep": lambda _, at, prompt: ev.Kept(at, prompt),
    "confirm": lambda form, at, prompt: ev.Confirmed(at, form.get("yes") == "1", prompt),
    "acknowledge": lambda _, at, prompt: ev.Acknowledged(at, prompt),
    "submit": lambda _, at, prompt: ev.Submitted(at, prompt),
    "edit": lambda form, at, prompt: ev.Edited(at, form.get("question"), prompt),
    "pause": lambda _, at, __: ev.Paused(at),
    "resume": lambda _, at, __: ev.Resumed(at),
    "stop": lambda _, at, __: ev.Stopped(at),
    "share": _shared,
    "erase": lambda _, at, prompt: ev.Erased(at, prompt),
}


def event_of(form: Form, *, at: dt.datetime, prompt: int | None) -> ev.Event:
    """The event a form means; ``prompt`` is None when its token is not ours.

    An unknown action or a foreign token becomes a stale press: what is open is shown again with one
    sentence. Asking for an adult is heard whatever the token.
    """
    action = form.get("action")
    if action == "adult":
        return ev.AdultAsked(at)
    if prompt is None and action == "say":
        return ev.Said(at, form.get("text"), _STALE)
    if prompt is None or action not in _EVENTS:
        return ev.Pressed(at, (), _STALE)
    return _EVENTS[action](form, at, prompt)
