"""What the chat is promised besides its questions: the menu, groups, edits, offers to correct."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apbot.channels.telegram import menu
from apbot.tokens import new_token, token_hash
from storage.records import Link
from tests.apbot.school import SmallSchool
from tests.botapi.content import labels
from tests.botapi.students import Student
from tests.telegram.direct import Direct
from tests.telegram.test_answered import asked, chat

__all__ = ["chat"]


def value(school: SmallSchool, question: str) -> object:
    found = school.conversation(school.sacha)
    assert found is not None
    with school.storage.read() as uow:
        answer = uow.answers.current(found.id).get(question)
    return answer.value if answer else None


# -- who is there --------------------------------------------------------------------------------


async def test_every_private_chat_gets_the_menu_of_students(chat: Direct) -> None:
    phone = Student(chat.telegram, 7)
    await chat.says(phone, phone.starts)

    (commands,) = [chat.telegram.commands[scope] for scope in chat.telegram.commands]
    assert [one["command"] for one in commands] == [name for name, _ in menu.STUDENTS]


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_group_is_left_at_once_and_nothing_is_said_there(chat: Direct, kind: str) -> None:
    group = chat.telegram.chat(-1_000, kind=kind)

    chat.telegram.arrives(group, {"text": "/start"}, user_id=42)
    await chat.settled()

    calls = [call for call in chat.telegram.history.calls if call.chat_id == group.id]
    assert [call.method for call in calls] == ["leaveChat"]


async def test_link_is_128_bits_of_which_only_the_hash_is_stored(school: SmallSchool) -> None:
    token = new_token()
    link = Link(token_hash(token), school.sacha.id, school.clock(), channel="telegram")
    with school.storage.write() as uow:
        uow.links.add(link)
        uow.commit()

    assert len(token) == 22  # 128 bits in base64url
    assert token not in repr(link)
    with school.storage.read() as uow:
        assert uow.links.get(token) is None
        assert uow.links.get(token_hash(token)) is not None


# -- a message that is edited ---------------------------------------------------------------------


async def test_words_not_understood_are_put_right_by_editing_them(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")
    await chat.says(phone, lambda: phone.types("mille fois"))

    said = await chat.says(phone, lambda: phone.edits("plutôt bien"))

    assert "points forts" in said[-1]
    assert value(school, "welcome.first_weeks") == "good"
    await chat.says(phone, lambda: phone.edits("très bien"))
    assert value(school, "welcome.first_weeks") == "great"


async def test_edit_of_what_was_no_answer_answers_no_later_question(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")
    await chat.says(phone, lambda: phone.types("/mesreponses"))
    await chat.says(phone, lambda: phone.presses("Plutôt bien"))

    said = await chat.says(phone, lambda: phone.edits("la curiosité"))

    assert said == []
    assert value(school, "welcome.strengths") is None


async def test_edit_in_a_pause_changes_nothing_and_says_what_to_do(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")
    await chat.says(phone, lambda: phone.types("plutôt bien"))
    first = max(message["message_id"] for message in phone.own_messages())
    await chat.says(phone, lambda: phone.types("/pause"))

    said = await chat.says(phone, lambda: phone.edits("très bien", first))

    (sentence,) = said
    assert sentence.startswith("Le questionnaire est en pause, rien n'est changé.")
    assert value(school, "welcome.first_weeks") == "good"


# -- an older question ----------------------------------------------------------------------------


async def test_older_question_is_left_as_it_is(chat: Direct, school: SmallSchool) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")
    older = _pressable(phone, "Très bien")
    await chat.says(phone, lambda: phone.presses("Plutôt bien"))
    (offer,) = await chat.says(phone, lambda: _press_again(chat, phone, older))
    assert offer.endswith("Veux-tu corriger ?")

    said = await chat.says(phone, lambda: phone.presses("Laisser comme ça"))

    assert said == []
    assert "Corriger cette réponse" not in phone.buttons
    assert value(school, "welcome.first_weeks") == "good"


async def test_older_question_is_corrected_and_the_open_one_comes_back(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")
    older = _pressable(phone, "Très bien")
    await chat.says(phone, lambda: phone.presses("Plutôt bien"))
    await chat.says(phone, lambda: _press_again(chat, phone, older))

    again = await chat.says(phone, lambda: phone.presses("Corriger cette réponse"))
    back = await chat.says(phone, lambda: phone.presses("Très bien"))

    assert "Réponse actuelle : Plutôt bien" in again[-1]
    assert "points forts" in back[-1]
    assert value(school, "welcome.first_weeks") == "great"


def _pressable(phone: Student, label: str) -> tuple[int, str]:
    return next(_buttons(phone, label))


def _buttons(phone: Student, label: str) -> Iterator[tuple[int, str]]:
    for message in reversed(phone.bot_messages()):
        if label in labels(message):
            for row in message["reply_markup"]["inline_keyboard"]:
                for button in row:
                    if button["text"] == label:
                        yield message["message_id"], button["callback_data"]


def _press_again(chat: Direct, phone: Student, older: tuple[int, str]) -> None:
    message_id, data = older
    chat.telegram._press(phone.chat, phone.chat.messages[message_id], data)
