"""Raw JSON of Telegram -> values; and any JSON at all -> some value, never an exception."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.channels.telegram.contents import KINDS, SERVICE
from apbot.channels.telegram.receiving import entry_of
from apbot.channels.telegram.updates import (
    Blocked,
    Command,
    Ignored,
    InGroup,
    PressedButton,
    Started,
    Typed,
    Unsupported,
    Update,
    chat_of,
    read_payload,
    read_update,
    without_contents,
)

ME = 4_000_000_000_123  # beyond 32 bits, as new accounts are
VALUES = get_args(Update)


def message(**more: Any) -> dict[str, Any]:
    sender = {"id": ME, "is_bot": False, "first_name": "Lina"}
    chat = {"id": ME, "type": "private", "first_name": "Lina"}
    return {"message_id": 7, "date": 1_790_000_000, "chat": chat, "from": sender, **more}


def sent(**more: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": message(**more)}


def pressed(**more: Any) -> dict[str, Any]:
    query = {
        "id": "99",
        "from": {"id": ME, "is_bot": False},
        "chat_instance": "1",
        "message": message(text="Question", **{"from": {"id": 1, "is_bot": True}}),
        "data": "o1.2.tag",
    }
    return {"update_id": 1, "callback_query": {**query, **more}}


def in_chat(kind: str, chat_id: int = -100_123) -> dict[str, Any]:
    return sent(text="bonjour", chat={"id": chat_id, "type": kind, "title": "2de 3"})


def test_words_are_kept_as_they_came() -> None:
    words = ' <b>\ud800 \x00 *_[]() "é" 👩🏽\u200d🚀\n'

    assert read_update(sent(text=words)) == Typed(ME, 7, words)


def test_an_edited_message_keeps_its_id() -> None:
    raw = {"update_id": 1, "edited_message": message(text="plutôt 13", edit_date=1_790_000_009)}

    assert read_update(raw) == Typed(ME, 7, "plutôt 13", edited=True)


def test_an_edited_message_is_no_command() -> None:
    raw = {"update_id": 1, "edited_message": message(text="/stop")}

    assert read_update(raw) == Typed(ME, 7, "/stop", edited=True)


def test_a_moving_position_is_not_declined_at_every_step() -> None:
    raw = {"update_id": 1, "edited_message": message(location={"latitude": 1, "longitude": 2})}

    assert isinstance(read_update(raw), Ignored)


@pytest.mark.parametrize(
    ("text", "token"),
    [("/start", ""), ("/start abc-_9", "abc-_9"), ("/start@apbot  x ", "x"), ("/START t", "t")],
)
def test_start_brings_its_token(text: str, token: str) -> None:
    assert read_update(sent(text=text)) == Started(ME, 7, token)


@pytest.mark.parametrize(
    "name",
    "aide retour passer pause reprendre corriger mesreponses mesdonnees effacer privacy urgence "
    "stop quitter inconnue".split(),
)
def test_commands_are_read_with_and_without_the_name_of_the_bot(name: str) -> None:
    for text in (f"/{name}", f"/{name}@ApBot", f" /{name.upper()}\n"):
        assert read_update(sent(text=text)) == Command(ME, 7, name, "", text)


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/corriger 3", "corriger", "3"),
        ("/corriger_12", "corriger", "12"),
        ("/corriger@ApBot 3", "corriger", "3"),
        ("/mesréponses", "mesreponses", ""),
        ("/je veux\nm'arrêter là", "je", "veux\nm'arrêter là"),
    ],
)
def test_a_command_has_an_argument(text: str, name: str, argument: str) -> None:
    assert read_update(sent(text=text)) == Command(ME, 7, name, argument, text)


@pytest.mark.parametrize("text", ["/", "//", "12/20", "/ aide", "et/ou", "/aide.", "a /stop"])
def test_words_with_a_slash_are_words(text: str) -> None:
    assert read_update(sent(text=text)) == Typed(ME, 7, text)


def test_a_press_brings_the_text_it_was_under() -> None:
    assert read_update(pressed()) == PressedButton(ME, 7, "99", "o1.2.tag", "Question")


def test_a_press_on_a_message_telegram_has_forgotten_is_still_a_press() -> None:
    old = {"chat": {"id": ME, "type": "private"}, "message_id": 7, "date": 0}

    assert read_update(pressed(message=old)) == PressedButton(ME, 7, "99", "o1.2.tag")


@pytest.mark.parametrize("missing", ["message", "data", "id"])
def test_a_press_that_lacks_something_is_ignored(missing: str) -> None:
    raw = pressed()
    del raw["callback_query"][missing]

    assert isinstance(read_update(raw), Ignored)


def test_a_press_of_somebody_else_in_this_chat_is_ignored() -> None:
    assert isinstance(read_update(pressed(**{"from": {"id": ME + 1}})), Ignored)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_a_chat_that_is_not_private_is_to_be_left(kind: str) -> None:
    post = {"channel_post": in_chat(kind)["message"]}
    press = pressed(message=in_chat(kind)["message"])

    assert read_update(in_chat(kind)) == InGroup(-100_123)
    assert read_update(post) == InGroup(-100_123)
    assert read_update(press) == InGroup(-100_123)


def membership(status: str, kind: str = "private", chat_id: int = ME) -> dict[str, Any]:
    return {
        "my_chat_member": {
            "chat": {"id": chat_id, "type": kind},
            "from": {"id": ME},
            "new_chat_member": {"status": status},
        }
    }


def test_blocking_is_seen_and_unblocking_is_nothing() -> None:
    assert read_update(membership("kicked")) == Blocked(ME)
    assert isinstance(read_update(membership("member")), Ignored)


def test_a_group_is_left_once() -> None:
    assert read_update(membership("member", "group", -5)) == InGroup(-5)
    assert isinstance(read_update(membership("left", "group", -5)), Ignored)
    assert isinstance(read_update(membership("kicked", "group", -5)), Ignored)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_not_text_is_named_in_plain_words_and_its_caption_is_not_kept(kind: str) -> None:
    read = read_update(sent(**{kind: {}, "caption": "secret", "media_group_id": "55"}))

    assert read == Unsupported(ME, 7, KINDS[kind], "55")


def test_the_more_exact_word_is_said() -> None:
    animation = read_update(sent(document={}, animation={}))
    venue = read_update(sent(location={}, venue={}))

    assert animation == Unsupported(ME, 7, "une image animée")
    assert venue == Unsupported(ME, 7, "un lieu")


def test_a_kind_of_tomorrow_is_declined_too() -> None:
    assert read_update(sent(hologram={})) == Unsupported(ME, 7, "ce genre de message")


@pytest.mark.parametrize("kind", sorted(SERVICE))
def test_what_telegram_writes_itself_gets_no_answer(kind: str) -> None:
    assert isinstance(read_update(sent(**{kind: {}})), Ignored)


@pytest.mark.parametrize("wrong", [True, False, 0, 1.0, "7", None, [], {}, 2**52, 10**400, -7])
def test_an_id_that_is_none_is_ignored(wrong: object) -> None:
    chat = {"id": wrong, "type": "private"}

    assert isinstance(read_update(sent(text="a", chat=chat)), Ignored)


@pytest.mark.parametrize("wrong", [True, 0, "7", None, 10**400])
def test_a_message_without_an_id_is_ignored(wrong: object) -> None:
    assert isinstance(read_update(sent(text="a", message_id=wrong)), Ignored)


@pytest.mark.parametrize("text", ["", 5, None, ["a"], {"a": 1}])
def test_a_text_that_is_none_is_declined(text: object) -> None:
    assert isinstance(read_update(sent(text=text)), Unsupported)


def test_nothing_somebody_wrote_is_in_a_repr() -> None:
    canary = "canari"
    raws = [
        sent(text=canary),
        sent(text=f"/start {canary}"),
        sent(text=f"/{canary} {canary}"),
        sent(photo=[], caption=canary),
        pressed(data=canary, message=message(text=canary, **{"from": None})),
    ]

    for raw in raws:
        assert not isinstance(read_update(raw), Ignored)
        assert canary not in repr(read_update(raw))


def test_the_chat_of_an_update_is_found_whatever_it_is() -> None:
    assert chat_of(sent(text="a")) == ME
    assert chat_of({"edited_message": message()}) == ME
    assert chat_of(pressed()) == ME
    assert chat_of(pressed(message=None)) == ME
    assert chat_of(in_chat("group")) == -100_123
    assert chat_of(membership("kicked")) == ME
    assert chat_of({"update_id": 3, "poll": {}}) is None
    assert chat_of({"message": {"chat": {"id": True}}}) is None


@pytest.mark.parametrize(
    "payload",
    ["", "{", "nul", b"\xff\xfe\x00", '{"a":' * 5000, "[" * 100_000, '{"update_id": ' + "9" * 5000],
)
def test_text_that_is_no_json_is_ignored(payload: str | bytes) -> None:
    assert isinstance(read_payload(payload), Ignored)


def test_a_deep_update_beside_what_is_read_does_no_harm() -> None:
    deep: Any = 0
    for _ in range(100_000):
        deep = [deep]

    assert read_update(sent(text="a", reply_to_message=deep)) == Typed(ME, 7, "a")
    assert isinstance(read_update({"message": deep}), Ignored)
    while isinstance(deep, list):  # taken apart by hand: freeing it recurses too
        deep = deep.pop()


def test_json_text_is_read_like_json() -> None:
    assert read_payload(json.dumps(sent(text="é\ud800"))) == Typed(ME, 7, "é\ud800")


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just(10**30)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                "message edited_message callback_query my_chat_member channel_post chat id type "
                "text data from message_id photo new_chat_member status".split()
            )
            | st.text(max_size=3),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=30,
)


@given(ANYTHING)
def test_any_json_is_read(raw: object) -> None:
    assert isinstance(read_update(raw), VALUES)
    found = chat_of(raw)
    assert found is None or type(found) is int


@given(ANYTHING)
def test_what_is_left_to_store_means_the_same(raw: object) -> None:
    update = raw if isinstance(raw, dict) else {"message": raw}

    assert read_update(without_contents(update)) == read_update(update)
    assert chat_of(without_contents(update)) == chat_of(update)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_what_is_declined_is_left_to_store(kind: str) -> None:
    canary = "canari"
    raw = sent(**{kind: {"words": canary}}, caption=canary, forward_origin=canary)

    row = entry_of(raw, str, at=dt.datetime(2026, 9, 10, 8, 0, tzinfo=dt.UTC))

    assert canary not in row.payload
    assert read_payload(row.payload) == read_update(raw)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_what_is_said_in_a_group_is_not_left_to_store(kind: str) -> None:
    raw = in_chat(kind)

    assert "bonjour" not in json.dumps(without_contents(raw))
    assert read_update(without_contents(raw)) == InGroup(-100_123)


def test_words_to_the_bot_are_stored_as_they_came() -> None:
    raw = sent(text="à moi")

    assert without_contents(raw) is raw


PLACES = st.sampled_from(
    [
        ("message",),
        ("message", "chat"),
        ("message", "chat", "id"),
        ("message", "chat", "type"),
        ("message", "from"),
        ("message", "from", "id"),
        ("message", "message_id"),
        ("message", "text"),
    ]
)


@given(PLACES, ANYTHING, st.booleans())
def test_one_wrong_value_anywhere_is_no_exception(
    place: tuple[str, ...],
    wrong: object,
    press: bool,  # noqa: FBT001  # hypothesis gives it
) -> None:
    raw = pressed() if press else sent(text="a")
    spot: Any = raw["callback_query"] if press else raw
    for key in place[:-1]:
        spot = spot[key]
    spot[place[-1]] = wrong

    assert isinstance(read_update(raw), VALUES)
