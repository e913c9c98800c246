"""What an adult sees of the campaigns: those of their students, and who is where; no answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from apbot.access import Verb, may
from apbot.clock import school_year
from apbot.library import Library
from storage.records import Person
from storage.scheduled import Asked, Assignment, Campaign, Occasion
from storage.unit_of_work import UnitOfWork

from .progress import Standing, standing, state_of
from .ticking import find, progress_of
from .window import Window


@dataclass(frozen=True, slots=True)
class Seen:
    """One occasion, as far as it is about students whom this adult may list."""

    campaign: Campaign
    occasion: Occasion
    standing: Standing


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who was asked. ``state`` is in words: "Envoyé", "En cours"."""

    person: Person
    class_label: str
    state: str
    closes_at: dt.datetime | None
    """None where it is over for them."""


@dataclass(frozen=True, slots=True)
class Load:
    """What an adult has to answer: how many students, how many are sent, until when."""

    adult: Person
    asked: int
    sent: int
    closes_at: dt.datetime | None


def campaigns_of(
    uow: UnitOfWork, library: Library, adult: Person, *, at: dt.datetime
) -> tuple[Seen, ...]:
    """The newest opening first, then by title; only those that concern their students."""
    listed = _listed(uow, adult, at)
    seen = [
        Seen(campaign, occasion, found)
        for campaign in uow.campaigns.of_year(school_year(at))
        for occasion in uow.campaigns.occasions(campaign.id)
        if (found := standing(uow, library, campaign, occasion.name, only=listed)).asked
        or (occasion.opened_at is None and _concerns(uow, campaign, listed))
    ]
    seen.sort(key=lambda one: (one.campaign.title, one.campaign.id))
    return tuple(sorted(seen, key=lambda one: one.occasion.opens_at, reverse=True))


def students_in(
    uow: UnitOfWork, library: Library, adult: Person, seen: Seen, *, at: dt.datetime
) -> tuple[Who, ...]:
    """The students asked, by class and name; nobody for a dialogue that is not signed."""
    if library.newest(seen.campaign.dialogue).dialogue.anonymous:
        return ()
    if seen.campaign.asked is not Asked.STUDENTS:
        return ()
    listed = _listed(uow, adult, at)
    found = [
        who
        for one in _of(uow, seen)
        if one.subject_id in listed
        for who in _who(uow, seen.campaign, one, at)
    ]
    return tuple(sorted(found, key=lambda who: (who.class_label, *_name(who.person))))


def adults_in(uow: UnitOfWork, adult: Person, seen: Seen, *, at: dt.datetime) -> tuple[Load, ...]:
    """Who of the team answers about how many: all of them for who leads it, else oneself."""
    if seen.campaign.asked is Asked.STUDENTS:
        return ()
    leads = _leads(uow, adult, at)
    by_adult: dict[str, list[Assignment]] = {}
    for one in _of(uow, seen):
        if leads or one.respondent_id == adult.id:
            by_adult.setdefault(one.respondent_id, []).append(one)
    loads = [_load(uow, seen.campaign, person_id, theirs) for person_id, theirs in by_adult.items()]
    return tuple(sorted(filter(None, loads), key=lambda load: _name(load.adult)))


def _listed(uow: UnitOfWork, adult: Person, at: dt.datetime) -> Collection[str]:
    grants = uow.people.grants_of(adult.id, at=at)
    return frozenset(
        student.id
        for group in uow.people.classes(school_year(at))
        for student in uow.people.students_of_class(group.id)
        if may(adult, grants, Verb.LIST, student)
    )


def _leads(uow: UnitOfWork, adult: Person, at: dt.datetime) -> bool:
    grants = uow.people.grants_of(adult.id, at=at)
    return any(grant.class_id is None and grant.student_id is None for grant in grants)


def _concerns(uow: UnitOfWork, campaign: Campaign, listed: Collection[str]) -> bool:
    return any(
        student.id in listed
        for class_id in campaign.class_ids
        for student in uow.people.students_of_class(class_id)
    )


def _of(uow: UnitOfWork, seen: Seen) -> Sequence[Assignment]:
    return [
        one
        for one in uow.campaigns.of_campaign(seen.campaign.id)
        if one.occasion == seen.occasion.name
    ]


def _who(uow: UnitOfWork, campaign: Campaign, one: Assignment, at: dt.datetime) -> Iterator[Who]:
    person = uow.people.get(one.respondent_id)
    if person is None:
        return
    group = uow.people.get_class(person.class_id) if person.class_id else None
    progress = progress_of(find(uow, campaign, one))
    closes_at = Window.of(campaign).closes_at(one.opened_at, progress.last_active)
    is_over = progress.sent or closes_at <= at
    yield Who(
        person,
        group.label if group else "",
        state_of(uow, campaign, one),
        None if is_over else closes_at,
    )


def _load(
    uow: UnitOfWork, campaign: Campaign, person_id: str, theirs: Sequence[Assignment]
) -> Load | None:
    person = uow.people.get(person_id)
    if person is None:
        return None
    window = Window.of(campaign)
    progress = [(one, progress_of(find(uow, campaign, one))) for one in theirs]
    left = [
        window.closes_at(one.opened_at, how.last_active) for one, how in progress if not how.sent
    ]
    sent = sum(how.sent for _, how in progress)
    return Load(person, len(theirs), sent, min(left, default=None))


def _name(person: Person) -> tuple[str, str]:
    return person.family_name.casefold(), person.given_name.casefold()
