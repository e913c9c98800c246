"""A link opens a door, not a diary: what is not yours looks exactly like what never was."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from starlette.types import ASGIApp

from apbot.channels.web.app import make_app
from apbot.channels.web.site import Site
from apbot.enrolment import LINK_LIFE, REOPENED_FOR
from apbot.tokens import new_token, token_hash
from storage.records import Link
from storage.unit_of_work import Storage
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor

CLOSED = "Ce lien ne s'ouvre pas"


async def unknown_page(app: ASGIApp, path: str) -> bytes:
    visitor = await Visitor(app).opens(path)
    assert visitor.status == 404
    assert visitor.sees(CLOSED)
    return visitor.response.content


async def test_the_door_says_whose_questionnaire_it_is_and_signs_nobody_in(
    app: ASGIApp, school: SmallSchool
) -> None:
    visitor = await Visitor(app).opens(f"/e/{school.invite(school.sacha)}")

    assert visitor.sees("Questionnaire d'accueil pour Sacha")
    assert visitor.sees("C'est bien toi ?")
    assert not visitor.sees("Pivoine")
    assert not visitor.client.cookies


async def test_every_closed_link_gives_the_same_bytes(
    app: ASGIApp, school: SmallSchool, storage: Storage, clock: FakeClock
) -> None:
    used, revoked, old, aside = school.invite(school.sacha), new_token(), new_token(), new_token()
    await Visitor(app).signs_in(f"/e/{used}")
    now = clock()
    with storage.write() as uow:
        uow.links.add(Link(token_hash(revoked), school.noa.id, now, revoked_at=now))
        expired = now - dt.timedelta(seconds=1)
        uow.links.add(Link(token_hash(old), school.noa.id, now, expires_at=expired))
        uow.links.add(Link(token_hash(aside), school.noa.id, now, channel="telegram"))
        uow.commit()
    staff, student = school.invite(school.laureole), school.invite(school.noa)
    unknown = await unknown_page(app, f"/e/{new_token()}")

    closed = (
        *(f"/e/{used}", f"/e/{revoked}", f"/e/{old}", f"/e/{staff}", f"/p/{student}"),
        *(f"/e/{aside}", f"/p/{new_token()}", "/e/x", "/e/%ff%00", "/e/" + "a" * 5000),
        *("/", "/nulle-part", "/questionnaire", "/equipe", "/equipe/eleve/x"),
    )
    for path in closed:
        assert await unknown_page(app, path) == unknown, path


async def test_confirming_a_closed_link_gives_the_same_bytes_too(
    app: ASGIApp, school: SmallSchool
) -> None:
    used = school.invite(school.sacha)
    await Visitor(app).signs_in(f"/e/{used}")
    unknown = await unknown_page(app, "/e/x")

    for path in (f"/e/{used}", f"/e/{new_token()}", f"/e/{school.invite(school.laureole)}"):
        visitor = await Visitor(app).posts({"yes": "1"}, to=path)
        assert visitor.status == 404
        assert visitor.response.content == unknown
        assert not visitor.client.cookies


async def test_a_link_expires(app: ASGIApp, school: SmallSchool, clock: FakeClock) -> None:
    token = school.invite(school.sacha)
    clock.now += LINK_LIFE

    await unknown_page(app, f"/e/{token}")


async def test_it_is_not_me_signs_nobody_in_and_leaves_the_link_open(
    app: ASGIApp, school: SmallSchool
) -> None:
    link = f"/e/{school.invite(school.sacha)}"
    visitor = await Visitor(app).opens(link)
    await visitor.presses("Non, ce n'est pas moi")

    assert visitor.sees(CLOSED)
    assert not visitor.client.cookies
    assert (await Visitor(app).opens(link)).sees("C'est bien toi ?")


async def test_another_browser_sees_nothing_of_what_was_answered(
    app: ASGIApp, school: SmallSchool
) -> None:
    link = f"/e/{school.invite(school.sacha)}"
    first = await Visitor(app).signs_in(link)
    await first.presses("On commence")
    await first.presses("Très bien")

    second = await Visitor(app).opens(link)

    assert second.sees(CLOSED)
    assert not second.sees("Sacha")
    assert not second.sees("Très bien")
    await second.posts({"yes": "1"}, to=link)
    await second.opens("/questionnaire")
    assert second.status == 404


async def test_the_first_browser_wins_a_race(app: ASGIApp, school: SmallSchool) -> None:
    link = f"/e/{school.invite(school.sacha)}"
    visitors = [Visitor(app) for _ in range(8)]

    await asyncio.gather(*(visitor.posts({"yes": "1"}, to=link) for visitor in visitors))

    assert sum(bool(visitor.client.cookies) for visitor in visitors) == 1
    assert sum(visitor.status == 404 for visitor in visitors) == 7


async def test_opening_the_link_again_resumes_at_the_same_question(
    app: ASGIApp, school: SmallSchool, clock: FakeClock
) -> None:
    link = f"/e/{school.invite(school.sacha)}"
    visitor = await Visitor(app).signs_in(link)
    await visitor.presses("On commence")
    await visitor.presses("Plutôt bien")
    question = visitor.question
    clock.advance(days=3)

    await visitor.opens(link)

    assert visitor.redirected
    assert visitor.question == question
    assert visitor.sees("Plutôt bien")


async def test_a_reopened_link_lets_one_new_browser_in_and_the_old_one_out(
    app: ASGIApp, school: SmallSchool, laureole: Visitor
) -> None:
    link = f"/e/{school.invite(school.sacha)}"
    old = await Visitor(app).signs_in(link)
    await old.presses("On commence")
    await old.presses("Plutôt bien")

    await laureole.opens("/equipe")
    await laureole.presses("Rouvrir l'accès : Sacha Pivoine")
    assert laureole.sees("L'accès est rouvert pour dix minutes")

    new = await Visitor(app).signs_in(link)
    assert new.question.startswith("Quels sont tes points forts")
    assert (await old.opens("/questionnaire")).status == 404
    assert (await Visitor(app).opens(link)).status == 404
    assert (school.laureole.id, "reopen_access", "done") in school.audit("student", school.sacha.id)


async def test_a_reopened_link_closes_after_ten_minutes(
    app: ASGIApp, school: SmallSchool, laureole: Visitor, clock: FakeClock
) -> None:
    link = f"/e/{school.invite(school.sacha)}"
    await Visitor(app).signs_in(link)
    await laureole.opens("/equipe")
    await laureole.presses("Rouvrir l'accès : Sacha Pivoine")
    clock.now += REOPENED_FOR

    await unknown_page(app, link)


@pytest.mark.parametrize("cookie", ["", "x", "a" * 4000, "%00", "é".encode().decode("latin-1")])
async def test_a_cookie_of_nobody_is_nobody(app: ASGIApp, school: SmallSchool, cookie: str) -> None:
    unknown = await unknown_page(app, "/e/x")
    visitor = Visitor(app)
    for name in ("apbot_eleve", "apbot_equipe"):
        visitor.client.headers["cookie"] = f"{name}={cookie}".encode("latin-1").decode("latin-1")
        for path in ("/questionnaire", "/equipe", f"/equipe/eleve/{school.sacha.id}"):
            await visitor.opens(path)
            assert visitor.response.content == unknown
        await visitor.posts({"action": "say", "text": "bonjour"})
        assert visitor.response.content == unknown
    assert school.conversation(school.sacha) is None


async def test_the_session_of_a_student_ends(sacha: Visitor, clock: FakeClock) -> None:
    clock.advance(days=301)

    assert (await sacha.opens("/questionnaire")).status == 404


async def test_cookies_are_out_of_reach_of_scripts(sacha: Visitor, laureole: Visitor) -> None:
    for visitor in (sacha, laureole):
        (cookie,) = list(visitor.client.cookies.jar)
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "lax"


async def test_behind_https_cookies_go_over_https_alone(site: Site, school: SmallSchool) -> None:
    visitor = Visitor(make_app(replace(site, secure_cookies=True)))

    await visitor.client.post(f"/e/{school.invite(school.sacha)}", data={"yes": "1"})

    (cookie,) = list(visitor.client.cookies.jar)
    assert cookie.secure
