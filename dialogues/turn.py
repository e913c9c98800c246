"""One step in the making: the cursor, the answers as they become, the effects so far."""

from __future__ import annotations

from collections.abc import Iterable

from .answers import Answer, Answers
from .definition import Text, WhenHidden
from .effects import (
    Ask,
    AskConfirmation,
    AskHidden,
    Effect,
    Phrase,
    Record,
    Reject,
    Say,
    ShowNotice,
    ShowReview,
    Supersede,
    Tell,
)
from .facts import chooses_readers, complete, spoken_to
from .machine import ASK, REVIEW, CompiledDialogue, Cursor, ask, phase_of
from .snapshot import Phase, Snapshot

MAX_RETRIES = 2
"""After so many misunderstandings the buttons come with "je passe" and "demander" (engines.md)."""


class Turn:
    """Thrown away after the step; ``snapshot()`` is what stays."""

    def __init__(
        self, compiled: CompiledDialogue, start: Snapshot, answers: Answers, facts: Answers
    ) -> None:
        self.compiled = compiled
        self.route = compiled.route
        self.start = start
        self.answers: dict[str, Answer] = {**answers}
        """The current answers, and the facts of the dialogue under their own names."""
        if compiled.dialogue.recall:
            self.answers |= complete(compiled.dialogue, facts)
        self.form = spoken_to(compiled.dialogue, facts)
        self.cursor = Cursor(start, compiled.route, self.answers, self.form)
        self.retries = start.retries
        self.guess: str | None = None
        self.hidden: tuple[str, ...] = ()
        # An open question about hidden answers that is left without a reply keeps them.
        self.kept: tuple[str, ...] = (*start.kept, *start.hidden)
        self.helping = start.helping and start.phase is Phase.PAUSED
        self.unread = start.unread
        self._held = start.at
        self._facts = facts
        self._erased = False

    @property
    def effects(self) -> list[Effect]:
        return self.cursor.effects

    @property
    def may_share(self) -> bool:
        """Each answer is theirs to share or to keep."""
        return chooses_readers(self.compiled.dialogue, self._facts)

    def add(self, effect: Effect) -> None:
        self.effects.append(effect)

    def tell(self, phrase: Phrase, values: Iterable[tuple[str, str]] = ()) -> None:
        self.add(Tell(phrase, tuple(values)))

    def allows(self, trigger: str) -> bool:
        return self.compiled.allows(trigger, self.cursor.state)

    def move(self, trigger: str, destination: str) -> None:
        self.compiled.move(self.cursor, trigger, destination)
        self.retries, self.guess = 0, None
        if phase_of(self.cursor.state) is Phase.PAUSED:
            return
        self.helping = False
        if trigger != "stop":
            self._held = self.cursor.question

    def next_state(self) -> str:
        """Where the answers lead: the first unanswered question, or the review."""
        question = self.route.next_question(self.answers)
        return f"{ASK}{question.id}" if question else REVIEW

    def record(self, answer: Answer) -> None:
        """A new revision of one answer; what it takes off the path is marked."""
        self.answers[answer.question] = answer
        self.add(Record(answer, self.start.prompt))
        lost = self.route.off_path(self.answers, answer.question)
        if not lost:
            # What was kept waiting may be on the path again; a question that decides nothing
            # changes nothing about it.
            self.kept = () if self.route.decides(answer.question) else self.kept
            return
        fates = {key: self.route.question(key).when_hidden for key in lost}
        self.kept = tuple(key for key in self.kept if key in fates)
        self.hidden = tuple(
            key for key in lost if fates[key] is WhenHidden.ASK and key not in self.kept
        )
        self.drop(tuple(key for key in lost if fates[key] is WhenHidden.DROP))

    def drop(self, questions: tuple[str, ...]) -> None:
        """Their answers are superseded, never deleted."""
        if questions:
            self.add(Supersede(questions))
            for key in questions:
                del self.answers[key]

    def settle_hidden(self, *, erase: bool) -> None:
        """What the respondent decided about the answers that a correction hid."""
        hidden, answered = self.start.hidden, self.cursor.question
        if erase:
            self.kept = tuple(key for key in self.kept if key not in hidden)
            self.drop(tuple(key for key in hidden if key in self.answers))
        if answered is not None:
            self.go_on(answered)

    def go_on(self, answered: str) -> None:
        """After an answer: what the option says, the notes that follow, the next question."""
        if self.hidden:
            self.cursor.prompt += 1
            self.add(self.ask_hidden(self.hidden))
            return
        step = self.route.question(answered)
        value = self.answers[answered].value
        for option_id, text in step.after:
            chosen = step.option(option_id)
            if chosen and value is not None and (chosen.value == value or _among(option_id, value)):
                self.add(Say(text))
        self.say_notes(after=answered)
        self.move("answer", self.next_state())

    def say_notes(self, *, after: str | None) -> None:
        for note in self.route.notes_between(self.answers, after):
            self.add(Say(note.ask))

    def ask_hidden(self, questions: tuple[str, ...]) -> AskHidden:
        steps = tuple(self.route.question(key) for key in questions)
        return AskHidden(steps, self.cursor.prompt)

    def keep(self) -> None:
        """The old answer of the open question stands, or the one that a fact proposes."""
        key = self.cursor.question
        proposal = self.ask_again().proposal if key is not None else None
        if key is not None and proposal is not None:
            self.record(proposal)
            self.go_on(key)
        elif key is None or key not in self.answers:
            self.tell(Phrase.NOTHING_TO_KEEP)
            self.show_open()
        else:
            self.move("answer", self.next_state())

    def reject(
        self, phrase: Phrase, values: Iterable[tuple[str, str]] = (), text: Text | None = None
    ) -> None:
        """Say why, ask the same question again; insist after ``MAX_RETRIES``."""
        self.retries = self.start.retries + 1
        self.add(Reject(phrase, tuple(values), text))
        self.add(self.ask_again())

    def ask_again(self) -> Ask:
        """The open question under the same number."""
        return ask(self.cursor, insist=self.retries >= MAX_RETRIES)

    def suggest(self, confirmation: AskConfirmation) -> None:
        self.guess = confirmation.option.id
        self.add(confirmation)

    def show_open(self) -> None:
        """What is open, once more, under the same number."""
        match phase_of(self.cursor.state):
            case Phase.ASKING if self.start.hidden:
                self.hidden, self.kept = self.start.hidden, self.start.kept
                self.add(self.ask_hidden(self.hidden))
            case Phase.ASKING:
                self.add(self.ask_again())
            case Phase.NOTICE:
                self.add(ShowNotice(self.cursor.prompt))
            case Phase.REVIEW:
                self.add(ShowReview(self.cursor.prompt))
            case Phase.PAUSED:
                self.tell(Phrase.PAUSED)
            case Phase.WITHDRAWN:
                self.tell(Phrase.STOPPED)
            case Phase.EXPIRED:
                self.tell(Phrase.EXPIRED)
            case Phase.SUBMITTED:
                self.add(Say(self.compiled.dialogue.closing))

    def drop_prompts(self) -> None:
        """Take back what was about to be asked: the help card stands alone."""
        shown = (Ask, AskConfirmation, AskHidden, ShowReview, Reject, Say)
        self.effects[:] = [effect for effect in self.effects if not isinstance(effect, shown)]

    def start_over(self) -> None:
        """Everything was erased: the notice comes first again."""
        self._erased = True
        self._held = None
        self.unread = False

    def snapshot(self) -> Snapshot:
        return Snapshot(
            dialogue=self.start.dialogue,
            revision=self.start.revision,
            phase=phase_of(self.cursor.state),
            at=self._held,
            prompt=self.cursor.prompt,
            retries=self.retries,
            guess=self.guess,
            reached=0 if self._erased else self.cursor.reached,
            helping=self.helping and phase_of(self.cursor.state) is Phase.PAUSED,
            hidden=self.hidden,
            kept=() if self._erased else self.kept,
            unread=self.unread,
        )


def _among(option_id: str, value: object) -> bool:
    return isinstance(value, tuple) and option_id in value


__all__ = ["MAX_RETRIES", "Turn"]
