"""A conversation as it stands -> the page that shows it. Every decision of a page is made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apbot.conversation import Standing
from apbot.telling import START_LABEL, answer_words, verified_sentence
from apbot.wording import Words, typeset
from dialogues.answers import Answer, Visibility
from dialogues.definition import Dialogue, Step
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

from .asking import Asking
from .views import (
    ChatView,
    DoneView,
    EraseView,
    Exchange,
    HelpCardView,
    HelpLine,
    HelpView,
    Html,
    Next,
    NoticeView,
    PausedView,
    Posting,
    ProgressBar,
    ReviewItem,
    ReviewView,
)


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
    post: Posting
    typed: str = ""
    """What was typed, to be given back in the field when it could not be taken."""
    telegram_too: bool = False
    next: Next | None = None
    """What is left, where this conversation is over."""
    about: str = ""
    """Whom or what it is about, where that is not the respondent."""
    status: str = ""
    """What happened just before this page, elsewhere."""

    @property
    def _asking(self) -> Asking:
        return Asking(self.words, self.typed)

    @property
    def _title(self) -> str:
        title = self.words.fill(self.standing.compiled.dialogue.title)
        return typeset(f"{title} : {self.about}") if self.about else title

    def current(self, *, sheet: Callable[[], str] | None = None) -> Shown:
        """The page of the phase; ``sheet`` makes the sheet where the review shows one."""
        card = self._shown_card()
        if card is not None:
            return self._help_card(card.reason)
        if any(isinstance(effect, ShowHelp) for effect in self.standing.effects):
            dialogue = self.standing.compiled.dialogue
            return help_page(dialogue, self.words, back_to=f"{self.post.to}#ici")
        match self.standing.snapshot.phase:
            case Phase.NOTICE:
                return self._notice()
            case Phase.ASKING:
                return self._chat()
            case Phase.REVIEW:
                return self._review(Html(sheet()) if sheet else None)
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
            post=self.post,
            intro=self.words.paragraphs(dialogue.intro),
            notice=(
                *self.words.paragraphs(dialogue.notice.text),
                *((self.words.telegram_too,) if self.telegram_too else ()),
            ),
            start_label=START_LABEL,
            numbers=lines(dialogue.help_card),
            error=" ".join(self._told()),
            status=self.status,
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
            post=self.post,
            heading=heading,
            sentences=self._told(),
            resume_label="Reprendre" if answered else "Commencer",
            can_resume=phase is not Phase.EXPIRED,
            can_stop=phase is Phase.PAUSED,
            can_erase=answered and phase is not Phase.EXPIRED,
            next=self.next,
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
            post=self.post,
            heading="C'est envoyé",
            sentences=(*told, *self.words.paragraphs(dialogue.closing)),
            numbers=lines(dialogue.help_card),
            verified=verified_sentence(dialogue.help_card),
            # What left without a name cannot be found again.
            can_erase=not dialogue.anonymous,
            next=self.next,
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
            post=self.post,
            heading=self.post.adult_label,
            sentences=(*self.words.help_card(reason), *told),
            numbers=lines(card),
            contact=self.words.no_contact,
            verified=verified_sentence(card),
            can_continue=phase is not Phase.EXPIRED,
            can_stop=phase not in {Phase.SUBMITTED, Phase.WITHDRAWN, Phase.EXPIRED},
        )
        return Shown("student/help_card.html", view, f"{self.post.adult_label} · {self._title}")

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
            post=self.post,
            progress=progress,
            history=history,
            says=self._said(),
            status="" if error else self._status(),
            open=self._asking.open(ask, error) if ask else None,
            confirm=self._asking.to_confirm(guess or hidden),
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
                note=self.words.entered(answers[key].source),
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
        return " ".join(filter(None, (self.status, *self._told())))

    def _rejections(self) -> tuple[str, ...]:
        return tuple(
            self.words.fill(effect.text)
            if effect.text
            else self.words.phrase(effect.phrase, effect.values)
            for effect in self.standing.effects
            if isinstance(effect, Reject)
        )

    # -- the review -------------------------------------------------------------------------

    def _review(self, sheet: Html | None) -> Shown:
        told = self._told()
        view = ReviewView(
            title=self._title,
            post=self.post,
            heading=self.words.review_heading,
            sentences=(
                *self._said(),
                *self.words.review_sentences(self.standing.compiled.dialogue),
            ),
            sheet_heading=self.words.review_sheet_heading if sheet else "",
            sheet_html=sheet or Html(""),
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
                    note=" ".join(filter(None, self._notes(answer, step))),
                )
            )
        return tuple(items)

    def _is_alone(self, answer: Answer, step: Step) -> bool:
        """Nothing to share or to withhold: no answer, a request to another adult, or no name."""
        dialogue = self.standing.compiled.dialogue
        theirs = chooses_readers(dialogue, self.standing.facts)
        return not theirs or answer.skipped or step.is_apart(answer.value)

    def _notes(self, answer: Answer, step: Step) -> tuple[str, str]:
        return self.words.entered(answer.source), self._sharing_note(answer, step)

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
            post=self.post,
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


def lines(card: HelpCard) -> tuple[HelpLine, ...]:
    return tuple(HelpLine(line.number, line.name, line.when) for line in card.numbers)
