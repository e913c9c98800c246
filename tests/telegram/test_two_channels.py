"""The same conversation on the web page and on Telegram: what one answers, the other has closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from apbot.channels.web.app import make_app
from apbot.channels.web.site import Site
from apbot.school import School
from apbot.summary import SummaryRules
from apbot.tokens import PromptSigner
from tests.apbot.school import SmallSchool
from tests.botapi.students import Student
from tests.telegram.direct import Direct, direct
from tests.telegram.stage import desk_of
from tests.web.visitor import Visitor


@dataclass
class Both:
    school: SmallSchool
    chat: Direct
    phone: Student
    page: Visitor

    def value(self, question: str) -> object:
        found = self.school.conversation(self.school.sacha)
        assert found is not None
        with self.school.storage.read() as uow:
            answer = uow.answers.current(found.id).get(question)
        return answer.value if answer else None


@pytest.fixture
async def both(school: SmallSchool, rules: SummaryRules) -> AsyncIterator[Both]:
    """Sacha is asked the same first question on both."""
    desk = desk_of(school.library)
    async with direct(school.storage, desk, school.clock) as chat:
        site = Site(
            storage=school.storage,
            writer=chat.writer,
            readers=ThreadPoolExecutor(1),
            library=school.library,
            rules=rules,
            school=School(),
            signer=PromptSigner(b"a secret of the tests"),
            clock=school.clock,
        )
        school.bring(school.sacha, to="welcome.first_weeks")
        phone = await chat.phone_of(school.sacha, desk)
        await chat.says(phone, phone.starts)
        page = Visitor(make_app(site))
        await page.signs_in(f"/e/{school.invite(school.sacha)}")
        yield Both(school, chat, phone, page)
        site.readers.shutdown()


async def test_answer_on_the_page_takes_the_buttons_from_the_chat(both: Both) -> None:
    assert "Plutôt bien" in both.phone.buttons

    await both.page.presses("Plutôt bien")
    await both.chat.settled()

    assert both.value("welcome.first_weeks") == "good"
    assert both.phone.buttons == []


async def test_going_on_with_the_page_costs_the_chat_nothing_more(both: Both) -> None:
    await both.page.presses("Plutôt bien")
    await both.page.presses("Je passe")
    await both.chat.settled()

    edits = [c for c in both.chat.telegram.history.calls if c.method == "editMessageReplyMarkup"]
    assert len(edits) == 1


async def test_press_that_crosses_an_answer_on_the_page_is_an_old_one(both: Both) -> None:
    message = both.phone.bot_messages()[-1]
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await both.page.presses("Plutôt bien")

    said = await both.chat.says(
        both.phone, lambda: both.chat.telegram._press(both.phone.chat, message, data)
    )

    assert "Veux-tu corriger" in said[-1]
    assert both.value("welcome.first_weeks") == "good"


async def test_next_question_goes_where_the_last_message_came_from(both: Both) -> None:
    before = len(both.phone.bot_messages())
    await both.page.presses("Plutôt bien")
    await both.chat.settled()
    assert len(both.phone.bot_messages()) == before

    said = await both.chat.says(both.phone, lambda: both.phone.types("bonjour"))

    assert "points forts" in said[-1]
    assert both.value("welcome.strengths") is None


async def test_page_left_open_understands_what_the_chat_answered(both: Both) -> None:
    old = both.page.buttons("Très bien")[0]
    await both.chat.says(both.phone, lambda: both.phone.presses("Plutôt bien"))

    await both.page.posts([*old.form.fields, *([old.value] if old.value else [])])

    assert both.value("welcome.first_weeks") == "good"
    assert both.page.sees("Cette réponse était déjà arrivée")
    assert "points forts" in both.page.question


async def test_question_still_open_keeps_its_buttons(both: Both) -> None:
    await both.page.types("mille fois")
    await both.chat.settled()

    assert "Plutôt bien" in both.phone.buttons
