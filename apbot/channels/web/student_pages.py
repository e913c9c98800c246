"""A conversation as it stands -> the page that shows it. Every decision of a page is made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apbot.conversation import Standing
from apbot.telling import (
    ERASE_HIDDEN_LABEL,
    HELP_CARD_HEADING,
    KEEP_HIDDEN_LABEL,
    SKIPPED_LABEL,
    START_LABEL,
    verified_sentence,
)
from apbot.wording import Words
from dialogues.answers import Answer, Visibility
from dialogues.definition import Dialogue, Kind, Step
from dialogues.effects import (
    Ask,
    AskConfirmation,
    AskHidden,
    HelpReason,
    Phrase,
    Reject,
    Say,
    ShowHelp,
    ShowHelpCard,
    Tell,
)
from dialogues.facts import chooses_readers
from dialogues.safeguarding import HelpCard
from dialogues.snapshot import Phase

from .views import (
    Boxes,
    Buttons,
    ChatView,
    Choice,
    Confirmation,
    DoneView,
    EraseView,
    Exchange,
    Field,
    FieldType,
    HelpCardView,
    HelpLine,
    HelpView,
    Html,
    NoticeView,
    OpenQuestion,
    PausedView,
    ProgressBar,
    ReviewItem,
    ReviewView,
)

_FIELDS = {Kind.TEXT: FieldType.AREA, Kind.NUMBER: FieldType.NUMBER, Kind.DATE: FieldType.LINE}


@dataclass(frozen=True, slots=True)
class Shown:
    """A template, its view, the title of the document."""

    template: str
    view: object
    title: str


@dataclass(frozen=True, slots=True)
class StudentPages:
    """Makes the pages of one student's conversation; lives for one request."""

    standing: Standing
    words: Words
    token: str
    typed: str = ""
    """What was typed, to be given back in the field when it could not be taken."""

    @property
    def _title(self) -> str:
        return self.words.fill(self.standing.compiled.dialogue.title)

    def current(self, *, sheet: Callable[[], str]) -> Shown:
        """The page of the phase; ``sheet`` makes the sheet where the review shows it."""
        card = self._shown_card()
        if card is not None:
            return self._help_card(card.reason)
        if any(isinstance(effect, ShowHelp) for effect in self.standing.effects):
            dialogue = self.standing.compiled.dialogue
            return help_page(dialogue, self.words, back_to="/questionnaire#ici")
        match self.standing.snapshot.phase:
            case Phase.NOTICE:
                return self._notice()
            case Phase.ASKING:
                return self._chat()
            case Phase.REVIEW:
                return self._review(Html(sheet()))
            case Phase.SUBMITTED:
                return self._done()
            case Phase.PAUSED | Phase.WITHDRAWN | Phase.EXPIRED:
                return self._paused()

    def _shown_card(self) -> ShowHelpCard | None:
        cards = (e for e in self.standing.effects if isinstance(e, ShowHelpCard))
        return next(cards, None)

    # -- before and after the questions -----------------------------------------------------

    def _notice(self) -> Shown:
        dialogue = self.standing.compiled.dialogue
        view = NoticeView(
            title=self._title,
            token=self.token,
            intro=self.words.paragraphs(dialogue.intro),
            notice=self.words.paragraphs(dialogue.notice.text),
            start_label=START_LABEL,
            numbers=lines(dialogue.help_card),
            error=" ".join(self._told()),
        )
        return Shown("student/notice.html", view, self._title)

    def _paused(self) -> Shown:
        phase = self.standing.snapshot.phase
        heading = {
            Phase.PAUSED: "En pause",
            Phase.WITHDRAWN: "Arrêté",
            Phase.EXPIRED: "Questionnaire fermé",
        }[phase]
        answered = bool(self.standing.answers)
        view = PausedView(
            title=self._title,
            token=self.token,
            heading=heading,
            sentences=self._told(),
            resume_label="Reprendre" if answered else "Commencer",
            can_resume=phase is not Phase.EXPIRED,
            can_stop=phase is Phase.PAUSED,
            can_erase=answered and phase is not Phase.EXPIRED,
        )
        return Shown("student/paused.html", view, f"{heading} · {self._title}")

    def _done(self) -> Shown:
        dialogue = self.standing.compiled.dialogue
        told = [
            self.words.phrase(effect.phrase, effect.values)
            for effect in self.standing.effects
            if isinstance(effect, Tell)
        ]
        view = DoneView(
            title=self._title,
            token=self.token,
            heading="C'est envoyé",
            sentences=(*told, *self.words.paragraphs(dialogue.closing)),
            numbers=lines(dialogue.help_card),
            verified=verified_sentence(dialogue.help_card),
            can_erase=True,
        )
        return Shown("student/done.html", view, f"C'est envoyé · {self._title}")

    def _help_card(self, reason: HelpReason) -> Shown:
        card = self.standing.compiled.dialogue.help_card
        phase = self.standing.snapshot.phase
        told = tuple(
            self.words.phrase(effect.phrase, effect.values)
            for effect in self.standing.effects
            if isinstance(effect, Tell) and effect.phrase is Phrase.KEPT_FOR_YOU
        )
        view = HelpCardView(
            title=self._title,
            token=self.token,
            heading=HELP_CARD_HEADING,
            sentences=(*self.words.help_card(reason), *told),
            numbers=lines(card),
            contact=self.words.no_contact,
            verified=verified_sentence(card),
            can_continue=phase is not Phase.EXPIRED,
            can_stop=phase not in {Phase.SUBMITTED, Phase.WITHDRAWN, Phase.EXPIRED},
        )
        return Shown("student/help_card.html", view, f"{HELP_CARD_HEADING} · {self._title}")

    # -- the questions ----------------------------------------------------------------------

    def _chat(self) -> Shown:
        ask = next((e for e in self.standing.effects if isinstance(e, Ask)), None)
        guess = next((e for e in self.standing.effects if isinstance(e, AskConfirmation)), None)
        hidden = next((e for e in self.standing.effects if isinstance(e, AskHidden)), None)
        step = ask.step if ask else guess.step if guess else None
        error = " ".join(self._rejections())
        progress = self._progress(ask)
        history = self._history(without=step.id if step else "")
        view = ChatView(
            title=self._title,
            token=self.token,
            progress=progress,
            history=history,
            says=self._said(),
            status="" if error else self._status(),
            open=self._open(ask, error) if ask else None,
            confirm=self._to_confirm(guess or hidden),
            can_skip=hidden is None and (step is None or not step.required),
            can_back=bool(history),
        )
        title = f"{progress.number}/{progress.total} · {self._title}"
        return Shown("student/chat.html", view, title)

    def _progress(self, ask: Ask | None) -> ProgressBar:
        progress = (
            ask.progress
            if ask
            else self.standing.compiled.route.progress(
                self.standing.known, reached=self.standing.snapshot.reached
            )
        )
        words = f"Question {progress.number} sur {progress.total}"
        return ProgressBar(progress.number, progress.total, words)

    def _history(self, *, without: str) -> tuple[Exchange, ...]:
        answers = self.standing.on_path
        route = self.standing.compiled.route
        return tuple(
            Exchange(
                question_id=key,
                question=self.words.fill(route.question(key).ask),
                answer=answer_words(answers[key]),
                skipped=answers[key].skipped,
            )
            for key in answers
            if key != without
        )

    def _said(self) -> tuple[str, ...]:
        return tuple(
            paragraph
            for effect in self.standing.effects
            if isinstance(effect, Say)
            for paragraph in self.words.paragraphs(effect.text)
        )

    def _told(self) -> tuple[str, ...]:
        return tuple(
            self.words.phrase(effect.phrase, effect.values)
            for effect in self.standing.effects
            if isinstance(effect, Tell)
        )

    def _status(self) -> str:
        return " ".join(self._told())

    def _rejections(self) -> tuple[str, ...]:
        return tuple(
            self.words.fill(effect.text)
            if effect.text
            else self.words.phrase(effect.phrase, effect.values)
            for effect in self.standing.effects
            if isinstance(effect, Reject)
        )

    def _open(self, ask: Ask, error: str) -> OpenQuestion:
        step = ask.step
        one_press = step.kind in {Kind.CHOICE, Kind.SCALE, Kind.YES_NO}
        kept = ask.current or ask.proposal
        return OpenQuestion(
            stem=self.words.stem(step.grid) if step.grid else "",
            text=self.words.fill(step.ask),
            hint=self._hint(step),
            readers=self.words.fill(step.readers) if step.readers else "",
            error=error,
            buttons=Buttons(self._choices(ask)) if one_press else None,
            boxes=self._boxes(ask) if step.kind is Kind.CHOICES else None,
            field=self._field(step, error),
            current=answer_words(kept) if kept else "",
            current_from=self.words.fill(step.prefill.words)
            if step.prefill and ask.proposal
            else "",
        )

    def _hint(self, step: Step) -> str:
        if step.hint:
            return self.words.fill(step.hint)
        if step.kind is Kind.TEXT:
            return f"{step.limits.characters} caractères au plus."
        if step.kind is not Kind.CHOICES:
            return ""
        most = step.limits.choices
        return f"{most} choix au plus." if most else "Plusieurs choix possibles."

    def _choices(self, ask: Ask) -> tuple[Choice, ...]:
        value = ask.current.value if ask.current else None
        chosen = value if isinstance(value, tuple) else (value,)
        return tuple(
            Choice(
                value=option.id,
                label=self.words.fill(option.label),
                number=number,
                selected=option.value in chosen,
                exclusive=option.exclusive,
            )
            for number, option in enumerate(ask.step.options, start=1)
        )

    def _boxes(self, ask: Ask) -> Boxes:
        most = ask.step.limits.choices
        return Boxes(self._choices(ask), most, f"{most} choix au plus." if most else "")

    def _field(self, step: Step, error: str) -> Field:
        aside = step.kind not in _FIELDS
        return Field(
            label=self.words.own_words if aside else self.words.your_answer,
            type=_FIELDS.get(step.kind, FieldType.LINE),
            value=self.typed if error else "",
            limit=step.limits.characters if step.kind is Kind.TEXT else None,
            aside=aside,
        )

    def _to_confirm(self, asked: AskConfirmation | AskHidden | None) -> Confirmation | None:
        match asked:
            case AskConfirmation():
                return self._confirmation(asked)
            case AskHidden(steps):
                erase, keep = ERASE_HIDDEN_LABEL, KEEP_HIDDEN_LABEL
                return Confirmation("", self.words.hidden_question(steps), erase, keep)
            case None:
                return None

    def _confirmation(self, guess: AskConfirmation) -> Confirmation:
        label = self.words.fill(guess.option.label)
        return Confirmation(self.words.fill(guess.step.ask), self.words.did_you_mean(label))

    # -- the review -------------------------------------------------------------------------

    def _review(self, sheet: Html) -> Shown:
        told = self._told()
        view = ReviewView(
            title=self._title,
            token=self.token,
            heading=self.words.review_heading,
            sentences=(
                *self._said(),
                *self.words.review_sentences(self.standing.compiled.dialogue),
            ),
            sheet_heading=self.words.review_sheet_heading,
            sheet_html=sheet,
            items_heading=self.words.review_items_heading,
            items=self._items(),
            send_label=self.words.send_label(self.standing.compiled.dialogue),
            status=" ".join(told),
        )
        return Shown("student/review.html", view, f"Relecture · {self._title}")

    def _items(self) -> tuple[ReviewItem, ...]:
        route = self.standing.compiled.route
        items = []
        for key, answer in self.standing.on_path.items():
            step = route.question(key)
            items.append(
                ReviewItem(
                    question_id=key,
                    question=self.words.fill(step.ask),
                    answer=answer_words(answer),
                    visibility=None if self._is_alone(answer, step) else answer.visibility,
                    note=self._sharing_note(answer, step),
                )
            )
        return tuple(items)

    def _is_alone(self, answer: Answer, step: Step) -> bool:
        """Nothing to share or to withhold: no answer, a request to another adult, or no name."""
        dialogue = self.standing.compiled.dialogue
        theirs = chooses_readers(dialogue, self.standing.facts)
        return not theirs or answer.skipped or step.is_apart(answer.value)

    def _sharing_note(self, answer: Answer, step: Step) -> str:
        if answer.skipped:
            return ""
        if step.is_apart(answer.value):
            return "Cette demande n'apparaît pas sur la synthèse."
        if answer.visibility is Visibility.ALOUD:
            return f"Seul le sujet apparaîtra : {self.words.fill(step.topic).lower()}."
        return "Personne d'autre ne le lira." if answer.visibility is Visibility.MINE else ""

    def erase(self) -> Shown:
        """Asked before anything is erased."""
        view = EraseView(
            title=self._title,
            token=self.token,
            heading="Effacer les réponses",
            sentences=self.words.erase_sentences,
        )
        return Shown("student/erase.html", view, f"Effacer · {self._title}")


def help_page(dialogue: Dialogue, words: Words, *, back_to: str) -> Shown:
    """How this works, and the numbers; nothing personal."""
    view = HelpView(
        title=words.fill(dialogue.title),
        back_to=back_to,
        back_label="Revenir au questionnaire",
        commands=words.commands,
        sentences=words.help_sentences,
        numbers=lines(dialogue.help_card),
        verified=verified_sentence(dialogue.help_card),
    )
    return Shown("student/help.html", view, f"Aide · {view.title}")


def answer_words(answer: Answer) -> str:
    """What the student reads back."""
    return SKIPPED_LABEL if answer.skipped else answer.label


def lines(card: HelpCard) -> tuple[HelpLine, ...]:
    return tuple(HelpLine(line.number, line.name, line.when) for line in card.numbers)
