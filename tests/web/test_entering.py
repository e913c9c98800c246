"""An adult types a student's oral or paper answers; the student reads them again and sends."""

from __future__ import annotations

import datetime as dt

from starlette.types import ASGIApp

from apbot.channels.web.site import Site
from apbot.conversation import Place, handle
from dialogues import events as ev
from dialogues.answers import Source, Visibility
from dialogues.snapshot import Phase
from storage.records import Person, Role, RoleGrant
from tests.apbot.school import SmallSchool, place_of
from tests.web.offering import app_offering, own
from tests.web.visitor import Visitor

FIRST = "welcome.first_weeks"


def path_of(student: Person, source: str = "oral", dialogue: str = "welcome") -> str:
    return f"/equipe/saisir/{student.id}/{source}/{dialogue}"


def sources(school: SmallSchool, student: Person) -> dict[str, Source]:
    return {one.answer.question: one.answer.source for one in school.history(student)}


def entries(school: SmallSchool, student: Person) -> list[tuple[str, str, str]]:
    return [line for line in school.audit("student", student.id) if line[1].startswith("enter")]


async def begins(laureole: Visitor, school: SmallSchool, *, source: str = "oral") -> None:
    await laureole.opens(path_of(school.sacha, source))
    await laureole.presses("On commence")


async def test_from_the_list_to_the_answers_with_their_source(
    laureole: Visitor, school: SmallSchool
) -> None:
    await laureole.opens("/equipe")
    label = "Saisir ses réponses (oral ou papier) : Sacha Pivoine"
    await laureole.opens(laureole.page.links[label])
    await laureole.opens(laureole.page.links["Questionnaire d'accueil, d'après sa feuille"])

    assert laureole.sees("À lire à l'élève avant de commencer.")
    assert laureole.sees("Questionnaire d'accueil : Sacha P., d'après sa feuille")
    await laureole.presses("On commence")
    await laureole.presses("Plutôt bien")
    await laureole.opens(path_of(school.sacha))
    await laureole.presses("Je passe")

    assert sources(school, school.sacha) == {
        FIRST: Source.PAPER,
        "welcome.strengths": Source.ORAL,
    }
    assert entries(school, school.sacha) == [
        (school.laureole.id, "enter_paper", "done"),
        (school.laureole.id, "enter_oral", "done"),
    ]


async def test_the_student_reads_that_an_adult_typed_it_corrects_and_sends(
    laureole: Visitor, sacha: Visitor, school: SmallSchool
) -> None:
    await begins(laureole, school)
    await laureole.presses("Plutôt bien")
    for _ in range(40):
        if laureole.buttons("Je passe"):
            await laureole.presses("Je passe")
    assert laureole.question == "Tout est saisi"
    assert laureole.sees("Rien n'est envoyé : Sacha relit sur sa page, corrige, puis envoie.")
    assert not laureole.buttons("Envoyer")

    await sacha.opens("/questionnaire")
    assert sacha.question == "Relis avant d'envoyer"
    assert sacha.sees("Tu l'as dit à un adulte du lycée, qui l'a saisi. Tu peux corriger.")
    await sacha.presses("Garder pour moi")
    assert set(sources(school, school.sacha).values()) == {Source.ORAL}
    await sacha.presses("Corriger")
    await sacha.presses("Très bien")
    assert sources(school, school.sacha)[FIRST] is Source.STUDENT
    await sacha.presses("Envoyer à")

    assert sacha.question == "C'est envoyé"
    await laureole.opens(path_of(school.sacha))
    assert laureole.status == 404


async def test_nothing_the_student_typed_is_seen_or_changed(
    laureole: Visitor, school: SmallSchool
) -> None:
    school.bring(
        school.sacha,
        to="welcome.track_choice",
        profile={FIRST: ("hard",), "welcome.strengths": ("calm",)},
    )
    before = school.history(school.sacha)

    await laureole.opens(path_of(school.sacha))

    assert laureole.sees("Réponse de l'élève")
    assert not laureole.sees("Difficilement")
    assert not laureole.sees("Le calme")
    assert not laureole.buttons("Modifier")
    assert not laureole.buttons("Retour")
    for action in (
        [("action", "edit"), ("question", FIRST)],
        [("action", "back")],
        [("action", "say"), ("text", "retour")],
        [("action", "say"), ("text", "stop")],
        [("action", "share"), ("question", FIRST), ("visibility", "shared")],
        *([("action", name)] for name in ("submit", "stop", "pause", "adult")),
        [("action", "erase"), ("yes", "1")],
    ):
        fields = [("token", laureole.token), *action]
        await laureole.posts(fields, to=path_of(school.sacha))
        assert laureole.status == 200
        assert not laureole.sees("Difficilement")
        assert laureole.sees("Cette formation, pour toi")
    assert school.history(school.sacha) == before


async def test_a_question_the_student_is_correcting_is_passed_over(
    laureole: Visitor, school: SmallSchool
) -> None:
    school.bring(school.sacha, to="welcome.track_choice", profile={FIRST: ("hard",)})
    with school.storage.write() as uow:
        edited = ev.Edited(school.clock(), FIRST)
        handle(uow, school.library, place_of(school.sacha), edited)
        uow.commit()

    await laureole.opens(path_of(school.sacha))

    assert laureole.sees("Cette formation, pour toi")
    assert not laureole.sees("Difficilement")


async def test_what_the_student_keeps_is_hidden_though_an_adult_typed_it(
    laureole: Visitor, school: SmallSchool
) -> None:
    await begins(laureole, school)
    await laureole.presses("Difficilement")
    assert laureole.sees("Difficilement")
    for _ in range(40):
        if laureole.buttons("Je passe"):
            await laureole.presses("Je passe")
    with school.storage.write() as uow:
        place, at = place_of(school.sacha), school.clock()
        handle(uow, school.library, place, ev.Shared(at, FIRST, Visibility.MINE))
        handle(uow, school.library, place, ev.Edited(at, "welcome.strengths"))
        uow.commit()

    await laureole.opens(path_of(school.sacha))

    assert not laureole.sees("Difficilement")


async def test_what_the_student_answered_before_is_not_proposed_to_an_adult(
    site: Site, school: SmallSchool
) -> None:
    """Whether the student kept it or not: the question is asked again, of the student."""
    school.send(school.sacha, {"welcome.project_state": ("leads",)})
    adult = Visitor(app_offering(site, own("orientation")))
    await adult.signs_in(f"/p/{school.invite(school.laureole)}")

    await adult.opens(path_of(school.sacha, dialogue="orientation"))
    await adult.presses("On commence")

    assert adult.buttons("Je passe")
    assert not adult.buttons("Garder cette réponse")
    await adult.presses("Je passe")
    assert school.audit("student", school.sacha.id)[-1][1] == "enter_oral"


async def test_what_the_student_keeps_is_quoted_to_no_adult(
    site: Site, school: SmallSchool
) -> None:
    goal = "Relire le lundi"
    first = Place(school.sacha.id, school.sacha.id, "checkin", occasion="1")
    at = school.clock()
    with school.storage.write() as uow:
        standing = handle(uow, school.library, first, ev.Acknowledged(at))
        while standing.snapshot.phase is Phase.ASKING:
            event: ev.Event = ev.Skipped(at)
            if standing.snapshot.at == "checkin.goal":
                event = ev.Pressed(at, ("own",))
            if standing.snapshot.at == "checkin.goal_words":
                event = ev.Said(at, goal)
            standing = handle(uow, school.library, first, event)
        handle(uow, school.library, first, ev.Shared(at, "checkin.goal_words", Visibility.MINE))
        handle(uow, school.library, first, ev.Submitted(at))
        uow.commit()
    app = app_offering(site, own("checkin"))
    laureole = await Visitor(app).signs_in(f"/p/{school.invite(school.laureole)}")
    sacha = await Visitor(app).signs_in(f"/e/{school.invite(school.sacha)}")

    await sacha.presses("On commence")
    assert sacha.sees(goal)
    await laureole.opens(path_of(school.sacha, dialogue="checkin"))

    assert laureole.buttons("Je passe")
    assert not laureole.sees(goal)


async def test_a_form_that_is_not_of_this_prompt_changes_nothing(
    laureole: Visitor, school: SmallSchool
) -> None:
    await begins(laureole, school)
    stale = laureole.token
    await laureole.presses("Plutôt bien")
    before = school.history(school.sacha)

    for token in ("", "2..x", stale):
        fields = {"token": token, "action": "skip"}
        await laureole.posts(fields, to=path_of(school.sacha))
        assert laureole.status == 200
    assert school.history(school.sacha) == before


async def refused(visitor: Visitor, path: str) -> None:
    await visitor.opens(path)
    assert visitor.status == 404
    await visitor.posts({"token": "", "action": "acknowledge"}, to=path)
    assert visitor.status in {404, 405}


async def test_who_may_not_meets_the_neutral_page_and_leaves_a_line(
    laureole: Visitor, sacha: Visitor, visitor: Visitor, school: SmallSchool
) -> None:
    for browser, student in ((laureole, school.robin), (sacha, school.noa), (visitor, school.noa)):
        await refused(browser, f"/equipe/saisir/{student.id}")
        await refused(browser, path_of(student))
        assert school.conversation(student) is None
    assert (school.laureole.id, "enter_answers", "denied") in entries(school, school.robin)


async def test_an_address_that_is_tampered_with_opens_nothing(
    laureole: Visitor, school: SmallSchool
) -> None:
    await refused(laureole, path_of(school.sacha, "student"))
    await refused(laureole, path_of(school.sacha, dialogue="observation"))
    await refused(laureole, f"{path_of(school.sacha)}/2026-09-18")
    await refused(laureole, path_of(school.garance))
    await refused(laureole, "/equipe/saisir/nobody")
    assert school.conversation(school.sacha) is None


async def test_an_observer_does_not_type_and_an_ended_right_ends_it(
    app: ASGIApp, school: SmallSchool
) -> None:
    since, until = school.clock(), school.clock() + dt.timedelta(minutes=30)
    class_id, garance = school.sacha.class_id, school.garance.id
    school.grant(RoleGrant(garance, Role.OBSERVER, class_id, None, since, None))
    browser = Visitor(app)
    await browser.signs_in(f"/p/{school.invite(school.garance)}")
    await refused(browser, path_of(school.sacha))
    school.grant(RoleGrant(garance, Role.HOMEROOM_TEACHER, class_id, None, since, until))
    await begins(browser, school)
    token = browser.token
    school.clock.advance(minutes=40)

    await browser.posts({"token": token, "action": "skip"}, to=path_of(school.sacha))

    assert browser.status == 404
    assert school.history(school.sacha) == []
    assert entries(school, school.sacha)[-1] == (garance, "enter_answers", "denied")
