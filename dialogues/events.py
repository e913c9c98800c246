"""What can come in. Time comes in on the event; the engine has no clock.

``prompt`` is the number of the prompt the event answers; ``None`` where a channel cannot know
(typed at a terminal): then the open prompt is meant.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .answers import Visibility


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The information notice was read: "On commence"."""

    at: dt.datetime
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Words were typed: an answer, or a command in words."""

    at: dt.datetime
    text: str
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """Buttons were pressed: one option id, or several for a question of several choices."""

    at: dt.datetime
    options: tuple[str, ...]
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Answer to "tu voulais dire … ?"."""

    at: dt.datetime
    yes: bool
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """ "Je passe"."""

    at: dt.datetime
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class WentBack:
    """To the previous question, its old answer shown."""

    at: dt.datetime
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The old answer of a question returned to is kept."""

    at: dt.datetime
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """One earlier question is to be answered again."""

    at: dt.datetime
    question: str
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Continued:
    """More words for a free text, or more choices, typed before the next question was seen."""

    at: dt.datetime
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Paused:
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    """Go on: after a pause, the help card, or a stop."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Stopped:
    """The respondent stops; nothing is sent; they may come back."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """How does this work? Answered without moving."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class AdultAsked:
    """ "Je voudrais parler à un adulte": the help card, the place kept."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """Who may read one answer, set from the review screen."""

    at: dt.datetime
    question: str
    visibility: Visibility
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The review was read and is sent."""

    at: dt.datetime
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """Everything answered in this conversation is to be erased."""

    at: dt.datetime
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Expired:
    """The window closed before the respondent sent."""

    at: dt.datetime


Event = (
    Acknowledged
    | Said
    | Pressed
    | Confirmed
    | Skipped
    | WentBack
    | Kept
    | Edited
    | Continued
    | Paused
    | Resumed
    | Stopped
    | HelpAsked
    | AdultAsked
    | Shared
    | Submitted
    | Erased
    | Expired
)
