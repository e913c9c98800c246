"""Words that could be taken for something else go there and back as they were written (S5)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from apbot.channels.telegram.texts import LONGEST, units
from apbot.clock import system_clock
from dialogues.snapshot import Phase
from storage.unit_of_work import UnitOfWork
from tests.botapi.students import Student
from tests.telegram.stage import Stage

HOSTILE = {
    "html": "<b>gras</b> <a href='tg://user?id=1'>ici</a> &amp; &lt;",
    "markdown": "*_[texte](http://exemple.example)_* `code` ||caché|| ~non~ # > + - = | { } . !",
    "template": "{{7*7}} {referent} {0} %s %(dpo)s ${HOME} {% raw %}",
    "spreadsheet": '=HYPERLINK("http://exemple.example") +33000000000 @SUM(1)',
    "address": "https://exemple.example/page file:///etc/passwd t.me/quelqu_un",
    "direction": "\u202edroite\u202c a\u200fb \u2066isolé\u2069",
    "zero width": "z\u200be\u200cr\u200do\ufeff l\u2060argeur",
    "emoji": "👩‍👩‍👧 🏳️‍🌈 👍🏽 1️⃣",
    "command": "je tape /quitter et @botfather #mot",
}


async def at_free_word(stage: Stage) -> Student:
    phone = await stage.enrolled(stage.school.sacha)
    await stage.answered(phone, lambda: phone.presses("On commence"))
    await stage.pass_to(phone, "autre chose d'utile")
    return phone


def kept(stage: Stage) -> object:
    history = stage.school.history(stage.school.sacha)
    found = [past for past in history if past.answer.question == "welcome.free_word"]
    return found[-1].answer.value if found else None


def said_with(stage: Stage, phone: Student) -> list[dict[str, Any]]:
    """The parameters of every call that carried a text there."""
    return [
        call.params
        for call in stage.telegram.history.calls
        if call.chat_id == phone.user_id and "text" in call.params
    ]


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
async def test_words_are_kept_and_shown_as_they_were_written(stage: Stage, words: str) -> None:
    phone = await at_free_word(stage)

    await stage.answered(phone, lambda: phone.types(words))
    review = await stage.answered(phone, lambda: phone.types("non"))

    assert kept(stage) == words
    assert words in review
    for params in said_with(stage, phone):
        assert "parse_mode" not in params
        assert _structure(params["link_preview_options"]) == {"is_disabled": True}
        assert all(one["type"] == "bold" for one in _structure(params.get("entities", [])))


@pytest.mark.parametrize("words", ["é" * 4096, "👍" * 2048, "mot " * 1024], ids=["é", "👍", "mots"])
async def test_the_longest_message_is_answered_and_stops_nothing(stage: Stage, words: str) -> None:
    phone = await at_free_word(stage)

    said = await stage.answered(phone, lambda: phone.types(words))
    await stage.pass_to(phone, "Rien n'est encore envoyé")

    assert "trop long" in said
    assert kept(stage) is None
    conversation = stage.conversation(stage.school.sacha)
    assert conversation is not None
    assert conversation.phase == Phase.REVIEW
    assert all(units(params["text"]) <= LONGEST for params in said_with(stage, phone))
    assert stage.telegram.history.calls[-1].code == 200


async def test_a_list_of_any_length_comes_in_messages_that_telegram_takes(stage: Stage) -> None:
    school, at = stage.school, system_clock()
    names = [f"<b>*Ana_{number}*👩‍👩‍👧</b>" for number in range(200)]

    def enrol(uow: UnitOfWork) -> None:
        for number, name in enumerate(names):
            student = replace(school.sacha, id=f"{number:032x}", given_name=name)
            uow.people.add(student, at=at)

    await stage.write(enrol)
    phone = await stage.linked(school.laureole)

    phone.types("/eleves")
    await stage.until(lambda: "Sacha P." in phone.reads[-1])

    lists = [text for text in phone.reads if "Ana_" in text]
    assert len(lists) > 1
    assert all(units(text) <= LONGEST for text in lists)
    assert all(name in "".join(lists) for name in names)


def _structure(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
