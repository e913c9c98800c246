"""A prompt is answered once: pressed twice, late, elsewhere or at once, nothing counts twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp

from apbot.channels.web.site import Site
from apbot.tokens import token_hash
from dialogues.definition import Address
from dialogues.effects import Phrase
from dialogues.phrases import words
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor, answers_everything

STALE = words(Phrase.STALE, Address.TU)
both_ways = pytest.mark.parametrize("script", [False, True])


@both_ways
async def test_the_same_press_twice_counts_once(
    asked: Visitor, school: SmallSchool, *, script: bool
) -> None:
    asked.script = script
    press = {"token": asked.token, "action": "answer", "option": "great"}
    await asked.posts(press)
    question = asked.question

    await asked.posts(press)

    assert asked.sees(STALE)
    assert asked.question == question
    assert [stored.answer.value for stored in school.history(school.sacha)] == ["great"]


async def test_an_old_page_is_never_filed_under_the_new_question(
    asked: Visitor, school: SmallSchool
) -> None:
    old = asked.token
    await asked.presses("Très bien")
    question = asked.question

    await asked.posts({"token": old, "action": "say", "text": "curiosité"})

    assert asked.sees(STALE)
    assert asked.question == question
    assert len(school.history(school.sacha)) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.replace(token.split(".")[0], "3", 1),
        lambda token: token + "0",
        lambda token: " " + token,
        lambda token: token.upper(),
        lambda _: "",
    ],
    ids=["last digit", "number", "longer", "blank", "upper case", "empty"],
)
async def test_a_token_of_somebody_else_is_as_good_as_none(
    asked: Visitor, school: SmallSchool, spoil: Callable[[str], str]
) -> None:
    await asked.posts({"token": spoil(asked.token), "action": "answer", "option": "great"})

    assert asked.sees(STALE)
    assert school.history(school.sacha) == []


async def test_a_token_signed_for_another_browser_is_refused(
    app: ASGIApp, asked: Visitor, school: SmallSchool
) -> None:
    other = await Visitor(app).signs_in(f"/e/{school.invite(school.noa)}")
    await other.presses("On commence")
    assert other.token.split(".")[0] == asked.token.split(".")[0]

    await asked.posts({"token": other.token, "action": "answer", "option": "great"})

    assert asked.sees(STALE)
    assert school.history(school.sacha) == []


async def test_ten_presses_at_once_store_one_answer(asked: Visitor, school: SmallSchool) -> None:
    body = urlencode({"token": asked.token, "action": "answer", "option": "great"})
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answers = await asyncio.gather(
        *(asked.client.post("/questionnaire", content=body, headers=headers) for _ in range(10))
    )

    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [303]
    assert [stored.answer.value for stored in school.history(school.sacha)] == ["great"]
    conversation = school.conversation(school.sacha)
    assert conversation is not None
    assert conversation.version == 3


async def test_two_different_presses_at_once_store_the_first(
    asked: Visitor, school: SmallSchool
) -> None:
    bodies = [
        urlencode({"token": asked.token, "action": "answer", "option": option})
        for option in ("hard", "mixed", "good", "great")
    ]
    headers = {"content-type": "application/x-www-form-urlencoded"}

    await asyncio.gather(
        *(asked.client.post("/questionnaire", content=body, headers=headers) for body in bodies)
    )

    assert len(school.history(school.sacha)) == 1


async def test_an_open_form_survives_a_restart(
    asked: Visitor, site: Site, school: SmallSchool
) -> None:
    """The signature depends on the key and the browser, not on the process."""
    cookie = asked.client.cookies["apbot_eleve"]

    conversation = school.conversation(school.sacha)
    assert conversation is not None
    assert site.signer.sign(token_hash(cookie), 2, conversation.id) == asked.token


async def test_sending_twice_sends_once(asked: Visitor, school: SmallSchool) -> None:
    await answers_everything(asked)
    send = {"token": asked.token, "action": "submit"}

    await asked.posts(send)
    await asked.posts(send)

    assert asked.question == "C'est envoyé"
    conversation = school.conversation(school.sacha)
    assert conversation is not None
    lines = school.audit("conversation", conversation.id)
    assert [verb for _, verb, _ in lines] == ["submit"]


async def test_the_way_without_script_and_the_way_with_it_are_the_same_conversation(
    app: ASGIApp, school: SmallSchool
) -> None:
    plain = await Visitor(app).signs_in(f"/e/{school.invite(school.sacha)}")
    scripted = await Visitor(app).signs_in(f"/e/{school.invite(school.noa)}")
    scripted.script = True
    for visitor in (plain, scripted):
        await visitor.presses("On commence")

    assert await answers_everything(plain) == await answers_everything(scripted)

    assert plain.question == scripted.question
    pairs = [
        [(s.answer.question, s.answer.value, s.prompt) for s in school.history(student)]
        for student in (school.sacha, school.noa)
    ]
    assert pairs[0] == pairs[1]
    assert _items(plain.response.text) == _items(scripted.response.text)


@pytest.mark.parametrize(
    ("script", "start"), [(False, "<!doctype html>"), (True, '<main id="contenu"')]
)
async def test_a_plain_post_redirects_and_a_scripted_one_gets_main_alone(
    asked: Visitor, start: str, *, script: bool
) -> None:
    asked.script = script

    await asked.presses("Très bien")

    assert asked.redirected is not script
    assert asked.response.text.lstrip().startswith(start)


async def test_a_page_left_open_for_days_still_answers(
    asked: Visitor, school: SmallSchool, clock: FakeClock
) -> None:
    clock.advance(days=12)

    await asked.presses("Très bien")

    (stored,) = school.history(school.sacha)
    assert stored.at == clock()


def _items(html: str) -> list[str]:
    return re.findall(r'<p class="given">(.*?)</p>', html)
