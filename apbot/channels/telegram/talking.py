"""One update of a student who is known -> their conversation moves, and what to send.

What the engine decides is asked of ``apbot.conversation``; here stands only what Telegram adds:
ticks, presses on older questions, edited messages, words typed before the question was seen.
"""

from __future__ import annotations

from dataclasses import replace

from apbot.conversation import advance
from apbot.openings import open_place
from apbot.telling import answer_words
from dialogues import events as ev
from dialogues.answering import CONTINUED_KINDS
from dialogues.definition import Kind
from dialogues.effects import Complete, Phrase, Record, Tell
from dialogues.snapshot import Phase
from storage.records import Answered

from . import callbacks, closing, enrolment, looking_back, parts, rendering, sentences
from . import notice as about_telegram
from .belonging import TO_WHOEVER
from .callbacks import Act, Press
from .events import (
    NOWHERE,
    CorrectionChosen,
    Dismissed,
    EraseAsked,
    Meant,
    NumberWanted,
    Older,
    Outside,
    Rewritten,
    Ticked,
    event_of,
)
from .rendering import ApiCall
from .scene import Scene
from .ticking import is_answered, ticked_after
from .updates import Command, PressedButton, Started, Typed, Unsupported, Update


class Talk:
    """One message of one student; lives as long as it takes to decide it."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    # -- what came ----------------------------------------------------------------------------

    def answer(self, update: Update) -> list[ApiCall]:
        match update:
            case Started():
                return self._started()
            case Unsupported(what=what):
                return [self._scene.say(sentences.unsupported(what, self._scene.address))]
            case PressedButton():
                return self._pressed(update)
            case Typed() | Command():
                return self._typed(update)
            case _:
                return []

    def _started(self) -> list[ApiCall]:
        if self._scene.standing.snapshot.phase is Phase.SUBMITTED:
            return [self._scene.say(sentences.ALL_DONE.to(self._scene.address))]
        calls = self._scene.show_open()
        return [*closing.asked_again(self._scene, calls), *calls]

    def _typed(self, said: Typed | Command) -> list[ApiCall]:
        before = isinstance(said, Typed) and not said.edited and self._scene.came_before(said)
        if before and isinstance(said, Typed):
            return self._part_of_the_last(said)
        meant = event_of(
            said,
            self._scene.where_typed,
            at=self._scene.chat.at,
            prompt=None if self._scene.is_mine else NOWHERE,
            ticked=self._scene.ticked,
        )
        calls = self._do(meant, None)
        if isinstance(said, Typed):
            self._remember(said.message_id)
        return calls

    def _pressed(self, pressed: PressedButton) -> list[ApiCall]:
        secret = self._scene.chat.secret_of(self._scene.standing.conversation.id)
        press = callbacks.read(
            pressed.data, chat_key=self._scene.chat.account.chat_key, secret=secret
        )
        if press is None:
            return [rendering.acknowledge(pressed.callback_id)]
        ticked = self._scene.ticked if press.act is Act.VALIDATE else ()
        meant = event_of(press, self._scene.where, at=self._scene.chat.at, ticked=ticked)
        if isinstance(meant, Older):
            return self._older(meant, press, pressed)
        if isinstance(meant, Ticked):
            return self._tick(meant, pressed)
        calls = self._do(meant, pressed)
        return [rendering.acknowledge(pressed.callback_id), *calls]

    def _do(self, meant: Meant, pressed: PressedButton | None) -> list[ApiCall]:
        match meant:
            case CorrectionChosen(prompt):
                answer = looking_back.answered_under(self._scene, prompt)
                question = answer.question if answer else ""
                return self._handle(ev.Edited(self._scene.chat.at, question), pressed)
            case Rewritten():
                return self._rewritten(meant)
            case EraseAsked() if not self._scene.has_something:
                return [self._scene.say(sentences.NOTHING_YET)]
            case EraseAsked():
                said = self._scene.words.erase_sentences
                prompt = self._scene.standing.snapshot.prompt
                return [
                    rendering.confirm_erasing(
                        said, self._scene.chat_id, self._scene.stamp, prompt=prompt
                    )
                ]
            case Dismissed():
                return [self._scene.without_buttons(pressed)] if pressed else []
            case NumberWanted(verb):
                return self._lines_to(verb)
            case ev.Edited() if self._scene.standing.snapshot.phase is Phase.SUBMITTED:
                return [self._scene.say(sentences.EDIT_LATE.to(self._scene.address))]
            case Outside(name):
                return self._outside(name)
            case Ticked() | Older():
                return []
            case _:
                return self._handle(meant, pressed)

    # -- the conversation moves ---------------------------------------------------------------

    def _handle(self, event: ev.Event, pressed: PressedButton | None) -> list[ApiCall]:
        before, was_here = self._scene.standing, self._scene.is_here
        asked = self._asked_text(event, pressed)
        after = self._scene.standing = advance(self._scene.uow, before, event)
        # What this chat was never shown is no old question of it either.
        effects = [e for e in after.effects if was_here or e != Tell(Phrase.STALE)]
        if before.snapshot.phase is Phase.SUBMITTED:
            effects = closing.without_the_end_again(effects)
        said = self._scene.said(effects)
        calls = [*closing.closed(self._scene, before, said, pressed, asked), *said]
        return calls + (self._next_one() if Complete() in after.effects else [])

    def _next_one(self) -> list[ApiCall]:
        """Something else waits for them: it is named, not pushed."""
        scene = self._scene
        place = open_place(scene.uow, scene.person, scene.chat.offers, at=scene.chat.at)
        if place is None:
            return []
        title = scene.chat.library.newest(place.dialogue).dialogue.title.to(scene.address)
        return [scene.say(sentences.another(title, scene.address))]

    def _asked_text(self, event: ev.Event, pressed: PressedButton | None) -> str:
        """The words above the answer. A free text needs none: it stands below in their own."""
        if pressed is not None:
            return pressed.text
        step = self._scene.open_step
        in_words = isinstance(event, ev.Said | ev.Skipped | ev.Kept)
        if step is None or not in_words or (step.kind is Kind.TEXT and isinstance(event, ev.Said)):
            return ""
        return self._scene.open_text()

    def _remember(self, message_id: int) -> None:
        """Which question these words answered, in case their message is edited."""
        for effect in self._scene.standing.effects:
            if isinstance(effect, Record):
                answered = Answered(
                    self._scene.standing.conversation.id, effect.answer.question, effect.prompt
                )
                self._scene.uow.accounts.remember(
                    self._scene.chat.account.chat_key, message_id, answered
                )

    def _part_of_the_last(self, said: Typed) -> list[ApiCall]:
        """Typed before the open question was seen: more words for the one that was."""
        last = looking_back.answered_last(self._scene)
        step = self._scene.standing.compiled.dialogue.questions.get(last.question) if last else None
        if last is None or step is None or step.kind not in CONTINUED_KINDS:
            return [self._scene.say(sentences.FIRST_COUNTS.to(self._scene.address))]
        calls = self._handle(ev.Continued(self._scene.chat.at, last.question, said.text), None)
        self._remember(said.message_id)
        if step.kind is Kind.CHOICES:
            calls += self._chosen_now()
        return [*calls, *self._review_again()]

    def _chosen_now(self) -> list[ApiCall]:
        """The question above shows what was chosen first: it is said what is noted now."""
        standing, address = self._scene.standing, self._scene.address
        recorded = [e.answer for e in standing.effects if isinstance(e, Record)]
        if recorded:
            return [self._scene.say(sentences.noted(answer_words(recorded[-1])))]
        if standing.snapshot.phase is Phase.PAUSED:
            return []  # The card with the numbers is what counts now.
        return [self._scene.say(sentences.FIRST_COUNTS.to(address))]

    def _review_again(self) -> list[ApiCall]:
        """What the review shows is what will be sent: it stands there with what was added."""
        shown = self._scene.shown
        if self._scene.standing.snapshot.phase is not Phase.REVIEW or shown is None:
            return []
        calls = self._scene.show_open()
        return [rendering.instead(calls[0], shown[0])] if len(calls) == 1 else calls

    def _rewritten(self, meant: Rewritten) -> list[ApiCall]:
        """A message was edited: a new revision of its answer, while the conversation is open."""
        found = self._scene.uow.accounts.question_of(
            self._scene.chat.account.chat_key, meant.message_id
        )
        if found is None:
            return self._written_better(meant)
        question, at = found.question, self._scene.chat.at
        phase = self._scene.standing.snapshot.phase
        if phase not in {Phase.ASKING, Phase.REVIEW}:
            waits = phase in {Phase.PAUSED, Phase.WITHDRAWN}
            said = sentences.EDIT_PAUSED if waits else sentences.EDIT_LATE
            return [self._scene.say(said.to(self._scene.address))]
        text = parts.rewritten(self._scene, found, meant.message_id, meant.text)
        if text is None:
            return [self._scene.say(sentences.EDIT_PARTS)]
        refused = self._handle(ev.Edited(at, question), None)
        if self._scene.standing.snapshot.at != question:
            # The question is not on the path any more: nothing is open for these words.
            return refused
        calls = self._handle(ev.Said(at, text), None)
        self._remember(meant.message_id)
        changed = any(isinstance(effect, Record) for effect in self._scene.standing.effects)
        done = [self._scene.say(sentences.EDIT_DONE.to(self._scene.address))] if changed else []
        return [*done, *calls]

    def _written_better(self, meant: Rewritten) -> list[ApiCall]:
        """Words that were not understood, put right where they stand: they answer what is open."""
        if not looking_back.answers_the_open_one(self._scene, meant.message_id):
            return []
        calls = self._handle(ev.Said(self._scene.chat.at, meant.text), None)
        self._remember(meant.message_id)
        return calls

    def _older(self, meant: Older, press: Press, pressed: PressedButton) -> list[ApiCall]:
        """The same press twice counts once; another answer to an older question is offered."""
        answer = looking_back.answered_under(self._scene, meant.prompt)
        if answer is None:
            return [
                rendering.acknowledge(pressed.callback_id),
                self._scene.without_buttons(pressed),
                *self._handle(meant.event, pressed),
            ]
        step = self._scene.standing.compiled.dialogue.questions[answer.question]
        if press.option is None or is_answered(step, press.option, answer):
            said = sentences.ALREADY.to(self._scene.address)
            return [rendering.acknowledge(pressed.callback_id, said)]
        sentence = sentences.correct_it(
            step.topic.to(self._scene.address), self._scene.words_of(answer), self._scene.address
        )
        offer = rendering.offer_correction(
            sentence, meant.prompt, self._scene.chat_id, self._scene.stamp
        )
        return [rendering.acknowledge(pressed.callback_id), offer]

    def _lines_to(self, verb: str) -> list[ApiCall]:
        lines = self._scene.lines()
        if not lines:
            return [self._scene.say(sentences.NOTHING_YET)]
        if self._scene.standing.snapshot.phase is Phase.SUBMITTED:
            return [self._scene.say(sentences.EDIT_LATE.to(self._scene.address))]
        return self._scene.shown_text("\n\n".join(("\n".join(lines), rendering.how_to(verb))))

    def _outside(self, name: str) -> list[ApiCall]:
        match name:
            case "mesreponses":
                lines = self._scene.lines() or (sentences.NOTHING_YET,)
                return self._scene.shown_text("\n".join(lines))
            case "privacy" | "mesdonnees":
                notice = self._scene.words.paragraphs(
                    self._scene.standing.compiled.dialogue.notice.text
                )
                said = (*notice, about_telegram.at_any_time(self._scene.address))
                lines = self._scene.lines() if name == "mesdonnees" else ()
                return self._scene.shown_text("\n\n".join((*said, "\n".join(lines))))
            case "quitter":
                enrolment.leave(self._scene.uow, self._scene.person.id, at=self._scene.chat.at)
                left = self._scene.say(sentences.LEFT.to(self._scene.address))
                return [replace(left, kind=TO_WHOEVER)]
            case _:
                return [self._scene.say(sentences.UNKNOWN_COMMAND.to(self._scene.address))]

    # -- ticks --------------------------------------------------------------------------------

    def _tick(self, meant: Ticked, pressed: PressedButton) -> list[ApiCall]:
        step = self._scene.open_step
        message = self._scene.open_message()
        if step is None or message is None:
            return [rendering.acknowledge(pressed.callback_id)]
        ticked = ticked_after(step, self._scene.ticked, meant)
        most = step.limits.choices
        if most is not None and len(ticked) > most:
            return [rendering.acknowledge(pressed.callback_id, f"{most} choix au plus.")]
        self._scene.tick(ticked)
        keyboard = rendering.ticks(
            message,
            chat_id=self._scene.chat_id,
            message_id=pressed.message_id,
            stamp=self._scene.stamp,
            step=step,
            ticked=ticked,
        )
        return [rendering.acknowledge(pressed.callback_id), keyboard]
