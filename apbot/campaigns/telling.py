"""What people are told of campaigns: rows of the outbox that hold no word, made words when sent.

Between the row and the sending somebody may have arrived, a campaign may have been paused, and the
evening may have come: what there is to say is asked again then.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from apbot.calendar.school import SchoolCalendar
from apbot.reaching import route_of
from apbot.rhythms import rhythm_of
from storage.records import Delivery, NewOutgoing, Outgoing
from storage.scheduled import Assignment, AssignmentState, Campaign, CampaignState
from storage.unit_of_work import UnitOfWork

from .looking import Told
from .ticking import Message, find, label_of, progress_of
from .window import Window

KIND = "campaign"
"""The kind of such a row."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to say to somebody."""

    told: Told
    campaign: Campaign
    closes_at: dt.datetime


def put_in_outbox(uow: UnitOfWork, message: Message) -> None:
    """``Tell``. Who has no channel finds it on the page."""
    route = route_of(uow, message.person)
    if route is None:
        return
    items = [[item.assignment_id, item.told.value] for item in message.items]
    body = {"person": message.person.id, "items": items}
    uow.outbox.add(
        [
            NewOutgoing(
                dedupe_key=f"{KIND}:{message.key}",
                channel=route.channel,
                chat_key=route.key,
                kind=KIND,
                payload=json.dumps({"method": KIND, "body": body}),
                delivery=Delivery.AT_LEAST_ONCE,
                created_at=message.at,
                priority=1,
            )
        ]
    )


@dataclass(frozen=True, slots=True)
class Announced:
    """What a row refers to."""

    person_id: str
    items: tuple[tuple[int, Told], ...]

    @classmethod
    def of(cls, message: Outgoing) -> Announced:
        body = json.loads(message.payload)["body"]
        items = tuple((number, Told(told)) for number, told in body["items"])
        return cls(body["person"], items)


def to_say(
    uow: UnitOfWork, announced: Announced, calendar: SchoolCalendar, *, at: dt.datetime
) -> tuple[Due, ...] | dt.datetime:
    """What is still to be said now, empty where nothing is; or when it may be."""
    person = uow.people.get(announced.person_id)
    if person is None or person.left_at is not None:
        return ()
    theirs = {one.id: one for one in uow.campaigns.of_respondent(person.id)}
    told = [(theirs[number], told) for number, told in announced.items if number in theirs]
    left = [due for one, what in told if (due := _due(uow, one, what, at)) is not None]
    label = label_of(uow, person)
    if left and not calendar.may_tell(at, label):
        return calendar.next_moment(at, label, rhythm_of(uow, person.id)) or ()
    return tuple(left)


def _due(uow: UnitOfWork, one: Assignment, told: Told, at: dt.datetime) -> Due | None:
    campaign = uow.campaigns.get(one.campaign_id)
    running = campaign is not None and campaign.state is CampaignState.RUNNING
    if campaign is None or not running or one.state is not AssignmentState.OPEN:
        return None
    progress = progress_of(find(uow, campaign, one))
    closes_at = Window.of(campaign).closes_at(one.opened_at, progress.last_active)
    has_begun = progress.last_active is not None
    if progress.sent or closes_at <= at or has_begun is not (told is Told.FINISH):
        return None
    return Due(told, campaign, closes_at)
