"""Effects of the engine -> messages: paragraphs and buttons, the same for every chat-like channel.

Nothing here knows how a message looks or travels.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from apbot import telling
from dialogues import events as ev
from dialogues.answers import Answer, Answers, Visibility
from dialogues.definition import Address, Dialogue, Step, Text
from dialogues.effects import (
    Ask,
    AskConfirmation,
    AskHidden,
    Effect,
    Reject,
    Say,
    ShowHelp,
    ShowHelpCard,
    ShowNotice,
    ShowReview,
    Tell,
)
from dialogues.phrases import words
from dialogues.progress import Progress
from dialogues.snapshot import Phase, Snapshot


class Act(StrEnum):
    """What pressing a button does."""

    OPTION = "option"
    KEEP = "keep"
    ACKNOWLEDGE = "acknowledge"
    YES = "yes"
    NO = "no"
    RESUME = "resume"
    STOP = "stop"
    SUBMIT = "submit"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Button:
    """``option`` is the id of the option it stands for."""

    label: str
    act: Act
    option: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said. ``numbered`` are the lines of the review, which commands call by number."""

    paragraphs: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    prompt: int | None = None
    progress: Progress | None = None
    numbered: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[Button, ...]:
        return tuple(button for button in self.buttons if button.act is Act.OPTION)


def pressed(buttons: Sequence[Button], prompt: int | None, at: dt.datetime) -> ev.Event:
    """The event of pressing these buttons of one message; several only for options."""
    match buttons[0].act:
        case Act.OPTION:
            return ev.Pressed(at, tuple(button.option for button in buttons), prompt)
        case Act.KEEP:
            return ev.Kept(at, prompt)
        case Act.ACKNOWLEDGE:
            return ev.Acknowledged(at, prompt)
        case Act.YES | Act.NO as act:
            return ev.Confirmed(at, act is Act.YES, prompt)
        case Act.RESUME:
            return ev.Resumed(at)
        case Act.STOP:
            return ev.Stopped(at)
        case Act.SUBMIT:
            return ev.Submitted(at, prompt)
        case Act.ERASE:
            return ev.Erased(at)


_MARKS = {
    Visibility.MINE: Text("gardé pour toi", "gardé pour vous"),
    Visibility.ALOUD: Text("à dire de vive voix", "à dire de vive voix"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """How one dialogue speaks to one person."""

    dialogue: Dialogue
    address: Address
    values: Mapping[str, str]
    more_help: str = ""
    """What a channel adds to the help: what can be done there besides."""

    def messages(
        self,
        effects: Sequence[Effect],
        *,
        snapshot: Snapshot,
        answers: Answers,
        questions: Sequence[str],
    ) -> tuple[Message, ...]:
        """What is said after a step. ``questions`` are those on the path, for the review."""
        said = [
            message for effect in effects for message in self._messages(effect, answers, questions)
        ]
        if said and not said[-1].buttons:
            ways_on = _ways_on(snapshot.phase, answers)
            said[-1] = replace(said[-1], buttons=ways_on)
        return tuple(said)

    def _messages(
        self, effect: Effect, answers: Answers, questions: Sequence[str]
    ) -> Iterator[Message]:
        match effect:
            case Say(text):
                yield Message(telling.paragraphs(telling.fill(text, self.address, self.values)))
            case Tell(phrase, values):
                yield Message((words(phrase, self.address, values),))
            case Reject(phrase, values, text):
                said = text.to(self.address) if text else words(phrase, self.address, values)
                yield Message((said,))
            case ShowNotice(prompt):
                yield from self._notice(prompt)
            case Ask():
                yield self._question(effect)
            case AskConfirmation() | AskHidden():
                yield self._confirmation(effect)
            case ShowHelpCard(reason):
                yield Message(telling.help_card_sentences(self.address, reason))
                yield self._card()
            case ShowHelp():
                commands = telling.help_commands(self.address)
                lines = tuple(f"« {typed} » : {meaning}" for typed, meaning in commands)
                more = (self.more_help,) if self.more_help else ()
                yield Message((*telling.help_sentences(self.address), *lines, *more))
            case ShowReview(prompt):
                yield self._review(prompt, answers, questions)

    def _notice(self, prompt: int) -> Iterator[Message]:
        intro = telling.fill(self.dialogue.intro, self.address, self.values)
        notice = telling.fill(self.dialogue.notice.text, self.address, self.values)
        start = Button(telling.START_LABEL, Act.ACKNOWLEDGE)
        yield Message(telling.paragraphs(intro))
        yield Message(telling.paragraphs(notice), (start,), prompt)

    def _question(self, ask: Ask) -> Message:
        step = ask.step
        more = [text for text in (step.hint, step.readers) if text]
        said = [
            *([telling.stem_sentence(step.grid, self.address, self.values)] if step.grid else []),
            telling.fill(step.ask, self.address, self.values),
            *(telling.fill(text, self.address, self.values) for text in more),
        ]
        buttons = [
            Button(option.button(self.address), Act.OPTION, option.id) for option in step.options
        ]
        if ask.current is not None:
            said.append(telling.current_sentence(_label(step, ask.current, self.address)))
            buttons.append(Button(telling.KEEP_LABEL, Act.KEEP))
        elif ask.proposal is not None and step.prefill is not None:
            said.append(telling.fill(step.prefill.words, self.address, self.values))
            buttons.append(Button(telling.KEEP_LABEL, Act.KEEP))
        if ask.insist:
            said.append(telling.insist_sentence(self.address))
        progress = ask.progress if step.counted else None
        return Message(tuple(said), tuple(buttons), ask.prompt, progress)

    def _confirmation(self, asked: AskConfirmation | AskHidden) -> Message:
        if isinstance(asked, AskHidden):
            question = telling.hidden_question(asked.steps, self.address)
            yes, no = telling.ERASE_HIDDEN_LABEL, telling.KEEP_HIDDEN_LABEL
        else:
            question = telling.guess_question(asked.option.label.to(self.address), self.address)
            yes, no = telling.YES_LABEL, telling.NO_LABEL
        return Message((question,), (Button(yes, Act.YES), Button(no, Act.NO)), asked.prompt)

    def _card(self) -> Message:
        card = self.dialogue.help_card
        numbers = tuple(telling.number_line(number) for number in card.numbers)
        contact = telling.contact_sentences(self.address, self.values.get("contacts", ""))
        return Message((*numbers, *contact, telling.verified_sentence(card)))

    def _review(self, prompt: int, answers: Answers, questions: Sequence[str]) -> Message:
        lines = self.lines({key: answers[key] for key in questions if key in answers})
        send = Button(telling.send_label(self.dialogue, self.address, self.values), Act.SUBMIT)
        erase = Button(telling.ERASE_LABEL, Act.ERASE)
        said = telling.review_sentences(self.dialogue, self.address, self.values)
        return Message(said, (send, erase), prompt, numbered=lines)

    def lines(self, answers: Answers) -> tuple[str, ...]:
        """Each answer with its topic, and who reads it where not everybody does."""
        return tuple(
            self._reviewed(self.dialogue.questions[key], answer) for key, answer in answers.items()
        )

    def _reviewed(self, step: Step, answer: Answer) -> str:
        mark = _MARKS.get(answer.visibility)
        line = f"{step.topic.to(self.address)} : {_label(step, answer, self.address)}"
        return f"{line} ({mark.to(self.address)})" if mark and not answer.skipped else line


def _ways_on(phase: Phase, answers: Answers) -> tuple[Button, ...]:
    """The buttons of a conversation that waits."""
    resume = Button(telling.RESUME_LABEL, Act.RESUME)
    match phase:
        case Phase.NOTICE:
            return (Button(telling.START_LABEL, Act.ACKNOWLEDGE),)
        case Phase.PAUSED:
            return resume, Button(telling.STOP_LABEL, Act.STOP)
        case Phase.WITHDRAWN if answers:
            return resume, Button(telling.ERASE_LABEL, Act.ERASE)
        case Phase.WITHDRAWN:
            return (resume,)
        case _:
            return ()


def _label(step: Step, answer: Answer, address: Address) -> str:
    """What was answered, in words."""
    if answer.skipped:
        return telling.SKIPPED_LABEL
    option = step.option_for(answer.value)
    return option.label.to(address) if option else answer.label
