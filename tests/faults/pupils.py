"""Students who answer what reaches them, as real ones do: in bursts, twice, and once more.

A pupil looks at the chat and does one thing; whatever the bot then says makes them look again.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from apbot.channels.telegram.rendering import SKIP_LABEL, VALIDATE_LABEL
from dialogues.commands import recognise
from dialogues.conditions import questions_of
from dialogues.definition import Address, Dialogue, Kind, Step
from tests.botapi.content import buttons, labels
from tests.botapi.history import Json
from tests.botapi.students import Student
from tests.faults.reading import REVIEW, Wording, ticked
from tests.telegram.scales import button_for

BEGIN_LABEL = "On commence"
SENT = "Merci, c'est envoyé"
_EDITED = ("corrigé", "ne peux plus changer")
_CANARY = "canari"


@dataclass(frozen=True, slots=True)
class Habits:
    """How often, of one."""

    types: float = 0.25
    skips: float = 0.08
    presses_twice: float = 0.05
    press_comes_again: float = 0.04
    """The same press under a new number, after the next question was asked."""
    answers_a_copy: float = 0.7
    edits: float = 0.08
    lets_words_arrive: bool = False
    """By webhook a press may overtake the rest of a burst, which then answers the question before
    the last one: the bot says that it kept the first answer. Whoever reads first is slower."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the pupils are asked."""

    questions: Mapping[str, Step]
    wording: Wording
    habits: Habits = field(default_factory=Habits)
    deciding: frozenset[str] = frozenset()
    """Questions whose answer decides what else is asked."""

    @classmethod
    def of(cls, dialogue: Dialogue, habits: Habits) -> Course:
        conditions = (entry.when for entry in dialogue.entries)
        deciding = frozenset[str]().union(*map(questions_of, conditions))
        return cls(dialogue.questions, Wording.of(dialogue), habits, deciding)


@dataclass(slots=True)
class _Pressed:
    message: Json
    data: str
    line: int


@dataclass
class Pupil:
    course: Course
    phone: Student
    draw: random.Random
    answers: dict[str, str] = field(default_factory=dict)
    """By question, as last given."""
    canaries: list[str] = field(default_factory=list)
    given: int = 0
    """How many answers, each counted once."""
    done: bool = False
    waits_for: int | None = None
    """The update without which they do not go on."""
    _plans: dict[str, list[str]] = field(default_factory=dict)
    _typed: dict[str, int] = field(default_factory=dict)
    """By question that may be edited: the message."""
    _said_last: int | None = None
    _pressed: _Pressed | None = None
    _copies: set[int] = field(default_factory=set)
    """Messages that asked what was answered already, and were looked at."""
    _edited_at: int | None = None
    """The message above which an edit was made that is not answered yet."""

    @property
    def chat(self) -> int:
        return self.phone.user_id

    def begins(self) -> None:
        self.phone.starts()

    def acts(self) -> None:
        """One thing, if there is something to do."""
        messages = self.phone.bot_messages()
        if not messages or self._waits_for_edit(messages) or self._waits_for_words():
            return
        self.done = any(SENT in message.get("text", "") for message in messages[-3:])
        asked = next((m for m in reversed(messages) if buttons(m)), None)
        if asked is None or self.done:
            return
        self._press_again()
        text, names = asked.get("text", ""), labels(asked)
        question = self.course.wording.question_in(text)
        if BEGIN_LABEL in names:
            self._press(asked, BEGIN_LABEL)
        elif REVIEW in text:
            self._press(asked, next(name for name in names if name.startswith("Envoyer")))
        elif question is not None and SKIP_LABEL in names:
            self._answers(asked, self.course.questions[question], names)

    def _waits_for_words(self) -> bool:
        """Until the last part of a burst was taken, for those who let words arrive."""
        pushed = self.phone.telegram.history.pushed.get(self._said_last or 0)
        waits = pushed is not None and pushed.confirmed_at is None
        waits = waits and self.course.habits.lets_words_arrive
        self.waits_for = self._said_last if waits else None
        return waits

    # -- a question -----------------------------------------------------------------------------

    def _answers(self, asked: Json, step: Step, names: Sequence[str]) -> None:
        if step.id in self.answers:
            self._answers_copy(asked, step)
        elif step.kind is Kind.CHOICES and step.id in self._plans:
            self._ticks(asked, step, names)
        elif not self._edits():
            self._answers_anew(asked, step, names)

    def _answers_anew(self, asked: Json, step: Step, names: Sequence[str]) -> None:
        if self.draw.random() < self.course.habits.skips:
            self._gives(step, SKIP_LABEL)
            self._press(asked, SKIP_LABEL)
        elif step.kind is Kind.TEXT:
            self._types_in_a_burst(step)
        elif step.kind is Kind.CHOICES:
            self._ticks(asked, step, names)
        else:
            option = self.draw.choice(step.options)
            label = option.button(Address.TU)
            self._gives(step, label)
            plain = label == option.label.to(Address.TU) and recognise(label) is None
            if plain and self.draw.random() < self.course.habits.types:
                self._types(step, label)
            else:
                self._press(asked, label)

    def _gives(self, step: Step, words: str) -> None:
        self.given += 1
        self.answers[step.id] = words

    def _types(self, step: Step, words: str) -> None:
        self.phone.types(words)
        # What others depend on is left: an older question would stand open further up.
        if step.kind is Kind.SCALE and step.id not in self.course.deciding:
            self._typed[step.id] = self.phone.own_messages()[-1]["message_id"]

    def _types_in_a_burst(self, step: Step) -> None:
        self._gives(step, "")
        for _ in range(self.draw.randint(1, 3)):
            self._said_last = self.phone.types(f"j'aime {self._canary()} et le vélo")

    def _canary(self) -> str:
        """A word that nobody else writes, ever."""
        word = f"{_CANARY}{self.chat}x{len(self.canaries)}"
        self.canaries.append(word)
        return word

    def _ticks(self, asked: Json, step: Step, names: Sequence[str]) -> None:
        if step.id not in self._plans:
            options = [option for option in step.options if not option.exclusive]
            wanted = self.draw.sample(options, self.draw.randint(1, min(2, len(options))))
            self._plans[step.id] = [option.button(Address.TU) for option in wanted]
        missing = [name for name in self._plans[step.id] if name not in ticked(names)]
        if missing:
            self._press(asked, missing[0])
        else:
            self._gives(step, "")
            self._press(asked, VALIDATE_LABEL)

    # -- once more --------------------------------------------------------------------------------

    def _answers_copy(self, asked: Json, step: Step) -> None:
        """The same question stands there again: they say the same again."""
        words = self.answers[step.id]
        if asked["message_id"] in self._copies:
            return
        self._copies.add(asked["message_id"])
        if words and self.draw.random() < self.course.habits.answers_a_copy:
            self._press(asked, words)

    def _edits(self) -> bool:
        """They change an earlier message instead, and wait to be told."""
        if not self._typed or self.draw.random() >= self.course.habits.edits:
            return False
        question, message_id = self._typed.popitem()
        options = [o.button(Address.TU) for o in self.course.questions[question].options]
        words = self.draw.choice([label for label in options if label != self.answers[question]])
        self.answers[question] = words
        self.given += 1
        self._edited_at = max(m["message_id"] for m in self.phone.bot_messages())
        self.phone.edits(words, message_id)
        return True

    def _waits_for_edit(self, messages: Sequence[Json]) -> bool:
        """Until it is said that it is changed, and the open question stands below."""
        if self._edited_at is None:
            return False
        said = [
            message["message_id"]
            for message in messages
            if message["message_id"] > self._edited_at
            and any(words in message.get("text", "") for words in _EDITED)
        ]
        if not said or not buttons(messages[-1]) or messages[-1]["message_id"] < said[0]:
            return True
        self._edited_at = None
        return False

    def _press(self, message: Json, label: str) -> None:
        name = button_for(str(message.get("text", "")), label)
        data = next(b["callback_data"] for b in buttons(message) if b["text"] == name)
        times = 2 if self.draw.random() < self.course.habits.presses_twice else 1
        telegram = self.phone.telegram
        telegram.pressed(self.phone.chat, message["message_id"], data, times=times)
        if self.draw.random() < self.course.habits.press_comes_again:
            self._pressed = _Pressed(message, data, len(telegram.history.lines))

    def _press_again(self) -> None:
        """Telegram's client sends a press once more that it believes lost (tdlib, issue 699)."""
        if self._pressed is not None:
            again, self._pressed = self._pressed, None
            self.phone.telegram._press(self.phone.chat, again.message, again.data, again.line)
