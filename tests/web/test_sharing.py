"""What the student decides at the review is what the referent reads, and nothing else."""

from __future__ import annotations

import re
from html import unescape

from starlette.types import ASGIApp

from tests.apbot.school import Profile, SmallSchool
from tests.web.reading import plain
from tests.web.visitor import Visitor, answers_everything

MEETING = "welcome.meeting_request"

PROFILE: Profile = {
    "welcome.first_weeks": ("mixed",),
    "welcome.strengths": ("calm", "rigour"),
    "welcome.plan": ("1",),
    "welcome.notes": ("2",),
    "welcome.help_wanted": ("organise",),
    "welcome.project_state": ("leads",),
    "welcome.free_word": "Je prends le car de six heures quarante.",
}


async def choose(visitor: Visitor, question: str, visibility: str) -> None:
    fields = {"token": visitor.token, "action": "share", "question": question}
    await visitor.posts({**fields, "visibility": visibility})


async def at_review(sacha: Visitor, school: SmallSchool) -> Visitor:
    school.bring(school.sacha, profile=PROFILE)
    return await sacha.opens("/questionnaire")


async def read_by(laureole: Visitor, school: SmallSchool) -> str:
    """The sheet as the referent reads it."""
    await laureole.opens(f"/equipe/eleve/{school.sacha.id}")
    assert laureole.status == 200
    return sheet_in(laureole.response.text)


def sheet_in(html: str) -> str:
    found = re.search(r'<article class="sheet.*?</article>', html, re.DOTALL)
    assert found is not None
    return found[0]


async def test_the_review_shows_the_very_sheet_that_is_sent(
    sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    await at_review(sacha, school)
    shown = sheet_in(sacha.response.text)
    await sacha.presses("Envoyer à Dominique Lauréole")

    read = await read_by(laureole, school)

    assert "Mieux m'organiser" in unescape(read)
    assert "six heures quarante" in read
    assert _without_approval(read) == _without_approval(shown)


async def test_what_is_kept_for_oneself_appears_nowhere(
    sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    await at_review(sacha, school)
    await choose(sacha, "welcome.free_word", "mine")
    assert sacha.sees("Personne d'autre ne le lira.")
    assert "six heures quarante" not in sheet_in(sacha.response.text)
    await sacha.presses("Envoyer à Dominique Lauréole")

    sheet = plain(await read_by(laureole, school))

    assert "six heures quarante" not in sheet
    assert "Mot libre" not in sheet
    assert "six heures quarante" not in (await laureole.opens("/equipe")).response.text


async def test_what_is_kept_for_oneself_feeds_no_need(
    sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    await at_review(sacha, school)
    for question in ("welcome.plan", "welcome.notes", "welcome.help_wanted"):
        await choose(sacha, question, "mine")
    await sacha.presses("Envoyer à Dominique Lauréole")

    sheet = await read_by(laureole, school)

    assert "rganis" not in sheet
    assert "Prévoir" not in sheet


async def test_what_is_said_aloud_shows_its_topic_alone(
    sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    await at_review(sacha, school)
    await choose(sacha, "welcome.free_word", "aloud")
    assert sacha.sees("Seul le sujet apparaîtra : mot libre.")
    await sacha.presses("Envoyer à Dominique Lauréole")

    sheet = plain(await read_by(laureole, school))

    assert "six heures quarante" not in sheet
    assert "Mot libre" in sheet


async def test_a_choice_can_be_taken_back(sacha: Visitor, school: SmallSchool) -> None:
    await at_review(sacha, school)
    await choose(sacha, "welcome.free_word", "mine")

    await choose(sacha, "welcome.free_word", "shared")

    assert "six heures quarante" in sheet_in(sacha.response.text)


async def test_an_answer_kept_private_stays_private_when_it_is_corrected(
    sacha: Visitor, school: SmallSchool
) -> None:
    await at_review(sacha, school)
    await choose(sacha, "welcome.plan", "mine")
    fields = {"token": sacha.token, "action": "edit", "question": "welcome.plan"}
    await sacha.posts(fields)
    await sacha.presses("Parfois")

    latest = school.history(school.sacha)[-1].answer

    assert (latest.question, latest.value, latest.visibility) == ("welcome.plan", 2, "mine")


async def test_words_of_the_list_are_kept_for_oneself_until_the_student_decides(
    sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    school.bring(school.sacha, to="welcome.free_word")
    await sacha.opens("/questionnaire")
    await sacha.types("J'ai envie de mourir")
    assert sacha.question == "Parler à un adulte"
    assert sacha.sees("3114")
    assert sacha.sees("gardé pour toi")
    await sacha.presses("Continuer le questionnaire")
    await sacha.presses("Je passe")
    assert "envie de mourir" not in sheet_in(sacha.response.text)
    await sacha.presses("Envoyer à Dominique Lauréole")

    assert "envie de mourir" not in await read_by(laureole, school)


async def test_a_request_to_see_the_nurse_is_not_on_the_referents_sheet(
    laureole: Visitor, school: SmallSchool
) -> None:
    school.send(school.sacha, {"welcome.meeting_request": ("nurse",)})

    sheet = await read_by(laureole, school)

    assert "nfirm" not in sheet
    assert not laureole.sees("nfirm")


async def test_a_request_to_see_the_referent_is(laureole: Visitor, school: SmallSchool) -> None:
    school.send(school.sacha, {"welcome.meeting_request": ("referent",)})

    sheet = await read_by(laureole, school)

    assert "demande un rendez-vous avec la personne référente" in sheet


async def test_hostile_words_are_shown_as_words(
    sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    words = "<script>alert(1)</script> {{7*7}} \" onload=x '"
    school.bring(school.sacha, to="welcome.free_word")
    await sacha.opens("/questionnaire")
    await sacha.types(words)
    await sacha.presses("Je passe")
    assert "<script>alert" not in sacha.response.text
    await sacha.presses("Envoyer à Dominique Lauréole")

    sheet = await read_by(laureole, school)

    assert "<script>" not in sheet
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in sheet


async def test_nobody_else_reads_the_review(
    app: ASGIApp, sacha: Visitor, laureole: Visitor, school: SmallSchool
) -> None:
    await at_review(sacha, school)

    assert (await laureole.opens(f"/equipe/eleve/{school.sacha.id}")).status == 404
    assert (await Visitor(app).opens("/questionnaire")).status == 404


def _without_approval(sheet: str) -> str:
    """The one thing that sending adds: the day on which the student agreed."""
    return re.sub(r",\s*(?:pas encore )?validé par l'élève[^.]*", "", sheet)


async def test_a_request_to_another_adult_is_shown_apart(app: ASGIApp, school: SmallSchool) -> None:
    student = await Visitor(app).signs_in(f"/e/{school.invite(school.sacha)}")
    await student.presses("On commence")
    await answers_everything(student)
    await student.posts({"token": student.token, "action": "edit", "question": MEETING})
    await student.posts({"token": student.token, "action": "answer", "option": "nurse"})

    assert student.sees("Cette demande n'apparaît pas sur la synthèse.")
    fields = {"action": "share", "question": MEETING, "visibility": "aloud"}
    await student.posts({"token": student.token, **fields})
    sheet, _, _ = student.page.text.partition(plain("Tes réponses"))
    assert "Infirmerie" not in sheet
    assert "Voir un adulte" not in sheet
