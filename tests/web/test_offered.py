"""What is open for a student: one thing at a time, the next after it, or nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import ASGIApp

from apbot.channels.web.site import Site
from apbot.conversation import Place
from apbot.placing import without_a_name
from dialogues.answers import Answer
from storage.records import Person
from storage.unit_of_work import UnitOfWork
from tests.apbot.reviews import PLAN, REVIEW, SECRET
from tests.apbot.school import SmallSchool
from tests.web.offering import app_offering, own
from tests.web.visitor import Visitor, answers_everything


async def arrives(app: ASGIApp, school: SmallSchool, person: Person) -> Visitor:
    return await Visitor(app).signs_in(f"/e/{school.invite(person)}")


async def sends(visitor: Visitor, *, label: str = "Envoyer à Dominique Lauréole") -> list[str]:
    """From the notice to the end; the questions met."""
    await visitor.presses("On commence")
    asked = await answers_everything(visitor)
    await visitor.presses(label)
    return asked


def stored(school: SmallSchool, place: Place) -> dict[str, Answer]:
    with school.storage.read() as uow:
        found = uow.conversations.find(
            place.respondent_id, place.subject_id, place.dialogue, place.occasion
        )
        return dict(uow.answers.current(found.id)) if found else {}


async def test_a_whole_checkin(site: Site, school: SmallSchool) -> None:
    sacha = await arrives(app_offering(site, own("checkin")), school, school.sacha)

    assert sacha.sees("Point d'étape")
    asked = await sends(sacha)

    assert len(asked) >= 8
    assert "Depuis le dernier point… (1 sur 8)" in asked[0]
    assert sacha.question == "C'est envoyé"
    assert sacha.sees("Tu n'as rien d'autre à remplir pour l'instant.")
    place = Place(school.sacha.id, school.sacha.id, "checkin")
    assert len(stored(school, place)) == len(asked)
    await sacha.opens("/questionnaire")
    assert sacha.question == "C'est envoyé"


async def test_the_review_promises_a_sheet_only_where_one_is_read(
    site: Site, school: SmallSchool
) -> None:
    sacha = await arrives(app_offering(site, own("checkin")), school, school.sacha)
    await sacha.presses("On commence")
    await answers_everything(sacha)

    assert sacha.question == "Relis avant d'envoyer"
    assert not sacha.sees("Ce que lira")
    assert sacha.buttons("Garder pour moi")


def reviewing(school: SmallSchool) -> Place:
    with school.storage.write() as uow:
        uow.workshops.add(PLAN)
        uow.commit()
    with school.storage.read() as uow:
        return nameless(uow, school, school.sacha)


def nameless(uow: UnitOfWork, school: SmallSchool, student: Person) -> Place:
    dialogue = school.library.newest(REVIEW).dialogue
    return without_a_name(uow, SECRET, student, PLAN.id, dialogue, at=school.clock())


async def test_a_whole_review_of_a_workshop_without_a_name(site: Site, school: SmallSchool) -> None:
    place = reviewing(school)
    app = app_offering(site, lambda uow, person: [nameless(uow, school, person)])
    sacha = await arrives(app, school, school.sacha)

    assert sacha.sees("Bonjour Sacha")
    assert sacha.sees("« Organiser sa semaine »")
    asked = await sends(sacha, label="Envoyer")

    assert len(asked) == 6
    assert sacha.question == "C'est envoyé"
    assert not sacha.buttons("Effacer les réponses")
    assert stored(school, place) == {}
    with school.storage.read() as uow:
        assert len(uow.workshops.responses(PLAN.id, REVIEW)) == len(asked)
        assert uow.conversations.of_respondent(school.sacha.id) == []


async def test_a_review_goes_on_where_it_was_left(site: Site, school: SmallSchool) -> None:
    reviewing(school)
    app = app_offering(site, lambda uow, person: [nameless(uow, school, person)])
    sacha = await arrives(app, school, school.sacha)
    await sacha.presses("On commence")
    first = sacha.question
    await sacha.presses("Je passe")
    second = sacha.question

    await sacha.opens("/questionnaire")

    assert sacha.question == second != first


async def test_what_is_left_is_said_after_sending_and_one_button_goes_there(
    site: Site, school: SmallSchool
) -> None:
    app = app_offering(site, own("checkin", "positioning", "ap_review"))
    sacha = await arrives(app, school, school.sacha)

    await sends(sacha)

    assert sacha.question == "C'est envoyé"
    assert sacha.sees("Il te reste : Positionnement, Bilan d'AP.")
    assert urlsplit(str(sacha.response.url)).path == "/questionnaire"
    await sacha.opens(sacha.page.links["Continuer : Positionnement"])
    assert sacha.sees("douze compétences")


async def test_the_same_with_the_script(site: Site, school: SmallSchool) -> None:
    app = app_offering(site, own("checkin", "ap_review"))
    sacha = Visitor(app, script=True)
    await sacha.signs_in(f"/e/{school.invite(school.sacha)}")

    await sends(sacha)

    assert sacha.sees("Il te reste : Bilan d'AP.")


async def test_a_stopped_one_leaves_the_way_to_the_next(site: Site, school: SmallSchool) -> None:
    sacha = await arrives(app_offering(site, own("checkin", "ap_review")), school, school.sacha)
    await sacha.presses("On commence")
    await sacha.presses("Pause")

    await sacha.presses("Arrêter sans envoyer")

    assert sacha.question == "Arrêté"
    assert sacha.sees("Il te reste : Bilan d'AP.")


async def test_nothing_open_is_said_kindly(site: Site, school: SmallSchool) -> None:
    sacha = await arrives(app_offering(site, own()), school, school.sacha)

    assert sacha.status == 200
    assert sacha.sees("Tu n'as rien à remplir pour l'instant.")
    await sacha.presses("Fermer sur cet appareil")
    assert (await sacha.opens("/questionnaire")).status == 404


async def test_nothing_open_shows_what_was_sent_last(site: Site, school: SmallSchool) -> None:
    school.send(school.sacha)

    sacha = await arrives(app_offering(site, own()), school, school.sacha)

    assert sacha.question == "C'est envoyé"


async def test_a_post_where_nothing_is_open_begins_nothing(site: Site, school: SmallSchool) -> None:
    sacha = await arrives(app_offering(site, own()), school, school.sacha)

    await sacha.posts({"token": sacha.token, "action": "acknowledge"})

    assert sacha.sees("Tu n'as rien à remplir pour l'instant.")
    with school.storage.read() as uow:
        assert uow.conversations.of_respondent(school.sacha.id) == []


async def test_a_form_left_open_answers_its_own_conversation_alone(
    site: Site, school: SmallSchool
) -> None:
    """Both stand at a prompt of the same number: only its name tells the first from the second."""
    sacha = await arrives(app_offering(site, own("checkin", "ap_review")), school, school.sacha)
    await sacha.presses("On commence")
    left_open = sacha.token
    await answers_everything(sacha)
    await sacha.presses("Envoyer à")
    await sacha.opens("/questionnaire")
    await sacha.presses("On commence")
    assert sacha.token.split(".")[0] == left_open.split(".")[0]

    await sacha.posts({"token": left_open, "action": "skip"})

    assert stored(school, Place(school.sacha.id, school.sacha.id, "ap_review")) == {}
    assert sacha.question == "C'est envoyé"


async def test_a_token_of_another_conversation_or_browser_is_worth_nothing(
    site: Site, school: SmallSchool
) -> None:
    app = app_offering(site, own("checkin"))
    sacha, noa = await arrives(app, school, school.sacha), await arrives(app, school, school.noa)
    await sacha.presses("On commence")
    await noa.presses("On commence")
    number, _, tag = sacha.token.split(".")
    of_noa = noa.token.split(".")[1]

    for token in (noa.token, f"{number}.{of_noa}.{tag}", f"{number}..{tag}", f"{number}.{tag}"):
        await sacha.posts({"token": token, "action": "skip"})
        assert sacha.sees("Point d'étape")
        await sacha.opens(f"/questionnaire?de={token}")
        assert sacha.sees("Point d'étape")

    assert stored(school, Place(school.sacha.id, school.sacha.id, "checkin")) == {}
    assert stored(school, Place(school.noa.id, school.noa.id, "checkin")) == {}
