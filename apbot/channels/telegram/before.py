"""A chat shows back only what was answered since its account was linked.

Whoever comes in by a link, found or handed on, reads nothing that was written before: not on the
web page, not in another chat. Those answers count as ever; their student reads them on the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from apbot.conversation import Standing
from dialogues.answers import Answer
from dialogues.effects import Ask, Effect
from storage.unit_of_work import UnitOfWork

HIDDEN = "réponse donnée avant, à relire sur la page web"


def answered_before(uow: UnitOfWork, standing: Standing, linked_at: dt.datetime) -> frozenset[str]:
    """Questions whose current answer is older than the account."""
    if not standing.answers or standing.conversation.started_at >= linked_at:
        return frozenset()
    history = uow.answers.history(standing.conversation.id)
    return frozenset(
        past.answer.question
        for past in history
        if past.superseded_at is None and past.at < linked_at
    )


def hidden(answer: Answer) -> Answer:
    """That there is an answer, and nothing of it."""
    return answer if answer.skipped else replace(answer, value="", raw="", label=HIDDEN)


def without(answers: Mapping[str, Answer], questions: Collection[str]) -> Mapping[str, Answer]:
    """``answers``, of which those to ``questions`` say nothing."""
    if not questions:
        return answers
    return {key: hidden(answer) if key in questions else answer for key, answer in answers.items()}


def said_without(effects: Sequence[Effect], questions: Collection[str]) -> Sequence[Effect]:
    """The same for a question that shows its answer again."""
    if not questions:
        return effects
    return [
        replace(effect, current=hidden(effect.current))
        if isinstance(effect, Ask) and effect.current and effect.step.id in questions
        else effect
        for effect in effects
    ]
