"""People do only what a phone lets them do."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from tests.botapi.state import NoSuchButton, Telegram
from tests.botapi.students import UNTYPED, HasBlocked, Student
from tests.botapi_tests.calling import call, updates


def asks(telegram: Telegram, text: str, *labels: str) -> int:
    rows = [[{"text": label, "callback_data": f"{text}/{label}"}] for label in labels]
    answer = call(
        telegram, "sendMessage", chat_id=42, text=text, reply_markup={"inline_keyboard": rows}
    )
    message_id: int = answer["result"]["message_id"]
    return message_id


def test_a_link_starts_with_its_payload(telegram: Telegram, camille: Student) -> None:
    camille.starts("abc-DEF_1")
    camille.starts()
    first, second = (update["message"] for update in updates(telegram))

    assert first["text"] == "/start abc-DEF_1"
    assert first["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert second["text"] == "/start"
    assert (first["message_id"], second["message_id"]) == (1, 2)


@pytest.mark.parametrize("payload", ["a b", "é", "x" * 65])
def test_a_link_carries_only_so_much(camille: Student, payload: str) -> None:
    with pytest.raises(ValueError, match="no start link"):
        camille.starts(payload)


def test_the_lowest_button_of_that_name_is_pressed(telegram: Telegram, camille: Student) -> None:
    camille.starts()
    first = asks(telegram, "a", "Oui", "Non")
    asks(telegram, "b", "Oui")

    camille.presses("Oui")
    camille.presses("Oui", message_id=first)
    camille.presses("Non")
    camille.presses_nth(1, message_id=first)
    presses = [u["callback_query"]["data"] for u in updates(telegram)[1:]]
    assert presses == ["b/Oui", "a/Oui", "a/Non", "a/Non"]


def test_only_buttons_that_stand_can_be_pressed(telegram: Telegram, camille: Student) -> None:
    camille.starts()
    message_id = asks(telegram, "a", "Oui")
    call(telegram, "editMessageReplyMarkup", chat_id=42, message_id=message_id)
    gone = asks(telegram, "b", "Oui")
    call(telegram, "deleteMessage", chat_id=42, message_id=gone)

    with pytest.raises(NoSuchButton):
        camille.presses("Oui")
    with pytest.raises(NoSuchButton):
        camille.presses_nth()
    with pytest.raises(NoSuchButton):
        telegram.pressed(camille.chat, message_id, "a/Oui")
    assert len(updates(telegram)) == 1


def test_one_press_can_arrive_twice_under_other_ids(telegram: Telegram, camille: Student) -> None:
    camille.starts()
    asks(telegram, "a", "Oui")

    camille.presses("Oui", times=2)
    one, two = updates(telegram)[1:]
    assert one["update_id"] != two["update_id"]
    assert one["callback_query"].pop("id") != two["callback_query"].pop("id")
    assert one["callback_query"] == two["callback_query"]
    assert [line.what for line in telegram.history.transcript(42)].count("presses") == 1


def test_an_edit_keeps_the_number_of_the_message(telegram: Telegram, camille: Student) -> None:
    camille.types("oui")
    camille.edits("non")
    typed, edited = updates(telegram)

    assert edited["edited_message"]["message_id"] == typed["message"]["message_id"]
    assert edited["edited_message"]["text"] == "non"
    assert edited["edited_message"]["edit_date"]


def test_nobody_edits_what_the_bot_said(telegram: Telegram, camille: Student) -> None:
    camille.starts()
    message_id = asks(telegram, "a", "Oui")

    with pytest.raises(LookupError):
        camille.edits("b", message_id)


def test_who_blocked_the_bot_cannot_write(telegram: Telegram, camille: Student) -> None:
    camille.starts()
    asks(telegram, "a", "Oui")
    camille.blocks()

    with pytest.raises(HasBlocked):
        camille.types("oui")
    with pytest.raises(HasBlocked):
        camille.presses("Oui")
    assert camille.blocks() is None
    camille.starts()
    assert camille.types("oui")


def test_the_transcript_tells_the_whole_chat(telegram: Telegram, camille: Student) -> None:
    camille.starts("x")
    message_id = asks(telegram, "Prêt ?", "Oui")
    camille.presses("Oui")
    call(telegram, "editMessageText", chat_id=42, message_id=message_id, text="Merci.")
    camille.sends_voice()
    camille.blocks()

    told = [(line.by_bot, line.what, line.text) for line in telegram.history.transcript(42)]
    assert told == [
        (False, "says", "/start x"),
        (True, "says", "Prêt ?"),
        (False, "presses", "Oui"),
        (True, "edits", "Merci."),
        (False, "sends", "(voice)"),
        (False, "blocks", ""),
    ]
    assert telegram.history.transcript(43) == []


@pytest.mark.parametrize("content", UNTYPED.values(), ids=UNTYPED)
def test_the_library_understands_what_is_sent(
    telegram: Telegram, camille: Student, content: dict[str, Any]
) -> None:
    camille.sends(content)
    update = Update.de_json(updates(telegram)[0], None)

    assert update.message
    assert getattr(update.message, next(iter(content)))


def test_the_library_understands_every_other_act(telegram: Telegram, camille: Student) -> None:
    camille.starts("x")
    asks(telegram, "Prêt ?", "Oui")
    camille.presses("Oui")
    camille.edits("/aide")
    camille.sends_photo("moi")
    camille.blocks()
    read = [Update.de_json(raw, None) for raw in updates(telegram)]

    assert read[1].callback_query
    assert read[1].callback_query.data == "Prêt ?/Oui"
    assert read[2].edited_message
    assert read[3].message
    assert read[3].message.caption == "moi"
    assert read[4].my_chat_member
    assert all(update.effective_chat and update.effective_chat.id == 42 for update in read)
