"""What was answered before, and what a message that stands in the chat was an answer to."""

from __future__ import annotations

from dialogues.answers import Answer
from dialogues.snapshot import Phase

from .asked import first_copy
from .scene import Scene


def answered_last(scene: Scene) -> Answer | None:
    """The current answer to the question before the open one."""
    history = scene.uow.answers.history(scene.standing.conversation.id)
    opened = scene.standing.snapshot.prompt
    before = [past.answer.question for past in history if past.prompt < opened]
    return scene.standing.on_path.get(before[-1]) if before else None


def answered_under(scene: Scene, prompt: int | None) -> Answer | None:
    """The current answer to the question that had this number."""
    if prompt is None:
        return None
    history = scene.uow.answers.history(scene.standing.conversation.id)
    asked = [past.answer.question for past in history if past.prompt == prompt]
    return scene.standing.on_path.get(asked[-1]) if asked else None


def answers_the_open_one(scene: Scene, message_id: int) -> bool:
    """This message of theirs stands below the open question: nothing else is between them."""
    shown, snapshot = scene.shown, scene.standing.snapshot
    is_open = scene.is_mine and snapshot.phase is Phase.ASKING
    if shown is None or not is_open or shown[1] != snapshot.prompt:
        return False
    chat_key, conversation = scene.chat.account.chat_key, scene.standing.conversation
    first = first_copy(scene.uow, chat_key, conversation.id, snapshot.prompt)
    return message_id > (shown[0] if first is None else first)
