"""``/code``: dead until an adult opens it, one answer for whatever is wrong, tries counted."""

from __future__ import annotations

import pytest
from starlette.types import ASGIApp

from apbot.channels.web.site import Site
from apbot.enrolment import REOPENED_FOR
from apbot.inviting.codes import spaced
from apbot.inviting.entering import ADDRESS_TRIES, BROWSER_TRIES, MUTED_FOR
from apbot.inviting.making import Card, draw, keep, plan_class
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor

WRONG = "BCDF GHJK"
OPEN = "Ouvrir les codes des cartes"
REFUSED = "Ce code ne s'ouvre pas."


@pytest.fixture
def cards(school: SmallSchool, site: Site) -> dict[str, Card]:
    """Those of Sacha's class, by given name; Robin's class has some too."""
    at = school.clock()
    made: dict[str, Card] = {}
    with school.storage.write() as uow:
        for label in ("2nde 3", "2nde 4"):
            plan = plan_class(uow, label, again=False, at=at)
            drawn = draw(plan, with_telegram=False, at=at)
            keep(uow, plan, drawn, secret=site.signer.secret, at=at)
            made |= {card.member.student.given_name: card for card in drawn}
        uow.commit()
    return made


@pytest.fixture
async def opened(laureole: Visitor, cards: dict[str, Card]) -> dict[str, Card]:
    """The codes of Sacha's class are open."""
    await laureole.opens("/equipe")
    await laureole.presses(OPEN)
    assert laureole.sees("Les codes de la classe sont ouverts pendant dix minutes, jusqu'à 10:10")
    return cards


async def typed(app: ASGIApp, code: str, *, by: Visitor | None = None) -> Visitor:
    visitor = await (by or Visitor(app)).opens("/code")
    return await visitor.posts({"code": code}, to="/code")


async def test_open_code_leads_to_its_student_and_is_worth_nothing_afterwards(
    app: ASGIApp, school: SmallSchool, opened: dict[str, Card]
) -> None:
    card = opened["Sacha"]
    visitor = await typed(app, spaced(card.code).lower())

    assert visitor.sees("Questionnaire d'accueil pour Sacha")
    assert not visitor.sees("Pivoine")
    await visitor.presses("Oui, c'est moi")
    await visitor.presses("On commence")
    await visitor.presses("Très bien")
    assert school.history(school.sacha)

    assert (await typed(app, card.code)).sees(REFUSED)
    assert (await Visitor(app).opens(f"/e/{card.token}")).status == 404
    assert (await typed(app, card.code, by=visitor)).question.startswith("Quels sont tes points")


async def test_code_answers_the_same_whatever_is_wrong(
    app: ASGIApp, school: SmallSchool, opened: dict[str, Card], clock: FakeClock
) -> None:
    robin, noa = opened["Robin"].code, opened["Noa"].code

    async def bytes_of(code: str) -> bytes:
        visitor = await typed(app, code)
        assert visitor.status == 404
        assert visitor.error.startswith(REFUSED)
        return visitor.response.content.replace(f'value="{code}"'.encode(), b"?")

    unknown = await bytes_of(WRONG)
    assert await bytes_of(robin) == unknown  # nobody opened it
    assert await bytes_of("x") == unknown
    with school.storage.write() as uow:
        uow.links.close(school.sacha.id, at=clock())
        uow.commit()
    assert await bytes_of(opened["Sacha"].code) == unknown
    clock.now += REOPENED_FOR
    assert await bytes_of(noa) == unknown


async def test_browser_that_tries_too_often_waits_and_hears_nothing_else(
    app: ASGIApp, opened: dict[str, Card], clock: FakeClock
) -> None:
    visitor = Visitor(app)
    for _ in range(BROWSER_TRIES):
        assert (await typed(app, WRONG, by=visitor)).sees(REFUSED)

    assert (await typed(app, opened["Sacha"].code, by=visitor)).sees(REFUSED)
    assert (await typed(app, opened["Noa"].code)).sees("C'est bien toi ?")
    body = {"token": opened["Sacha"].code, "yes": "1"}
    await visitor.posts(body, to="/code/entrer")
    assert visitor.status == 404
    assert "apbot_eleve" not in visitor.client.cookies

    clock.now += MUTED_FOR
    assert (await typed(app, WRONG, by=visitor)).sees(REFUSED)


async def test_tries_without_a_cookie_count_for_the_address(
    app: ASGIApp, opened: dict[str, Card], caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(ADDRESS_TRIES):
        await Visitor(app).posts({"code": WRONG}, to="/code")

    assert (await typed(app, opened["Sacha"].code)).sees(REFUSED)
    assert [record.getMessage().split(" : ")[0] for record in caplog.records] == [
        "Beaucoup de codes faux d'une même adresse"
    ]
    assert not any(WRONG in record.getMessage() for record in caplog.records)


async def test_it_is_not_me_leaves_the_code_open(app: ASGIApp, opened: dict[str, Card]) -> None:
    visitor = await typed(app, opened["Sacha"].code)
    await visitor.presses("Non, ce n'est pas moi")

    assert "apbot_eleve" not in visitor.client.cookies
    assert (await typed(app, opened["Sacha"].code)).sees("C'est bien toi ?")


async def test_who_is_in_keeps_their_access_when_the_class_is_opened(
    app: ASGIApp, laureole: Visitor, cards: dict[str, Card]
) -> None:
    sacha = await Visitor(app).signs_in(f"/e/{cards['Sacha'].token}")
    await laureole.opens("/equipe")
    await laureole.presses(OPEN)

    assert (await typed(app, cards["Sacha"].code)).sees(REFUSED)
    assert (await sacha.opens("/questionnaire")).status == 200

    await laureole.presses("Rouvrir l'accès : Sacha Pivoine")
    assert (await typed(app, cards["Sacha"].code)).sees("C'est bien toi ?")
    assert (await sacha.opens("/questionnaire")).status == 404


async def test_who_closed_a_shared_computer_comes_in_again_with_the_class(
    app: ASGIApp, laureole: Visitor, opened: dict[str, Card]
) -> None:
    computer = await typed(app, opened["Sacha"].code)
    await computer.presses("Oui, c'est moi")
    await computer.presses("On commence")
    await computer.presses("Pause")
    await computer.presses("Fermer sur cet appareil")
    await laureole.opens("/equipe")
    await laureole.presses(OPEN)

    other = await typed(app, opened["Sacha"].code)
    await other.presses("Oui, c'est moi")
    assert other.sees("En pause")


async def test_opening_is_for_who_may_reopen_and_is_on_record(
    app: ASGIApp, laureole: Visitor, school: SmallSchool, cards: dict[str, Card]
) -> None:
    here, there = school.sacha.class_id or "", school.robin.class_id or ""
    await laureole.opens("/equipe")
    await laureole.posts({"token": laureole.token}, to=f"/equipe/classe/{there}/codes")
    assert laureole.status == 404
    assert (await typed(app, cards["Robin"].code)).sees(REFUSED)
    await laureole.opens("/equipe")
    await laureole.presses(OPEN)

    who = school.laureole.id
    assert school.audit("class", there) == [(who, "open_codes", "denied")]
    assert school.audit("class", here) == [(who, "open_codes", "done")]


@pytest.mark.parametrize("token", ["", "0.x"])
async def test_opening_needs_the_token_of_the_page(
    app: ASGIApp, laureole: Visitor, school: SmallSchool, cards: dict[str, Card], token: str
) -> None:
    here = school.sacha.class_id
    await laureole.posts({"token": token}, to=f"/equipe/classe/{here}/codes")

    assert laureole.status == 404
    assert (await typed(app, cards["Sacha"].code)).sees(REFUSED)


async def test_list_offers_no_codes_where_nobody_waits_with_a_card(
    laureole: Visitor,
) -> None:
    await laureole.opens("/equipe")

    assert not laureole.sees(OPEN)


async def test_page_of_a_link_that_does_not_open_leads_to_the_codes(visitor: Visitor) -> None:
    await visitor.opens("/")

    assert visitor.page.links["J'ai un code sur ma carte"] == "/code"


@pytest.mark.parametrize("body", [b"", b"code=%ff%00", b"code=" + b"a" * 5000, b"%%%"])
async def test_garbage_is_a_wrong_code(visitor: Visitor, body: bytes) -> None:
    for path in ("/code", "/code/entrer"):
        await visitor.posts_bytes(body, to=path)
        assert visitor.status == 404
