"""What the bot may do, and the server's words where it may not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.botapi.history import Outcome, Upload
from tests.botapi.methods import perform
from tests.botapi.pacing import Rate
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.botapi_tests.calling import call, refusal, updates
from tests.clock import FakeClock

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
STALE = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


def keyboard(*labels: str, data: str | None = None) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": x, "callback_data": data or x}] for x in labels]}


def ask(telegram: Telegram, text: str = "Prêt ?", *labels: str) -> int:
    markup = keyboard(*(labels or ("Oui", "Non")))
    answer = call(telegram, "sendMessage", chat_id=42, text=text, reply_markup=markup)
    message_id: int = answer["result"]["message_id"]
    return message_id


@pytest.fixture(autouse=True)
def started(camille: Student) -> None:
    camille.starts()


def test_a_message_stands_in_the_chat(
    telegram: Telegram, camille: Student, clock: FakeClock
) -> None:
    message = call(telegram, "sendMessage", chat_id="42", text="  Bonjour\x00 !\r\n")["result"]

    assert message["message_id"] == 2
    assert message["date"] == int(clock.now.timestamp())
    assert camille.reads == ["Bonjour  !"]
    sent = telegram.history.calls[-1]
    assert (sent.outcome, sent.chat_id, sent.message_id) == (Outcome.DELIVERED, 42, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "message text is empty"),
        (" \n\x00", "message text is empty"),
        ("é" * 4097, "message is too long"),
        ("𝄞" * 8193, "text is too long"),
        ("\ud83d", "strings must be encoded in UTF-8"),
    ],
)
def test_a_text_has_limits(telegram: Telegram, text: str | None, words: str) -> None:
    assert refusal(telegram, "sendMessage", chat_id=42, text=text) == f"400 Bad Request: {words}"
    assert telegram.history.calls[-1].outcome is Outcome.REFUSED


def test_characters_are_counted_not_their_halves(telegram: Telegram) -> None:
    assert call(telegram, "sendMessage", chat_id=42, text="𝄞" * 4096)["ok"]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard("Oui", data="x" * 65), "BUTTON_DATA_INVALID"),
        (keyboard("Oui", data="é" * 33), "BUTTON_DATA_INVALID"),
        ({"inline_keyboard": [[{"text": "Oui", "callback_data": ""}]]}, "BUTTON_DATA_INVALID"),
        (
            {"inline_keyboard": [[{"text": "Oui"}]]},
            "text buttons are unallowed in the inline keyboard",
        ),
        (keyboard(*map(str, range(101))), "reply markup is too long"),
        ({"inline_keyboard": 3}, "object expected as reply markup"),
        ("{", "can't parse reply_markup JSON object"),
    ],
)
def test_buttons_have_limits(telegram: Telegram, markup: object, words: str) -> None:
    said = refusal(telegram, "sendMessage", chat_id=42, text="?", reply_markup=markup)

    assert said == f"400 Bad Request: {words}"


def test_button_data_may_have_64_bytes(telegram: Telegram) -> None:
    markup = keyboard("Oui", data="é" * 32)

    assert call(telegram, "sendMessage", chat_id=42, text="?", reply_markup=markup)["ok"]


@pytest.mark.parametrize(
    ("chat_id", "words"),
    [
        (None, "400 Bad Request: chat_id is empty"),
        (43, "400 Bad Request: chat not found"),
        ("@nobody", "400 Bad Request: chat not found"),
        (44, "403 Forbidden: bot can't initiate conversation with a user"),
        (45, "403 Forbidden: user is deactivated"),
    ],
)
def test_a_chat_must_be_open(telegram: Telegram, chat_id: object, words: str) -> None:
    Student(telegram, 44)
    Student(telegram, 45).deletes_account()

    assert refusal(telegram, "sendMessage", chat_id=chat_id, text="?") == words


def test_who_blocks_the_bot_gets_nothing_and_the_bot_is_told(
    telegram: Telegram, camille: Student
) -> None:
    camille.blocks()
    blocked = "403 Forbidden: bot was blocked by the user"
    assert refusal(telegram, "sendMessage", chat_id=42, text="?") == blocked
    camille.unblocks()
    assert call(telegram, "sendMessage", chat_id=42, text="?")["ok"]

    changes = [u["my_chat_member"] for u in updates(telegram) if "my_chat_member" in u]
    assert [c["new_chat_member"]["status"] for c in changes] == ["kicked", "member"]


def test_an_edit_changes_the_message_and_takes_the_buttons_away(
    telegram: Telegram, camille: Student
) -> None:
    message_id = ask(telegram)
    edited = call(telegram, "editMessageText", chat_id=42, message_id=message_id, text="Merci.")

    assert edited["result"]["edit_date"]
    assert camille.reads == ["Merci."]
    assert camille.buttons == []


def test_an_edit_must_change_something(telegram: Telegram) -> None:
    message_id = ask(telegram, "Prêt ?", "Oui")
    where = {"chat_id": 42, "message_id": message_id}

    same = keyboard("Oui")
    assert refusal(telegram, "editMessageReplyMarkup", **where, reply_markup=same) == NOT_MODIFIED
    again = {"text": "Prêt ?", "reply_markup": same}
    assert refusal(telegram, "editMessageText", **where, **again) == NOT_MODIFIED
    assert call(telegram, "editMessageReplyMarkup", **where)["ok"]
    assert refusal(telegram, "editMessageReplyMarkup", **where) == NOT_MODIFIED


def test_only_own_messages_that_stand_can_be_edited(telegram: Telegram) -> None:
    hidden = {"remove_keyboard": True}
    fixed = call(telegram, "sendMessage", chat_id=42, text="?", reply_markup=hidden)["result"]
    assert "reply_markup" not in fixed
    cannot = "400 Bad Request: message can't be edited"
    for message_id, words in (
        (1, cannot),
        (fixed["message_id"], cannot),
        (99, "400 Bad Request: message to edit not found"),
        (None, "400 Bad Request: message identifier is not specified"),
    ):
        asked = {"chat_id": 42, "message_id": message_id, "text": "x"}
        assert refusal(telegram, "editMessageText", **asked) == words


def test_a_deleted_message_is_gone(telegram: Telegram, camille: Student, clock: FakeClock) -> None:
    where = {"chat_id": 42, "message_id": ask(telegram)}

    assert call(telegram, "deleteMessage", **where)["result"] is True
    assert camille.reads == []
    gone = "400 Bad Request: message to delete not found"
    assert refusal(telegram, "deleteMessage", **where) == gone
    old = ask(telegram)
    clock.advance(hours=48)
    late = "400 Bad Request: message can't be deleted for everyone"
    assert refusal(telegram, "deleteMessage", chat_id=42, message_id=old) == late


def test_a_press_is_answered_once_and_in_time(
    telegram: Telegram, camille: Student, clock: FakeClock
) -> None:
    ask(telegram)
    camille.presses("Oui", times=2)
    first, second = (u["callback_query"]["id"] for u in updates(telegram)[1:])

    assert call(telegram, "answerCallbackQuery", callback_query_id=first)["result"] is True
    assert refusal(telegram, "answerCallbackQuery", callback_query_id=first) == STALE
    clock.advance(seconds=151)
    assert refusal(telegram, "answerCallbackQuery", callback_query_id=second) == STALE
    assert refusal(telegram, "answerCallbackQuery") == STALE


def test_too_many_for_one_chat_have_to_wait(
    telegram: Telegram, camille: Student, clock: FakeClock
) -> None:
    telegram.limit(per_chat=Rate(0.5, 2))
    Student(telegram, 7).starts()
    for text in "ab":
        assert call(telegram, "sendMessage", chat_id=42, text=text)["ok"]
    answer = call(telegram, "sendMessage", chat_id=42, text="c")

    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 2",
        "parameters": {"retry_after": 2},
    }
    assert call(telegram, "sendMessage", chat_id=7, text="c")["ok"]
    clock.advance(seconds=2)
    assert call(telegram, "sendMessage", chat_id=42, text="c")["ok"]
    assert camille.reads == ["a", "b", "c"]


def test_too_many_over_all_chats_have_to_wait(telegram: Telegram) -> None:
    telegram.limit(overall=Rate(10, 3))
    for user_id in range(1, 5):
        Student(telegram, user_id).starts()
    answers = [call(telegram, "sendMessage", chat_id=n, text="?")["ok"] for n in range(1, 5)]

    assert answers == [True, True, True, False]


def test_a_document_is_kept(telegram: Telegram) -> None:
    paper = {"document": Upload("fiche.pdf", b"%PDF")}
    asked = telegram.received("sendDocument", {"chat_id": 42, "caption": "Voici."}, paper)
    assert perform(telegram, asked)[0] == 200
    again = call(telegram, "sendDocument", chat_id=42, document="document-1")["result"]

    assert again["document"]["file_size"] == 4
    assert telegram.files["document-1"].content == b"%PDF"
    wrong = "400 Bad Request: wrong file identifier/HTTP URL specified"
    assert refusal(telegram, "sendDocument", chat_id=42, document="?") == wrong
    none = "400 Bad Request: there is no document in the request"
    assert refusal(telegram, "sendDocument", chat_id=42) == none


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "Aide", "description": "?"}], "BOT_COMMAND_INVALID"),
        ([{"command": "aide", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "a", "description": "b"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
def test_commands_have_limits(telegram: Telegram, commands: object, words: str) -> None:
    said = refusal(telegram, "setMyCommands", commands=commands)

    assert said == f"400 Bad Request: {words}"


def test_commands_are_kept_by_scope(telegram: Telegram) -> None:
    commands = [{"command": "aide", "description": "Aide"}]
    call(telegram, "setMyCommands", commands=commands, scope='{"type": "all_private_chats"}')

    scope = {"type": "all_private_chats"}
    assert call(telegram, "getMyCommands", scope=scope)["result"] == commands
    assert call(telegram, "getMyCommands")["result"] == []


def test_a_group_can_be_left_a_person_cannot(telegram: Telegram) -> None:
    telegram.chat(-5, kind="group")
    private = "400 Bad Request: chat member status can't be changed in private chats"

    assert refusal(telegram, "leaveChat", chat_id=42) == private
    assert call(telegram, "leaveChat", chat_id=-5)["ok"]
    left = "403 Forbidden: bot is not a member of the group chat"
    assert refusal(telegram, "sendMessage", chat_id=-5, text="?") == left


def test_an_unknown_method_is_not_found(telegram: Telegram) -> None:
    assert refusal(telegram, "sendFlowers") == "404 Not Found"
