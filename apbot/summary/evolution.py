"""How one dimension moves from one check-in to the next: values and words, no drawing.

Only the same words can be compared: when the wording of a question changes, the comparison starts
again. A question passed over is no point, and two points make no trend.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from apbot.telling import day

TREND = 3
"""Points it takes to speak of a trend."""


@dataclass(frozen=True, slots=True)
class Point:
    """One answer on a scale. ``score`` is None when it was skipped; ``wording`` is its hash."""

    date: dt.date
    score: int | None
    wording: str


class Direction(StrEnum):
    """The last point against the one before."""

    UP = "up"
    STABLE = "stable"
    DOWN = "down"


_WORDS = {Direction.UP: "en hausse", Direction.STABLE: "stable", Direction.DOWN: "en baisse"}


@dataclass(frozen=True, slots=True)
class Evolution:
    """What may be drawn and said of one dimension."""

    points: tuple[Point, ...]
    """By date: answered, and all of the last wording."""
    direction: Direction | None
    """None with fewer than two points."""
    restarted_on: dt.date | None
    """The first point of the last wording, when points of an earlier one were left out."""

    @property
    def is_trend(self) -> bool:
        return len(self.points) >= TREND

    @property
    def words(self) -> str:
        """« en hausse », « tendance stable »; empty with nothing to compare."""
        if self.direction is None:
            return ""
        words = _WORDS[self.direction]
        return f"tendance {words}" if self.is_trend else words

    @property
    def notice(self) -> str:
        """A sentence for whoever remembers the earlier points; empty when none is left out."""
        if self.restarted_on is None:
            return ""
        return f"La formulation a changé : la comparaison repart de {_from(self.restarted_on)}."


def evolution(points: Iterable[Point]) -> Evolution:
    """Of one dimension, from its points in any order."""
    answered = sorted(
        (point for point in points if point.score is not None), key=lambda point: point.date
    )
    kept = _last_wording(answered)
    return Evolution(
        points=kept,
        direction=_direction(kept),
        restarted_on=kept[0].date if len(kept) < len(answered) else None,
    )


def _last_wording(points: list[Point]) -> tuple[Point, ...]:
    """The last points that share their wording; an old wording that returns stays apart."""
    for index in range(len(points) - 1, 0, -1):
        if points[index - 1].wording != points[-1].wording:
            return tuple(points[index:])
    return tuple(points)


def _direction(points: tuple[Point, ...]) -> Direction | None:
    if len(points) < 2:  # noqa: PLR2004  # the last and the one before
        return None
    change = (points[-1].score or 0) - (points[-2].score or 0)
    if change == 0:
        return Direction.STABLE
    return Direction.UP if change > 0 else Direction.DOWN


def _from(date: dt.date) -> str:
    """« la réponse du 12 janvier 2027 »: the sentence reads well whatever the month."""
    return f"la réponse du {day(date)}"
