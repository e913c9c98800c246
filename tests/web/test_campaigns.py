"""The campaigns on the staff's pages: who is where, for those who may see it."""

from __future__ import annotations

import datetime as dt

import pytest
from starlette.types import ASGIApp

from apbot.campaigns.asking import open_occasions
from apbot.campaigns.making import USUAL, draft, start
from apbot.school import School
from apbot.school.days import calendar_of
from storage.scheduled import Asked, Campaign
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor


def begin(school: SmallSchool, at: dt.datetime, *, dialogue: str = "checkin") -> Campaign:
    """For the class of Sacha and Noa, open now."""
    with school.storage.write() as uow:
        assert school.sacha.class_id is not None
        group = uow.people.get_class(school.sacha.class_id)
        assert group is not None
        made = draft(
            title="Point d'étape de rentrée",
            dialogue=dialogue,
            asked=Asked.STUDENTS,
            groups=[group],
            moments=[at],
            window=USUAL,
            earlier=(),
            by="head",
            at=at,
        )
        start(uow, made)
        open_occasions(uow, calendar_of(School(zone="C"), at=at), at=at)
        uow.commit()
    return made.campaign


async def test_a_referent_follows_a_campaign_to_the_names(
    laureole: Visitor, school: SmallSchool, clock: FakeClock
) -> None:
    campaign = begin(school, clock())
    await laureole.opens("/equipe")
    assert 'href="/equipe/campagnes"' in laureole.response.text
    await laureole.opens("/equipe/campagnes")
    assert laureole.sees("Point d'étape de rentrée")
    assert laureole.sees("0 sur 2 envoyés")
    await laureole.opens(f"/equipe/campagnes/{campaign.id}")
    assert laureole.sees("Sur 2 : 2 pas commencé.")
    assert laureole.sees("Sacha Pivoine")
    assert laureole.sees("Noa Verveine")


async def test_another_class_sees_nothing_of_it(
    app: ASGIApp, school: SmallSchool, clock: FakeClock
) -> None:
    campaign = begin(school, clock())
    garance = await Visitor(app).signs_in(f"/p/{school.invite(school.garance)}")
    await garance.opens("/equipe/campagnes")
    assert garance.sees("Aucune campagne ne concerne vos élèves")
    assert (await garance.opens(f"/equipe/campagnes/{campaign.id}")).status == 404


@pytest.mark.parametrize(
    "path", ["", f"/{'0' * 32}", "/x", f"/{'0' * 32}?jour=<b>", f"/{'0' * 32}?jour=2026-09-17"]
)
async def test_nobody_and_nothing_are_the_neutral_page(
    app: ASGIApp, laureole: Visitor, path: str
) -> None:
    assert (await Visitor(app).opens(f"/equipe/campagnes{path}")).status == 404
    assert (await laureole.opens(f"/equipe/campagnes{path}")).status == (404 if path else 200)
