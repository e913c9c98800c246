"""Campaigns, their occasions, who is asked: on each storage."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

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
from storage.unit_of_work import Storage
from tests.storage.samples import AT, DAY, HOUR

CAMPAIGN = Campaign(
    id="k1",
    title="Accueil, secondes",
    dialogue="welcome",
    asked=Asked.STUDENTS,
    class_ids=("c1",),
    school_year="2026-2027",
    start_within=14 * DAY,
    grace=3 * DAY,
    inactivity=5 * DAY,
    state=CampaignState.RUNNING,
    created_by="ref",
    created_at=AT,
)
FIRST = Occasion("k1", "2026-09-10", AT + DAY)
SECOND = Occasion("k1", "2026-11-05", AT + 50 * DAY)


def new(respondent: str = "lina", occasion: str = "2026-09-10") -> NewAssignment:
    return NewAssignment("k1", occasion, respondent, respondent, AT + DAY, AT + DAY)


@pytest.fixture
def running(school: Storage) -> Storage:
    with school.write() as uow:
        uow.campaigns.add(CAMPAIGN, [SECOND, FIRST])
        uow.campaigns.assign([new(), new("noe")])
        uow.commit()
    return school


def due(storage: Storage, at: dt.datetime, limit: int = 10) -> list[Assignment]:
    with storage.read() as uow:
        return list(uow.campaigns.due(at, limit=limit))


def test_a_campaign_comes_back_equal_with_its_occasions_in_order(running: Storage) -> None:
    with running.read() as uow:
        assert uow.campaigns.get("k1") == CAMPAIGN
        assert list(uow.campaigns.of_year("2026-2027")) == [CAMPAIGN]
        assert list(uow.campaigns.of_year("2027-2028")) == []
        assert uow.campaigns.get("k9") is None
        assert list(uow.campaigns.occasions("k1")) == [FIRST, SECOND]


def test_the_same_campaign_or_occasion_twice_is_refused(running: Storage) -> None:
    with running.write() as uow, pytest.raises(AlreadyStored):
        uow.campaigns.add(CAMPAIGN, [])
    with running.write() as uow, pytest.raises(AlreadyStored):
        uow.campaigns.add(replace(CAMPAIGN, id="k2"), [FIRST])


def test_its_state_and_durations_change_and_nothing_else(running: Storage) -> None:
    changed = replace(CAMPAIGN, state=CampaignState.PAUSED, start_within=21 * DAY, title="Accueil")
    with running.write() as uow:
        uow.campaigns.save(replace(changed, dialogue="checkin", class_ids=()))
        uow.commit()
    with running.read() as uow:
        assert uow.campaigns.get("k1") == changed
    with running.write() as uow, pytest.raises(UnknownReference):
        uow.campaigns.save(replace(CAMPAIGN, id="k9"))


def test_an_occasion_is_to_be_opened_once_its_moment_has_come(running: Storage) -> None:
    def to_open(at: dt.datetime) -> list[str]:
        with running.read() as uow:
            return [one.name for one in uow.campaigns.to_open(at)]

    assert to_open(AT) == []
    assert to_open(AT + DAY) == ["2026-09-10"]
    with running.write() as uow:
        uow.campaigns.opened("k1", "2026-09-10", at=AT + DAY)
        uow.commit()
    assert to_open(AT + 60 * DAY) == ["2026-11-05"]
    with running.write() as uow:
        uow.campaigns.save(replace(CAMPAIGN, state=CampaignState.PAUSED))
        uow.commit()
    assert to_open(AT + 60 * DAY) == []


def test_nobody_is_asked_the_same_twice(running: Storage) -> None:
    with running.write() as uow:
        assert uow.campaigns.assign([new(), new(occasion="2026-11-05")]) == 1
        uow.commit()
    with running.read() as uow:
        assert len(uow.campaigns.of_campaign("k1")) == 3
        assert [one.occasion for one in uow.campaigns.of_respondent("lina")] == [
            "2026-09-10",
            "2026-11-05",
        ]


def test_who_is_asked_and_about_whom_exist(running: Storage) -> None:
    for nobody in (new("nobody"), replace(new(), subject_id="nobody")):
        with running.write() as uow, pytest.raises(UnknownReference):
            uow.campaigns.assign([nobody])


def test_what_is_due_is_looked_at_oldest_first_and_no_more_than_asked(running: Storage) -> None:
    assert due(running, AT) == []
    assert [one.respondent_id for one in due(running, AT + DAY)] == ["lina", "noe"]
    assert len(due(running, AT + DAY, limit=1)) == 1
    lina, noe = due(running, AT + DAY)
    with running.write() as uow:
        told = replace(lina, told=("invited",), next_at=AT + 7 * DAY)
        over = replace(noe, next_at=None, state=AssignmentState.SENT)
        uow.campaigns.save_assignments([told, over])
        uow.commit()
    assert due(running, AT + 6 * DAY) == []
    assert due(running, AT + 8 * DAY) == [told]
    with running.read() as uow:
        assert list(uow.campaigns.of_campaign("k1")) == [told, over]


def test_nothing_is_due_while_a_campaign_rests(running: Storage) -> None:
    with running.write() as uow:
        uow.campaigns.save(replace(CAMPAIGN, state=CampaignState.PAUSED))
        uow.commit()
    assert due(running, AT + 9 * DAY) == []
    with running.write() as uow:
        uow.campaigns.save(CAMPAIGN)
        uow.commit()
    assert len(due(running, AT + DAY + HOUR)) == 2
