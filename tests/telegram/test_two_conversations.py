"""Somebody with two conversations at once: what they say never lands in the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

import pytest

from apbot.conversation import Place, handle
from dialogues import events as ev
from dialogues.effects import ShowReview
from dialogues.snapshot import Phase
from storage.records import Conversation, Person
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool, place_of
from tests.botapi.students import Student
from tests.telegram.direct import Direct, direct
from tests.telegram.stage import desk_of


class Offered:
    """What is offered, as the test decides."""

    def __init__(self) -> None:
        self.places: list[Place] = []

    def __call__(self, uow: UnitOfWork, person: Person, *, at: dt.datetime) -> Sequence[Place]:  # noqa: ARG002
        return self.places


@dataclass
class World:
    school: SmallSchool
    chat: Direct
    offered: Offered
    phone: Student

    def offer(self, dialogue: str, occasion: str = "") -> Place:
        sacha = self.school.sacha.id
        place = Place(sacha, sacha, dialogue, occasion=occasion)
        self.offered.places.append(place)
        return place

    async def types(self, words: str) -> list[str]:
        return await self.chat.says(self.phone, lambda: self.phone.types(words))

    async def presses(self, label: str, message_id: int | None = None) -> list[str]:
        return await self.chat.says(
            self.phone, lambda: self.phone.presses(label, message_id=message_id)
        )

    def found(self, place: Place) -> Conversation | None:
        with self.school.storage.read() as uow:
            return uow.conversations.find(
                place.respondent_id, place.subject_id, place.dialogue, place.occasion
            )

    def values(self, place: Place) -> dict[str, object]:
        found = self.found(place)
        if found is None:
            return {}
        with self.school.storage.read() as uow:
            current = uow.answers.current(found.id)
        return {key: answer.value for key, answer in current.items()}

    def message_with(self, words: str) -> int:
        """The last message of the bot with these words."""
        return max(
            int(message["message_id"])
            for message in self.phone.bot_messages()
            if words in str(message.get("text", "")).replace("\u00a0", " ")
        )


@pytest.fixture
async def world(school: SmallSchool) -> AsyncIterator[World]:
    offered = Offered()
    desk = replace(desk_of(school.library), offers=offered)
    async with direct(school.storage, desk, school.clock) as chat:
        yield World(school, chat, offered, await chat.phone_of(school.sacha, desk))


def open_elsewhere(world: World, place: Place) -> None:
    """On the web, a little later: it is the most recently active then."""
    at = world.school.clock.advance(minutes=1)
    with world.school.storage.write() as uow:
        handle(uow, world.school.library, place, ev.Acknowledged(at))
        uow.commit()


def finish(world: World, place: Place) -> None:
    """The rest passed over, and sent."""
    at = world.school.clock()
    with world.school.storage.write() as uow:
        standing = handle(uow, world.school.library, place, ev.Skipped(at))
        while not any(isinstance(effect, ShowReview) for effect in standing.effects):
            standing = handle(uow, world.school.library, place, ev.Skipped(at))
        handle(uow, world.school.library, place, ev.Submitted(at))
        uow.commit()


async def test_nothing_offered_is_said_kindly(world: World) -> None:
    assert await world.types("bonjour") == [
        "Il n'y a pas de questions pour toi en ce moment. Je t'écrirai quand il y en aura."
    ]


async def test_what_is_offered_opens_at_the_first_word_and_the_word_is_no_answer(
    world: World,
) -> None:
    place = world.offer("checkin")

    said = await world.types("bonjour")

    assert "On commence" in world.phone.buttons
    assert not any("question a changé" in text for text in said)
    assert world.values(place) == {}


async def test_goes_on_with_the_most_recently_active(world: World) -> None:
    world.school.bring(world.school.sacha, to="welcome.strengths")
    world.offer("checkin")

    said = await world.types("/start")

    assert "points forts" in said[-1]


async def test_after_the_last_one_is_sent_it_says_that_all_is_done(world: World) -> None:
    world.school.send(world.school.sacha)
    world.offered.places.append(place_of(world.school.sacha))

    assert await world.types("/start") == [
        "Tu as répondu à tout, merci. Il n'y a rien d'autre à faire pour le moment."
    ]


async def test_sending_one_names_the_next(world: World) -> None:
    world.school.bring(world.school.sacha)
    world.offer("checkin")
    await world.types("/start")

    said = await world.types("envoyer")

    assert said[-1] == "Autre chose t'attend : « Point d'étape ». Écris /start quand tu veux."
    assert "On commence" not in world.phone.buttons
    await world.types("/start")
    assert "On commence" in world.phone.buttons


async def test_press_goes_to_the_conversation_that_made_the_button(world: World) -> None:
    world.school.bring(world.school.sacha, to="welcome.strengths")
    welcome = place_of(world.school.sacha)
    await world.types("/start")
    asked = world.message_with("points forts")
    checkin = world.offer("checkin")
    open_elsewhere(world, checkin)
    await world.types("/start")
    assert "Depuis le dernier point" in world.phone.reads[-1]

    await world.presses("La curiosité", asked)
    await world.presses("Valider", asked)

    assert world.values(welcome)["welcome.strengths"] == ("curiosity",)
    assert world.values(checkin) == {}


async def test_words_go_to_the_question_shown_last_in_this_chat(world: World) -> None:
    world.school.bring(world.school.sacha, to="welcome.free_word")
    welcome = place_of(world.school.sacha)
    await world.types("/start")
    checkin = world.offer("checkin")
    open_elsewhere(world, checkin)

    await world.types("je prends le car")

    assert world.values(welcome)["welcome.free_word"] == "je prends le car"
    assert world.values(checkin) == {}


async def test_ticks_of_one_are_not_the_ticks_of_the_other(world: World) -> None:
    orientation = world.offer("orientation")
    world.school.bring(world.school.sacha, to="welcome.strengths")
    await world.types("/start")
    asked = world.message_with("points forts")
    await world.presses("La curiosité", asked)
    open_elsewhere(world, orientation)
    await world.types("/start")
    await world.presses("Valider", asked)

    found = world.found(orientation)
    assert found is not None
    assert found.phase == Phase.ASKING
    assert world.values(orientation) == {}


async def test_edit_of_an_earlier_occasion_does_not_reach_the_new_one(world: World) -> None:
    first = world.offer("checkin", "2026-10")
    await world.types("/start")
    await world.presses("On commence")
    await world.types("souvent")
    edited = world.phone.own_messages()[-1]["message_id"]
    finish(world, first)
    second = world.offer("checkin", "2026-11")
    world.school.clock.advance(minutes=1)
    await world.types("/start")
    await world.presses("On commence")
    await world.types("parfois")

    said = await world.chat.says(world.phone, lambda: world.phone.edits("presque jamais", edited))

    assert "Je ne peux plus changer cette réponse ici" in said[-1]
    assert list(world.values(second).values()) == [2]
