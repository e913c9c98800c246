"""Adults answer on their pages: about each student in turn, as long as they may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from starlette.types import ASGIApp

from apbot.campaigns.offers import offered
from apbot.channels.web.app import make_app
from apbot.channels.web.site import Site
from apbot.conversation import Place
from apbot.placing import about_workshop
from storage.records import Person, Role, RoleGrant
from storage.unit_of_work import UnitOfWork
from tests.apbot.asking import ask
from tests.apbot.reviews import PLAN
from tests.apbot.school import SmallSchool
from tests.web.offering import app_offering
from tests.web.visitor import Visitor

TASK = "Répondre : Observation (2nde 3)"


@pytest.fixture
def app(site: Site) -> ASGIApp:
    """What campaigns ask is what is open."""
    return make_app(replace(site, offers=offered))


def path_of(student: Person, dialogue: str = "observation") -> str:
    return f"/equipe/repondre/{dialogue}/{student.id}"


def answered(school: SmallSchool, adult: Person, student: Person) -> int:
    with school.storage.read() as uow:
        found = uow.conversations.find(adult.id, student.id, "observation")
        return len(uow.answers.current(found.id)) if found else 0


def phase(school: SmallSchool, adult: Person, student: Person) -> str:
    with school.storage.read() as uow:
        found = uow.conversations.find(adult.id, student.id, "observation")
        return found.phase if found else ""


@pytest.fixture
def asked_about_both(school: SmallSchool) -> None:
    pairs = [(school.laureole, school.sacha), (school.laureole, school.noa)]
    ask(school, "observation", *pairs)


async def goes_on(visitor: Visitor) -> None:
    """To the review, passing over whatever may be passed over."""
    await visitor.presses("On commence")
    for _ in range(40):
        if visitor.buttons("Je passe"):
            await visitor.presses("Je passe")
        elif not visitor.buttons("Effacer les réponses"):
            await visitor.types("Un exposé clair, lundi.")
    assert visitor.question == "Relisez avant d'envoyer"


@pytest.mark.usefixtures("asked_about_both")
async def test_the_list_says_what_is_asked_by_dialogue_and_class(
    laureole: Visitor, school: SmallSchool
) -> None:
    ask(school, "positioning", (school.laureole, school.noa))

    await laureole.opens("/equipe")

    assert laureole.sees("Observation : 2 élèves de 2nde 3, d'ici au 12 septembre 2026.")
    assert laureole.sees("Positionnement : 1 élève de 2nde 3, d'ici au")
    assert laureole.page.links[TASK] == path_of(school.sacha)


@pytest.mark.usefixtures("asked_about_both")
@pytest.mark.parametrize("script", [False, True])
async def test_one_student_after_another(
    app: ASGIApp, school: SmallSchool, *, script: bool
) -> None:
    adult = Visitor(app, script=script)
    await adult.signs_in(f"/p/{school.invite(school.laureole)}")
    await adult.opens("/equipe")
    if script:
        await adult.opens(path_of(school.sacha))
    else:
        await adult.opens(adult.page.links[TASK])

    assert adult.sees("Observation : Sacha P.")
    assert adult.sees("huit lignes à propos de Sacha P.")
    await goes_on(adult)
    assert not adult.buttons("Garder pour moi")
    await adult.presses("Envoyer")

    assert adult.response.url.path == path_of(school.noa)
    assert adult.sees("C'est envoyé : Sacha P.")
    assert adult.sees("Observation : Noa V.")
    await goes_on(adult)
    await adult.presses("Envoyer")
    assert adult.question == "C'est envoyé"
    assert adult.sees("Vous n'avez rien d'autre à remplir pour l'instant.")
    assert adult.page.links["Retour à la liste"] == "/equipe"
    assert phase(school, school.laureole, school.noa) == "submitted"
    await adult.opens("/equipe")
    assert not adult.sees("Observation")


@pytest.mark.usefixtures("asked_about_both")
async def test_nothing_says_tu_to_an_adult(laureole: Visitor, school: SmallSchool) -> None:
    await laureole.opens(path_of(school.sacha))
    for label in ("On commence", "Pause", "Commencer", "Numéros d'aide", "Continuer le"):
        await laureole.presses(label)
        words = f" {laureole.page.text.lower()} "
        assert not [sign for sign in ("tu", "toi", "ton", "ta", "tes") if f" {sign} " in words]
        assert laureole.sees("Observation : Sacha P.")


@pytest.mark.usefixtures("asked_about_both")
async def test_what_was_begun_goes_on_and_may_be_erased(
    laureole: Visitor, school: SmallSchool
) -> None:
    await laureole.opens(path_of(school.sacha))
    await goes_on(laureole)
    await laureole.presses("Effacer les réponses")
    assert laureole.sees("Toutes vos réponses")

    await laureole.presses("Effacer toutes les réponses")

    assert laureole.question == "Arrêté"
    assert answered(school, school.laureole, school.sacha) == 0
    assert laureole.page.links["Continuer"] == path_of(school.noa)


# -- what is not theirs ------------------------------------------------------------------------


async def refused(visitor: Visitor, path: str, school: SmallSchool) -> None:
    for to in (path, f"{path}/2026-09-18"):
        await visitor.opens(to)
        assert visitor.status == 404
        await visitor.posts({"token": "1..x", "action": "acknowledge"}, to=to)
        assert visitor.status == 404
    with school.storage.read() as uow:
        assert uow.conversations.of_respondent(school.laureole.id) == []


@pytest.mark.usefixtures("asked_about_both")
async def test_a_place_in_the_address_opens_nothing_by_itself(
    laureole: Visitor, school: SmallSchool
) -> None:
    await refused(laureole, path_of(school.robin), school)
    await refused(laureole, path_of(school.sacha, "positioning"), school)
    await refused(laureole, path_of(school.sacha, "welcome"), school)
    await refused(laureole, path_of(school.garance), school)
    await refused(laureole, f"/equipe/repondre/nothing/{'f' * 32}", school)
    await refused(laureole, "/equipe/repondre/observation/..%2f..", school)

    assert (school.laureole.id, "answer_about", "denied") in school.audit(
        "student", school.robin.id
    )


async def test_asked_about_another_class_is_not_allowed_to(
    laureole: Visitor, school: SmallSchool
) -> None:
    """Whatever a campaign says, the rights decide."""
    ask(school, "observation", (school.laureole, school.robin))

    await laureole.opens("/equipe")
    assert not laureole.sees("Observation")
    await refused(laureole, path_of(school.robin), school)


@pytest.mark.usefixtures("asked_about_both")
async def test_a_right_that_ends_in_the_middle_ends_it(app: ASGIApp, school: SmallSchool) -> None:
    until = school.clock() + dt.timedelta(hours=2)
    class_id, since = school.sacha.class_id, school.clock() - dt.timedelta(days=1)
    school.grant(RoleGrant(school.garance.id, Role.OBSERVER, class_id, None, since, until))
    ask(school, "observation", (school.garance, school.sacha))
    garance = Visitor(app)
    await garance.signs_in(f"/p/{school.invite(school.garance)}")
    await garance.opens(path_of(school.sacha))
    await garance.presses("On commence")
    await garance.presses("Je passe")
    token = garance.token
    before = answered(school, school.garance, school.sacha)
    for _ in range(3):
        school.clock.advance(minutes=45)
        await garance.opens("/equipe")  # still signed in

    await garance.posts({"token": token, "action": "skip"}, to=path_of(school.sacha))

    assert garance.status == 404
    assert answered(school, school.garance, school.sacha) == before == 1
    line = (school.garance.id, "answer_about", "denied")
    assert school.audit("student", school.sacha.id).count(line) == 1
    await garance.opens(path_of(school.sacha))
    assert garance.status == 404


@pytest.mark.usefixtures("asked_about_both")
async def test_a_form_of_another_site_page_or_prompt_changes_nothing(
    laureole: Visitor, school: SmallSchool, app: ASGIApp
) -> None:
    await laureole.opens("/equipe")
    other_page = laureole.buttons("Se déconnecter")[0].form.fields[0][1]
    await laureole.opens(path_of(school.noa))
    await laureole.presses("On commence")
    await laureole.presses("Je passe")
    of_noa = laureole.token
    await laureole.opens(path_of(school.sacha))
    await laureole.presses("On commence")
    stale = laureole.token
    await laureole.presses("Je passe")
    mine = await Visitor(app).signs_in(f"/p/{school.invite(school.garance)}")
    await mine.opens("/equipe")
    of_another = mine.buttons("Se déconnecter")[0].form.fields[0][1]

    for token in ("", "1.x.y", other_page, of_noa, stale, of_another):
        await laureole.posts({"token": token, "action": "skip"}, to=path_of(school.sacha))
        assert laureole.status == 200
        assert answered(school, school.laureole, school.sacha) == 1
    assert of_noa.split(".")[0] == laureole.token.split(".")[0]
    assert answered(school, school.laureole, school.noa) == 1


async def test_nobody_and_a_student_meet_the_neutral_page(
    visitor: Visitor, sacha: Visitor, school: SmallSchool
) -> None:
    ask(school, "observation", (school.laureole, school.sacha))
    for browser in (visitor, sacha):
        await browser.opens(path_of(school.sacha))
        assert browser.status == 404
        await browser.posts({"token": "", "action": "acknowledge"}, to=path_of(school.sacha))
        assert browser.status == 404
    assert phase(school, school.laureole, school.sacha) == ""


@pytest.mark.usefixtures("asked_about_both")
async def test_too_long_a_message_is_answered_with_vous(
    laureole: Visitor, school: SmallSchool
) -> None:
    await laureole.opens(path_of(school.sacha))

    await laureole.posts({"text": "a" * 300_000, "action": "say"}, to=path_of(school.sacha))

    assert laureole.status == 413
    assert laureole.sees("Vous pouvez revenir à la question")
    assert laureole.page.links["Revenir à la question"] == f"{path_of(school.sacha)}#ici"


# -- a workshop --------------------------------------------------------------------------------


async def test_whoever_runs_a_workshop_reports_on_it(site: Site, school: SmallSchool) -> None:
    with school.storage.write() as uow:
        uow.workshops.add(replace(PLAN, facilitator_id=school.laureole.id))
        uow.commit()
    dialogue = school.library.newest("workshop_report").dialogue

    def report(uow: UnitOfWork, person: Person) -> Sequence[Place]:
        return [about_workshop(uow, person, PLAN.id, dialogue)]

    adult = Visitor(app_offering(site, report))
    await adult.signs_in(f"/p/{school.invite(school.laureole)}")

    await adult.opens("/equipe")
    assert adult.sees("Bilan d'un atelier : Organiser sa semaine.")
    await adult.opens(adult.page.links["Répondre : Bilan d'un atelier (Organiser sa semaine)"])
    assert adult.sees("Bilan d'un atelier : Organiser sa semaine")
    await goes_on(adult)
    await adult.presses("Envoyer")

    assert adult.question == "C'est envoyé"
