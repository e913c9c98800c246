"""A student's conversation as it stands on Telegram: what is open, and how it is said there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from apbot import telling
from apbot.channels.messages import Message, Voice
from apbot.clock import school_day
from apbot.conversation import Standing
from apbot.naming import Named, names_for
from apbot.telling import answer_words
from apbot.wording import Words
from dialogues.answers import Answer
from dialogues.commands import recognise
from dialogues.definition import Address, Kind, Step
from dialogues.effects import Ask, Effect, ShowReview
from dialogues.engine import present
from dialogues.facts import spoken_to
from dialogues.matching import Refused, match_typed
from dialogues.snapshot import Phase
from storage.records import Person
from storage.unit_of_work import UnitOfWork

from . import before, callbacks, rendering
from .asked import UNKNOWN, Asked, first_copy, note_asked
from .callbacks import Press
from .chat import Chat
from .events import Where
from .menu import COMMANDS
from .receiving import CHANNEL
from .rendering import ApiCall
from .updates import PressedButton, Typed

ON_ITS_WAY = dt.timedelta(seconds=60)
"""After that a question is taken to have been seen, unless it still waits to be sent."""


class NotYet(Exception):
    """To be decided once it is known where the question that was sent stands."""


class Scene:
    """Lives as long as one message takes to be decided; ``standing`` is replaced as it moves."""

    def __init__(self, uow: UnitOfWork, chat: Chat, person: Person, standing: Standing) -> None:
        self.uow = uow
        self.chat = chat
        self.person = person
        self.standing = standing
        self._asked = chat.asked

    # -- what is said -------------------------------------------------------------------------

    def show_open(self) -> list[ApiCall]:
        """What is open, once more."""
        return self.said(self._present())

    def _present(self) -> Sequence[Effect]:
        standing = self.standing
        return present(standing.compiled, standing.snapshot, standing.answers, standing.facts)

    def open_again(self, why: str) -> list[ApiCall]:
        """What is open, after a sentence that says why it comes once more."""
        return self._put([Message((why,)), *self._messages(self._present())])

    def said(self, effects: Sequence[Effect]) -> list[ApiCall]:
        return self._put(self._messages(effects))

    def _messages(self, effects: Sequence[Effect]) -> Sequence[Message]:
        standing = self.standing
        shows_review = any(isinstance(effect, ShowReview) for effect in effects)
        shows_answers = shows_review or any(
            isinstance(effect, Ask) and effect.current for effect in effects
        )
        older = self._older if shows_answers else frozenset()
        path = standing.compiled.route.questions(standing.known) if shows_review else ()
        return self._voice.messages(
            before.said_without(effects, older),
            snapshot=standing.snapshot,
            answers=before.without(standing.answers, older),
            questions=path,
        )

    def _put(self, messages: Sequence[Message]) -> list[ApiCall]:
        dialogue = self.standing.compiled.dialogue
        calls = rendering.calls(
            messages,
            chat_id=self.chat_id,
            stamp=self.stamp,
            step=self.open_step,
            ticked=self.ticked,
            sharing=telling.is_for_referent(dialogue, self.address),
        )
        self._note_shown(calls, alone=len(messages) == 1)
        return [self._numbered(call) for call in calls]

    def _numbered(self, call: ApiCall) -> ApiCall:
        """Once it has arrived, it is known which question of which conversation it was."""
        if call.prompt is None:
            return call
        return replace(call, conversation_id=self.standing.conversation.id)

    def _note_shown(self, calls: Sequence[ApiCall], *, alone: bool) -> None:
        before.note_first_shown(self.uow, self.standing, self.chat.account)
        if any(call.prompt is not None for call in calls) or (calls and not self.is_here):
            prompt = self.standing.snapshot.prompt
            self._asked = Asked(self.standing.conversation.id, prompt, self.chat.at, alone)
            note_asked(self.uow, self.chat.account.chat_key, self._asked)

    def open_message(self) -> Message | None:
        messages = self._messages(self._present())
        return messages[-1] if messages else None

    def open_text(self) -> str:
        """The words of the open question as they stand in the chat; "" where it has others too."""
        step, message = self.open_step, self.open_message()
        if step is None or message is None or self._asked is None or not self._asked.alone:
            return ""
        return rendering.question_text(message, step)

    def shown_text(self, text: str) -> list[ApiCall]:
        return rendering.calls(
            [Message((text,))], chat_id=self.chat_id, stamp=self.stamp, step=None
        )

    def lines(self) -> tuple[str, ...]:
        """The answers that count, as the review numbers and shows them."""
        answers = before.without(self.standing.on_path, self._older)
        return tuple(
            f"{number}. {line}" for number, line in enumerate(self._voice.lines(answers), start=1)
        )

    @property
    def has_something(self) -> bool:
        """There is something to erase; what left without a name cannot be looked up."""
        standing = self.standing
        return bool(standing.answers) or standing.snapshot.phase is Phase.SUBMITTED

    def words_of(self, answer: Answer) -> str:
        """What was answered, as far as this chat may show it."""
        older = answer.question in self._older
        return answer_words(before.hidden(answer) if older else answer)

    @property
    def _older(self) -> frozenset[str]:
        return before.answered_before(self.uow, self.standing, self.chat.account)

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
        )

    @property
    def where_typed(self) -> Where:
        """What reading words needs besides: the lines and the button of the review."""
        send = telling.send_label(self.standing.compiled.dialogue, self.address, self._values)
        return replace(self.where, lines=tuple(self.standing.on_path), send_label=send)

    @property
    def is_here(self) -> bool:
        """This conversation is the one that the chat was shown last."""
        asked = self._asked
        return asked is not None and asked.conversation_id == self.standing.conversation.id

    @property
    def asked_at(self) -> dt.datetime | None:
        """When the open question was given to this chat last, if it was."""
        asked = self._asked
        is_last = asked is not None and self.is_here and self.is_mine
        return asked.at if asked is not None and is_last else None

    @property
    def is_mine(self) -> bool:
        """The open prompt is one that this chat was given, not the web page's."""
        asked, snapshot = self._asked, self.standing.snapshot
        nothing_asked = snapshot.phase not in {Phase.NOTICE, Phase.ASKING, Phase.REVIEW}
        is_last = asked is not None and asked.prompt == snapshot.prompt
        return self.is_here and (is_last or nothing_asked)

    @property
    def shown(self) -> tuple[int, int] | None:
        """The question of this conversation that stands in the chat: its message and number."""
        account = self.chat.account
        is_this = account.shown_conversation == self.standing.conversation.id
        if not is_this or account.shown_message is None or account.shown_prompt is None:
            return None
        return account.shown_message, account.shown_prompt

    def came_before(self, said: Typed) -> bool:
        """The words were typed before the open question, or the review, was on the screen.

        Raises ``NotYet`` while that question is on its way, so that nobody can know.
        """
        asked, snapshot = self._asked, self.standing.snapshot
        waits_for_words = snapshot.phase in {Phase.ASKING, Phase.REVIEW}
        if not waits_for_words or not self.is_mine or asked is None:
            return False
        shown = self.shown
        if shown is None or shown[1] != snapshot.prompt:
            if asked.at + ON_ITS_WAY > self.chat.at or self._is_on_its_way:
                raise NotYet
            return False
        if said.message_id >= shown[0]:
            return False
        here = self.chat.account.chat_key, self.standing.conversation.id, snapshot.prompt
        first = first_copy(self.uow, *here)
        if first == UNKNOWN:
            return self._is_older(said, asked.at.timestamp())
        return first is None or said.message_id < first

    def _is_older(self, said: Typed, asked_at: float) -> bool:
        """By Telegram's clock, which counts whole seconds.

        Of the second in which it was asked nobody can tell: words that the open question does not
        understand are the end of what was being said, and are not lost.
        """
        if said.sent_at + 1 <= asked_at:
            return True
        return said.sent_at <= asked_at and not self._understands(said.text)

    def _understands(self, text: str) -> bool:
        step = self.open_step
        if step is None or recognise(text) is not None:
            return step is not None
        found = match_typed(step, text, today=school_day(self.chat.at), form=self.address)
        return not isinstance(found, Refused)

    @property
    def _is_on_its_way(self) -> bool:
        """The open question could not be sent yet: Telegram is away, or asked us to wait."""
        kind = f"question:{self.standing.snapshot.prompt}:{self.standing.conversation.id}"
        return self.uow.outbox.is_waiting(CHANNEL, self.chat.account.chat_key, kind)

    @property
    def chat_id(self) -> int:
        return self.chat.account.chat_id

    @property
    def address(self) -> Address:
        """An adult's, or the one in which the school speaks to its students."""
        standing = self.standing
        return spoken_to(standing.compiled.dialogue, standing.facts, self.chat.school.address)

    def stamp(self, press: Press) -> str:
        return callbacks.stamp(press, chat_key=self.chat.account.chat_key, secret=self._secret)

    @cached_property
    def _secret(self) -> bytes:
        """Of this conversation, which stays the same however it moves."""
        return self.chat.secret_of(self.standing.conversation.id)

    @property
    def _values(self) -> Mapping[str, str]:
        return Named(
            lambda: names_for(
                self.uow, self.standing, self.person, self.chat.school, at=self.chat.at
            )
        )

    @property
    def words(self) -> Words:
        return Words(self.address, self._values)

    @property
    def _voice(self) -> Voice:
        dialogue = self.standing.compiled.dialogue
        return Voice(dialogue, self.address, self._values, more_help=COMMANDS)

    # -- ticks ----------------------------------------------------------------------------------

    @property
    def ticked(self) -> tuple[int, ...]:
        """Positions ticked on the open question, in the order ticked."""
        if self.open_step is None or self.open_step.kind is not Kind.CHOICES:
            return ()
        kept = self.uow.marks.get(self._ticks_name) or ""
        question, _, positions = kept.partition(":")
        if question != self._ticked_question:
            return ()
        return tuple(int(position) for position in positions.split(",") if position)

    @property
    def _ticks_name(self) -> str:
        return f"telegram.ticks.{self.chat.account.chat_key}"

    def tick(self, positions: Sequence[int]) -> None:
        kept = ",".join(map(str, positions))
        self.uow.marks.put(self._ticks_name, f"{self._ticked_question}:{kept}")

    @property
    def _ticked_question(self) -> str:
        return f"{self.standing.conversation.id} {self.standing.snapshot.prompt}"
