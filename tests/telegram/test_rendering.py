"""Messages -> calls to the Bot API, within what Telegram takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.channels.messages import Act as Does
from apbot.channels.messages import Button, Message
from apbot.channels.telegram import callbacks
from apbot.channels.telegram.callbacks import Act, Press
from apbot.channels.telegram.rendering import (
    ApiCall,
    acknowledge,
    answered,
    calls,
    confirm_erasing,
    offer_correction,
    question_text,
    say,
    ticks,
    without_buttons,
)
from apbot.channels.telegram.texts import LONGEST, cut, pieces, units
from dialogues.definition import Address, Grid, Kind, Option, Step, Text
from dialogues.progress import Progress

CHAT = 4_000_000_000_123
STAMP = partial(callbacks.stamp, chat_key="k" * 64, secret=b"secret")


def same(text: str) -> Text:
    return Text(text, text)


def a_step(kind: Kind, labels: Sequence[str] = (), **more: Any) -> Step:
    options = tuple(Option(f"id{i}", same(label)) for i, label in enumerate(labels))
    topic = same("Sujet")
    return Step("d.q", kind, same("Question"), topic, "hash", options=options, **more)


def a_question(step: Step, *said: str, progress: Progress | None = None) -> Message:
    buttons = tuple(
        Button(option.button(Address.TU), Does.OPTION, option.id) for option in step.options
    )
    return Message(said or ("Question ?",), buttons, 4, progress)


def shown(step: Step, *said: str, **more: Any) -> ApiCall:
    (call,) = calls([a_question(step, *said)], chat_id=CHAT, stamp=STAMP, step=step, **more)
    return call


def labels(call: ApiCall) -> list[list[str]]:
    markup = call.body.get("reply_markup", {"inline_keyboard": []})
    return [[key["text"] for key in row] for row in markup["inline_keyboard"]]


def presses(call: ApiCall) -> list[Press | None]:
    return [
        callbacks.read(key["callback_data"], chat_key="k" * 64, secret=b"secret")
        for row in call.body["reply_markup"]["inline_keyboard"]
        for key in row
    ]


def bold(call: ApiCall) -> str:
    (entity,) = call.body["entities"]
    assert entity["type"] == "bold"
    encoded = call.body["text"].encode("utf-16-le")
    start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
    said: bytes = encoded[start:end]
    return said.decode("utf-16-le")


WAYS = ["Je passe", "Retour"]


def test_a_question_is_plain_text_without_preview() -> None:
    call = shown(a_step(Kind.TEXT), "Un lien <b>https://example.org</b> *et* _lui_")

    assert call.method == "sendMessage"
    assert call.kind == "question"
    assert call.prompt == 4
    assert call.body["chat_id"] == CHAT
    assert call.body["text"] == "Un lien <b>https://example.org</b> *et* _lui_"
    assert "parse_mode" not in call.body
    assert call.body["link_preview_options"] == {"is_disabled": True}
    assert labels(call) == [WAYS]


def test_short_choices_stand_two_in_a_row() -> None:
    call = shown(a_step(Kind.CHOICE, ["Bien", "Quatorze signe", "Mal"]))

    assert labels(call) == [["Bien", "Quatorze signe"], ["Mal"], WAYS]


def test_one_long_label_gives_each_choice_its_row() -> None:
    call = shown(a_step(Kind.CHOICE, ["Bien", "Quinze signes !", "Mal"]))

    assert labels(call) == [["Bien"], ["Quinze signes !"], ["Mal"], WAYS]


def test_a_short_scale_stands_in_one_row() -> None:
    assert labels(shown(a_step(Kind.SCALE, ["Pas du tout", "Un peu", "Plutôt", "Très"]))) == [
        ["Pas du tout", "Un peu", "Plutôt", "Très"],
        WAYS,
    ]


def test_long_scale_stands_in_one_row_of_numbers_that_the_text_explains() -> None:
    words = ["Presque jamais", "Parfois", "Souvent", "Presque toujours"]

    call = shown(a_step(Kind.SCALE, words))

    assert labels(call) == [["1", "2", "3", "4"], WAYS]
    explained = "1 Presque jamais · 2 Parfois · 3 Souvent · 4 Presque toujours"
    assert call.body["text"].endswith(explained)
    assert "·" not in answered(call.body["text"], "Souvent", CHAT, 9).body["text"]


def test_not_observed_stands_outside_the_scale() -> None:
    words = ["Non", "Peu", "Oui", "Très"]
    levels = tuple(Option(str(i), same(word), score=i) for i, word in enumerate(words, 1))
    outside = Option("na", same("Pas observé"), unscored=True)
    step = Step(
        "d.q", Kind.SCALE, same("Q"), same("S"), "hash", options=(*levels, outside), required=True
    )

    call = shown(step)

    assert labels(call) == [words, ["Pas observé"], ["Retour"]]
    assert [press and press.option for press in presses(call)] == [0, 1, 2, 3, 4, None]


def test_a_required_question_cannot_be_passed() -> None:
    call = shown(a_step(Kind.TEXT, required=True))

    assert labels(call) == [["Retour"]]


def test_each_button_says_which_option_of_which_prompt() -> None:
    call = shown(a_step(Kind.CHOICE, ["A", "B"]))

    assert presses(call) == [
        Press(Act.OPTION, 4, 0),
        Press(Act.OPTION, 4, 1),
        Press(Act.SKIP, 4),
        Press(Act.BACK, 4),
    ]


def test_several_choices_have_ticks_and_are_sent_together() -> None:
    step = a_step(Kind.CHOICES, ["Français", "Quatorze signe", "Aucune"])

    call = shown(step, ticked=(1,))

    assert labels(call) == [["Français", "✓ Quatorze signe"], ["Aucune"], ["Valider"], WAYS]
    assert presses(call)[:4] == [
        Press(Act.TICK, 4, 0),
        Press(Act.UNTICK, 4, 1),
        Press(Act.TICK, 4, 2),
        Press(Act.VALIDATE, 4),
    ]
    assert "Toucher pour cocher" in call.body["text"]


def test_a_tick_changes_the_keyboard_and_nothing_else() -> None:
    step = a_step(Kind.CHOICES, ["A", "B"])

    call = ticks(
        a_question(step), chat_id=CHAT, message_id=9, stamp=STAMP, step=step, ticked={0, 1}
    )

    assert call.method == "editMessageReplyMarkup"
    assert call.kind == "edit"
    assert set(call.body) == {"chat_id", "message_id", "reply_markup"}
    assert labels(call) == [["✓ A", "✓ B"], ["Valider"], WAYS]
    asked = shown(step, ticked={0, 1})
    assert call.body["reply_markup"] == asked.body["reply_markup"]


def test_the_answer_proposed_can_be_kept() -> None:
    step = a_step(Kind.CHOICE, ["A", "B"])
    buttons = (*a_question(step).buttons, Button("Garder cette réponse", Does.KEEP))
    message = Message(("Question ?",), buttons, 4)

    (call,) = calls([message], chat_id=CHAT, stamp=STAMP, step=step)

    assert labels(call) == [["A", "B"], ["Garder cette réponse"], WAYS]


def test_only_the_question_is_bold_after_its_progress() -> None:
    step = a_step(Kind.TEXT)
    message = a_question(step, "Ça va 👍 ?", "Un conseil.", progress=Progress(3, 25))

    (call,) = calls([message], chat_id=CHAT, stamp=STAMP, step=step)

    assert call.body["text"] == "(3/25) Ça va 👍\u00a0?\n\nUn conseil."
    assert bold(call) == "Ça va 👍\u00a0?"


def test_in_a_grid_the_line_is_bold_and_not_the_stem() -> None:
    step = a_step(Kind.SCALE, ["A", "B"], grid=Grid("d.g", same("Depuis… 🚀"), 1, 8))
    message = a_question(step, "Depuis… 🚀 (1 sur 8)", "J'ai participé.", progress=Progress(3, 25))

    (call,) = calls([Message(("Bien noté 🎒.",)), message], chat_id=CHAT, stamp=STAMP, step=step)

    assert call.body["text"].startswith("Bien noté 🎒.\n\n(3/25) Depuis… 🚀 (1 sur 8)\n\n")
    assert bold(call) == "J'ai participé."


def test_what_is_said_before_a_question_costs_no_call() -> None:
    step = a_step(Kind.TEXT)

    sent = calls([Message(("Merci.",)), a_question(step)], chat_id=CHAT, stamp=STAMP, step=step)

    assert [call.body["text"] for call in sent] == ["Merci.\n\nQuestion\u00a0?"]
    assert sent[0].prompt == 4


def test_what_has_buttons_stays_a_message_of_its_own() -> None:
    first = Message(("Un.",), (Button("Continuer", Does.RESUME),))

    sent = calls([first, Message(("Deux.",))], chat_id=CHAT, stamp=STAMP)

    assert [call.body["text"] for call in sent] == ["Un.", "Deux."]
    assert [call.kind for call in sent] == ["say", "say"]


def test_the_review_is_numbered_and_says_how_to_correct() -> None:
    review = Message(
        ("Voici tes réponses.",),
        (Button("Envoyer à Mme Dupré", Does.SUBMIT), Button("Effacer les réponses", Does.ERASE)),
        30,
        numbered=("Matières : <b>maths !</b>", "Humeur : Question passée"),
    )

    (call,) = calls([review], chat_id=CHAT, stamp=STAMP, sharing=True)

    assert call.kind == "question"
    assert "1. Matières : <b>maths !</b>\n2. Humeur : Question passée" in call.body["text"]
    assert "/corriger 3" in call.body["text"]
    assert "garder 3" in call.body["text"]
    assert "entities" not in call.body
    assert labels(call) == [["Envoyer à Mme Dupré"], ["Effacer les réponses"]]
    assert presses(call) == [Press(Act.SUBMIT, 30), Press(Act.ERASE, 30)]


def test_an_adult_is_not_told_to_keep_answers_for_themselves() -> None:
    review = Message(("Vos réponses.",), (Button("Envoyer", Does.SUBMIT),), 3, numbered=("A : b",))

    (call,) = calls([review], chat_id=CHAT, stamp=STAMP)

    assert "garder 3" not in call.body["text"]
    assert "/corriger 3" in call.body["text"]


def test_a_confirmation_has_only_its_two_buttons() -> None:
    asked = Message(
        ("Tu voulais dire « B » ?",), (Button("Oui", Does.YES), Button("Non", Does.NO)), 5
    )

    (call,) = calls([asked], chat_id=CHAT, stamp=STAMP, step=a_step(Kind.CHOICE, ["A", "B"]))

    assert labels(call) == [["Oui", "Non"]]
    assert presses(call) == [Press(Act.YES, 5), Press(Act.NO, 5)]


def test_a_text_too_long_is_cut_between_paragraphs_and_keeps_its_buttons_last() -> None:
    step = a_step(Kind.CHOICE, ["A", "B"])
    message = a_question(step, "é" * 3000, "👍" * 1000, "Fin.")

    sent = calls([message], chat_id=CHAT, stamp=STAMP, step=step)

    assert [call.body["text"] for call in sent] == ["é" * 3000, "👍" * 1000 + "\n\nFin."]
    assert [call.kind for call in sent] == ["say", "question"]
    assert "reply_markup" not in sent[0].body
    assert labels(sent[1]) == [["A", "B"], WAYS]


def test_the_order_is_kept_when_two_do_not_fit_together() -> None:
    sent = calls(
        [Message(("a" * 4000,)), Message(("b" * 200,)), Message(("c",))],
        chat_id=CHAT,
        stamp=STAMP,
    )

    assert [call.body["text"][0] for call in sent] == ["a", "b"]
    assert sent[1].body["text"].endswith("\n\nc")


def test_nothing_to_say_is_no_call() -> None:
    assert calls([Message(("  ",)), Message(())], chat_id=CHAT, stamp=STAMP) == []


def test_signs_that_no_json_carries_are_replaced() -> None:
    call = shown(a_step(Kind.TEXT), "a\x00b\ud800c")

    assert call.body["text"] == "a\ufffdb\ufffdc"
    json.dumps(call.body, ensure_ascii=False).encode()


def test_the_answered_question_shows_the_answer_and_has_no_buttons() -> None:
    call = answered("(3/25) Quelle humeur ?", "Bonne <3", CHAT, 9)

    assert call.method == "editMessageText"
    assert call.kind == "edit"
    assert call.body == {
        "chat_id": CHAT,
        "message_id": 9,
        "text": "(3/25) Quelle humeur ?\n\nRéponse : Bonne <3",
        "link_preview_options": {"is_disabled": True},
    }


def test_the_words_of_a_question_can_be_had_for_its_answer() -> None:
    step = a_step(Kind.CHOICES, ["A"])

    assert question_text(a_question(step, "Q ?"), step) == shown(step, "Q ?").body["text"]


@pytest.mark.parametrize("answer", ["", " ", "👍" * 5000, "a" * 5000])
@pytest.mark.parametrize("question", ["", "é" * 5000, "Q"])
def test_an_answered_question_always_fits(question: str, answer: str) -> None:
    text = answered(question, answer, CHAT, 9).body["text"]

    assert units(text) <= LONGEST
    assert "Réponse : " in text


def test_a_press_is_acknowledged_in_at_most_two_hundred_signs() -> None:
    assert acknowledge("77").body == {"callback_query_id": "77"}
    assert acknowledge("77", "C'est noté.").body["text"] == "C'est noté."
    assert len(acknowledge("77", "a" * 300).body["text"]) == 200


def test_buttons_can_be_taken_away() -> None:
    assert without_buttons(CHAT, 9).body["reply_markup"] == {"inline_keyboard": []}


def test_correcting_and_erasing_are_offered_with_a_way_out() -> None:
    correction = offer_correction("Veux-tu corriger ?", 3, CHAT, STAMP)
    erasing = confirm_erasing(["Tout sera effacé."], CHAT, STAMP, prompt=8)

    assert presses(correction) == [Press(Act.CORRECT, 3), Press(Act.DISMISS, 3)]
    assert presses(erasing) == [Press(Act.ERASE_SURE, 8), Press(Act.DISMISS, 8)]


def test_a_sentence_of_the_program_is_one_message() -> None:
    call = say("Je ne sais pas lire une photo.", CHAT)

    assert call.kind == "say"
    assert "reply_markup" not in call.body


@given(st.text(), st.integers(2, 50))
def test_pieces_fit_and_lose_only_white_space(text: str, most: int) -> None:
    parts = list(pieces(text, most))

    assert all(0 < units(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(alphabet=st.characters(codec="utf-8")), st.integers(1, 50))
def test_units_are_those_of_utf_16(text: str, most: int) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2
    assert units(cut(text, most)) <= most


PARAGRAPHS = st.lists(st.text(), max_size=4)
LABELS = st.lists(st.text(), max_size=120)


@given(PARAGRAPHS, LABELS, st.sampled_from(Kind), st.sets(st.integers(0, 130)))
def test_whatever_a_dialogue_holds_telegram_takes_it(
    said: list[str], words: list[str], kind: Kind, ticked: set[int]
) -> None:
    step = a_step(kind, words)
    message = a_question(step, *said, progress=Progress(1, 2))

    for call in calls([message], chat_id=CHAT, stamp=STAMP, step=step, ticked=ticked):
        text = call.body["text"]
        assert 0 < units(text) <= LONGEST
        assert text == text.strip()
        json.dumps(call.body, ensure_ascii=False).encode()
        rows = call.body.get("reply_markup", {}).get("inline_keyboard", [])
        assert all(1 <= len(row) <= 8 for row in rows)
        assert sum(map(len, rows)) <= 100
        assert all(key["text"] and len(key["callback_data"]) <= 64 for row in rows for key in row)
        for entity in call.body.get("entities", []):
            assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units(text)
