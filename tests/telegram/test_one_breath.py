"""Several messages in one breath belong to the one question that was shown, whatever its kind."""

from __future__ import annotations

import pytest

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
