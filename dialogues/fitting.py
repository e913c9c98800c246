"""Whether an answer that was given to one text of a question is an answer to another text of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from .answers import Answer, Value
from .definition import OPTION_KINDS, Kind, Step
from .effects import Phrase
from .matching import MAX_TYPED, Match, Matched, Refused, match_pressed, match_typed
from .safeguarding import WordList


def fits(answer: Answer, old: Step, new: Step, words: WordList) -> bool:
    """What the new text would take, said again, and mean the same by.

    ``words``: a free text that holds any of them is kept whatever its length, as when it was said.
    """
    if answer.skipped:
        return not new.required
    if new.kind is not old.kind or not _same_scale(old, new):
        return False
    match = _said_again(new, answer.value, words)
    return isinstance(match, Matched) and match.value == answer.value


def _same_scale(old: Step, new: Step) -> bool:
    """As many levels, one of them at least under its old name: 3 of 3 is not 3 of 5."""
    if new.kind is not Kind.SCALE:
        return True
    before = {(option.score, option.label) for option in old.options}
    after = {(option.score, option.label) for option in new.options}
    return {score for score, _ in before} == {score for score, _ in after} and bool(before & after)


def _said_again(step: Step, value: Value, words: WordList) -> Match:
    if step.kind in OPTION_KINDS:
        found = map(step.option, value) if isinstance(value, tuple) else [step.option_for(value)]
        return match_pressed(step, tuple("" if one is None else one.id for one in found))
    if isinstance(value, tuple) or value is None:
        return Refused(Phrase.NOT_UNDERSTOOD)
    text = value if isinstance(value, str) else f"{value:.15g}"
    if step.kind is Kind.TEXT and words.matches(text):
        step = replace(step, limits=replace(step.limits, characters=MAX_TYPED))
    # A stored date has its year: the day it is changes nothing.
    return match_typed(step, text, today=dt.date.min)
