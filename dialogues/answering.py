"""An answer to the open question: matched, recorded, or refused with a reason."""

from __future__ import annotations

from dataclasses import replace

from .answers import Answer, Visibility
from .definition import OPTION_KINDS, Kind, Step
from .effects import AskConfirmation, Phrase
from .events import Continued, Pressed, Said
from .folding import fold
from .matching import MAX_TYPED, Match, Matched, Refused, Suggested, match_pressed, match_typed
from .turn import MAX_RETRIES, Turn

_YES = frozenset({"oui", "ouais", "o", "yes", "c est ca", "exact"})
_NO = frozenset({"non", "nan", "n", "no", "pas du tout"})
_NOTHING = frozenset({"non", "nan", "rien", "rien de plus", "rien d autre", "non merci"})
"""Typed to a free text: nothing to add, which is a skip and not a message to be read."""
CONTINUED_KINDS = frozenset({Kind.TEXT, Kind.CHOICES})
"""Kinds of question whose answer may come in several messages."""
_LONGEST_REPLY = 40
_MAX_RAW = 300
"""Raw words kept beside the value of a question with options."""


def answer_question(turn: Turn, event: Said | Pressed, *, private: bool = False) -> None:
    """Take the answer. ``private``: the words matched the safeguarding list."""
    step = _open_step(turn)
    if isinstance(event, Said) and turn.start.hidden and (reply := _yes_or_no(event.text)):
        turn.settle_hidden(erase=reply == "yes")
        return
    if isinstance(event, Said) and _says_nothing(step, event.text):
        skip_question(turn)
        return
    if isinstance(event, Said) and turn.start.guess and (reply := _yes_or_no(event.text)):
        confirm_guess(turn, yes=reply == "yes")
        return
    match = (
        match_pressed(step, event.options, form=turn.form)
        if isinstance(event, Pressed)
        else _match_typed(turn, step, event, private=private)
    )
    if isinstance(match, Refused):
        _refuse(turn, step, match)
    elif isinstance(match, Suggested):
        turn.suggest(AskConfirmation(step, turn.cursor.prompt, match.option))
    else:
        raw = event.text.strip() if isinstance(event, Said) else match.label
        _take(turn, step, match, raw=raw, private=private)


def continue_answer(turn: Turn, event: Continued, *, private: bool) -> None:
    """The words are added to the answer of that question, as a new revision of it."""
    before = turn.route.on_path(turn.answers).get(event.question)
    step = turn.route.question(event.question) if before is not None else None
    if before is None or step is None or before.skipped or step.kind not in CONTINUED_KINDS:
        turn.show_open()
        return
    if step.kind is Kind.CHOICES:
        _continue_choices(turn, step, before, event)
        return
    joined = f"{before.value}\n{event.text}"
    match = _match_typed(turn, step, Said(event.at, joined), private=private)
    if isinstance(match, Refused):
        turn.tell(match.phrase, match.values)
        return
    if not isinstance(match, Matched):  # a free text is taken or refused, never guessed
        return
    withheld = private and turn.may_share
    visibility = Visibility.MINE if withheld else before.visibility
    turn.record(
        replace(before, value=match.value, raw=joined, label=match.label, visibility=visibility)
    )
    if withheld:
        turn.tell(Phrase.KEPT_FOR_YOU)


def _continue_choices(turn: Turn, step: Step, before: Answer, event: Continued) -> None:
    """What these words choose besides; what is not understood changes nothing."""
    match = _match_typed(turn, step, Said(event.at, event.text), private=False)
    if isinstance(match, Matched):
        match = match_pressed(step, (*_ids(before), *_ids(match)), form=turn.form)
    if isinstance(match, Matched):
        raw = f"{before.raw}\n{event.text}"[:_MAX_RAW]
        turn.record(replace(before, value=match.value, raw=raw, label=match.label))
    elif isinstance(match, Refused) and match.phrase is not Phrase.NOT_UNDERSTOOD:
        turn.tell(match.phrase, match.values)


def _ids(chosen: Answer | Matched) -> tuple[str, ...]:
    return chosen.value if isinstance(chosen.value, tuple) else ()


def _says_nothing(step: Step, text: str) -> bool:
    short = len(text) <= _LONGEST_REPLY
    return step.kind is Kind.TEXT and not step.required and short and fold(text) in _NOTHING


def _match_typed(turn: Turn, step: Step, event: Said, *, private: bool) -> Match:
    """The day is that of the event's own zone: a host tells the time as it is at school.

    Words that matched the safeguarding list are kept whole, whatever their length.
    """
    if private and step.kind is Kind.TEXT:
        step = replace(step, limits=replace(step.limits, characters=MAX_TYPED))
    vocabulary = turn.compiled.vocabulary(step.id)
    return match_typed(
        step, event.text, today=event.at.date(), vocabulary=vocabulary, form=turn.form
    )


def confirm_guess(turn: Turn, *, yes: bool) -> None:
    """ "Oui, c'est ça" takes the suggested option; "non" asks again."""
    step = _open_step(turn)
    option = step.option(turn.start.guess or "")
    if option is None:
        turn.tell(Phrase.STALE)
        turn.show_open()
    elif yes:
        match = match_pressed(step, (option.id,), form=turn.form)
        if isinstance(match, Matched):
            _take(turn, step, match, raw=match.label, private=False)
    else:
        _refuse(turn, step, Refused(Phrase.NOT_UNDERSTOOD))


def skip_question(turn: Turn) -> None:
    """ "Je passe": stored as skipped, never interpreted. Only an adult's step may refuse it."""
    step = _open_step(turn)
    if step.required:
        turn.reject(Phrase.REQUIRED)
        return
    before = turn.answers.get(step.id)
    visibility = before.visibility if before else Visibility.SHARED
    turn.record(Answer(step.id, None, "", "", step.wording, visibility))
    turn.go_on(step.id)


def _take(turn: Turn, step: Step, match: Matched, *, raw: str, private: bool) -> None:
    visibility = _seen_by(turn, step, match)
    # Only a student's words of their own are withheld: an option that happens to match stays
    # what it is, and what an adult observed is not theirs to keep.
    withheld = private and step.kind is Kind.TEXT and turn.may_share
    answer = Answer(
        question=step.id,
        value=match.value,
        raw=raw if step.kind is Kind.TEXT else raw[:_MAX_RAW],
        label=match.label,
        wording=step.wording,
        visibility=Visibility.MINE if withheld else visibility,
    )
    turn.record(answer)
    if withheld:
        turn.tell(Phrase.KEPT_FOR_YOU)
    if match.dropped:
        turn.tell(Phrase.EXCLUSIVE, (("label", match.label),))
    turn.go_on(step.id)


def _seen_by(turn: Turn, step: Step, match: Matched) -> Visibility:
    """As the answer before it; the same as was proposed, as what it was proposed from."""
    before = turn.answers.get(step.id)
    if before is not None:
        return before.visibility
    proposal = turn.cursor.proposal(step)
    if proposal is None or proposal.value != match.value:
        return Visibility.SHARED
    return proposal.visibility


def _refuse(turn: Turn, step: Step, refused: Refused) -> None:
    phrase, text = refused.phrase, None
    if phrase is Phrase.NOT_UNDERSTOOD:
        text = step.retry
        if turn.start.retries + 1 >= MAX_RETRIES:
            phrase, text = Phrase.NOT_UNDERSTOOD_AGAIN, None
        elif step.kind not in OPTION_KINDS:
            phrase = Phrase.NOT_UNDERSTOOD_TEXT
    turn.reject(phrase, (*refused.values, ("count", str(len(step.options)))), text)


def _open_step(turn: Turn) -> Step:
    return turn.route.question(turn.cursor.question or "")


def _yes_or_no(text: str) -> str | None:
    folded = fold(text) if len(text) <= _LONGEST_REPLY else ""
    if folded in _YES:
        return "yes"
    return "no" if folded in _NO else None
