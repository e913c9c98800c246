"""A campaign in the small school, whose people are asked at once."""

from __future__ import annotations

import datetime as dt

from apbot.tokens import new_id
from storage.records import Person
from storage.scheduled import Asked, Campaign, CampaignState, NewAssignment, Occasion
from tests.apbot.school import SmallSchool

OPEN = dt.timedelta(days=11)


def ask(
    school: SmallSchool, dialogue: str, *pairs: tuple[Person, Person], occasion: str = ""
) -> Campaign:
    """Each first of a pair is asked about the second, and has eleven days to begin."""
    at = school.clock()
    classes = dict.fromkeys(subject.class_id or "" for _, subject in pairs)
    campaign = Campaign(
        id=new_id(),
        title=dialogue,
        dialogue=dialogue,
        asked=Asked.STUDENTS if pairs[0][0] == pairs[0][1] else Asked.OBSERVERS,
        class_ids=tuple(classes),
        school_year="2026-2027",
        start_within=OPEN,
        grace=dt.timedelta(days=3),
        inactivity=dt.timedelta(days=7),
        state=CampaignState.RUNNING,
        created_by="head",
        created_at=at,
    )
    with school.storage.write() as uow:
        uow.campaigns.add(campaign, [Occasion(campaign.id, occasion, at, at)])
        uow.campaigns.assign(
            [
                NewAssignment(campaign.id, occasion, respondent.id, subject.id, at, None)
                for respondent, subject in pairs
            ]
        )
        uow.commit()
    return campaign
