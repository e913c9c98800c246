"""An adult's way in and out: a link that opens once, a session that ends, devices of their own."""

from __future__ import annotations

import re

import pytest
from starlette.types import ASGIApp

from apbot.adults import leave
from apbot.calendar import Rhythm
from apbot.rhythms import rhythm_of
from apbot.signing_in import DEVICE_FOR, HANDED_FOR, IDLE, SESSION
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor

PATHS = ("/equipe", "/equipe/acces")


def address(visitor: Visitor) -> str:
    """The path of the link that the page shows."""
    found = re.search(r'value="http://apbot\.test(/p/[\w-]+)"', visitor.response.text)
    assert found
    return found[1]


async def is_out(visitor: Visitor) -> bool:
    return [(await visitor.opens(path)).status for path in PATHS] == [404, 404]


async def test_a_link_opens_once_and_then_says_nothing(app: ASGIApp, school: SmallSchool) -> None:
    link = f"/p/{school.invite(school.laureole)}"
    never = (await Visitor(app).opens("/p/none")).response.content
    first = await Visitor(app).signs_in(link)
    assert first.sees("Bonjour Dominique Lauréole")

    second = await Visitor(app).opens(link)

    assert second.status == 404
    assert second.response.content == never
    await second.posts({"yes": "1"}, to=link)
    assert second.status == 404
    assert "apbot_equipe" not in second.client.cookies
    assert (await first.opens("/equipe")).status == 200


async def test_looking_at_a_link_does_not_use_it(app: ASGIApp, school: SmallSchool) -> None:
    link = f"/p/{school.invite(school.laureole)}"
    for _ in range(3):
        assert (await Visitor(app).opens(link)).status == 200

    assert (await Visitor(app).signs_in(link)).sees("Bonjour")


async def test_a_newer_link_ends_the_one_not_opened_and_time_ends_it_too(
    app: ASGIApp, school: SmallSchool, clock: FakeClock
) -> None:
    older, newer = (f"/p/{school.invite(school.laureole)}" for _ in range(2))

    assert (await Visitor(app).opens(older)).status == 404
    assert (await Visitor(app).opens(newer)).status == 200
    clock.advance(days=HANDED_FOR.days)
    assert (await Visitor(app).opens(newer)).status == 404


async def test_a_session_that_is_used_goes_on_until_the_end_of_the_day(
    laureole: Visitor, clock: FakeClock
) -> None:
    step = IDLE / 2
    for _ in range(int(SESSION / step) - 1):
        clock.advance(seconds=step.total_seconds())
        assert (await laureole.opens("/equipe")).status == 200

    clock.advance(seconds=step.total_seconds())

    assert await is_out(laureole)


async def test_a_session_without_a_sign_of_life_is_over(
    laureole: Visitor, clock: FakeClock
) -> None:
    clock.advance(seconds=IDLE.total_seconds() - 1)
    assert (await laureole.opens("/equipe")).status == 200
    token = laureole.token
    clock.advance(seconds=IDLE.total_seconds())

    await laureole.posts({"token": token}, to="/equipe/acces/lien")

    assert laureole.status == 404
    assert await is_out(laureole)


async def test_another_device_gets_in_by_a_link_made_here(
    app: ASGIApp, laureole: Visitor, clock: FakeClock
) -> None:
    await laureole.opens("/equipe/acces")
    assert laureole.sees("Aucun autre appareil n'est connecté à votre nom.")
    await laureole.presses("Ouvrir un autre appareil")
    phone = await Visitor(app).signs_in(address(laureole))

    assert phone.sees("Bonjour Dominique Lauréole")
    assert (await laureole.opens("/equipe/acces")).sees("Un autre appareil est connecté")
    await laureole.presses("Ouvrir un autre appareil")
    clock.advance(seconds=DEVICE_FOR.total_seconds())
    assert (await Visitor(app).opens(address(laureole))).status == 404


async def test_signing_out_here_leaves_the_other_device(
    app: ASGIApp, laureole: Visitor, school: SmallSchool
) -> None:
    phone = await Visitor(app).signs_in(f"/p/{school.invite(school.laureole)}")
    cookie = laureole.client.cookies["apbot_equipe"]
    await laureole.presses("Se déconnecter")
    assert "apbot_equipe" not in laureole.client.cookies

    laureole.client.headers["cookie"] = f"apbot_equipe={cookie}"

    assert await is_out(laureole)
    assert (await phone.opens("/equipe")).status == 200


async def test_signing_out_everywhere_ends_every_session_and_link(
    app: ASGIApp, laureole: Visitor, school: SmallSchool
) -> None:
    garance = await Visitor(app).signs_in(f"/p/{school.invite(school.garance)}")
    phone = await Visitor(app).signs_in(f"/p/{school.invite(school.laureole)}")
    link = f"/p/{school.invite(school.laureole)}"
    await laureole.opens("/equipe/acces")

    await laureole.presses("Me déconnecter partout")

    assert laureole.sees("Tous vos appareils sont déconnectés")
    assert await is_out(laureole)
    assert await is_out(phone)
    assert (await Visitor(app).opens(link)).status == 404
    assert (await garance.opens("/equipe")).status == 200


async def test_whoever_left_is_out_at_once(
    app: ASGIApp, laureole: Visitor, school: SmallSchool, clock: FakeClock
) -> None:
    link = f"/p/{school.invite(school.laureole)}"
    with school.storage.write() as uow:
        leave(uow, school.laureole, by="operator", at=clock())
        uow.commit()

    assert await is_out(laureole)
    assert (await Visitor(app).opens(link)).status == 404


@pytest.mark.parametrize("path", ["/equipe/acces/lien", "/equipe/acces/partout", "/equipe/quitter"])
@pytest.mark.parametrize("token", ["", "0.x", "1.aa"])
async def test_what_changes_something_needs_the_token_of_the_page(
    laureole: Visitor, school: SmallSchool, path: str, token: str
) -> None:
    before = school.audit("staff", school.laureole.id)

    await laureole.posts({"token": token}, to=path)

    assert laureole.status == 404
    assert (await laureole.opens("/equipe")).status == 200
    assert school.audit("staff", school.laureole.id) == before


async def test_the_token_of_somebody_else_s_page_is_worth_nothing(
    app: ASGIApp, laureole: Visitor, school: SmallSchool
) -> None:
    garance = await Visitor(app).signs_in(f"/p/{school.invite(school.garance)}")

    await laureole.posts({"token": garance.token}, to="/equipe/acces/partout")

    assert laureole.status == 404
    assert (await garance.opens("/equipe")).status == 200


async def test_links_and_sessions_are_on_record(laureole: Visitor, school: SmallSchool) -> None:
    await laureole.opens("/equipe/acces")
    await laureole.presses("Ouvrir un autre appareil")

    who = school.laureole.id
    assert school.audit("staff", who) == [
        ("operator", "new_link", "done"),
        (who, "sign_in", "done"),
        (who, "new_link", "done"),
    ]


async def test_an_adult_chooses_how_often_to_be_told(
    laureole: Visitor, school: SmallSchool
) -> None:
    await laureole.opens("/equipe/acces")
    assert laureole.sees("Ni Telegram ni e-mail")

    await laureole.posts({"rhythm": "weekly", "token": laureole.token}, to="/equipe/acces/rythme")

    assert laureole.sees("C'est noté")
    assert 'value="weekly" checked' in laureole.response.text
    with school.storage.read() as uow:
        assert rhythm_of(uow, school.laureole.id) is Rhythm.WEEKLY


@pytest.mark.parametrize("form", [{"rhythm": "hourly"}, {}, {"rhythm": "daily", "token": "0.x"}])
async def test_what_is_no_rhythm_or_no_form_of_ours_changes_nothing(
    laureole: Visitor, school: SmallSchool, form: dict[str, str]
) -> None:
    await laureole.opens("/equipe/acces")

    await laureole.posts({"token": laureole.token} | form, to="/equipe/acces/rythme")

    assert laureole.status == 404
    with school.storage.read() as uow:
        assert rhythm_of(uow, school.laureole.id) is Rhythm.AT_ONCE
