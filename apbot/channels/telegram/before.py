"""A chat shows back only what was answered since its account was linked.

Whoever comes in by a link, found or handed on, reads nothing that was written before: not on the
web page, not in another chat. Those answers count as ever; their student reads them on the page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from apbot.conversation import Standing
from dialogues.answers import Answer
from dialogues.effects import Ask, Effect
from storage.records import TelegramAccount
from storage.unit_of_work import UnitOfWork

HIDDEN = "réponse donnée avant, à relire sur la page web"


def answered_before(
    uow: UnitOfWork, standing: Standing, account: TelegramAccount
) -> frozenset[str]:
    """Questions whose current answer is older than the account."""
    if not standing.answers:
        return frozenset()
    is_anonymous = standing.compiled.dialogue.anonymous
    if not is_anonymous and standing.conversation.started_at >= account.linked_at:
        return frozenset()
    first = _first_shown(uow, standing, account) if is_anonymous else None
    history = uow.answers.history(standing.conversation.id)
    return frozenset(
        past.answer.question
        for past in history
        if past.superseded_at is None
        and (past.prompt < first if first is not None else past.at < account.linked_at)
    )


def note_first_shown(uow: UnitOfWork, standing: Standing, account: TelegramAccount) -> None:
    """Where no moment is kept, the number of the prompt tells what was answered since.

    One conversation at a time: of another, all that was answered counts as older.
    """
    anonymous = standing.compiled.dialogue.anonymous
    if anonymous and _first_shown(uow, standing, account) is None:
        kept = f"{standing.conversation.id} {standing.snapshot.prompt}"
        uow.marks.put(_name(account), kept)


def _first_shown(uow: UnitOfWork, standing: Standing, account: TelegramAccount) -> int | None:
    """The prompt with which this conversation came into this chat."""
    conversation_id, _, prompt = (uow.marks.get(_name(account)) or "").partition(" ")
    return int(prompt) if conversation_id == standing.conversation.id else None


def _name(account: TelegramAccount) -> str:
    return f"telegram.since.{account.chat_key}"


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
