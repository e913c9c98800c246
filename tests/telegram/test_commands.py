"""Every command of the menu, wherever somebody stands: what it says, and where they stand then."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType

import pytest

from apbot.channels.telegram import menu, sentences
from apbot.enabling import reissue
from apbot.library import Library
from dialogues.definition import Address
from storage import memory_storage
from storage.records import Conversation
from tests.apbot.school import SmallSchool, make_school
from tests.botapi.students import Student
from tests.clock import FakeClock
from tests.telegram.direct import Direct, direct
from tests.telegram.stage import desk_of

HELP = "Je suis un programme. Tu réponds en touchant un bouton ou en écrivant."
COMMANDS = menu.COMMANDS.replace("\u00a0", " ")
TELEGRAM_KEEPS = "Telegram appartient à une entreprise privée"
NOTICE = "Ce questionnaire est proposé par ton lycée"
CARD = "3114 : Prévention du suicide"
DOOR = sentences.DOOR.to(Address.TU)
YES_OR_NO = sentences.YES_OR_NO.to(Address.TU)
LEFT = "ce compte n'est plus relié"
NOTHING_YET = sentences.NOTHING_YET
STOPPED = "C'est arrêté. Rien n'est envoyé."
PAUSED = "C'est en pause."
SURE = "seront effacées, pour toujours"
CANNOT = "Cette réponse ne peut pas être modifiée maintenant."
LATE = "Parles-en pendant l'entretien."
SENT = "C'est déjà envoyé."
THANKS = "Merci, c'est envoyé."
REVIEW = "Voici tes réponses."
FIRST = "1. Premières semaines : Plutôt bien"
HOW = "Changer une réponse : /corriger 3"
EARLIER = "Réponse actuelle : Plutôt bien"
OPEN = "Quels sont tes points forts ?"

Said = Mapping[str, str]
"""By command, words of what is said to it."""
_NAMES = [name for name, _ in menu.STUDENTS]


def at_the_door(otherwise: str) -> Said:
    others = dict.fromkeys((*_NAMES, "corriger 1"), otherwise)
    own = {"aide": HELP, "mesdonnees": TELEGRAM_KEEPS, "privacy": TELEGRAM_KEEPS, "urgence": CARD}
    return {**others, **own}


def inside(**said: str) -> Said:
    """``corriger_1`` is typed with a space."""
    everywhere = {"aide": COMMANDS, "mesdonnees": NOTICE, "privacy": NOTICE, "urgence": CARD}
    one = {"corriger 1": said.pop("corriger_1")}
    return {**everywhere, "quitter": LEFT, "effacer": SURE, "stop": STOPPED, **one, **said}


TABLE: Mapping[str, Said] = MappingProxyType(
    {
        "stranger": at_the_door(DOOR),
        "who": at_the_door(YES_OR_NO),
        "telegram": at_the_door(YES_OR_NO),
        "notice": inside(
            retour="Lis d'abord l'information",
            passer="Lis d'abord l'information",
            pause="Bonjour Sacha.",
            reprendre="Bonjour Sacha.",
            corriger=NOTHING_YET,
            corriger_1=CANNOT,
            mesreponses=NOTHING_YET,
            effacer=NOTHING_YET,
        ),
        "question": inside(
            retour=EARLIER,
            passer="(3/25)",
            pause=PAUSED,
            reprendre=OPEN,
            corriger=HOW,
            corriger_1=EARLIER,
            mesreponses=FIRST,
        ),
        "paused": inside(
            retour=PAUSED,
            passer=PAUSED,
            pause=PAUSED,
            reprendre=OPEN,
            corriger=HOW,
            corriger_1=CANNOT,
            mesreponses=FIRST,
        ),
        "review": inside(
            retour="Veux-tu voir un adulte du lycée ?",
            passer="Ce n'est pas possible à cet endroit.",
            pause=PAUSED,
            reprendre=REVIEW,
            corriger=HOW,
            corriger_1=EARLIER,
            mesreponses=FIRST,
        ),
        "sent": inside(
            retour=SENT,
            passer=SENT,
            pause=THANKS,
            reprendre=THANKS,
            corriger=LATE,
            corriger_1=LATE,
            mesreponses=FIRST,
            stop=SENT,
        ),
        "stopped": inside(
            retour=STOPPED,
            passer=STOPPED,
            pause=STOPPED,
            reprendre=OPEN,
            corriger=HOW,
            corriger_1=CANNOT,
            mesreponses=FIRST,
        ),
        "erased": inside(
            retour=STOPPED,
            passer=STOPPED,
            pause=STOPPED,
            reprendre="Bonjour Sacha.",
            corriger=NOTHING_YET,
            corriger_1=CANNOT,
            mesreponses=NOTHING_YET,
            effacer=NOTHING_YET,
        ),
    }
)
PHASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "notice": {"": "notice", "stop": "withdrawn"},
        "question": {"": "asking", "pause": "paused", "urgence": "paused", "stop": "withdrawn"},
        "paused": {"": "paused", "reprendre": "asking", "stop": "withdrawn"},
        "review": {
            "": "review",
            "retour": "asking",
            "corriger 1": "asking",
            "pause": "paused",
            "urgence": "paused",
            "stop": "withdrawn",
        },
        "sent": {"": "submitted"},
        "stopped": {"": "withdrawn", "reprendre": "asking"},
        "erased": {"": "withdrawn", "reprendre": "notice"},
    }
)
"""Where they stand after each command; "": after any other."""


@dataclass
class Play:
    school: SmallSchool
    chat: Direct
    phone: Student
    token: str

    async def types(self, words: str) -> str:
        return "\n".join(await self.chat.says(self.phone, lambda: self.phone.types(words)))

    async def presses(self, label: str) -> str:
        return "\n".join(await self.chat.says(self.phone, lambda: self.phone.presses(label)))

    def stands(self) -> Conversation | None:
        return self.school.conversation(self.school.sacha)

    def calls(self) -> int:
        return sum(call.method != "getUpdates" for call in self.chat.telegram.history.calls)

    async def goes_to(self, where: str) -> None:
        if where == "stranger":
            return
        await self.types(f"/start {self.token}")
        if where in {"who", "telegram"}:
            await (self.presses("C'est bien moi") if where == "telegram" else self.types("/aide"))
            return
        await self.types("oui")
        if where in {"review", "sent"}:
            profile = {"welcome.first_weeks": ("good",)}
            await self.types("oui")
            self.school.bring(self.school.sacha, profile=profile)
            await self.types("/start")
        else:
            await self.presses("Continuer sur Telegram")
        for act in _ACTS[where]:
            await (self.types(act) if act.startswith("/") else self.presses(act))


_BEGUN = ("On commence", "Plutôt bien")
_ACTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "notice": (),
        "question": _BEGUN,
        "paused": (*_BEGUN, "/pause"),
        "review": (),
        "sent": ("Envoyer à Dominique Lauréole",),
        "stopped": (*_BEGUN, "/stop"),
        "erased": (*_BEGUN, "/effacer", "Oui, tout effacer"),
    }
)


@asynccontextmanager
async def playing(library: Library) -> AsyncIterator[Play]:
    clock = FakeClock()
    school = make_school(memory_storage(), library, clock)
    with school.storage.write() as uow:
        uow.people.allow_telegram(school.sacha.class_id or "", allowed=True)
        token = reissue(uow, "Sacha Pivoine", at=clock()).link.token
        uow.commit()
    async with direct(school.storage, desk_of(library), clock) as chat:
        yield Play(school, chat, Student(chat.telegram, 42), token)


CASES = [(where, name) for where, said in TABLE.items() for name in said]


def test_every_command_of_the_menu_is_played_everywhere() -> None:
    assert all(set(_NAMES) <= set(said) for said in TABLE.values())


@pytest.mark.parametrize(("where", "name"), CASES, ids=lambda part: part.replace(" ", "_"))
async def test_command(where: str, name: str, library: Library) -> None:
    async with playing(library) as play:
        await play.goes_to(where)
        before = play.stands(), play.calls()

        said = await play.types(f"/{name}")

        assert TABLE[where][name] in said
        assert play.calls() - before[1] <= (3 if where == "stranger" else 2)
        if where in PHASES:
            after = play.stands()
            assert after is not None
            assert after.phase == PHASES[where].get(name, PHASES[where][""])
        else:
            assert play.stands() is None
