"""Another account, another student: nothing written before is shown back, to anybody."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from apbot.channels.telegram.deciding import Desk
from apbot.enabling import refuse, reissue
from apbot.importing.applying import apply, known
from apbot.importing.entries import Entry, StudentList
from apbot.importing.planning import plan_import
from apbot.library import Library
from apbot.school import School
from storage.records import Delivery, NewOutgoing, TelegramAccount
from tests.apbot.school import SmallSchool
from tests.botapi.students import Student
from tests.clock import FakeClock
from tests.telegram.direct import Direct, direct

HIDDEN = "réponse donnée avant"


@dataclass
class Phones:
    """Who has which, and what the staff do at the command line."""

    line: Direct
    school: SmallSchool
    clock: FakeClock

    async def says(self, phone: Student, words: str) -> str:
        return self._all(await self.line.says(phone, lambda: phone.types(words)))

    async def presses(self, phone: Student, label: str) -> str:
        return self._all(await self.line.says(phone, lambda: phone.presses(label)))

    async def presses_again(self, phone: Student, older: tuple[Any, str]) -> str:
        """A button that stood in the chat before."""
        press = self.line.telegram._press
        return self._all(await self.line.says(phone, lambda: press(phone.chat, *older)))

    def _all(self, said: list[str]) -> str:
        self.clock.advance(seconds=5)
        return "\n".join(said)

    def reissued(self, name: str) -> str:
        """The fresh token."""
        with self.school.storage.write() as uow:
            done = reissue(uow, name, at=self.clock())
            uow.commit()
        return done.link.token

    async def let_in(self, phone: Student, token: str) -> str:
        """Through the door with this link; what the bot says last."""
        await self.line.says(phone, lambda: phone.starts(token))
        await self.presses(phone, "C'est bien moi")
        return await self.presses(phone, "Continuer sur Telegram")

    async def begun(self, name: str, number: int = 42) -> Student:
        phone = Student(self.line.telegram, number)
        await self.let_in(phone, self.reissued(name))
        await self.presses(phone, "On commence")
        return phone


@pytest.fixture
async def phones(school: SmallSchool, library: Library, clock: FakeClock) -> AsyncIterator[Phones]:
    with school.storage.write() as uow:
        uow.people.allow_telegram(school.sacha.class_id or "", allowed=True)
        uow.commit()
    desk = Desk(library, School(name="lycée Exemple"), b"a secret of the tests")
    async with direct(school.storage, desk, clock) as line:
        yield Phones(line, school, clock)


def older_button(phone: Student, label: str) -> tuple[Any, str]:
    """A message as it stands, and what one of its buttons carries."""
    message = phone.bot_messages()[-1]
    rows = message["reply_markup"]["inline_keyboard"]
    return message, next(b["callback_data"] for row in rows for b in row if b["text"] == label)


# -- a link again -------------------------------------------------------------------------------


async def test_after_a_reissue_the_old_chat_shows_nothing_more(phones: Phones) -> None:
    old = await phones.begun("Sacha Pivoine")
    await phones.presses(old, "Plutôt bien")
    button = older_button(old, "La curiosité")
    phones.reissued("Sacha Pivoine")
    before = len(old.reads)

    for words in ("/mesreponses", "/mesdonnees", "/corriger 1", "/start", "La curiosité"):
        await phones.says(old, words)
    await phones.presses_again(old, button)
    await phones.says(old, "bonjour")

    assert not any("Plutôt bien" in text for text in old.reads[before:])
    assert [past.answer.question for past in phones.school.history(phones.school.sacha)] == [
        "welcome.first_weeks"
    ]


async def test_new_account_goes_on_without_showing_what_was_written_before(phones: Phones) -> None:
    sacha = phones.school.sacha
    old = await phones.begun("Sacha Pivoine")
    await phones.presses(old, "Plutôt bien")
    token = phones.reissued("Sacha Pivoine")
    new = Student(phones.line.telegram, 43)

    said = await phones.let_in(new, token)
    await phones.says(new, "la curiosité")
    lines = await phones.says(new, "/mesreponses")
    back = await phones.says(new, "/corriger 1")

    assert said.startswith("(2/25)")
    assert f"Premières semaines : {HIDDEN}" in lines
    assert "La curiosité" in lines
    assert HIDDEN in back
    assert not any("Plutôt bien" in text for text in new.reads)
    # Nothing is lost: it is the page that shows it.
    assert phones.school.history(sacha)[0].answer.value == "good"


async def test_review_hides_what_was_written_before_and_can_be_sent(phones: Phones) -> None:
    sacha = phones.school.sacha
    phones.school.bring(
        sacha, profile={"welcome.first_weeks": ("hard",), "welcome.free_word": "mes mots"}
    )
    phone = Student(phones.line.telegram, 42)

    review = await phones.let_in(phone, phones.reissued("Sacha Pivoine"))
    sent = await phones.says(phone, "envoyer")

    assert f"Premières semaines : {HIDDEN}" in review
    assert "Merci, c'est envoyé" in sent
    assert not any("Difficilement" in text for text in phone.reads)


async def test_who_comes_back_to_the_same_chat_reads_nothing_older_there_either(
    phones: Phones,
) -> None:
    phone = await phones.begun("Sacha Pivoine")
    button = older_button(phone, "Très bien")
    await phones.presses(phone, "Plutôt bien")
    await phones.says(phone, "/quitter")
    await phones.let_in(phone, phones.reissued("Sacha Pivoine"))

    offered = await phones.presses_again(phone, button)

    assert "Veux-tu corriger" in offered
    assert HIDDEN in offered


async def test_what_waited_for_a_chat_that_is_theirs_no_more_is_not_sent(
    school: SmallSchool, library: Library, clock: FakeClock
) -> None:
    desk = Desk(library, School(), b"a secret of the tests")
    at, storage = clock(), school.storage

    def message(number: int, words: str, kind: str = "say") -> NewOutgoing:
        payload = {"method": "sendMessage", "body": {"chat_id": number, "text": words}}
        key = desk.key_of(number)
        return NewOutgoing(
            words, "telegram", key, kind, json.dumps(payload), Delivery.AT_LEAST_ONCE, at
        )

    with storage.write() as uow:
        for number, person in ((42, school.sacha), (43, school.noa)):
            key = desk.key_of(number)
            uow.accounts.link(TelegramAccount(person.id, key, number, "active", at))
        uow.outbox.add(
            [
                message(42, "Plutôt bien"),
                message(43, "La curiosité"),
                message(42, "Au revoir", "door"),
            ]
        )
        uow.people.allow_telegram(school.sacha.class_id or "", allowed=True)
        # The server was away; meanwhile Sacha got a fresh link, and Robin has the phone.
        reissue(uow, "Sacha Pivoine", at=clock.advance(minutes=1))
        theirs = TelegramAccount(school.robin.id, desk.key_of(42), 42, "active", clock())
        uow.accounts.link(theirs)
        uow.commit()

    async with direct(storage, desk, clock) as line:
        phones = [Student(line.telegram, number) for number in (42, 43)]
        for phone in phones:
            phone.chat.started = True
        await line.settled()

    assert [phone.reads for phone in phones] == [["Au revoir"], ["La curiosité"]]


# -- one phone for two --------------------------------------------------------------------------


async def test_phone_that_changes_hands_shows_nothing_of_who_had_it(phones: Phones) -> None:
    school = phones.school
    phone = await phones.begun("Sacha Pivoine")
    await phones.presses(phone, "Plutôt bien")
    button = older_button(phone, "L'écoute")
    await phones.presses(phone, "La curiosité")
    assert "✓ La curiosité" in phone.buttons
    await phones.says(phone, "/quitter")
    before = len(phone.reads)

    await phones.let_in(phone, phones.reissued("Noa Verveine"))
    await phones.presses(phone, "On commence")
    await phones.says(phone, "difficilement")
    await phones.presses_again(phone, button)
    lines = await phones.says(phone, "/mesreponses")

    theirs = phone.reads[before:]
    assert "Noa" in " ".join(theirs)
    assert not any("Plutôt bien" in text or "Sacha" in text for text in theirs)
    assert lines == "1. Premières semaines : Difficilement"
    # Neither what Sacha had ticked nor a button of Sacha's is Noa's.
    last = phone.bot_messages()[-2]
    assert not [
        button["text"]
        for row in last.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if button["text"].startswith("✓")
    ]
    assert [past.answer.value for past in school.history(school.sacha)] == ["good"]
    assert [past.answer.value for past in school.history(school.noa)] == ["hard"]


async def test_second_student_needs_the_first_to_leave(phones: Phones) -> None:
    phone = await phones.begun("Sacha Pivoine")
    token = phones.reissued("Noa Verveine")

    refused = "\n".join(await phones.line.says(phone, lambda: phone.starts(token)))
    await phones.says(phone, "/quitter")
    asked = "\n".join(await phones.line.says(phone, lambda: phone.starts(token)))

    assert "déjà relié" in refused
    assert asked == "Tu es bien Noa V. ?"


async def test_phone_of_a_student_who_left_the_school_shows_nothing_of_them(phones: Phones) -> None:
    school = phones.school
    phone = await phones.begun("Sacha Pivoine")
    await phones.presses(phone, "Plutôt bien")
    await phones.presses(phone, "La curiosité")
    entries = Entry(2, "VERVEINE", "Noa", "2nde 3"), Entry(3, "CORIANDRE", "Robin", "2nde 4")
    nobody_else = StudentList("liste.csv", "", entries, ())
    with school.storage.write() as uow:
        plan = plan_import(nobody_else, known(uow, "2026-2027"))
        apply(uow, plan, school_year="2026-2027", at=phones.clock())
        uow.commit()
    assert [gone.given_name for gone in plan.departures] == ["Sacha"]
    before = len(phone.reads)

    await phones.let_in(phone, phones.reissued("Noa Verveine"))
    await phones.presses(phone, "On commence")
    lines = await phones.says(phone, "/mesreponses")

    assert lines == "Il n'y a pas encore de réponse."
    assert not any("Plutôt bien" in text or "Sacha" in text for text in phone.reads[before:])


# -- the head changes their mind ----------------------------------------------------------------


async def test_class_that_is_refused_goes_on_by_the_page(phones: Phones) -> None:
    phone = await phones.begun("Sacha Pivoine")
    await phones.presses(phone, "Plutôt bien")

    with phones.school.storage.write() as uow:
        refuse(uow, "2nde 3", at=phones.clock())
        uow.commit()
    said = await phones.says(phone, "bonjour")

    assert "page web" in said
    phones.school.bring(phones.school.sacha, to="welcome.biggest_change")
    assert phones.school.history(phones.school.sacha)[0].answer.value == "good"
