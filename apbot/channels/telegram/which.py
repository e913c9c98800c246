"""Which of somebody's conversations an update is about. Two at once never mix.

Words belong to the conversation whose question this chat was shown last; a press to the one that
made its button, whatever is open.
"""

from __future__ import annotations

from collections.abc import Iterator

from apbot.conversation import Standing, look, open_conversation
from apbot.openings import is_over, open_place, place_for
from dialogues.folding import fold
from storage.records import Conversation, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from . import callbacks
from .chat import Chat
from .updates import Command, PressedButton, Started, Typed, Update

STAFF_ONLY = frozenset({"eleves", "syntheses", "connexion", "quitter", "privacy"})
"""What an adult may ask for in the middle of a dialogue, and is answered outside it."""


def conversation_for(
    uow: UnitOfWork, chat: Chat, person: Person, update: Update
) -> Standing | None:
    """The conversation, begun if it was only offered; None where there is nothing at all."""
    match update:
        case PressedButton():
            found = _pressed(uow, chat, person, update)
        case Typed(edited=True):
            answered = uow.accounts.question_of(chat.account.chat_key, update.message_id)
            found = uow.conversations.get(answered.conversation_id) if answered else None
        case Started():
            found = None
        case _:
            found = _shown(uow, chat, person)
            found = None if found is None or is_over(found) else found
    return chat.standing_of(uow, found) if found else _open(uow, chat, person)


def adults_conversation(
    uow: UnitOfWork, chat: Chat, person: Person, update: Update
) -> Standing | None:
    """The dialogue that an adult is answering; None where the update is for the staff's own side.

    Their lists and syntheses are asked for at any moment, and what is over is not gone on with.
    """
    match update:
        case PressedButton():
            made = _made_by(uow, chat, person, update, _shown(uow, chat, person))
            standing = chat.standing_of(uow, made) if made else None
        case Command(name=name) if name in STAFF_ONLY:
            standing = None
        case Typed(edited=False, text=text) if fold(text) in STAFF_ONLY:
            standing = None
        case _:
            standing = conversation_for(uow, chat, person, update)
    return None if standing is None or is_over(standing.conversation) else standing


def _open(uow: UnitOfWork, chat: Chat, person: Person) -> Standing | None:
    """What is open for them; else what was finished here, or elsewhere."""
    place = open_place(uow, person, chat.offers, at=chat.at)
    shown = None if place else _shown(uow, chat, person)
    if shown is not None:
        return chat.standing_of(uow, shown)
    place = place or place_for(uow, person, chat.offers, at=chat.at)
    return open_conversation(uow, chat.library, place, at=chat.at) if place else None


def _shown(uow: UnitOfWork, chat: Chat, person: Person) -> Conversation | None:
    """What this chat was shown last, if it is theirs: the chat may have been somebody else's."""
    asked = chat.asked
    shown = uow.conversations.get(asked.conversation_id) if asked else None
    return shown if shown is not None and _is_theirs(uow, shown, person) else None


def _is_theirs(uow: UnitOfWork, shown: Conversation, person: Person) -> bool:
    if shown.respondent_id == person.id:
        return True
    respondent = uow.people.get(shown.respondent_id)
    return respondent is not None and respondent.kind is PersonKind.PSEUDONYM


def _pressed(
    uow: UnitOfWork, chat: Chat, person: Person, pressed: PressedButton
) -> Conversation | None:
    """The one whose button it is; the one shown last where it is nobody's."""
    shown = _shown(uow, chat, person)
    return _made_by(uow, chat, person, pressed, shown) or shown


def _made_by(
    uow: UnitOfWork,
    chat: Chat,
    person: Person,
    pressed: PressedButton,
    shown: Conversation | None,
) -> Conversation | None:
    for conversation in _candidates(uow, chat, person, shown):
        secret = chat.secret_of(conversation.id)
        if callbacks.read(pressed.data, chat_key=chat.account.chat_key, secret=secret):
            return conversation
    return None


def _candidates(
    uow: UnitOfWork, chat: Chat, person: Person, shown: Conversation | None
) -> Iterator[Conversation]:
    """Nearly always the first; the others are looked up only when it is not."""
    if shown is not None:
        yield shown
    yield from uow.conversations.of_respondent(person.id)
    for place in chat.offers(uow, person, at=chat.at):
        # Those of a pseudonym are found by the place alone.
        standing = look(uow, chat.library, place) if place.respondent_id != person.id else None
        if standing is not None:
            yield standing.conversation
