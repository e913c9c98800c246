"""The ways beside the questions: an adult, help, pause, stop, back, edit, erase."""

from __future__ import annotations

import pytest
from starlette.types import ASGIApp

from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor

CARD = "Parler à un adulte"
FIRST = "Tes premières semaines ici se passent…"
both_ways = pytest.mark.parametrize("script", [False, True])

# Both storages keep the same promises; the doors are tried on both, these ways on one.
pytestmark = pytest.mark.parametrize("storage", ["memory"], indirect=True)


async def opened(visitor: Visitor, school: SmallSchool, where: str) -> Visitor:
    """The student's browser on that page."""
    match where:
        case "notice":
            pass
        case "review":
            school.bring(school.sacha)
        case "sent":
            school.send(school.sacha)
        case question:
            school.bring(school.sacha, to=f"welcome.{question}")
    return await visitor.opens("/questionnaire")


@both_ways
@pytest.mark.parametrize(
    "where", ["notice", "first_weeks", "strengths", "plan", "free_word", "review", "sent"]
)
async def test_the_help_card_is_one_press_away_and_the_place_is_kept(
    sacha: Visitor, school: SmallSchool, where: str, *, script: bool
) -> None:
    await opened(sacha, school, where)
    sacha.script = script
    before, stored = sacha.question, school.history(school.sacha)

    await sacha.presses(CARD)

    assert sacha.question == CARD
    for number in ("3114", "119", "3018", "15"):
        assert sacha.sees(number)
    assert sacha.sees("Aucun adulte n'est encore désigné")
    assert sacha.sees("Numéros vérifiés le")
    await sacha.presses("Continuer le questionnaire")
    assert sacha.question == before
    assert school.history(school.sacha) == stored


@pytest.mark.parametrize(
    "words",
    ["Parler à un adulte", "je voudrais parler à un adulte", "je ne vais pas bien", "URGENCE"],
)
async def test_the_help_card_can_be_typed_at_any_question(
    asked: Visitor, school: SmallSchool, words: str
) -> None:
    await asked.types(words)

    assert asked.question == CARD
    assert school.history(school.sacha) == []


async def test_words_for_help_are_heard_from_an_old_page(
    asked: Visitor, school: SmallSchool
) -> None:
    old = asked.token
    await asked.presses("Très bien")

    await asked.posts({"token": old, "action": "say", "text": "je veux mourir"})

    assert asked.question == CARD
    assert len(school.history(school.sacha)) == 1


async def test_the_help_card_can_be_asked_without_any_token(asked: Visitor) -> None:
    await asked.posts({"action": "adult"})

    assert asked.question == CARD


async def test_the_help_card_stays_until_the_student_goes_on(asked: Visitor) -> None:
    await asked.presses(CARD)

    await asked.opens("/questionnaire")

    assert asked.question == CARD
    await asked.presses("Continuer le questionnaire")
    assert asked.question == FIRST


async def test_the_student_may_stop_from_the_help_card(asked: Visitor, school: SmallSchool) -> None:
    await asked.presses(CARD)
    await asked.presses("Arrêter sans envoyer")

    assert asked.question == "Arrêté"
    assert asked.sees("Rien n'est envoyé.")
    conversation = school.conversation(school.sacha)
    assert conversation is not None
    assert conversation.submitted_at is None


@pytest.mark.parametrize("where", ["notice", "plan", "review", "sent"])
async def test_help_explains_and_comes_back(
    sacha: Visitor, school: SmallSchool, where: str
) -> None:
    await opened(sacha, school, where)
    before = sacha.question

    await sacha.opens("/aide")

    assert sacha.sees("Je passe")
    assert sacha.sees("3114")
    await sacha.opens(sacha.page.links["Revenir au questionnaire"])
    assert sacha.question == before


@both_ways
async def test_help_can_be_typed(asked: Visitor, *, script: bool) -> None:
    asked.script = script

    await asked.types("aide")

    assert asked.question == "Aide"
    assert asked.sees("laisser la question sans réponse")
    await asked.opens(asked.page.links["Revenir au questionnaire"])
    assert asked.question == FIRST


@both_ways
async def test_pause_and_resume_over_days(
    asked: Visitor, school: SmallSchool, clock: FakeClock, *, script: bool
) -> None:
    asked.script = script
    await asked.presses("Très bien")
    question = asked.question
    await asked.presses("Pause")
    assert asked.question == "En pause"
    assert asked.sees("Tes réponses sont gardées")
    clock.advance(days=6)
    await asked.opens("/questionnaire")
    assert asked.question == "En pause"

    await asked.presses("Reprendre")

    assert asked.question == question
    assert len(school.history(school.sacha)) == 1


async def test_stop_can_be_taken_back(asked: Visitor) -> None:
    await asked.presses("Très bien")
    await asked.types("stop")
    assert asked.question == "Arrêté"

    await asked.presses("Reprendre")

    assert asked.question.startswith("Quels sont tes points forts")


@both_ways
async def test_back_shows_the_old_answer_and_can_keep_it(
    asked: Visitor, school: SmallSchool, *, script: bool
) -> None:
    asked.script = script
    await asked.presses("Très bien")
    await asked.presses("Retour")
    assert asked.question == FIRST
    assert asked.sees("Réponse actuelle Très bien")

    await asked.presses("Garder cette réponse")

    assert asked.question.startswith("Quels sont tes points forts")
    assert len(school.history(school.sacha)) == 1


async def test_an_older_answer_can_be_changed_from_the_chat(
    asked: Visitor, school: SmallSchool
) -> None:
    await asked.presses("Très bien")
    await asked.ticks("Le calme")
    await asked.presses("Modifier la réponse à : Tes premières semaines")
    await asked.presses("Moyennement")

    values = [(s.answer.value, s.superseded_at is None) for s in school.history(school.sacha)]

    assert values == [("great", False), (("calm",), True), ("mixed", True)]
    assert asked.question.startswith("Qu'est-ce qui change le plus")


async def test_a_correction_at_the_review_comes_back_to_the_review(
    sacha: Visitor, school: SmallSchool
) -> None:
    school.bring(school.sacha, profile={"welcome.plan": ("1",)})
    await sacha.opens("/questionnaire")
    await sacha.presses("Corriger : Je note mon travail")
    assert sacha.sees("Réponse actuelle Presque jamais")

    await sacha.presses("Souvent")

    assert sacha.question == "Relis avant d'envoyer"
    assert sacha.sees("Souvent")


async def test_a_slip_of_the_finger_is_asked_about(asked: Visitor, school: SmallSchool) -> None:
    await asked.types("tres biem")
    assert asked.question == "Tu voulais dire « Très bien » ?"
    assert school.history(school.sacha) == []
    await asked.opens("/questionnaire")

    await asked.presses("Oui, c'est ça")

    assert [stored.answer.value for stored in school.history(school.sacha)] == ["great"]


async def test_no_to_a_guess_asks_again(asked: Visitor, school: SmallSchool) -> None:
    await asked.types("tres biem")

    await asked.presses("Non")

    assert asked.question == FIRST
    assert school.history(school.sacha) == []


async def test_too_many_choices_are_refused_and_nothing_is_stored(
    asked: Visitor, school: SmallSchool
) -> None:
    await asked.presses("Très bien")

    await asked.ticks("Le calme", "La rigueur", "L'écoute", "L'entraide")

    assert asked.error.startswith("Tu peux en choisir 3 au plus.")
    assert len(school.history(school.sacha)) == 1


async def test_an_exclusive_choice_with_another_is_refused_or_wins(
    sacha: Visitor, school: SmallSchool
) -> None:
    await opened(sacha, school, "biggest_change")

    await sacha.ticks("La quantité de travail", "Rien de spécial")

    latest = school.history(school.sacha)[-1].answer
    assert sacha.error or latest.value == ("nothing",)


@both_ways
@pytest.mark.parametrize("where", ["review", "sent"])
async def test_erasing_asks_first_and_then_erases(
    sacha: Visitor, school: SmallSchool, where: str, *, script: bool
) -> None:
    await opened(sacha, school, where)
    sacha.script = script
    held = len(school.history(school.sacha))
    await sacha.presses("Effacer les réponses")
    assert sacha.question == "Effacer les réponses"
    assert sacha.sees("pour toujours")
    assert sacha.page.links["Ne rien effacer"].startswith("/questionnaire")
    assert len(school.history(school.sacha)) == held > 0

    await sacha.presses("Effacer toutes les réponses")

    assert school.history(school.sacha) == []
    conversation = school.conversation(school.sacha)
    assert conversation is not None
    assert conversation.submitted_at is None
    assert ("erase", "done") in [
        (verb, outcome) for _, verb, outcome in school.audit("conversation", conversation.id)
    ]
    await sacha.presses("Commencer")
    await sacha.presses("On commence")
    assert sacha.question == FIRST


async def test_low_answers_that_offer_help_get_their_sentence(asked: Visitor) -> None:
    await asked.presses("Difficilement")

    assert asked.sees("tu n'as pas à attendre l'entretien pour en parler")
    assert asked.question == "Veux-tu voir un adulte du lycée ?"


async def test_after_sending_nothing_more_is_asked(sacha: Visitor, school: SmallSchool) -> None:
    await opened(sacha, school, "sent")
    stored = school.history(school.sacha)

    await sacha.posts({"token": sacha.token, "action": "answer", "option": "great"})

    assert sacha.sees("C'est déjà envoyé.")
    assert school.history(school.sacha) == stored


@pytest.mark.parametrize("ending", ["stop", "erase", "pause"])
@pytest.mark.parametrize("script", [False, True])
async def test_the_numbers_are_there_whatever_was_ended_before(
    app: ASGIApp, school: SmallSchool, *, ending: str, script: bool
) -> None:
    student = Visitor(app, script=script)
    await student.signs_in(f"/e/{school.invite(school.sacha)}")
    await student.presses("On commence")
    await student.posts({"token": student.token, "action": ending, "yes": "1"})

    await student.presses("Parler à un adulte")

    assert student.sees("3114")


async def test_erasing_is_confirmed_without_a_script(app: ASGIApp, school: SmallSchool) -> None:
    student = await Visitor(app).signs_in(f"/e/{school.invite(school.sacha)}")
    await student.presses("On commence")

    await student.posts({"token": student.token, "action": "erase", "yes": "1"})

    assert student.sees("Tes réponses sont effacées")


async def test_help_is_open_to_anybody(app: ASGIApp) -> None:
    nobody = await Visitor(app).opens("/aide")

    assert nobody.sees("3114")


async def test_a_shared_computer_shows_nothing_once_closed(
    app: ASGIApp, school: SmallSchool
) -> None:
    student = await Visitor(app).signs_in(f"/e/{school.invite(school.sacha)}")
    await student.presses("On commence")
    await student.presses("Pause")

    await student.presses("Fermer sur cet appareil")
    assert student.sees("cet appareil ne les montre plus")

    await student.opens("/questionnaire")
    assert student.sees("Ce lien ne s'ouvre pas")
