"""Campaigns, their occasions and who is asked, in SQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .errors import UnknownReference
from .scheduled import (
    Asked,
    Assignment,
    AssignmentState,
    Campaign,
    CampaignState,
    NewAssignment,
    Occasion,
)
from .statements import Row
from .storable import refuse_unstorable
from .tables import ASSIGNMENT, CAMPAIGN, CAMPAIGN_OCCASION
from .transaction import Transaction

_ADD = insert(CAMPAIGN)
_ADD_OCCASION = insert(CAMPAIGN_OCCASION)
_GET = select(CAMPAIGN).where(CAMPAIGN.c.id == bindparam("wanted"))
_OF_YEAR = (
    select(CAMPAIGN)
    .where(CAMPAIGN.c.school_year == bindparam("year"))
    .order_by(CAMPAIGN.c.created_at, CAMPAIGN.c.id)
)
_SAVE = (
    update(CAMPAIGN)
    .where(CAMPAIGN.c.id == bindparam("wanted"))
    .values(
        title=bindparam("new_title"),
        state=bindparam("new_state"),
        start_within=bindparam("x"),
        grace=bindparam("y"),
        inactivity=bindparam("z"),
    )
)
_OCCASIONS = (
    select(CAMPAIGN_OCCASION)
    .where(CAMPAIGN_OCCASION.c.campaign_id == bindparam("wanted"))
    .order_by(CAMPAIGN_OCCASION.c.opens_at, CAMPAIGN_OCCASION.c.name)
)
_IS_RUNNING = CAMPAIGN.c.state == CampaignState.RUNNING.value
_TO_OPEN = (
    select(CAMPAIGN_OCCASION)
    .join(CAMPAIGN, CAMPAIGN.c.id == CAMPAIGN_OCCASION.c.campaign_id)
    .where(
        CAMPAIGN_OCCASION.c.opened_at.is_(None),
        CAMPAIGN_OCCASION.c.opens_at <= bindparam("moment"),
        _IS_RUNNING,
    )
    .order_by(CAMPAIGN_OCCASION.c.opens_at, CAMPAIGN_OCCASION.c.campaign_id)
)
_OPENED = (
    update(CAMPAIGN_OCCASION)
    .where(
        CAMPAIGN_OCCASION.c.campaign_id == bindparam("wanted"),
        CAMPAIGN_OCCASION.c.name == bindparam("occasion_name"),
    )
    .values(opened_at=bindparam("moment"))
)
_ASSIGN = {
    "sqlite": sqlite.insert(ASSIGNMENT).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(ASSIGNMENT).on_conflict_do_nothing(),
}
_ASSIGNMENTS = select(
    ASSIGNMENT.c.id,
    ASSIGNMENT.c.campaign_id,
    ASSIGNMENT.c.occasion,
    ASSIGNMENT.c.respondent_id,
    ASSIGNMENT.c.subject_id,
    ASSIGNMENT.c.opened_at,
    ASSIGNMENT.c.next_at,
    ASSIGNMENT.c.told,
    ASSIGNMENT.c.state,
)
_DUE = (
    _ASSIGNMENTS.join(CAMPAIGN, CAMPAIGN.c.id == ASSIGNMENT.c.campaign_id)
    .where(
        ASSIGNMENT.c.next_at.is_not(None),
        ASSIGNMENT.c.next_at <= bindparam("moment"),
        _IS_RUNNING,
    )
    .order_by(ASSIGNMENT.c.next_at, ASSIGNMENT.c.id)
    .limit(bindparam("most"))
)
_OF_RESPONDENT = _ASSIGNMENTS.where(ASSIGNMENT.c.respondent_id == bindparam("person")).order_by(
    ASSIGNMENT.c.opened_at, ASSIGNMENT.c.id
)
_OF_CAMPAIGN = _ASSIGNMENTS.where(ASSIGNMENT.c.campaign_id == bindparam("wanted")).order_by(
    ASSIGNMENT.c.id
)
_SAVE_ASSIGNMENT = (
    update(ASSIGNMENT)
    .where(ASSIGNMENT.c.id == bindparam("wanted"))
    .values(next_at=bindparam("moment"), told=bindparam("new_told"), state=bindparam("new_state"))
)


class SqlCampaigns:
    """``Campaigns`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, campaign: Campaign, occasions: Sequence[Occasion]) -> None:
        refuse_unstorable([campaign, *occasions])
        self._transaction.change(
            _ADD,
            {
                "id": campaign.id,
                "title": campaign.title,
                "dialogue": campaign.dialogue,
                "asked": campaign.asked.value,
                "class_ids": json.dumps(campaign.class_ids),
                "school_year": campaign.school_year,
                "start_within": _seconds(campaign.start_within),
                "grace": _seconds(campaign.grace),
                "inactivity": _seconds(campaign.inactivity),
                "state": campaign.state.value,
                "created_by": campaign.created_by,
                "created_at": campaign.created_at,
            },
        )
        rows = [
            {
                "campaign_id": one.campaign_id,
                "name": one.name,
                "opens_at": one.opens_at,
                "opened_at": one.opened_at,
            }
            for one in occasions
        ]
        self._transaction.change_many(_ADD_OCCASION, rows)

    def get(self, campaign_id: str) -> Campaign | None:
        row = self._transaction.row(_GET, {"wanted": campaign_id})
        return None if row is None else _campaign(row)

    def of_year(self, school_year: str) -> Sequence[Campaign]:
        return [_campaign(row) for row in self._transaction.rows(_OF_YEAR, {"year": school_year})]

    def save(self, campaign: Campaign) -> None:
        refuse_unstorable(campaign)
        values = {
            "wanted": campaign.id,
            "new_title": campaign.title,
            "new_state": campaign.state.value,
            "x": _seconds(campaign.start_within),
            "y": _seconds(campaign.grace),
            "z": _seconds(campaign.inactivity),
        }
        if self._transaction.change(_SAVE, values) != 1:
            raise UnknownReference("no such campaign")

    def occasions(self, campaign_id: str) -> Sequence[Occasion]:
        rows = self._transaction.rows(_OCCASIONS, {"wanted": campaign_id})
        return [Occasion(*row) for row in rows]

    def to_open(self, at: dt.datetime) -> Sequence[Occasion]:
        return [Occasion(*row) for row in self._transaction.rows(_TO_OPEN, {"moment": at})]

    def opened(self, campaign_id: str, name: str, *, at: dt.datetime) -> None:
        values = {"wanted": campaign_id, "occasion_name": name, "moment": at}
        self._transaction.change(_OPENED, values)

    def assign(self, assignments: Sequence[NewAssignment]) -> int:
        refuse_unstorable(assignments)
        rows = [
            {
                "campaign_id": one.campaign_id,
                "occasion": one.occasion,
                "respondent_id": one.respondent_id,
                "subject_id": one.subject_id,
                "opened_at": one.opened_at,
                "next_at": one.next_at,
                "told": "",
                "state": AssignmentState.OPEN.value,
            }
            for one in assignments
        ]
        return self._transaction.change_many(_ASSIGN[self._transaction.dialect], rows)

    def due(self, at: dt.datetime, *, limit: int) -> Sequence[Assignment]:
        rows = self._transaction.rows(_DUE, {"moment": at, "most": limit})
        return [_assignment(row) for row in rows]

    def of_respondent(self, person_id: str) -> Sequence[Assignment]:
        rows = self._transaction.rows(_OF_RESPONDENT, {"person": person_id})
        return [_assignment(row) for row in rows]

    def of_campaign(self, campaign_id: str) -> Sequence[Assignment]:
        rows = self._transaction.rows(_OF_CAMPAIGN, {"wanted": campaign_id})
        return [_assignment(row) for row in rows]

    def save_assignments(self, assignments: Sequence[Assignment]) -> None:
        rows = [
            {
                "wanted": one.id,
                "moment": one.next_at,
                "new_told": " ".join(one.told),
                "new_state": one.state.value,
            }
            for one in assignments
        ]
        self._transaction.change_many(_SAVE_ASSIGNMENT, rows)


def _campaign(row: Row) -> Campaign:
    campaign_id, title, dialogue, asked, class_ids, year, *durations, state, by, at = row
    x, y, z = (dt.timedelta(seconds=seconds) for seconds in durations)
    return Campaign(
        id=campaign_id,
        title=title,
        dialogue=dialogue,
        asked=Asked(asked),
        class_ids=tuple(json.loads(class_ids)),
        school_year=year,
        start_within=x,
        grace=y,
        inactivity=z,
        state=CampaignState(state),
        created_by=by,
        created_at=at,
    )


def _assignment(row: Row) -> Assignment:
    number, campaign_id, occasion, respondent, subject, opened_at, next_at, told, state = row
    return Assignment(
        number,
        campaign_id,
        occasion,
        respondent,
        subject,
        opened_at,
        next_at,
        tuple(told.split()),
        AssignmentState(state),
    )


def _seconds(duration: dt.timedelta) -> int:
    return int(duration.total_seconds())
