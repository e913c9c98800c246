"""What is said where there is no conversation: help is there all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from apbot import telling
from apbot.channels.messages import Message, Voice
from apbot.library import Library
from dialogues.commands import Command as Word
from dialogues.commands import recognise
from dialogues.definition import Address, Dialogue
from dialogues.effects import HelpReason, ShowHelpCard
from dialogues.matching import MAX_TYPED
from dialogues.snapshot import Phase, Snapshot

from . import notice, rendering, sentences
from .rendering import ApiCall
from .updates import Command, PressedButton, Started, Typed, Unsupported, Update

_ADULT = frozenset({"urgence"})
_PRIVACY = frozenset({"privacy", "mesdonnees"})


def answer(
    update: Update, library: Library, address: Address, chat_id: int, otherwise: str
) -> list[ApiCall]:
    """``otherwise``: the sentence where nothing else fits."""
    dialogue = library.newest("welcome").dialogue
    match update:
        case PressedButton(callback_id=callback_id):
            return [rendering.acknowledge(callback_id)]
        case Typed(edited=True):
            return []
        case Unsupported(what=what):
            return [rendering.say(sentences.unsupported(what, address), chat_id)]
        case Command(name=name) if name in _ADULT:
            return _card(dialogue, address, chat_id, HelpReason.ASKED)
        case Command(name="aide" | "help"):
            said = "\n".join((*telling.help_sentences(address), otherwise))
            return [rendering.say(said, chat_id)]
        case Command(name=name) if name in _PRIVACY:
            return [rendering.say(notice.at_any_time(address), chat_id)]
        case Typed(text=text) if recognise(text) is Word.ADULT:
            return _card(dialogue, address, chat_id, HelpReason.ASKED)
        case Typed(text=text) if dialogue.word_list.matches(text[:MAX_TYPED]):
            return _card(dialogue, address, chat_id, HelpReason.WORDS)
        case Typed() | Command() | Started():
            return [rendering.say(otherwise, chat_id)]
        case _:
            return []


def _card(dialogue: Dialogue, address: Address, chat_id: int, reason: HelpReason) -> list[ApiCall]:
    over = replace(Snapshot(dialogue.id, dialogue.revision), phase=Phase.SUBMITTED)
    said: Sequence[Message] = Voice(dialogue, address, {}).messages(
        [ShowHelpCard(reason)], snapshot=over, answers={}, questions=()
    )
    return rendering.calls(said, chat_id=chat_id, stamp=lambda _: "")
