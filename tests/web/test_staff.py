"""The referent's pages: their students, sent sheets alone, every read on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp

from storage.records import AuditEntry, Role, RoleGrant, TelegramAccount
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor


def path_of(student_id: str) -> str:
    return f"/equipe/eleve/{student_id}"


async def test_the_list_shows_my_students_and_their_status(
    laureole: Visitor, school: SmallSchool
) -> None:
    school.send(school.noa)
    school.bring(school.sacha, to="welcome.plan")

    await laureole.opens("/equipe")

    assert laureole.sees("Bonjour Dominique Lauréole")
    assert laureole.sees("1 synthèse sur 2 élèves")
    assert laureole.sees("Sacha Pivoine En cours")
    assert laureole.sees("Noa Verveine Synthèse prête")
    assert not laureole.sees("Robin")
    assert laureole.page.links["Lire la synthèse : Noa Verveine"] == path_of(school.noa.id)
    assert "Lire la synthèse : Sacha Pivoine" not in laureole.page.links


async def test_the_list_says_whose_taken_link_goes_round(
    laureole: Visitor, school: SmallSchool, clock: FakeClock
) -> None:
    words = "Son lien Telegram, déjà utilisé, a été essayé de nouveau."

    def happened(verb: str, *, allowed: bool = True) -> None:
        with school.storage.write() as uow:
            uow.people.allow_telegram(school.sacha.class_id or "", allowed=allowed)
            uow.audit.add(
                AuditEntry(clock(), "unknown_account", verb, "student", school.sacha.id, "denied")
            )
            uow.commit()

    happened("open_used_link")
    assert (await laureole.opens("/equipe")).sees(words)
    happened("reissue_telegram")
    assert not (await laureole.opens("/equipe")).sees(words)
    happened("open_used_link", allowed=False)
    assert not (await laureole.opens("/equipe")).sees(words)


async def test_the_list_says_who_gets_nothing_on_telegram_any_more(
    laureole: Visitor, school: SmallSchool, clock: FakeClock
) -> None:
    words = "Ne reçoit plus rien sur Telegram"
    account = TelegramAccount(school.sacha.id, "chat", 42, "active", clock())
    with school.storage.write() as uow:
        uow.people.allow_telegram(school.sacha.class_id or "", allowed=True)
        uow.accounts.link(account)
        uow.commit()
    assert not (await laureole.opens("/equipe")).sees(words)

    with school.storage.write() as uow:
        uow.accounts.save(replace(account, state="gone"))
        uow.commit()

    assert (await laureole.opens("/equipe")).sees(words)


async def test_the_list_carries_no_answer(laureole: Visitor, school: SmallSchool) -> None:
    school.send(school.noa, {"welcome.free_word": "Je prends le car.", "welcome.plan": ("1",)})

    await laureole.opens("/equipe")

    assert not laureole.sees("car.")
    assert not laureole.sees("Presque jamais")


async def test_a_sheet_not_sent_or_of_another_class_looks_like_none(
    laureole: Visitor, school: SmallSchool
) -> None:
    school.bring(school.sacha)
    school.send(school.robin)
    none = (await laureole.opens(path_of("f" * 32))).response.content

    for student in (school.sacha, school.noa, school.robin, school.laureole):
        await laureole.opens(path_of(student.id))
        assert laureole.status == 404
        assert laureole.response.content == none


async def test_every_read_and_every_refusal_is_on_record(
    laureole: Visitor, school: SmallSchool
) -> None:
    school.send(school.sacha)
    school.send(school.robin)

    for student in (school.sacha, school.sacha, school.noa, school.robin):
        await laureole.opens(path_of(student.id))

    who = school.laureole.id
    assert school.audit("student", school.sacha.id) == [(who, "read_sheet", "read")] * 2
    assert school.audit("student", school.noa.id) == [(who, "read_sheet", "denied")]
    assert school.audit("student", school.robin.id) == [(who, "read_sheet", "denied")]


async def test_a_sheet_taken_back_can_no_longer_be_read(
    sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    school.send(school.sacha)
    await sacha.opens("/questionnaire")
    await sacha.presses("Effacer les réponses")
    await sacha.presses("Effacer toutes les réponses")

    assert (await laureole.opens(path_of(school.sacha.id))).status == 404


async def test_a_right_that_ended_opens_nothing(
    app: ASGIApp, school: SmallSchool, clock: FakeClock
) -> None:
    until = clock() + dt.timedelta(days=1)
    here = school.sacha.class_id
    school.grant(RoleGrant(school.garance.id, Role.REFERENT, here, None, clock(), until))
    school.send(school.sacha)
    clock.advance(days=2)
    garance = await Visitor(app).signs_in(f"/p/{school.invite(school.garance)}")

    assert not garance.sees("Sacha")
    assert (await garance.opens(path_of(school.sacha.id))).status == 404


async def test_the_two_kinds_of_cookies_open_nothing_of_each_other(
    app: ASGIApp, sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    school.send(school.sacha)
    student, adult = sacha.client.cookies["apbot_eleve"], laureole.client.cookies["apbot_equipe"]
    crossed = Visitor(app)
    crossed.client.headers["cookie"] = f"apbot_eleve={adult}; apbot_equipe={student}"

    for path in ("/questionnaire", "/equipe", path_of(school.sacha.id)):
        assert (await crossed.opens(path)).status == 404
        assert not crossed.sees("Sacha")
    assert (await sacha.opens("/equipe")).status == 404
    assert (await laureole.opens("/questionnaire")).status == 404


@pytest.mark.parametrize("token", ["", "0.x", "1.aa"])
async def test_what_changes_something_needs_the_token_of_the_page(
    laureole: Visitor, school: SmallSchool, token: str
) -> None:
    school.invite(school.sacha)
    body = urlencode({"token": token})

    await laureole.posts_bytes(body.encode(), to=f"{path_of(school.sacha.id)}/rouvrir")
    assert laureole.status == 404
    await laureole.posts_bytes(body.encode(), to="/equipe/quitter")
    assert laureole.status == 404

    assert (await laureole.opens("/equipe")).status == 200
    assert school.audit("student", school.sacha.id) == []


async def test_access_of_another_class_is_not_reopened_and_the_try_is_on_record(
    app: ASGIApp, laureole: Visitor, school: SmallSchool
) -> None:
    link = f"/e/{school.invite(school.robin)}"
    await Visitor(app).signs_in(link)

    fields = {"token": laureole.token}
    await laureole.posts(fields, to=f"{path_of(school.robin.id)}/rouvrir")

    assert laureole.status == 404
    assert (await Visitor(app).opens(link)).status == 404
    tried = (school.laureole.id, "reopen_access", "denied")
    assert school.audit("student", school.robin.id) == [tried]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.HEAD])
async def test_a_right_over_the_school_lists_every_class_and_opens_no_sheet(
    app: ASGIApp, school: SmallSchool, role: Role
) -> None:
    adult = school.new_adult(role)
    school.send(school.sacha)

    page = await Visitor(app).signs_in(f"/p/{school.invite(adult)}")

    assert page.sees("2nde 3 1 synthèse sur 2 élèves")
    assert page.sees("2nde 4 0 synthèse sur 1 élève")
    assert page.sees("Sacha Pivoine Synthèse prête")
    assert not page.buttons("Rouvrir l'accès")
    assert not [label for label in page.page.links if label.startswith("Lire")]
    assert (await page.opens(path_of(school.sacha.id))).status == 404


@pytest.mark.parametrize("role", [Role.IT, Role.CPE, Role.FACILITATOR, Role.PSYEN])
async def test_a_right_that_lists_nobody_shows_nobody(
    app: ASGIApp, school: SmallSchool, role: Role
) -> None:
    page = await Visitor(app).signs_in(f"/p/{school.invite(school.new_adult(role))}")

    assert page.status == 200
    assert not page.sees("Sacha")
