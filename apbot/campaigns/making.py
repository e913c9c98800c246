"""A new campaign: its occasions on the school's calendar, shown before anything begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from apbot.calendar import Recurrence
from apbot.calendar.school import SchoolCalendar
from apbot.tokens import new_id
from storage.records import ClassGroup
from storage.scheduled import Asked, Campaign, CampaignState, Occasion
from storage.unit_of_work import UnitOfWork

from .window import Window

USUAL = Window(dt.timedelta(days=14), dt.timedelta(days=3), dt.timedelta(days=7))
"""Two weeks to begin, three days more to finish, a week without a sign of life."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Not stored yet."""

    campaign: Campaign
    occasions: tuple[Occasion, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What the preview shows of one occasion, for one class."""

    occasion: str
    label: str
    invited_at: dt.datetime | None
    """None where the calendar does not reach so far."""
    reminded_at: dt.datetime | None
    closes_at: dt.datetime


def draft(
    *,
    title: str,
    dialogue: str,
    asked: Asked,
    groups: Sequence[ClassGroup],
    moments: Sequence[dt.datetime],
    window: Window,
    earlier: Iterable[Campaign],
    by: str,
    at: dt.datetime,
) -> Draft:
    """``moments``: one for each occasion, in order. ``earlier``: the campaigns of that year.

    A dialogue that comes once a year has an occasion without a name; one that comes again, or
    again and again, is told apart by the day.
    """
    again = len(moments) > 1 or any(one.dialogue == dialogue for one in earlier)
    campaign = Campaign(
        id=new_id(),
        title=title,
        dialogue=dialogue,
        asked=asked,
        class_ids=tuple(group.id for group in groups),
        school_year=groups[0].school_year,
        start_within=window.start_within,
        grace=window.grace,
        inactivity=window.inactivity,
        state=CampaignState.RUNNING,
        created_by=by,
        created_at=at,
    )
    occasions = tuple(
        Occasion(campaign.id, moment.date().isoformat() if again else "", moment)
        for moment in moments
    )
    return Draft(campaign, occasions)


def repeated(
    recurrence: Recurrence, first: dt.date, last: dt.date, calendar: SchoolCalendar
) -> tuple[dt.datetime, ...]:
    """The moments of a check-in that comes back."""
    return recurrence.moments(first, last, calendar.days)


def preview(made: Draft, groups: Sequence[ClassGroup], calendar: SchoolCalendar) -> tuple[Day, ...]:
    """The exact moments, class by class: a class at work is asked when it is back."""
    window = Window.of(made.campaign)
    return tuple(
        _day(one, group.label, window, calendar) for one in made.occasions for group in groups
    )


def _day(one: Occasion, label: str, window: Window, calendar: SchoolCalendar) -> Day:
    invited = calendar.next_moment(one.opens_at, label)
    since = invited or one.opens_at
    return Day(
        occasion=one.name,
        label=label,
        invited_at=invited,
        reminded_at=calendar.next_moment(since + window.start_within / 2, label),
        closes_at=window.closes_at(since, None),
    )


def start(uow: UnitOfWork, made: Draft) -> None:
    uow.campaigns.add(made.campaign, made.occasions)


def pause(uow: UnitOfWork, campaign: Campaign) -> None:
    """Nobody is asked or reminded until it goes on; its days are not counted anew."""
    uow.campaigns.save(replace(campaign, state=CampaignState.PAUSED))


def resume(uow: UnitOfWork, campaign: Campaign) -> None:
    uow.campaigns.save(replace(campaign, state=CampaignState.RUNNING))


def extend(uow: UnitOfWork, campaign: Campaign, days: int, *, at: dt.datetime) -> Campaign:
    """More days to begin, for who has not; who is in the middle of it gets them too."""
    longer = replace(
        campaign,
        start_within=campaign.start_within + dt.timedelta(days=days),
        inactivity=campaign.inactivity + dt.timedelta(days=days),
    )
    uow.campaigns.save(longer)
    # They are looked at again now: what was to close tomorrow has a later end.
    waiting = [one for one in uow.campaigns.of_campaign(campaign.id) if one.next_at is not None]
    uow.campaigns.save_assignments([replace(one, next_at=at) for one in waiting])
    return longer
