"""What is open for somebody: what they were asked and can still answer, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apbot.conversation import Place
from apbot.openings import welcome_for_students
from storage.records import Person
from storage.scheduled import Assignment, AssignmentState, Campaign
from storage.unit_of_work import UnitOfWork

from .ticking import find, place, progress_of
from .window import Window


@dataclass(frozen=True, slots=True)
class Open:
    """Something somebody was asked and has not sent."""

    campaign: Campaign
    assignment: Assignment
    closes_at: dt.datetime


def offered(uow: UnitOfWork, person: Person, *, at: dt.datetime) -> Sequence[Place]:
    """``Offers``. Who was never asked anything is offered the questionnaire of the rentrée."""
    asked = uow.campaigns.of_respondent(person.id)
    if not asked:
        return welcome_for_students(uow, person, at=at)
    return [place(one.campaign, one.assignment) for one in open_for(uow, person, at=at)]


def open_for(uow: UnitOfWork, person: Person, *, at: dt.datetime) -> Sequence[Open]:
    """By the moment they close."""
    return sorted(_open(uow, person, at), key=lambda one: (one.closes_at, one.assignment.id))


def _open(uow: UnitOfWork, person: Person, at: dt.datetime) -> Iterator[Open]:
    for one in uow.campaigns.of_respondent(person.id):
        campaign = uow.campaigns.get(one.campaign_id)
        if campaign is None or one.state is not AssignmentState.OPEN:
            continue
        progress = progress_of(find(uow, campaign, one))
        closes = Window.of(campaign).closes_at(one.opened_at, progress.last_active)
        if not progress.sent and closes > at:
            yield Open(campaign, one, closes)
