"""What the question that was answered becomes: its answer, no buttons, few calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from tests.apbot.school import SmallSchool
from tests.botapi.students import Student
from tests.telegram.direct import Direct, direct
from tests.telegram.stage import desk_of


@pytest.fixture
async def chat(school: SmallSchool) -> AsyncIterator[Direct]:
    async with direct(school.storage, desk_of(school.library), school.clock) as chat:
        yield chat


async def asked(chat: Direct, school: SmallSchool, question: str) -> Student:
    """A phone that this question of the welcome was just put to, alone."""
    phone = await chat.phone_of(school.sacha, desk_of(school.library))
    school.bring(school.sacha, to=question)
    await chat.says(phone, phone.starts)
    return phone


def standing(phone: Student) -> list[str]:
    return [text.replace("\u00a0", " ") for text in phone.reads]


@contextmanager
def calls(chat: Direct) -> Iterator[list[str]]:
    """The methods called meanwhile, but for those that listen."""
    before = len(chat.telegram.history.calls)
    made: list[str] = []
    yield made
    done = chat.telegram.history.calls[before:]
    made += [call.method for call in done if call.method != "getUpdates"]


async def test_press_costs_three_calls_and_leaves_the_answer(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")

    with calls(chat) as made:
        await chat.says(phone, lambda: phone.presses("Plutôt bien"))

    assert sorted(made) == ["answerCallbackQuery", "editMessageText", "sendMessage"]
    assert standing(phone)[-2].endswith("se passent…\n\nRéponse : Plutôt bien")
    assert "Difficilement" not in phone.buttons


async def test_typed_choice_costs_two_calls_and_shows_what_was_understood(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.strengths")

    with calls(chat) as made:
        await chat.says(phone, lambda: phone.types("1, 2"))

    assert sorted(made) == ["editMessageText", "sendMessage"]
    question = next(text for text in standing(phone) if "points forts" in text)
    assert "Réponse : " in question
    assert "puis « Valider »" not in question


async def test_free_text_stands_in_its_own_words_and_only_the_buttons_go(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.free_word")

    with calls(chat) as made:
        await chat.says(phone, lambda: phone.types("Je prends le car."))

    assert sorted(made) == ["editMessageReplyMarkup", "sendMessage"]
    assert not any("Réponse : Je prends" in text for text in standing(phone))


async def test_scale_of_long_words_is_pressed_by_number_and_answered_in_words(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.plan")

    await chat.says(phone, lambda: phone.presses("3"))

    question = next(text for text in standing(phone) if "je prévois quand le faire" in text)
    assert question.endswith("Réponse : Souvent")
    assert "·" not in question


async def test_ticks_cost_two_calls_and_move_no_button(chat: Direct, school: SmallSchool) -> None:
    phone = await asked(chat, school, "welcome.strengths")
    before = [label.removeprefix("✓ ") for label in phone.buttons]

    with calls(chat) as made:
        await chat.says(phone, lambda: phone.presses("La curiosité"))

    assert sorted(made) == ["answerCallbackQuery", "editMessageReplyMarkup"]
    assert [label.removeprefix("✓ ") for label in phone.buttons] == before
    assert "✓ La curiosité" in phone.buttons
