"""What one assignment needs at one moment: to tell something, to wait, to be over. Pure.

One invitation, one reminder to begin, one to finish: two reminders in all. Whoever has arrived is
not reminded to arrive; what is over reminds nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from storage.scheduled import AssignmentState

from .window import Window


class Told(StrEnum):
    INVITED = "invited"
    BEGIN = "begin"
    """Reminded to begin, halfway through the time to do so."""
    FINISH = "finish"
    """Reminded to finish, halfway through the time without a sign of life."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the respondent is; unknowable for a dialogue that nobody signs."""

    last_active: dt.datetime | None = None
    """None where it was not begun."""
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """``tell`` now, look again ``next_at`` (None: never), in this ``state``."""

    tell: Told | None
    next_at: dt.datetime | None
    state: AssignmentState = AssignmentState.OPEN


def need(
    window: Window,
    opened_at: dt.datetime,
    told: Collection[str],
    progress: Progress,
    *,
    at: dt.datetime,
    reminds: bool = True,
) -> Need:
    """``reminds`` False: it is not known who has answered, so nobody is reminded."""
    if progress.sent:
        return Need(None, None, AssignmentState.SENT)
    closes = window.closes_at(opened_at, progress.last_active)
    if at >= closes:
        return Need(None, None, AssignmentState.CLOSED)
    reminder, due_at = _reminder(window, opened_at, progress)
    waits = reminds and reminder not in told
    if Told.INVITED not in told and progress.last_active is None:
        # Invited late, they are not reminded in the same breath.
        later = min(due_at, closes) if waits and due_at > at else closes
        return Need(Told.INVITED, later)
    if waits and at < due_at:
        return Need(None, min(due_at, closes))
    if progress.last_active is None and reminds:
        # Whoever begins from now on is not to be reminded to finish before that.
        closes = min(closes, at + window.inactivity / 2)
    return Need(reminder if waits else None, closes)


def _reminder(
    window: Window, opened_at: dt.datetime, progress: Progress
) -> tuple[Told, dt.datetime]:
    """The one that is next, and from when."""
    if progress.last_active is None:
        return Told.BEGIN, opened_at + window.start_within / 2
    return Told.FINISH, progress.last_active + window.inactivity / 2
