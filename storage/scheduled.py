"""Campaigns as they cross the border of this package: who is asked what, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CampaignState(StrEnum):
    RUNNING = "running"
    """Begun, or waiting for its first day."""
    PAUSED = "paused"
    """Nobody is asked or reminded; what is open can still be answered."""
    ENDED = "ended"


class Asked(StrEnum):
    """Who answers."""

    STUDENTS = "students"
    REFERENTS = "referents"
    """Each about each of their students."""
    OBSERVERS = "observers"
    """Teachers of the class, each about each student."""


class AssignmentState(StrEnum):
    OPEN = "open"
    SENT = "sent"
    """They answered and sent it."""
    CLOSED = "closed"
    """Its time is over, or the campaign was ended."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A dialogue, for some classes, with its three durations (``apbot.campaigns.window``)."""

    id: str
    title: str
    """As the staff read it: "Questionnaire d'accueil, secondes"."""
    dialogue: str
    asked: Asked
    class_ids: tuple[str, ...]
    school_year: str
    start_within: dt.timedelta
    grace: dt.timedelta
    inactivity: dt.timedelta
    state: CampaignState
    created_by: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time of a campaign: once for most, several for a check-in."""

    campaign_id: str
    name: str
    """What conversations of that time are told apart by; empty for a dialogue that comes once."""
    opens_at: dt.datetime
    opened_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """Somebody is to answer, about somebody or themselves."""

    campaign_id: str
    occasion: str
    respondent_id: str
    subject_id: str
    opened_at: dt.datetime
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Assignment:
    id: int
    campaign_id: str
    occasion: str
    respondent_id: str
    subject_id: str
    opened_at: dt.datetime
    next_at: dt.datetime | None
    """When to look at it again; None when there is nothing more to do."""
    told: tuple[str, ...] = ()
    """What they were told already (``apbot.campaigns.telling.Told``), in order."""
    state: AssignmentState = AssignmentState.OPEN


class Campaigns(Protocol):
    """What is asked of which classes, when, and of whom."""

    def add(self, campaign: Campaign, occasions: Sequence[Occasion]) -> None: ...

    def get(self, campaign_id: str) -> Campaign | None: ...

    def of_year(self, school_year: str) -> Sequence[Campaign]:
        """In the order they were made."""

    def save(self, campaign: Campaign) -> None:
        """Its title, state and durations; ``UnknownReference`` when there is no such campaign."""

    def occasions(self, campaign_id: str) -> Sequence[Occasion]:
        """In the order of their days."""

    def to_open(self, at: dt.datetime) -> Sequence[Occasion]:
        """Those of running campaigns whose moment has come and that were not opened."""

    def opened(self, campaign_id: str, name: str, *, at: dt.datetime) -> None: ...

    def assign(self, assignments: Sequence[NewAssignment]) -> int:
        """Ask those who were not asked yet; how many. Nobody is asked the same twice."""

    def due(self, at: dt.datetime, *, limit: int) -> Sequence[Assignment]:
        """Those of running campaigns to be looked at by then, the oldest first."""

    def of_respondent(self, person_id: str) -> Sequence[Assignment]:
        """In the order they were opened, over or not."""

    def of_campaign(self, campaign_id: str) -> Sequence[Assignment]: ...

    def save_assignments(self, assignments: Sequence[Assignment]) -> None:
        """What they were told, when to look again, their state."""
