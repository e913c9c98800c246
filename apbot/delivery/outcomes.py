"""What became of one call to a channel's server: sent, not sent, or nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivered:
    """Done; ``result`` is what the server answered, decoded."""

    result: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done, and asking again would change nothing."""

    code: int
    description: str


@dataclass(frozen=True, slots=True)
class Limited:
    """Not done: too many requests. May be asked again after so many seconds."""

    retry_after: float


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not done: the request never reached the server."""

    reason: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Perhaps done: the request went out, its answer did not come back or cannot be read."""

    reason: str


Outcome = Delivered | Refused | Limited | NotSent | InDoubt
