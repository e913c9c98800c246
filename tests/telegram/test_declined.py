"""What is no text: one kind sentence wherever the student is, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import pytest

from storage.records import Conversation
from tests.apbot.school import SmallSchool
from tests.botapi.students import UNTYPED, Student
from tests.telegram.direct import Direct, direct
from tests.telegram.stage import desk_of


@dataclass
class Scene:
    school: SmallSchool
    chat: Direct
    phone: Student

    async def sends(self, kind: str, album: str = "") -> list[str]:
        content = {**UNTYPED[kind], **({"media_group_id": album} if album else {})}
        return await self.chat.says(self.phone, partial(self.phone.sends, content))

    def stands(self) -> Conversation | None:
        return self.school.conversation(self.school.sacha)


@pytest.fixture
async def scene(school: SmallSchool) -> AsyncIterator[Scene]:
    """Sacha is asked a question."""
    desk = desk_of(school.library)
    async with direct(school.storage, desk, school.clock) as chat:
        school.bring(school.sacha, to="welcome.first_weeks")
        phone = await chat.phone_of(school.sacha, desk)
        await chat.says(phone, phone.starts)
        yield Scene(school, chat, phone)


@pytest.mark.parametrize("kind", UNTYPED)
async def test_one_sentence_says_what_is_possible_and_nothing_has_moved(
    scene: Scene, kind: str
) -> None:
    before = scene.stands()

    said = await scene.sends(kind)

    assert len(said) == 1
    assert said[0].startswith("Je ne sais pas lire un")
    assert said[0].endswith("je n'en garde rien. Tu peux écrire ou toucher un bouton.")
    assert scene.stands() == before
    assert scene.school.history(scene.school.sacha) == []
    assert "Plutôt bien" in scene.phone.buttons


async def test_pictures_sent_together_are_declined_once(scene: Scene) -> None:
    said = [await scene.sends("photo", album) for album in ("1", "1", "1", "2")]

    assert [len(part) for part in said] == [1, 0, 0, 1]
