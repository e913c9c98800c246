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

_EVENTS: dict[str, _Make] = {
    "answer": lambda form, at, prompt: ev.Pressed(at, form.options, prompt),
    "say": lambda form, at, prompt: ev.Said(at, form.get("text"), prompt),
    "skip": lambda _, at, prompt: ev.Skipped(at, prompt),
    "back": lambda _, at, prompt: ev.WentBack(at, prompt),
    "keep": lambda _, at, prompt: ev.Kept(at, prompt),
    "confirm": lambda form, at, prompt: ev.Confirmed(at, form.get("yes") == "1", prompt),
    "acknowledge": lambda _, at, prompt: ev.Acknowledged(at, prompt),
    "submit": lambda _, at, prompt: ev.Submitted(at, prompt),
    "edit": lambda form, at, _: ev.Edited(at, form.get("question")),
    "pause": lambda _, at, __: ev.Paused(at),
    "resume": lambda _, at, __: ev.Resumed(at),
    "stop": lambda _, at, __: ev.Stopped(at),
    "adult": lambda _, at, __: ev.AdultAsked(at),
    "erase": lambda _, at, __: ev.Erased(at),
}


def event_of(form: Form, *, at: dt.datetime, prompt: int | None) -> ev.Event:
    """The event a form means; ``prompt`` is None when its token is not ours.

    An unknown action, or a foreign token on an action that changes answers, becomes a stale press:
    the open question is shown again with one sentence.
    """
    action = form.get("action")
    number = _STALE if prompt is None else prompt
    stale = ev.Pressed(at, (), _STALE)
    if action == "share" and prompt is not None:
        return _shared(form, at) or stale
    if action not in _EVENTS or (prompt is None and action in {"edit", "erase", "share"}):
        return stale
    return _EVENTS[action](form, at, number)


def _shared(form: Form, at: dt.datetime) -> ev.Shared | None:
    visibility = form.get("visibility")
    if visibility not in set(Visibility):
        return None
    return ev.Shared(at, form.get("question"), Visibility(visibility))
