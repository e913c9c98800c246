"""The question that waits -> what its page shows: buttons, boxes, a field, a confirmation."""

from __future__ import annotations

from dataclasses import dataclass

from apbot.telling import ERASE_HIDDEN_LABEL, KEEP_HIDDEN_LABEL, answer_words
from apbot.wording import Words
from dialogues.definition import Kind, Step
from dialogues.effects import Ask, AskConfirmation, AskHidden

from .views import Boxes, Buttons, Choice, Confirmation, Field, FieldType, OpenQuestion

_FIELDS = {Kind.TEXT: FieldType.AREA, Kind.NUMBER: FieldType.NUMBER, Kind.DATE: FieldType.LINE}


@dataclass(frozen=True, slots=True)
class Asking:
    """``typed`` is what could not be taken, to be given back in the field."""

    words: Words
    typed: str

    def open(self, ask: Ask, error: str) -> OpenQuestion:
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

    def to_confirm(self, asked: AskConfirmation | AskHidden | None) -> Confirmation | None:
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
