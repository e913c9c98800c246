"""All that is due: occasions open, people are told, what is over closes. One transaction a call.

What several campaigns have to tell one person at once is one message. Whether it may be told is
asked again now: an answer that came meanwhile, a holiday, a class at work, a right withdrawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from apbot.calendar.school import SchoolCalendar
from apbot.clock import school_year
from apbot.conversation import Place, handle
from apbot.library import Library
from apbot.rhythms import rhythm_of
from dialogues import events as ev
from dialogues.snapshot import Phase
from storage.records import Conversation, Person, PersonKind
from storage.scheduled import Assignment, AssignmentState, Campaign, CampaignState
from storage.unit_of_work import UnitOfWork

from .asking import catch_up, open_occasions
from .looking import Need, Progress, Told, need
from .window import Window

BATCH = 500
"""Assignments looked at in one transaction at most."""
CATCH_UP = dt.timedelta(days=1)
CAUGHT_UP = "campaigns.caught_up"
"""A mark: when late comers were last looked for. Emptied when people come, to look at once."""
_LATER = dt.timedelta(days=1)
"""Where the calendar is not known: it is looked at again then, and nobody is told."""
_OVER = frozenset({Phase.SUBMITTED.value, Phase.WITHDRAWN.value, Phase.EXPIRED.value})


@dataclass(frozen=True, slots=True)
class Message:
    """One message for one person: which campaigns, and what about each. No words of anybody."""

    person: Person
    items: tuple[Item, ...]
    at: dt.datetime

    @property
    def key(self) -> str:
        """The same message has the same key, whatever happens in between."""
        return "+".join(f"{item.assignment_id}:{item.told.value}" for item in self.items)


@dataclass(frozen=True, slots=True)
class Item:
    assignment_id: int
    campaign_id: str
    told: Told


Tell = Callable[[UnitOfWork, Message], None]
"""Adds what is to be sent, on whatever channels the person has, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Ticker:
    """What ticking needs; holds nothing of any person."""

    library: Library
    calendar: SchoolCalendar
    tell: Tell

    def tick(self, uow: UnitOfWork, *, at: dt.datetime) -> bool:
        """True where more is due than one transaction takes: call again."""
        open_occasions(uow, self.calendar, at=at)
        self._catch_up(uow, at)
        due = uow.campaigns.due(at, limit=BATCH)
        changed: list[Assignment] = []
        for respondent_id in dict.fromkeys(one.respondent_id for one in due):
            changed += self._look(uow, respondent_id, self._all_due(uow, respondent_id, at), at)
        uow.campaigns.save_assignments(changed)
        return len(due) == BATCH

    @staticmethod
    def _all_due(uow: UnitOfWork, respondent_id: str, at: dt.datetime) -> Sequence[Assignment]:
        """All of theirs, wherever the batch ends: one message says everything."""
        return [
            one
            for one in uow.campaigns.of_respondent(respondent_id)
            if one.next_at is not None and one.next_at <= at and _is_running(uow, one)
        ]

    def _catch_up(self, uow: UnitOfWork, at: dt.datetime) -> None:
        last = uow.marks.get(CAUGHT_UP)
        if not last or dt.datetime.fromisoformat(last) + CATCH_UP <= at:
            uow.marks.put(CAUGHT_UP, at.isoformat())
            catch_up(uow, self.calendar, school_year(at), at=at)

    def _look(
        self, uow: UnitOfWork, respondent_id: str, due: Sequence[Assignment], at: dt.datetime
    ) -> Sequence[Assignment]:
        """Tells what there is to tell; the assignments as they are from now on."""
        person = uow.people.get(respondent_id)
        if person is None or person.left_at is not None:
            return [_closed(one) for one in due]
        label, rhythm = label_of(uow, person), rhythm_of(uow, person.id)
        may_tell = self.calendar.may_tell(at, label, rhythm)
        items, changed = [], []
        for one in due:
            campaign = uow.campaigns.get(one.campaign_id)
            assert campaign is not None  # noqa: S101  # a foreign key says so
            needed = self._need(uow, campaign, one, at)
            if needed.tell is not None and not may_tell:
                later = self.calendar.next_moment(at, label, rhythm) or at + _LATER
                changed.append(replace(one, next_at=later))
                continue
            told = one.told
            if needed.tell is not None:
                items.append(Item(one.id, campaign.id, needed.tell))
                told = (*told, needed.tell.value)
            if needed.state is AssignmentState.CLOSED:
                self.expire(uow, campaign, one, at=at)
            changed.append(replace(one, told=told, next_at=needed.next_at, state=needed.state))
        if items:
            self.tell(uow, Message(person, tuple(items), at))
        return changed

    def _need(self, uow: UnitOfWork, campaign: Campaign, one: Assignment, at: dt.datetime) -> Need:
        found = find(uow, campaign, one)
        anonymous = self.library.newest(campaign.dialogue).dialogue.anonymous
        return need(
            Window.of(campaign),
            one.opened_at,
            one.told,
            progress_of(found),
            at=at,
            reminds=not anonymous,
        )

    def end(self, uow: UnitOfWork, campaign: Campaign, *, at: dt.datetime) -> None:
        """Nothing of it can be answered any more; what was sent stays."""
        left = [
            one
            for one in uow.campaigns.of_campaign(campaign.id)
            if one.state is AssignmentState.OPEN
        ]
        for one in left:
            self.expire(uow, campaign, one, at=at)
        uow.campaigns.save_assignments([_closed(one) for one in left])
        uow.campaigns.save(replace(campaign, state=CampaignState.ENDED))

    def expire(
        self, uow: UnitOfWork, campaign: Campaign, one: Assignment, *, at: dt.datetime
    ) -> None:
        """What was begun and not sent is closed; nothing is begun to be closed."""
        found = find(uow, campaign, one)
        if found is not None and found.phase not in _OVER:
            handle(uow, self.library, place(campaign, one), ev.Expired(at))


def _is_running(uow: UnitOfWork, one: Assignment) -> bool:
    campaign = uow.campaigns.get(one.campaign_id)
    return campaign is not None and campaign.state is CampaignState.RUNNING


def place(campaign: Campaign, one: Assignment) -> Place:
    """The conversation that is meant."""
    return Place(one.respondent_id, one.subject_id, campaign.dialogue, occasion=one.occasion)


def find(uow: UnitOfWork, campaign: Campaign, one: Assignment) -> Conversation | None:
    return uow.conversations.find(
        one.respondent_id, one.subject_id, campaign.dialogue, one.occasion
    )


def progress_of(conversation: Conversation | None) -> Progress:
    """Who only opened the page has not begun."""
    if conversation is None or conversation.phase == Phase.NOTICE.value:
        return Progress()
    # Withdrawn is an answer too: nobody is asked again after "j'arrête".
    over = conversation.phase in _OVER
    return Progress(conversation.updated_at, sent=over)


def _closed(one: Assignment) -> Assignment:
    return replace(one, next_at=None, state=AssignmentState.CLOSED)


def label_of(uow: UnitOfWork, person: Person) -> str | None:
    """The class of a student; adults have the school's own days."""
    if person.kind is not PersonKind.STUDENT or person.class_id is None:
        return None
    group = uow.people.get_class(person.class_id)
    return group.label if group else None
