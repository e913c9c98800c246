"""A student's conversation as it stands on Telegram: what is open, and how it is said there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apbot import telling
from apbot.channels.messages import Message, Voice
from apbot.conversation import Place, Standing, look, open_conversation
from apbot.library import Library
from apbot.school import School
from apbot.sheets import referent_of
from apbot.telling import answer_words, values_for
from apbot.wording import Words
from dialogues.definition import Address, Step
from dialogues.effects import Effect
from dialogues.engine import present
from dialogues.facts import labels, spoken_to
from dialogues.snapshot import Phase
from storage.records import Person, TelegramAccount
from storage.unit_of_work import UnitOfWork

from . import callbacks, rendering
from .callbacks import Press
from .events import Where
from .rendering import ApiCall
from .updates import PressedButton

DIALOGUE = "welcome"
"""What is answered here, until campaigns decide."""


ON_ITS_WAY = dt.timedelta(seconds=60)
"""After that a question is taken to have been seen, whatever became of it."""


class NotYet(Exception):
    """To be decided once it is known where the question that was sent stands."""


@dataclass(frozen=True, slots=True)
class Chat:
    """Whose chat, and what the school has decided."""

    account: TelegramAccount
    library: Library
    school: School
    secret_of: Callable[[str], bytes]
    """From a conversation's id to what keys its buttons."""
    at: dt.datetime


class Scene:
    """Lives as long as one message takes to be decided; ``standing`` is replaced as it moves."""

    def __init__(self, uow: UnitOfWork, chat: Chat, student: Person, standing: Standing) -> None:
        self.uow = uow
        self.chat = chat
        self.student = student
        self.standing = standing

    @classmethod
    def of(cls, uow: UnitOfWork, chat: Chat) -> Scene:
        student = uow.people.get(chat.account.person_id)
        if student is None:
            raise LookupError("the account's person is gone")
        place = Place(student.id, student.id, DIALOGUE)
        standing = look(uow, chat.library, place) or open_conversation(
            uow, chat.library, place, at=chat.at
        )
        return cls(uow, chat, student, standing)

    # -- what is said -------------------------------------------------------------------------

    def show_open(self) -> list[ApiCall]:
        """What is open, once more."""
        return self.shown(self._present())

    def _present(self) -> Sequence[Effect]:
        standing = self.standing
        return present(standing.compiled, standing.snapshot, standing.answers, standing.facts)

    def shown(self, effects: Sequence[Effect]) -> list[ApiCall]:
        standing = self.standing
        dialogue = standing.compiled.dialogue
        calls = rendering.calls(
            self._voice.messages(
                effects,
                snapshot=standing.snapshot,
                answers=standing.answers,
                questions=tuple(standing.compiled.route.questions(standing.known)),
            ),
            chat_id=self.chat_id,
            stamp=self.stamp,
            step=self.open_step,
            ticked=self.ticked if self.open_step else (),
            sharing=telling.is_for_referent(dialogue, self.address),
        )
        if any(call.prompt is not None for call in calls):
            self._note_asked()
        return calls

    def open_message(self) -> Message | None:
        standing = self.standing
        messages = self._voice.messages(
            self._present(),
            snapshot=standing.snapshot,
            answers=standing.answers,
            questions=tuple(standing.compiled.route.questions(standing.known)),
        )
        return messages[-1] if messages else None

    def shown_text(self, text: str) -> list[ApiCall]:
        return rendering.calls(
            [Message((text,))], chat_id=self.chat_id, stamp=self.stamp, step=None
        )

    def lines(self) -> tuple[str, ...]:
        questions = self.standing.compiled.dialogue.questions
        return tuple(
            f"{number}. {questions[key].topic.to(self.address)} : {answer_words(answer)}"
            for number, (key, answer) in enumerate(self.standing.on_path.items(), start=1)
        )

    def say(self, text: str) -> ApiCall:
        return rendering.say(text, self.chat_id)

    def without_buttons(self, pressed: PressedButton) -> ApiCall:
        return rendering.without_buttons(self.chat_id, pressed.message_id)

    # -- where things stand -------------------------------------------------------------------

    @property
    def open_step(self) -> Step | None:
        snapshot = self.standing.snapshot
        if snapshot.phase is not Phase.ASKING or snapshot.at is None:
            return None
        return self.standing.compiled.dialogue.questions[snapshot.at]

    @property
    def where(self) -> Where:
        step = self.open_step
        return Where(
            snapshot=self.standing.snapshot,
            options=tuple(option.id for option in step.options) if step else (),
            lines=tuple(self.standing.on_path),
            send_label=self._send_label,
        )

    @property
    def _send_label(self) -> str:
        return telling.send_label(self.standing.compiled.dialogue, self.address, self._values)

    def _note_asked(self) -> None:
        prompt, now = self.standing.snapshot.prompt, self.chat.at.isoformat()
        self.uow.marks.put(self._asked_name, f"{prompt} {now}")

    @property
    def _asked(self) -> tuple[str, str]:
        """The prompt given to this chat last, and when; empty when none was."""
        prompt, _, since = (self.uow.marks.get(self._asked_name) or "").partition(" ")
        return prompt, since

    @property
    def _asked_name(self) -> str:
        return f"telegram.asked.{self.chat.account.chat_key}"

    @property
    def is_mine(self) -> bool:
        """The open prompt is one that this chat was given, not the web page's."""
        prompt, _ = self._asked
        return prompt in {"", str(self.standing.snapshot.prompt)}

    def came_before(self, message_id: int) -> bool:
        """The words were typed before the open question was on the screen.

        Raises ``NotYet`` while that question is on its way, so that nobody can know.
        """
        account, snapshot = self.chat.account, self.standing.snapshot
        prompt, since = self._asked
        if snapshot.phase is not Phase.ASKING or prompt != str(snapshot.prompt):
            return False
        if account.shown_prompt != snapshot.prompt:
            if dt.datetime.fromisoformat(since) + ON_ITS_WAY > self.chat.at:
                raise NotYet
            return False
        return account.shown_message is not None and message_id < account.shown_message

    @property
    def chat_id(self) -> int:
        return self.chat.account.chat_id

    @property
    def address(self) -> Address:
        return self.chat.school.address

    def stamp(self, press: Press) -> str:
        secret = self.chat.secret_of(self.standing.conversation.id)
        return callbacks.stamp(press, chat_key=self.chat.account.chat_key, secret=secret)

    @property
    def _values(self) -> dict[str, str]:
        referent = referent_of(self.uow, self.student, at=self.chat.at)
        known = f"{referent.given_name} {referent.family_name}" if referent else ""
        return values_for(
            self.standing.compiled.dialogue,
            referent=known or Words(self.address).referent,
            given_name=self.student.given_name,
            school=self.chat.school.name,
            dpo=self.chat.school.dpo,
        ) | labels(self.standing.facts)

    @property
    def words(self) -> Words:
        return Words(self.address, self._values)

    @property
    def _voice(self) -> Voice:
        dialogue = self.standing.compiled.dialogue
        address = spoken_to(dialogue, self.standing.facts, self.address)
        return Voice(dialogue, address, self._values)

    # -- ticks ----------------------------------------------------------------------------------

    @property
    def ticked(self) -> tuple[int, ...]:
        """Positions ticked on the open question, in the order ticked."""
        kept = self.uow.marks.get(self._ticks_name) or ""
        prompt, _, positions = kept.partition(":")
        if prompt != str(self.standing.snapshot.prompt):
            return ()
        return tuple(int(position) for position in positions.split(",") if position)

    @property
    def _ticks_name(self) -> str:
        return f"telegram.ticks.{self.chat.account.chat_key}"

    def tick(self, positions: Sequence[int]) -> None:
        kept = ",".join(map(str, positions))
        self.uow.marks.put(self._ticks_name, f"{self.standing.snapshot.prompt}:{kept}")
