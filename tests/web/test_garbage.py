"""Whatever is posted: a clear French sentence, nothing stored, the place kept."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from dialogues.definition import Address
from dialogues.effects import Phrase
from dialogues.phrases import words
from tests.apbot.school import SmallSchool
from tests.web.visitor import Visitor

FIRST = "Tes premières semaines ici se passent…"
STALE = words(Phrase.STALE, Address.TU)
UNREADABLE = words(Phrase.UNREADABLE, Address.TU)
TOO_LONG = "Rien n'est enregistré, tu peux raccourcir."
FORM = "application/x-www-form-urlencoded"

# What is refused never reaches storage.
pytestmark = pytest.mark.parametrize("storage", ["memory"], indirect=True)


async def still_at_the_first_question(visitor: Visitor, school: SmallSchool) -> None:
    assert school.history(school.sacha) == []
    await visitor.opens("/questionnaire")
    assert visitor.status == 200
    assert visitor.question == FIRST
    await visitor.presses("Très bien")
    assert [stored.answer.value for stored in school.history(school.sacha)] == ["great"]


@pytest.fixture
async def free_word(sacha: Visitor, school: SmallSchool) -> Visitor:
    """At the one question that keeps words."""
    school.bring(school.sacha, to="welcome.free_word")
    return await sacha.opens("/questionnaire")


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (b"a" * 301, TOO_LONG),
        (b"mot " * 2000, TOO_LONG),
        ("😀".encode() * 10_000, TOO_LONG),
        (b"", "Aucune réponse n'est arrivée."),
        (b" \r\n\t ", "Aucune réponse n'est arrivée."),
        (b"avant\0apres", UNREADABLE),
        (b"\xed\xa0\x80", UNREADABLE),
        (b"\xed\xb0\x80 seul", UNREADABLE),
        (b"\xff\xfe", UNREADABLE),
        (b"caf\xe9", UNREADABLE),
        (b"\x1b[31mrouge", UNREADABLE),
        (b"\x07\x08", UNREADABLE),
    ],
    ids=lambda value: repr(value[:24]),
)
async def test_words_that_cannot_be_kept_get_a_sentence(
    free_word: Visitor, school: SmallSchool, typed: bytes, sentence: str, *, script: bool
) -> None:
    asked = free_word
    before, question = school.history(school.sacha), asked.question
    asked.script = script

    body = f"token={asked.token}&action=say&text={quote(typed)}"
    await asked.posts_bytes(body.encode())

    assert asked.status == 200
    assert sentence in asked.error
    assert asked.question == question
    assert asked.page.ids["ici"] == question
    assert school.history(school.sacha) == before
    await asked.opens("/questionnaire")
    assert asked.question == question
    await asked.types("Je prends le car.")
    assert school.history(school.sacha)[-1].answer.value == "Je prends le car."


async def test_words_that_are_too_long_are_given_back_to_be_shortened(free_word: Visitor) -> None:
    await free_word.types("à" * 400)

    assert "à" * 400 in free_word.response.text


async def test_raw_bytes_that_are_no_text_get_a_sentence(
    asked: Visitor, school: SmallSchool
) -> None:
    await asked.posts_bytes(b"token=" + asked.token.encode() + b"&action=say&text=\xff\xed\xa0\x80")

    assert asked.error
    assert asked.question == FIRST
    await still_at_the_first_question(asked, school)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", FORM),
        (b"&&&===&", FORM),
        (b"\x00\xff\xfe", FORM),
        (b"%", FORM),
        (b"action", FORM),
        (b"action=answer", FORM),
        (b"action=say&text=bonjour", FORM),
        (b"action=fly&token=1.x", FORM),
        (b"action=skip&token=", FORM),
        (b"action=skip&token=2", FORM),
        (b"action=skip&token=2.", FORM),
        (b"action=skip&token=-1.aa", FORM),
        (b"action=skip&token=%D9%A2.aa", FORM),
        (b"action=skip&token=2.%ff%00", FORM),
        (b"action=skip&token=99999999999999999999.aa", FORM),
        (b"action=erase&yes=1", FORM),
        (b"action=edit&question=welcome.first_weeks", FORM),
        (b"action=share&question=welcome.first_weeks&visibility=mine", FORM),
        (b"&".join(b"f%d=1" % number for number in range(1000)), FORM),
        (b'{"action": "answer", "option": "hard"}', "application/json"),
        (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--", "multipart/form-data"),
        (b"<xml/>", "text/xml"),
    ],
)
async def test_what_is_not_our_form_shows_the_question_again(
    asked: Visitor, school: SmallSchool, body: bytes, kind: str
) -> None:
    await asked.posts_bytes(body, kind=kind)

    assert asked.status == 200
    assert asked.sees(STALE)
    assert asked.question == FIRST
    await still_at_the_first_question(asked, school)


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "answer", "option": "unheard_of"},
        {"action": "answer", "option": ""},
        {"action": "answer", "option": "\ud800"},
        {"action": "answer", "option": "hard\0"},
        {"action": "answer"},
        {"action": "keep"},
        {"action": "confirm", "yes": "1"},
        {"action": "confirm"},
        {"action": "edit", "question": "welcome.unheard_of"},
        {"action": "edit", "question": "\ud800\0"},
        {"action": "edit"},
        {"action": "share", "question": "welcome.first_weeks", "visibility": "mine"},
        {"action": "share", "question": "welcome.first_weeks", "visibility": "everybody"},
        {"action": "share", "question": "\ud800", "visibility": "mine"},
        {"action": "share"},
        {"action": "back"},
        {"action": "ANSWER", "option": "hard"},
        {"action": "answer\0", "option": "hard"},
    ],
    ids=str,
)
async def test_what_makes_no_sense_here_is_said_and_stores_nothing(
    asked: Visitor, school: SmallSchool, fields: dict[str, str]
) -> None:
    before = asked.response.text

    await asked.posts({"token": asked.token, **fields})

    assert asked.status == 200
    assert asked.question == FIRST
    assert asked.response.text != before
    await still_at_the_first_question(asked, school)


async def test_a_body_over_the_limit_is_refused_with_a_way_back(
    asked: Visitor, school: SmallSchool
) -> None:
    await asked.posts({"token": asked.token, "action": "say", "text": "a" * 300 * 1024})

    assert asked.status == 413
    assert asked.sees("Ce message est trop long : rien n'est enregistré.")
    assert asked.page.links["Revenir à la question"].startswith("/questionnaire")
    await still_at_the_first_question(asked, school)


async def test_a_huge_body_is_refused_at_the_doors_too(
    visitor: Visitor, school: SmallSchool
) -> None:
    huge = b"yes=1&x=" + b"a" * 300 * 1024
    for path in (f"/e/{school.invite(school.sacha)}", f"/p/{school.invite(school.laureole)}"):
        await visitor.posts_bytes(huge, to=path)
        assert visitor.status == 413
        assert not visitor.client.cookies


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_another_method_is_refused_without_a_word_more(asked: Visitor, method: str) -> None:
    response = await asked.client.request(method, "/questionnaire")

    assert response.status_code == 405
    assert "Sacha" not in response.text
