"""Boxes of a question of several choices: a press sets one or takes it away, « Valider » sends."""

from __future__ import annotations

from functools import partial

from tests.apbot.school import SmallSchool
from tests.botapi.students import Student
from tests.telegram.direct import Direct
from tests.telegram.test_answered import asked, chat

__all__ = ["chat"]


def ticked(phone: Student) -> list[str]:
    return [label for label in phone.buttons if label.startswith("✓")]


async def press(chat: Direct, phone: Student, *labels: str) -> None:
    for label in labels:
        await chat.says(phone, partial(phone.presses, label))


def chosen(school: SmallSchool, question: str) -> object:
    found = school.conversation(school.sacha)
    assert found is not None
    with school.storage.read() as uow:
        answer = uow.answers.current(found.id).get(question)
    return answer.value if answer else None


def notices(chat: Direct) -> list[str]:
    calls = chat.telegram.history.calls
    said = [call.params.get("text") for call in calls if call.method == "answerCallbackQuery"]
    return [text for text in said if text]


async def test_second_press_takes_the_tick_away_and_only_what_is_left_is_sent(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.strengths")

    await press(chat, phone, "La curiosité", "L'écoute", "✓ La curiosité")
    assert ticked(phone) == ["✓ L'écoute"]
    assert chosen(school, "welcome.strengths") is None
    await press(chat, phone, "Valider")

    assert chosen(school, "welcome.strengths") == ("listening",)


async def test_one_tick_too_many_is_not_set_and_it_is_said_on_the_button(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.strengths")

    await press(chat, phone, "La curiosité", "L'écoute", "Le calme", "La rigueur")

    assert len(ticked(phone)) == 3
    assert notices(chat) == ["3 choix au plus."]


async def test_exclusive_choice_clears_the_others(chat: Direct, school: SmallSchool) -> None:
    phone = await asked(chat, school, "welcome.biggest_change")

    await press(chat, phone, "Le rythme des cours", "Rien de spécial")
    assert ticked(phone) == ["✓ Rien de spécial"]
    await press(chat, phone, "Le rythme des cours")

    assert ticked(phone) == ["✓ Le rythme des cours"]


async def test_words_answer_a_question_with_boxes_too_whatever_is_ticked(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.strengths")
    await press(chat, phone, "La curiosité")

    await chat.says(phone, lambda: phone.types("l'écoute et le calme"))

    assert chosen(school, "welcome.strengths") == ("listening", "calm")
