"""Several messages in one breath belong to the one question that was shown, whatever its kind."""

from __future__ import annotations

from functools import partial

import pytest

from apbot.channels.telegram.asked import UNKNOWN
from apbot.channels.telegram.parts import parts_of
from storage.records import Shown
from tests.apbot.school import SmallSchool
from tests.botapi.students import Student
from tests.telegram.direct import Direct
from tests.telegram.test_answered import asked, chat

__all__ = ["chat"]


def values(school: SmallSchool) -> dict[str, object]:
    found = school.conversation(school.sacha)
    assert found is not None
    with school.storage.read() as uow:
        return {key: answer.value for key, answer in uow.answers.current(found.id).items()}


async def in_one_breath(chat: Direct, phone: Student, *parts: str) -> str:
    def act() -> None:
        for words in parts:
            phone.types(words)

    return "\n".join(await chat.says(phone, act))


@pytest.mark.parametrize(
    ("question", "parts", "value", "said"),
    [
        (
            "welcome.free_word",
            ("Je prends le car", "à six heures", "le lundi"),
            "Je prends le car\nà six heures\nle lundi",
            "Veux-tu voir un adulte",
        ),
        (
            "welcome.strengths",
            ("la curiosité", "l'écoute", "et voilà"),
            ("curiosity", "listening"),
            "C'est noté : La curiosité, l'écoute.",
        ),
        (
            "welcome.strengths",
            ("1, 2, 3", "4"),
            ("curiosity", "perseverance", "organisation"),
            "J'ai gardé ta première réponse. Pour la changer : /corriger.",
        ),
        (
            "welcome.first_weeks",
            ("plutôt bien", "très bien"),
            "good",
            "J'ai gardé ta première réponse. Pour la changer : /corriger.",
        ),
        (
            "welcome.plan",
            ("parfois", "enfin souvent"),
            2,
            "J'ai gardé ta première réponse. Pour la changer : /corriger.",
        ),
    ],
    ids=["text", "choices", "too many choices", "choice", "scale"],
)
async def test_parts_are_of_the_question_shown_and_never_of_the_next(  # noqa: PLR0917  # a table
    chat: Direct,
    school: SmallSchool,
    question: str,
    parts: tuple[str, ...],
    value: object,
    said: str,
) -> None:
    phone = await asked(chat, school, question)
    before = set(values(school))

    heard = await in_one_breath(chat, phone, *parts)

    after = values(school)
    assert set(after) - before == {question}
    assert after[question] == value
    assert said in heard


async def test_part_that_is_edited_changes_and_the_others_stay(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.free_word")
    await in_one_breath(chat, phone, "Je prends le car", "à six heures", "le lundi")
    first, second, third = [message["message_id"] for message in phone.own_messages()][-3:]

    for message_id, words in ((second, "à sept heures"), (first, "Je prends\nle train")):
        await chat.says(phone, partial(phone.edits, words, message_id))
    await chat.says(phone, lambda: phone.edits("le mardi", third))

    assert values(school)["welcome.free_word"] == "Je prends\nle train\nà sept heures\nle mardi"


async def test_choice_that_is_edited_among_several_is_left_and_it_is_said(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.strengths")
    await in_one_breath(chat, phone, "la curiosité", "l'écoute")

    said = await chat.says(phone, lambda: phone.edits("le calme"))

    assert said[-1].startswith("Cette réponse est venue en plusieurs messages")
    assert values(school)["welcome.strengths"] == ("curiosity", "listening")


def test_parts_are_told_from_the_revisions() -> None:
    assert parts_of([]) == []
    assert parts_of(["a"]) == ["a"]
    assert parts_of(["a", "a\nb", "a\nb\nc\nd"]) == ["a", "b", "c\nd"]
    assert parts_of(["a", "a\nb", "a\nx"]) == ["a", "x"]
    assert parts_of(["a", "a\nb", "something else"]) == ["something else"]


async def test_words_that_alarm_open_the_card_and_choose_nothing(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.strengths")

    heard = await in_one_breath(chat, phone, "la curiosité", "envie de mourir")

    assert values(school)["welcome.strengths"] == ("curiosity",)
    assert "3114" in heard
    assert "première réponse" not in heard


async def test_press_and_words_in_one_breath_are_no_answer_to_the_next(
    chat: Direct, school: SmallSchool
) -> None:
    phone = await asked(chat, school, "welcome.first_weeks")

    def act() -> None:
        phone.presses("Plutôt bien")
        phone.types("la curiosité")

    await chat.says(phone, act)

    assert values(school) == {"welcome.first_weeks": "good"}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("et dans le train", "Je lis le soir\net dans le train"),
        ("Non merci", "Je lis le soir"),
    ],
)
async def test_words_of_the_second_of_a_doubt_are_never_lost(
    chat: Direct, school: SmallSchool, words: str, kept: str
) -> None:
    """The next question may stand above them, unseen: where it does not understand, they go on."""
    phone = await asked(chat, school, "welcome.free_word")
    await chat.says(phone, lambda: phone.types("Je lis le soir"))
    found = school.conversation(school.sacha)
    assert found is not None
    with school.storage.write() as uow:
        account = uow.accounts.of(school.sacha.id)
        assert account is not None
        assert account.shown_prompt is not None
        uow.accounts.shown([Shown(account.chat_key, 9_999, found.id, account.shown_prompt or 0)])
        uow.marks.put(
            f"telegram.first.{account.chat_key}", f"{found.id} {account.shown_prompt} {UNKNOWN}"
        )
        uow.commit()

    await chat.says(phone, lambda: phone.types(words))

    assert values(school)["welcome.free_word"] == kept
    assert ("welcome.meeting_request" in values(school)) is (words == "Non merci")
