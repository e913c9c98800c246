"""The transcripts of the catalogue, through the whole Telegram channel and the emulator.

What is read and pressed there is that of the file, but for what Telegram itself says otherwise:

* several messages are one where they fit; a space before « ? » never ends a line;
* a scale whose words do not fit one row has numbers for buttons, which its text explains;
* a question of several choices says that « Valider » sends them; boxes are ticked, then sent;
  boxes that cannot be ticked together (too many, « Aucune » beside others) are written as words;
* the help names the commands;
* the last words are not said again under what answers somebody who has sent everything;
* the review says how to correct a line, and how to share it, with commands;
* under a question, « Je passe » and « Retour » are buttons; Pause, Aide and « Parler à un adulte »
  are commands, as everywhere else in Telegram;
* erasing is asked once more, and what is compared is said after that;
* time that passes is a conversation opened again: ``/start``; one that is over says so then;
* a press on a button that is gone offers to correct, or says nothing: the file's « question a
  changé » is not compared, what is stored is;
* an empty message cannot be sent: such a line is left out with its answer.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from apbot import telling
from apbot.channels.telegram import menu, rendering
from apbot.channels.telegram.deciding import Desk
from apbot.channels.telegram.keyboards import TICK
from apbot.channels.transcript import Script, parse
from apbot.conversation import Place, handle
from apbot.library import Library
from apbot.school import School
from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.loader import SHIPPED, Catalogue
from storage import open_storage
from storage.records import Conversation
from storage.unit_of_work import Storage
from tests.botapi.content import buttons, labels
from tests.botapi.history import Json
from tests.botapi.students import Student
from tests.clock import FakeClock
from tests.telegram.direct import Direct, direct
from tests.telegram.scales import LEVELS, button_for, levels
from tests.telegram.seeding import SECRET, seed

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "transcripts").glob("*/*.txt"))
KINDS = ROOT / "dialogues" / "catalogue"

_COMMANDS = {"Pause": "/pause", "Aide": "/aide", telling.HELP_CARD_HEADING: "/urgence"}
_WAYS = {rendering.SKIP_LABEL: "/passer", rendering.BACK_LABEL: "/retour"}
_OURS = {rendering.SKIP_LABEL, rendering.BACK_LABEL, rendering.VALIDATE_LABEL}
_ADDED = (rendering.SEVERAL, rendering.CORRECT_LINE, *rendering.SHARING_LINES, menu.COMMANDS)
_WAIT = re.compile(r"\+(\d+) (day|hour|minute)s?")
_PRESSED = re.compile(r"\[[^\[\]]+\](?: \[[^\[\]]+\])*")
_LABEL = re.compile(r"\[([^\[\]]+)\]")


@pytest.fixture
def storage(empty_database: Path, tmp_path: Path) -> Iterator[Storage]:
    """The real one; that the one in memory does the same is shown elsewhere."""
    folder = shutil.copytree(empty_database, tmp_path / "data")
    opened = open_storage(f"sqlite:///{folder / 'apbot.db'}", key_file=folder / "apbot.key")
    yield opened
    opened.close()


@dataclass
class Turn:
    """One line that is played, and what the file says comes of it."""

    line: str = ""
    said: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    phase: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    visibility: dict[str, str] = field(default_factory=dict)


def read_turns(text: str) -> tuple[list[Turn], Outcome]:
    turns, outcome = [Turn()], Outcome()
    for line in text.partition("\n\n")[2].splitlines():
        match line[:1]:
            case ">" | "@":
                turns.append(Turn(line))
            case "=":
                _read_outcome(outcome, line[2:])
            case "<":
                turns[-1].said.append(line[2:])
            case " " if re.fullmatch(r"\s+\[.*\]", line):
                turns[-1].labels += _LABEL.findall(line)
            case " ":
                turns[-1].said.append(line.strip())
    return turns, outcome


def _read_outcome(outcome: Outcome, said: str) -> None:
    name, _, value = said.partition(" ")
    if name == "answers":
        outcome.answers = json.loads(value)
    elif name == "visibility":
        outcome.visibility = json.loads(value)
    else:
        outcome.phase = said


@cache
def library_of(shipped: bool) -> Library:  # noqa: FBT001  # the key of a cache
    return Library(Catalogue() if shipped else Catalogue(KINDS))


@dataclass
class Play:
    """One file, being played."""

    chat: Direct
    phone: Student
    place: Place
    library: Library
    clock: FakeClock
    pressed_before: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By label: the message and the data of a button seen, also once it is gone."""

    async def play(self, line: str) -> tuple[list[str], list[str]] | None:
        """What was said to it and its buttons; None where that is not compared."""
        sign, words = line[:1], line[2:]
        if sign == "@":
            return await self._passes(words)
        if not _PRESSED.fullmatch(words):
            return await self._types(_unquoted(words))
        return await self._presses(words[1:-1].split("] ["))

    async def begins(self) -> tuple[list[str], list[str]]:
        return await self._does(self.phone.starts)

    async def _does(self, act: Any) -> tuple[list[str], list[str]]:
        seen = {message["message_id"] for message in self.phone.bot_messages()}
        said = await self.chat.says(self.phone, act)
        new = [m for m in self.phone.bot_messages() if m["message_id"] not in seen]
        for message in new:
            for button in buttons(message):
                name = str(_levels(message).get(button["text"], button["text"]))
                self.pressed_before[name] = (message["message_id"], button["callback_data"])
        if rendering.ERASE_SURE_LABEL in [b["text"] for m in new for b in buttons(m)]:
            return await self._does(lambda: self.phone.presses(rendering.ERASE_SURE_LABEL))
        return said, [name for message in new for name in _names(message)]

    async def _passes(self, words: str) -> tuple[list[str], list[str]]:
        if found := _WAIT.fullmatch(words):
            self.clock.advance(**{f"{found[2]}s": float(found[1])})
        else:
            event = ev.Expired(self.clock())
            await self.chat.write(lambda uow: handle(uow, self.library, self.place, event))
        return await self._does(self.phone.starts)

    async def _types(self, words: str) -> tuple[list[str], list[str]] | None:
        return await self._does(lambda: self.phone.types(words)) if words else None

    async def _presses(self, together: list[str]) -> tuple[list[str], list[str]] | None:
        label = together[0]
        if label in _COMMANDS:
            return await self._types(_COMMANDS[label])
        if label in _WAYS and label not in self._live():
            return await self._types(_WAYS[label])
        if label not in self._live():
            message_id, data = self.pressed_before[label]
            message = self.phone.chat.messages[message_id]
            await self._does(lambda: self.chat.telegram._press(self.phone.chat, message, data))
            return None
        if self._is_box(label):
            return await self._ticks(together)
        return await self._does(lambda: self.phone.presses(self._shown_as(label)))

    def _shown_as(self, label: str) -> str:
        """A level of a scale by its number, where the text explains numbers."""
        for message in reversed(self.phone.bot_messages()):
            if label in _names(message):
                return button_for(str(message.get("text", "")), label)
        return label

    async def _ticks(self, together: list[str]) -> tuple[list[str], list[str]] | None:
        for label in together:
            await self._does(partial(self.phone.presses, label))
        ticked = [label for label in self._live() if label.startswith(TICK)]
        if {TICK + label for label in together} == set(ticked):
            return await self._does(lambda: self.phone.presses(rendering.VALIDATE_LABEL))
        for label in ticked:
            await self._does(partial(self.phone.presses, label))
        return await self._types(", ".join(together))

    def _is_box(self, label: str) -> bool:
        """Of a question of several choices; « Garder cette réponse » under it is none."""
        found = [names for m in self.phone.bot_messages() if label in (names := _names(m))]
        is_option = label not in {*_WAYS, telling.KEEP_LABEL}
        return is_option and rendering.VALIDATE_LABEL in found[-1]

    def _live(self) -> list[str]:
        return [name for message in self.phone.bot_messages() for name in _names(message)]


def _names(message: Json) -> list[str]:
    """The labels of its buttons, each number in the words that explain it."""
    words = _levels(message)
    return [words.get(label, label) for label in labels(message)]


def _levels(message: Json) -> Mapping[str, str]:
    return levels(str(message.get("text", "")))


def _unquoted(words: str) -> str:
    return str(json.loads(words)) if words.startswith('"') else words


@asynccontextmanager
async def playing(script: Script, storage: Storage) -> AsyncIterator[Play]:
    library = library_of((SHIPPED / script.dialogue).is_dir())
    clock = FakeClock(script.at)
    with storage.write() as uow:
        person, place = seed(uow, library, script)
        uow.commit()
    school = School(name="lycée Exemple", address=script.address)
    desk = Desk(library, school, SECRET, lambda *_, **__: (place,))
    async with direct(storage, desk, clock) as chat:
        phone = await chat.phone_of(person, desk)
        yield Play(chat, phone, place, library, clock)


def plain(said: list[str]) -> str:
    """The words alone, without what only Telegram says."""
    text = _spaced(" ".join(LEVELS.sub("", part) for part in said))
    for added in _ADDED:
        text = text.replace(_spaced(added), " ")
    return _spaced(text)


def _spaced(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def theirs(shown: list[str]) -> list[str]:
    return [label for label in shown if label not in _OURS]


def stored(play: Play) -> tuple[Conversation, Outcome]:
    with play.chat.storage.read() as uow:
        place = play.place
        found = uow.conversations.find(
            place.respondent_id, place.subject_id, place.dialogue, place.occasion
        )
        assert found is not None
        current = uow.answers.current(found.id)
        apart = uow.workshops.responses(place.subject_id, place.dialogue)
    at = json.loads(found.snapshot)["at"]
    given = {key: answer.value for key, answer in current.items()}
    given |= {answer.question: json.loads(answer.value) for answer in apart}
    withheld = {
        key: answer.visibility.value
        for key, answer in current.items()
        if answer.visibility is not Visibility.SHARED
    }
    phase = f"asking {at}" if found.phase == "asking" else found.phase
    return found, Outcome(phase, json.loads(json.dumps(given)), withheld)


def _before_the_end(play: Play, expected: str) -> str:
    """What is said to somebody who has sent everything, without the last words once more."""
    _, kept = stored(play)
    assert kept.phase == "submitted"
    return expected.rpartition(" Merci, c'est envoyé")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_transcript_goes_the_same_way_on_telegram(path: Path, storage: Storage) -> None:
    text = path.read_text(encoding="utf-8")  # noqa: ASYNC240  # small, and before the play
    script = parse(text)
    turns, outcome = read_turns(text)
    async with playing(script, storage) as play:
        first = await play.begins()
        if script.from_questions:
            first = await play._does(lambda: play.phone.presses(telling.START_LABEL))
        for turn in turns:
            got = await play.play(turn.line) if turn.line else first
            if got is not None:
                said, expected = plain(got[0]), _spaced(" ".join(turn.said))
                if said != expected:
                    assert said == _before_the_end(play, expected), turn.line
                assert theirs(got[1]) == turn.labels, turn.line
        _, kept = stored(play)
    if kept.phase == "submitted" and play.library.newest(script.dialogue).dialogue.anonymous:
        # Nothing is kept of a question passed over without a name.
        outcome.answers = {
            key: value for key, value in outcome.answers.items() if value is not None
        }
    assert kept == outcome
