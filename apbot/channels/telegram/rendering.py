"""Messages -> calls to the Bot API. Plain text, never a parse mode: words come back as written.

What is said before a question goes in one message with it, as far as it fits, so that an answer
costs few calls. Bold is an entity that we place ourselves; lengths are UTF-16 units, as Telegram
counts entities, which is never less than the characters it limits texts by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from apbot.channels.messages import Act as Does
from apbot.channels.messages import Button, Message
from apbot.telling import current_sentence
from apbot.wording import typeset
from dialogues.definition import Kind, Step

from .callbacks import Act, Press
from .keyboards import Key, Keyboard, choices, in_rows, level_names, scale
from .texts import LONGEST, cut, pieces, units, writable

Stamp = Callable[[Press], str]
"""``callbacks.stamp`` for one chat and one conversation."""

SKIP_LABEL = "Je passe"
BACK_LABEL = "Retour"
VALIDATE_LABEL = "Valider"
CORRECT_LABEL = "Corriger cette réponse"
LEAVE_LABEL = "Laisser comme ça"
ERASE_SURE_LABEL = "Oui, tout effacer"
KEEP_ALL_LABEL = "Non, les garder"
SEVERAL = "Toucher pour cocher, puis « Valider »."
CORRECT_LINE = "Changer une réponse : /corriger 3 (le numéro de la ligne)."
SHARING_LINES = (
    "Garder une réponse pour soi : « garder 3 ».",
    "La dire de vive voix : « dire 3 ».",
    "La partager : « partager 3 ».",
)
ANSWER = "Réponse : "
_ABOUT_BUTTONS = re.compile(rf"\n\n(?:{re.escape(typeset(SEVERAL))}|1 [^\n]* · [^\n]*)\Z")
_BEFORE = "\n\n" + typeset(current_sentence("")).strip()
"""Begins what stood there before, which the new answer takes the place of."""
_NOTICE = 200
"""Characters of what answers a press."""
_NO_PREVIEW = {"is_disabled": True}
_ACTS = {
    Does.OPTION: Act.OPTION,
    Does.KEEP: Act.KEEP,
    Does.ACKNOWLEDGE: Act.ACKNOWLEDGE,
    Does.YES: Act.YES,
    Does.NO: Act.NO,
    Does.RESUME: Act.RESUME,
    Does.STOP: Act.STOP,
    Does.SUBMIT: Act.SUBMIT,
    Does.ERASE: Act.ERASE,
}


@dataclass(frozen=True, slots=True)
class ApiCall:
    """``kind``: question (something is open), say, edit, ack, menu. ``prompt``: what it opens.

    ``conversation_id``: whose prompt that is.
    """

    method: str
    body: dict[str, Any]
    kind: str
    prompt: int | None = None
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it will be sent. ``bold``: offset and length, or nothing."""

    text: str
    bold: tuple[int, int] | None = None
    keyboard: Keyboard = ()
    prompt: int | None = None


def calls(
    messages: Sequence[Message],
    *,
    chat_id: int,
    stamp: Stamp,
    step: Step | None = None,
    ticked: Collection[int] = (),
    sharing: bool = False,
) -> list[ApiCall]:
    """``step``: the open question. ``sharing``: the review offers who may read each answer."""
    showing = Showing(step, ticked, sharing=sharing)
    bubbles = [showing.bubble(message) for message in messages]
    return [
        _send(piece, chat_id, stamp) for bubble in _joined(bubbles) for piece in _in_pieces(bubble)
    ]


def answered(
    question_text: str, answer_label: str, chat_id: int, message_id: int, *, bold: bool = False
) -> ApiCall:
    """The question with its answer, and no buttons any more, nor what was said about them."""
    answer = cut(writable(ANSWER + (answer_label.strip() or "…")), LONGEST // 2)
    asked = _ABOUT_BUTTONS.sub("", question_text).partition(_BEFORE)[0]
    question = cut(writable(asked), LONGEST - units(answer) - 2)
    bolded = (0, units(question)) if bold and question else None
    text = f"{question}\n\n{answer}" if question else answer
    body = {"chat_id": chat_id, "message_id": message_id, **_text(text, bolded)}
    return ApiCall("editMessageText", body, "edit")


def ticks(
    message: Message,
    *,
    chat_id: int,
    message_id: int,
    stamp: Stamp,
    step: Step,
    ticked: Collection[int],
) -> ApiCall:
    """The keyboard of a question of several choices again, after one was ticked or unticked."""
    keyboard = Showing(step, ticked).bubble(message).keyboard
    return _keyboard_call(keyboard, chat_id, message_id, stamp)


def instead(call: ApiCall, message_id: int) -> ApiCall:
    """What would be sent, in place of what that message says."""
    return ApiCall("editMessageText", {**call.body, "message_id": message_id}, "edit")


def without_buttons(chat_id: int, message_id: int) -> ApiCall:
    """An older message keeps its words and loses its buttons."""
    return _keyboard_call((), chat_id, message_id, lambda _: "")


def acknowledge(callback_id: str, text: str = "") -> ApiCall:
    """Ends the progress bar on the button, with a short notice if there is something to say."""
    body: dict[str, Any] = {"callback_query_id": callback_id}
    if said := cut(writable(text), _NOTICE):
        body["text"] = said
    return ApiCall("answerCallbackQuery", body, "ack")


def say(text: str, chat_id: int, *, keyboard: Keyboard = (), stamp: Stamp | None = None) -> ApiCall:
    """One sentence of the program itself; ``stamp`` where it has buttons."""
    bubble = Bubble(cut(writable(typeset(text)), LONGEST), keyboard=keyboard)
    return _send(bubble, chat_id, stamp or (lambda _: ""))


def offer_correction(sentence: str, prompt: int, chat_id: int, stamp: Stamp) -> ApiCall:
    """After a press on a question answered before; ``prompt`` is that question's."""
    correct = Key(CORRECT_LABEL, Press(Act.CORRECT, prompt))
    leave = Key(LEAVE_LABEL, Press(Act.DISMISS, prompt))
    return say(sentence, chat_id, keyboard=((correct,), (leave,)), stamp=stamp)


def confirm_erasing(
    sentences: Sequence[str], chat_id: int, stamp: Stamp, *, prompt: int
) -> ApiCall:
    """Erasing cannot be undone, and the button is under a thumb: it is asked once more.

    ``prompt``: the open one; the confirmation is worth nothing once the conversation has moved.
    """
    sure = Key(ERASE_SURE_LABEL, Press(Act.ERASE_SURE, prompt))
    keep = Key(KEEP_ALL_LABEL, Press(Act.DISMISS, prompt))
    return say("\n\n".join(sentences), chat_id, keyboard=((sure,), (keep,)), stamp=stamp)


def how_to(verb: str) -> str:
    """What to write to correct a line of the review, or to say who reads it."""
    return CORRECT_LINE if verb == "corriger" else "\n".join(SHARING_LINES)


def question_text(message: Message, step: Step | None = None) -> str:
    """The words of a question as they were sent, for ``answered``."""
    return Showing(step).bubble(message).text


@dataclass(frozen=True, slots=True)
class Showing:
    """How messages look while ``step`` is open."""

    step: Step | None = None
    ticked: Collection[int] = ()
    sharing: bool = False

    def bubble(self, message: Message) -> Bubble:
        parts = [writable(part) for part in self._parts(message)]
        bold = self._bold(message, parts) if is_question(message) else None
        text = "\n\n".join(part for part in parts if part)
        return Bubble(text, bold, self._keyboard(message), message.prompt)

    def _parts(self, message: Message) -> Iterator[str]:
        progress = message.progress
        prefix = f"({progress.number}/{progress.total}) " if progress else ""
        for index, paragraph in enumerate(message.paragraphs):
            yield typeset(paragraph if index else prefix + paragraph)
        if is_question(message) and (how := self.how_to_answer(message)):
            yield typeset(how)
        if message.numbered:
            yield "\n".join(f"{n}. {line}" for n, line in enumerate(message.numbered, start=1))
            yield typeset("\n".join([CORRECT_LINE, *(SHARING_LINES if self.sharing else ())]))

    def how_to_answer(self, message: Message) -> str:
        """What the buttons alone do not say; nothing where they do."""
        if self._is_several:
            return SEVERAL
        if self.step is None or self.step.kind is not Kind.SCALE:
            return ""
        apart = _unscored(self.step)
        labels = [b.label for place, b in enumerate(message.options) if place not in apart]
        names = level_names(labels)
        if names == labels:
            return ""
        return " · ".join(f"{name} {label}" for name, label in zip(names, labels, strict=True))

    @property
    def _is_several(self) -> bool:
        return self.step is not None and self.step.kind is Kind.CHOICES

    def _bold(self, message: Message, parts: Sequence[str]) -> tuple[int, int] | None:
        """The question itself: after the stem of its grid, and without the progress."""
        index = 1 if self.step is not None and self.step.grid is not None else 0
        if len(parts) <= index:
            return None
        before = sum(units(part) + 2 for part in parts[:index] if part)
        progress = message.progress
        prefix = f"({progress.number}/{progress.total}) " if progress and not index else ""
        length = units(parts[index]) - units(prefix)
        return (before + units(prefix), length) if length > 0 else None

    def _keyboard(self, message: Message) -> Keyboard:
        if not is_question(message):
            return in_rows([self._key(button, message.prompt) for button in message.buttons])
        return (*self._answers(message), *self._ways(message))

    def _answers(self, message: Message) -> Keyboard:
        """The options, each by its position in the question."""
        keys = [
            Key(button.label, Press(Act.OPTION, message.prompt, position))
            for position, button in enumerate(message.options)
        ]
        if self.step is None:
            return in_rows(keys)
        if self.step.kind is Kind.SCALE:
            return scale(keys, apart=_unscored(self.step))
        return choices(keys, self.ticked) if self._is_several else in_rows(keys)

    def _ways(self, message: Message) -> Iterator[tuple[Key, ...]]:
        """The rows under the options: to send what is ticked, to keep, to pass, to go back."""
        prompt = message.prompt
        if self._is_several:
            yield (Key(VALIDATE_LABEL, Press(Act.VALIDATE, prompt)),)
        for button in message.buttons:
            if button.act is not Does.OPTION:
                yield (self._key(button, prompt),)
        back = Key(BACK_LABEL, Press(Act.BACK, prompt))
        if self.step is not None and self.step.required:
            yield (back,)
        else:
            yield Key(SKIP_LABEL, Press(Act.SKIP, prompt)), back

    def _key(self, button: Button, prompt: int | None) -> Key:
        return Key(button.label, Press(_ACTS[button.act], prompt))


def is_question(message: Message) -> bool:
    """Not the notice, a confirmation or the review, which have a prompt too."""
    mine = {Does.OPTION, Does.KEEP}
    only_answers = all(button.act in mine for button in message.buttons)
    return message.prompt is not None and not message.numbered and only_answers


def _unscored(step: Step) -> frozenset[int]:
    return frozenset(index for index, option in enumerate(step.options) if option.unscored)


def _joined(bubbles: Sequence[Bubble]) -> Iterator[Bubble]:
    """What has no buttons goes in front of what follows it, as long as both fit."""
    waiting: Bubble | None = None
    for bubble in bubbles:
        if waiting is None:
            waiting = bubble
        elif waiting.keyboard or units(waiting.text) + 2 + units(bubble.text) > LONGEST:
            yield waiting
            waiting = bubble
        else:
            waiting = _after(waiting, bubble)
    if waiting is not None:
        yield waiting


def _after(first: Bubble, second: Bubble) -> Bubble:
    if not first.text:
        return second
    bold = second.bold and (second.bold[0] + units(first.text) + 2, second.bold[1])
    text = f"{first.text}\n\n{second.text}"
    return Bubble(text, bold, second.keyboard, second.prompt)


def _in_pieces(bubble: Bubble) -> Iterator[Bubble]:
    """Too long for one message: the buttons come under the last part; nothing is bold then."""
    if not bubble.text:
        return
    if units(bubble.text) <= LONGEST:
        yield bubble
        return
    *first, last = pieces(bubble.text)
    yield from map(Bubble, first)
    yield Bubble(last, None, bubble.keyboard, bubble.prompt)


def _send(bubble: Bubble, chat_id: int, stamp: Stamp) -> ApiCall:
    body = {"chat_id": chat_id, **_text(bubble.text, bubble.bold)}
    if bubble.keyboard:
        body["reply_markup"] = _markup(bubble.keyboard, stamp)
    kind = "say" if bubble.prompt is None else "question"
    return ApiCall("sendMessage", body, kind, bubble.prompt)


def _keyboard_call(keyboard: Keyboard, chat_id: int, message_id: int, stamp: Stamp) -> ApiCall:
    markup = _markup(keyboard, stamp)
    body = {"chat_id": chat_id, "message_id": message_id, "reply_markup": markup}
    return ApiCall("editMessageReplyMarkup", body, "edit")


def _text(text: str, bold: tuple[int, int] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"text": text, "link_preview_options": _NO_PREVIEW}
    if bold is not None:
        said["entities"] = [{"type": "bold", "offset": bold[0], "length": bold[1]}]
    return said


def _markup(keyboard: Keyboard, stamp: Stamp) -> dict[str, Any]:
    rows = [
        [{"text": writable(key.label) or "…", "callback_data": stamp(key.press)} for key in row]
        for row in keyboard
    ]
    return {"inline_keyboard": rows}
