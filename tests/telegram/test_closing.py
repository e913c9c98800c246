"""The open question has its buttons in one place, and none where nothing waits for an answer."""

from __future__ import annotations

import pytest

from tests.apbot.school import SmallSchool
from tests.botapi import methods
from tests.botapi.content import labels
from tests.botapi.students import Student
from tests.telegram.direct import Direct
from tests.telegram.test_answered import asked, calls, chat, standing

__all__ = ["chat"]


def with_buttons(phone: Student) -> list[list[str]]:
    return [labels(message) for message in phone.bot_messages() if labels(message)]


@pytest.mark.parametrize("words", ["mille fois", "/aide", "/reprendre", "/start", "/partager 9"])
async def test_question_asked_again_has_its_buttons_below_alone(
    chat: Direct, school: SmallSchool, words: str
) -> None:
    phone = await asked(chat, school, "welcome.strengths")
    await chat.says(phone, lambda: phone.presses("La curiosité"))

    with calls(chat) as made:
        said = await chat.says(phone, lambda: phone.types(words))

    assert "points forts" in said[-1]
    assert sorted(made) == ["editMessageReplyMarkup", "sendMessage"]
    (left,) = with_buttons(phone)
    assert left[0] == "✓ La curiosité"


async def test_nothing_ticked_asks_again_in_three_calls(chat: Direct, school: SmallSchool) -> None:
    phone = await asked(chat, school, "welcome.strengths")

    with calls(chat) as made:
        await chat.says(phone, lambda: phone.presses("Valider"))

    assert sorted(made) == ["answerCallbackQuery", "editMessageReplyMarkup", "sendMessage"]
    assert len(with_buttons(phone)) == 1


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("/pause", ["Continuer", "Arrêter sans envoyer"]),
        ("/urgence", ["Continuer", "Arrêter sans envoyer"]),
        ("/stop", ["Continuer"]),
    ],
)
async def test_question_that_waits_has_no_buttons(
    chat: Direct, school: SmallSchool, words: str, left: list[str]
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")

    await chat.says(phone, lambda: phone.types(words))
    assert with_buttons(phone) == [left]

    said = await chat.says(phone, lambda: phone.presses("Continuer"))
    assert "se passent" in said[-1]
    assert len(with_buttons(phone)) == 1


async def test_review_that_was_sent_has_no_buttons(chat: Direct, school: SmallSchool) -> None:
    phone = await asked(chat, school, "")

    with calls(chat) as made:
        await chat.says(phone, lambda: phone.presses("Envoyer à Dominique Lauréole"))

    assert with_buttons(phone) == []
    assert len(made) == 3


async def test_a_copy_of_the_review_loses_its_buttons_once_they_are_pressed(
    chat: Direct, school: SmallSchool
) -> None:
    """A doubt had it sent twice, and nobody knows of the first: it must not invite for ever."""
    phone = await asked(chat, school, "")
    review = phone.bot_messages()[-1]
    again = {"chat_id": 42, "text": review["text"], "reply_markup": review["reply_markup"]}
    methods.perform(chat.telegram, chat.telegram.received("sendMessage", again))
    copy = phone.bot_messages()[-1]["message_id"]
    send = "Envoyer à Dominique Lauréole"
    first = review["message_id"]
    await chat.says(phone, lambda: phone.presses(send, message_id=first))
    assert len(with_buttons(phone)) == 1

    with calls(chat) as made:
        said = await chat.says(phone, lambda: phone.presses(send, message_id=copy))

    assert said[0].startswith("C'est déjà envoyé.")
    assert with_buttons(phone) == []
    assert len(made) == 3


async def test_what_was_sent_is_thanked_for_once(chat: Direct, school: SmallSchool) -> None:
    phone = await asked(chat, school, "")
    await chat.says(phone, lambda: phone.presses("Envoyer à Dominique Lauréole"))

    (said,) = await chat.says(phone, lambda: phone.types("merci"))

    assert said == "C'est déjà envoyé. Pour changer une réponse, parles-en pendant l'entretien."


async def test_erasing_that_was_confirmed_has_no_buttons(chat: Direct, school: SmallSchool) -> None:
    phone = await asked(chat, school, "")
    await chat.says(phone, lambda: phone.types("/stop"))
    await chat.says(phone, lambda: phone.types("/effacer"))

    await chat.says(phone, lambda: phone.presses("Oui, tout effacer"))

    assert "Oui, tout effacer" not in phone.buttons


async def test_stopping_left_from_an_earlier_pause_stops_nothing(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")
    await chat.says(phone, lambda: phone.types("/pause"))
    await chat.says(phone, lambda: phone.types("/reprendre"))

    said = await chat.says(phone, lambda: phone.presses("Arrêter sans envoyer"))

    assert "se passent" in said[-1]
    found = school.conversation(school.sacha)
    assert found is not None
    assert found.phase == "asking"


async def test_answer_corrected_takes_the_place_of_the_one_before(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")
    await chat.says(phone, lambda: phone.presses("Plutôt bien"))
    await chat.says(phone, lambda: phone.types("/retour"))

    await chat.says(phone, lambda: phone.presses("Très bien"))

    assert standing(phone)[-2].endswith("se passent…\n\nRéponse : Très bien")


async def test_what_is_kept_for_oneself_is_said_so_in_the_list(
    chat: Direct, school: SmallSchool
) -> None:
    school.bring(school.sacha, profile={"welcome.first_weeks": ("good",)})
    phone = await asked(chat, school, "")
    await chat.says(phone, lambda: phone.types("garder 1"))

    said = await chat.says(phone, lambda: phone.types("/mesreponses"))

    assert said[-1].startswith("1. Premières semaines : Plutôt bien (gardé pour toi)")
