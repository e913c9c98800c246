"""An answer that came in several messages, of which one is edited.

What is stored is the whole answer, revision by revision; each revision that begins with the one
before it added a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dialogues.definition import Kind
from storage.records import Answered

from .scene import Scene


def rewritten(scene: Scene, found: Answered, message_id: int, text: str) -> str | None:
    """The whole answer with this message's part of it as it reads now; None: it cannot be told."""
    conversation_id, question = scene.standing.conversation.id, found.question
    history = scene.uow.answers.history(conversation_id)
    parts = parts_of(past.answer.raw for past in history if past.answer.question == question)
    if len(parts) < 2:  # noqa: PLR2004  # one message, one answer
        return text
    chat_key = scene.chat.account.chat_key
    messages = scene.uow.accounts.messages_for(chat_key, conversation_id, question)[-len(parts) :]
    is_text = scene.standing.compiled.dialogue.questions[question].kind is Kind.TEXT
    if not is_text or len(messages) < len(parts) or message_id not in messages:
        return None
    return "\n".join(_replaced(parts, messages.index(message_id), text.strip()))


def parts_of(raws: Iterable[str]) -> Sequence[str]:
    """The parts of the last of these revisions, which came one after the other."""
    parts: Sequence[str] = []
    for raw in raws:
        parts = _next(parts, raw)
    return parts


def _next(parts: Sequence[str], raw: str) -> Sequence[str]:
    before = "".join(f"{part}\n" for part in parts)
    if parts and raw.startswith(before):
        return [*parts, raw.removeprefix(before)]
    for index in range(len(parts)) if len(parts) > 1 else ():
        head = "".join(f"{part}\n" for part in parts[:index])
        tail = "".join(f"\n{part}" for part in parts[index + 1 :])
        same = raw.startswith(head) and raw.endswith(tail) and len(raw) >= len(head) + len(tail)
        if same:
            return _replaced(parts, index, raw[len(head) : len(raw) - len(tail)])
    return [raw]


def _replaced(parts: Sequence[str], index: int, text: str) -> Sequence[str]:
    return [*parts[:index], text, *parts[index + 1 :]]
