"""Campaigns, their occasions and who is asked, in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from storage.errors import AlreadyStored, UnknownReference
from storage.scheduled import (
    Asked,
    Assignment,
    AssignmentState,
    Campaign,
    CampaignState,
    NewAssignment,
    Occasion,
)
from storage.storable import refuse_unstorable

from .tables import MemoryTransaction


class MemoryCampaigns:
    """``Campaigns`` of one transaction.

    Kept beside the rows, as an index would be: the numbers of each respondent's and of each
    campaign's, and those to look at again by the hour they are due.
    """

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, campaign: Campaign, occasions: Sequence[Occasion]) -> None:
        refuse_unstorable([campaign, *occasions])
        self._rows.add("campaign", campaign.id, row=_plain(campaign))
        for one in occasions:
            self._rows.must_exist("campaign", one.campaign_id)
            if self._rows.get("campaign_occasion", one.campaign_id, one.name) is not None:
                raise AlreadyStored("campaign_occasion")
            self._rows.put("campaign_occasion", one.campaign_id, one.name, row=one)

    def get(self, campaign_id: str) -> Campaign | None:
        row = self._rows.get("campaign", campaign_id)
        return None if row is None else _campaign(row)

    def of_year(self, school_year: str) -> Sequence[Campaign]:
        found = [_campaign(row) for row in self._rows.all("campaign")]
        of_year = [one for one in found if one.school_year == school_year]
        return sorted(of_year, key=lambda one: (one.created_at, one.id))

    def save(self, campaign: Campaign) -> None:
        refuse_unstorable(campaign)
        known = self.get(campaign.id)
        if known is None:
            raise UnknownReference("campaign")
        kept = replace(
            known,
            title=campaign.title,
            state=campaign.state,
            start_within=campaign.start_within,
            grace=campaign.grace,
            inactivity=campaign.inactivity,
        )
        self._rows.put("campaign", campaign.id, row=_plain(kept))

    def occasions(self, campaign_id: str) -> Sequence[Occasion]:
        found = [one for one in self._occasions() if one.campaign_id == campaign_id]
        return sorted(found, key=lambda one: (one.opens_at, one.name))

    def to_open(self, at: dt.datetime) -> Sequence[Occasion]:
        refuse_unstorable(at)
        waiting = [one for one in self._occasions() if one.opened_at is None and one.opens_at <= at]
        running = [one for one in waiting if self._is_running(one.campaign_id)]
        return sorted(running, key=lambda one: (one.opens_at, one.campaign_id))

    def opened(self, campaign_id: str, name: str, *, at: dt.datetime) -> None:
        refuse_unstorable(at)
        row = self._rows.get("campaign_occasion", campaign_id, name)
        if row is not None:
            self._rows.put("campaign_occasion", campaign_id, name, row={**row, "opened_at": at})

    def assign(self, assignments: Sequence[NewAssignment]) -> int:
        refuse_unstorable(assignments)
        added = [one for one in map(self._assign, assignments) if one is not None]
        self._list("assignments_of_respondent", [(one.respondent_id, one.id) for one in added])
        self._list("assignments_of_campaign", [(one.campaign_id, one.id) for one in added])
        self._look_again([(None, one) for one in added])
        return len(added)

    def _assign(self, new: NewAssignment) -> Assignment | None:
        self._rows.must_exist("campaign", new.campaign_id)
        self._rows.must_exist("person", new.respondent_id)
        self._rows.must_exist("person", new.subject_id)
        place = (new.campaign_id, new.occasion, new.respondent_id, new.subject_id)
        if self._rows.get("assignment_place", *place) is not None:
            return None
        number = self._rows.next_number("assignment")
        self._rows.put("assignment_place", *place, row=number)
        added = Assignment(number, *place, new.opened_at, new.next_at)
        self._rows.put("assignment", str(number), row=added)
        return added

    def _list(self, table: str, added: Sequence[tuple[str, int]]) -> None:
        """Each list is written once."""
        new: dict[str, list[int]] = {}
        for key, number in added:
            new.setdefault(key, []).append(number)
        for key, numbers in new.items():
            self._rows.put(table, key, row=[*(self._rows.get(table, key) or []), *numbers])

    def due(self, at: dt.datetime, *, limit: int) -> Sequence[Assignment]:
        refuse_unstorable(at)
        due = [
            one
            for (hour,) in self._rows.keys("assignments_due")
            if hour <= _hour(at)
            for one in self._numbered(self._due_in(hour))
            if one.next_at is not None and one.next_at <= at and self._is_running(one.campaign_id)
        ]
        return sorted(due, key=lambda one: (one.next_at or at, one.id))[:limit]

    def of_respondent(self, person_id: str) -> Sequence[Assignment]:
        found = self._numbered(self._rows.get("assignments_of_respondent", person_id) or [])
        return sorted(found, key=lambda one: (one.opened_at, one.id))

    def of_campaign(self, campaign_id: str) -> Sequence[Assignment]:
        return self._numbered(self._rows.get("assignments_of_campaign", campaign_id) or [])

    def save_assignments(self, assignments: Sequence[Assignment]) -> None:
        refuse_unstorable(assignments)
        changes: list[tuple[Assignment | None, Assignment]] = []
        for one in assignments:
            known = self._rows.get("assignment", str(one.id))
            if known is not None:
                kept = _assignment(known)
                changed = replace(kept, next_at=one.next_at, told=one.told, state=one.state)
                self._rows.put("assignment", str(one.id), row=changed)
                changes.append((kept, changed))
        self._look_again(changes)

    def _look_again(self, changes: Sequence[tuple[Assignment | None, Assignment]]) -> None:
        """Those that are due at another hour than before; each hour is written once."""
        leave: dict[str, set[int]] = {}
        join: dict[str, list[int]] = {}
        for before, after in changes:
            if before is not None and before.next_at is not None:
                leave.setdefault(_hour(before.next_at), set()).add(before.id)
            if after.next_at is not None:
                join.setdefault(_hour(after.next_at), []).append(after.id)
        for hour in sorted({*leave, *join}):
            gone = leave.get(hour, set())
            left = [number for number in self._due_in(hour) if number not in gone]
            self._list_due(hour, [*left, *join.get(hour, [])])

    def _due_in(self, hour: str) -> list[int]:
        return self._rows.get("assignments_due", hour) or []

    def _list_due(self, hour: str, numbers: list[int]) -> None:
        if numbers:
            self._rows.put("assignments_due", hour, row=numbers)
        else:
            self._rows.delete("assignments_due", hour)

    def _numbered(self, numbers: Sequence[int]) -> list[Assignment]:
        return [_assignment(self._rows.get("assignment", str(number))) for number in numbers]

    def _occasions(self) -> list[Occasion]:
        return [Occasion(**row) for row in self._rows.all("campaign_occasion")]

    def _is_running(self, campaign_id: str) -> bool:
        campaign = self.get(campaign_id)
        return campaign is not None and campaign.state is CampaignState.RUNNING


def _hour(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H")


_DURATIONS = ("start_within", "grace", "inactivity")


def _plain(campaign: Campaign) -> dict[str, Any]:
    row = {name: getattr(campaign, name) for name in Campaign.__slots__}
    return row | {name: int(row[name].total_seconds()) for name in _DURATIONS}


def _campaign(row: dict[str, Any]) -> Campaign:
    durations = {name: dt.timedelta(seconds=row[name]) for name in _DURATIONS}
    typed = {
        "asked": Asked(row["asked"]),
        "class_ids": tuple(row["class_ids"]),
        "state": CampaignState(row["state"]),
    }
    return Campaign(**{**row, **durations, **typed})


def _assignment(row: dict[str, Any]) -> Assignment:
    return Assignment(**{**row, "told": tuple(row["told"]), "state": AssignmentState(row["state"])})
