"""An occasion opens: everybody it is meant for is asked, once, whoever comes late included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from apbot.calendar.school import SchoolCalendar
from storage.records import Role, RoleGrant
from storage.scheduled import Asked, Campaign, NewAssignment, Occasion
from storage.unit_of_work import UnitOfWork

from .window import Window

_ROLES = {
    Asked.REFERENTS: (Role.REFERENT, Role.HOMEROOM_TEACHER),
    Asked.OBSERVERS: (Role.OBSERVER, Role.REFERENT, Role.HOMEROOM_TEACHER),
}


def open_occasions(uow: UnitOfWork, calendar: SchoolCalendar, *, at: dt.datetime) -> int:
    """Those whose moment has come; how many people were asked."""
    asked = 0
    for occasion in uow.campaigns.to_open(at):
        campaign = uow.campaigns.get(occasion.campaign_id)
        assert campaign is not None  # noqa: S101  # a foreign key says so
        asked += ask(uow, calendar, campaign, occasion, at=at)
        uow.campaigns.opened(campaign.id, occasion.name, at=at)
    return asked


def catch_up(
    uow: UnitOfWork, calendar: SchoolCalendar, school_year: str, *, at: dt.datetime
) -> int:
    """Ask those who came to a class since it was opened there; how many."""
    asked = 0
    for campaign in uow.campaigns.of_year(school_year):
        for occasion in uow.campaigns.occasions(campaign.id):
            opened = occasion.opened_at
            if opened is not None and Window.of(campaign).closes_at(opened, None) > at:
                asked += ask(uow, calendar, campaign, occasion, at=at)
    return asked


def ask(
    uow: UnitOfWork,
    calendar: SchoolCalendar,
    campaign: Campaign,
    occasion: Occasion,
    *,
    at: dt.datetime,
) -> int:
    """Their time runs from the first moment they may be told, so that all have as long.

    A late comer's from now, that of a class at work from the morning it is back.
    """
    known = {
        (one.respondent_id, one.subject_id)
        for one in uow.campaigns.of_campaign(campaign.id)
        if one.occasion == occasion.name
    }
    return uow.campaigns.assign(
        [
            NewAssignment(campaign.id, occasion.name, respondent, subject, opened, opened)
            for respondent, subject, label in _pairs(uow, campaign, at=at)
            if (respondent, subject) not in known
            for opened in (calendar.next_moment(at, label) or at,)
        ]
    )


def _pairs(
    uow: UnitOfWork, campaign: Campaign, *, at: dt.datetime
) -> Iterator[tuple[str, str, str | None]]:
    """Who answers about whom, and the class whose days count for them."""
    for class_id in campaign.class_ids:
        students = uow.people.students_of_class(class_id)
        if campaign.asked is Asked.STUDENTS:
            group = uow.people.get_class(class_id)
            label = group.label if group else None
            yield from ((one.id, one.id, label) for one in students)
            continue
        roles = _ROLES[campaign.asked]
        grants = [one for one in uow.people.grants_over(class_id, at=at) if one.role in roles]
        for student in students:
            adults = dict.fromkeys(one.person_id for one in grants if _covers(one, student.id))
            yield from ((adult, student.id, None) for adult in adults)


def _covers(grant: RoleGrant, student_id: str) -> bool:
    return grant.student_id in {None, student_id}
