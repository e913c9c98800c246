"""What becomes of the question that stands in the chat: its answer, and no buttons any more.

The open question has its buttons in one place only: where it was asked last. One message is edited
for each that comes in, so that a press costs three calls and words cost two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apbot.conversation import Standing
from apbot.telling import answer_words
from dialogues.answers import Answer
from dialogues.effects import Effect, EraseAnswers, Record, Say
from dialogues.snapshot import ENDED

from . import rendering
from .rendering import ApiCall
from .scene import Scene
from .updates import PressedButton


def closed(
    scene: Scene,
    before: Standing,
    said: Sequence[ApiCall],
    pressed: PressedButton | None,
    asked: str,
) -> Iterator[ApiCall]:
    """After a step that led from ``before`` to where the scene stands, and to ``said``.

    ``asked``: the words of the question as they stand in the chat, where they are to be kept.
    """
    if scene.standing.snapshot.prompt == before.snapshot.prompt:
        yield from _left(scene, before, pressed) or asked_again(scene, said, pressed)
        return
    message_id = _message(scene, before, pressed)
    if message_id is None:
        return
    recorded = _recorded(scene.standing, before.snapshot.prompt)
    if recorded is not None and asked:
        yield rendering.answered(asked, answer_words(recorded), scene.chat_id, message_id)
    else:
        yield rendering.without_buttons(scene.chat_id, message_id)


def asked_again(
    scene: Scene, said: Sequence[ApiCall], pressed: PressedButton | None = None
) -> list[ApiCall]:
    """The same question once more: its earlier copy loses its buttons."""
    shown = scene.shown
    again = any(call.prompt is not None for call in said)
    if not again or shown is None or shown[1] != scene.standing.snapshot.prompt:
        return []
    if pressed is not None and pressed.message_id != shown[0]:
        return []  # An older message loses its own.
    return [rendering.without_buttons(scene.chat_id, shown[0])]


def without_the_end_again(effects: Sequence[Effect]) -> list[Effect]:
    """What was sent is thanked for once: its last words stand above, and come back only alone."""
    others: list[Effect] = [effect for effect in effects if not isinstance(effect, Say)]
    return others or list(effects)


def _left(scene: Scene, before: Standing, pressed: PressedButton | None) -> list[ApiCall]:
    """Paused, stopped, sent or erased: nothing is answered here until it goes on."""
    standing = scene.standing
    erased = any(isinstance(effect, EraseAnswers) for effect in standing.effects)
    same = standing.snapshot.phase is before.snapshot.phase and not erased
    # A copy of the review that a doubt had sent twice loses its buttons when they are pressed.
    is_stale_copy = pressed is not None and before.snapshot.phase in ENDED
    if same and not is_stale_copy:
        return []
    message_id = _message(scene, before, pressed)
    return [] if message_id is None else [rendering.without_buttons(scene.chat_id, message_id)]


def _message(scene: Scene, before: Standing, pressed: PressedButton | None) -> int | None:
    """The message whose buttons were for what was open before."""
    if pressed is not None:
        return pressed.message_id
    shown = scene.shown
    return shown[0] if shown is not None and shown[1] == before.snapshot.prompt else None


def _recorded(standing: Standing, prompt: int) -> Answer | None:
    records = (effect for effect in standing.effects if isinstance(effect, Record))
    return next((effect.answer for effect in records if effect.prompt == prompt), None)
