"""What is open for somebody: what they are in the middle of, else what is offered to them.

Every channel asks here, so that a conversation begun on one goes on in the other. What is offered,
to whom and when is decided elsewhere: ``Offers``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from dialogues.snapshot import ENDED, Phase
from storage.records import Conversation, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from .conversation import Place, find


class Offers(Protocol):
    """The conversations that somebody may have now, the most wanted first."""

    def __call__(self, uow: UnitOfWork, person: Person, *, at: dt.datetime) -> Sequence[Place]: ...


def welcome_for_students(
    uow: UnitOfWork,  # noqa: ARG001  # other offers look into it
    person: Person,
    *,
    at: dt.datetime,  # noqa: ARG001
) -> Sequence[Place]:
    """The questionnaire of the beginning of the year, once."""
    if person.kind is not PersonKind.STUDENT:
        return ()
    return (Place(person.id, person.id, "welcome"),)


def open_place(uow: UnitOfWork, person: Person, offers: Offers, *, at: dt.datetime) -> Place | None:
    """Where this person goes on: never among several things at once.

    What they are in the middle of, the most recently active; else what is offered and not over;
    else what they stopped. None where nothing is left to do.
    """
    theirs = uow.conversations.of_respondent(person.id)
    going = [one for one in theirs if not _is_closed(one)]
    if going:
        return Place.of(going[0])
    stopped = [Place.of(one) for one in theirs if one.phase == Phase.WITHDRAWN]
    return next(iter((*_not_over(uow, offers(uow, person, at=at)), *stopped)), None)


def place_for(uow: UnitOfWork, person: Person, offers: Offers, *, at: dt.datetime) -> Place | None:
    """The same, else what they finished last, to be read again. None: there never was anything."""
    place = open_place(uow, person, offers, at=at)
    theirs = () if place else uow.conversations.of_respondent(person.id)
    return place or (Place.of(theirs[0]) if theirs else None)


def places_left(
    uow: UnitOfWork, person: Person, offers: Offers, *, at: dt.datetime
) -> Sequence[Place]:
    """All that waits for this person, in the order in which ``open_place`` gives it.

    What they chose to stop is not among it.
    """
    theirs = uow.conversations.of_respondent(person.id)
    going = [Place.of(one) for one in theirs if not _is_closed(one)]
    offered = offers(uow, person, at=at)
    return tuple(dict.fromkeys((*going, *(one for one in offered if _waits(uow, one)))))


def is_over(conversation: Conversation) -> bool:
    """Sent, or closed."""
    return conversation.phase in ENDED


def _is_closed(conversation: Conversation) -> bool:
    return is_over(conversation) or conversation.phase == Phase.WITHDRAWN


def _waits(uow: UnitOfWork, place: Place) -> bool:
    found = find(uow, place)
    return found is None or not _is_closed(found)


def _not_over(uow: UnitOfWork, places: Sequence[Place]) -> Sequence[Place]:
    found = ((place, find(uow, place)) for place in places)
    return [place for place, one in found if one is None or not is_over(one)]
