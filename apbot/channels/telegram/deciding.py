"""Decide (T2): stored messages of many chats in one transaction, each in a savepoint of its own.

    inbox row -> what it is -> the conversation's own transaction -> outbox rows, inbox row done

Nothing is sent here. A message that fails spoils no other: it stays in the inbox, is tried again,
and in the end waits for the staff to see. The same row decided again gives the same outbox keys.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from dialogues.definition import Address
from storage.records import (
    Delivery,
    Inbound,
    NewOutgoing,
    Outgoing,
    Person,
    PersonKind,
    TelegramAccount,
)
from storage.unit_of_work import UnitOfWork

from . import album, nothing_open, rendering, sentences, staff
from .chat import Chat
from .desk import Desk
from .door import Door
from .enrolment import CHANNEL
from .rendering import ApiCall
from .scene import NotYet, Scene
from .talking import Talk
from .updates import (
    Blocked,
    Ignored,
    InGroup,
    Started,
    Unsupported,
    Update,
    read_payload,
)
from .which import adults_conversation, conversation_for

TRIES = 3
"""After so many failures a message is left for the staff to see."""
_DELIVERY: Mapping[str, Delivery] = MappingProxyType(
    {"edit": Delivery.EDIT, "delete": Delivery.EDIT, "ack": Delivery.EDIT}
)
_WRITE = json.JSONEncoder(separators=(",", ":")).encode

__all__ = ["TRIES", "Decider", "Desk"]
log = logging.getLogger("apbot.telegram")


class Decider:
    """``decide`` is the whole of it; the caller commits, and says so.

    Words typed while a question is on its way wait in the inbox, and what follows them in that
    chat: only once it is known where the question stands is it known what they answer.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def decide(
        self, uow: UnitOfWork, entries: Sequence[Inbound], *, at: dt.datetime
    ) -> list[Outgoing]:
        """What is to be sent now, in order."""
        self._desk.recent.undone()  # what an earlier try left
        outgoing: list[NewOutgoing] = []
        done: list[int] = []
        held: set[str | None] = set()
        for entry in entries:
            if entry.chat_key in held and entry.chat_key is not None:
                continue
            try:
                with uow.savepoint():
                    rows = list(_rows(entry, _calls(uow, self._desk, entry, at), at))
            except NotYet:
                held.add(entry.chat_key)
                continue
            except Exception as error:  # noqa: BLE001  # one bad message spoils no other
                # Its class alone: a message may hold what somebody wrote.
                log.error("Un message n'a pas pu être traité (%s).", type(error).__name__)  # noqa: TRY400
                uow.inbox.failed(entry.seq, dead=entry.attempts + 1 >= TRIES)
                self._desk.recent.undone()
                continue
            outgoing += rows
            done.append(entry.seq)
        uow.inbox.done(done, at=at)
        return list(uow.outbox.add(outgoing))

    def committed(self, *, at: dt.datetime) -> None:
        """What was decided last is stored; to be called now and then where nothing was, too."""
        self._desk.recent.committed(at=at)


def _rows(entry: Inbound, calls: Iterable[ApiCall], at: dt.datetime) -> Iterator[NewOutgoing]:
    for index, call in enumerate(calls):
        payload = {"method": call.method, "body": call.body}
        yield NewOutgoing(
            dedupe_key=f"{CHANNEL}:{entry.seq}:{index}",
            channel=CHANNEL,
            chat_key=entry.chat_key or "",
            kind=_kind(call),
            payload=_WRITE(payload),
            delivery=_DELIVERY.get(call.kind, Delivery.AT_LEAST_ONCE),
            created_at=at,
        )


def _kind(call: ApiCall) -> str:
    """Which question it puts is read again when it has arrived (``Service``)."""
    if call.prompt is None:
        return call.kind
    return f"{call.kind}:{call.prompt}:{call.conversation_id}"


def _calls(uow: UnitOfWork, desk: Desk, entry: Inbound, at: dt.datetime) -> Iterable[ApiCall]:
    update = read_payload(entry.payload)
    chat_key = entry.chat_key or ""
    account = uow.accounts.by_chat(chat_key) if chat_key else None
    match update:
        case Ignored():
            return ()
        case InGroup(chat_id):
            return (ApiCall("leaveChat", {"chat_id": chat_id}, "leave"),)
        case Blocked():
            if account is not None:
                uow.accounts.save(replace(account, state="gone"))
            return ()
        case _ if account is None:
            door = _door(uow, desk, update, chat_key, at, address=desk.school.address)
            return door.answer(update)
        case _:
            return _known(uow, desk, update, account, at)


def _known(
    uow: UnitOfWork, desk: Desk, update: Update, account: TelegramAccount, at: dt.datetime
) -> Iterable[ApiCall]:
    if account.state != "active":
        account = replace(account, state="active")
        uow.accounts.save(account)
    if isinstance(update, Unsupported) and album.is_declined(uow, account.chat_key, update):
        return ()
    person = _person_of(uow, account)
    is_adult = person.kind is PersonKind.STAFF
    address = Address.ADULT if is_adult else desk.school.address
    if isinstance(update, Started) and update.token:
        door = _door(uow, desk, update, account.chat_key, at, address=address)
        return door.come_again(update, account)
    if is_adult:
        return _adult(uow, desk, account, person, update, at)
    staff.note_tried(uow, person, update, at=at)
    scene = _scene(uow, Chat.of(uow, desk, account, at), person, update)
    if scene is not None:
        return _talk(desk, scene, update)
    nothing = sentences.NOTHING_OPEN.to(address)
    return nothing_open.answer(update, desk.library, address, account.chat_id, nothing)


def _adult(  # noqa: PLR0917  # all of them differ
    uow: UnitOfWork,
    desk: Desk,
    account: TelegramAccount,
    person: Person,
    update: Update,
    at: dt.datetime,
) -> Iterable[ApiCall]:
    """A dialogue they are answering, or the staff's own side."""
    chat = Chat.of(uow, desk, account, at)
    standing = adults_conversation(uow, chat, person, update)
    if standing is not None:
        return _talk(desk, Scene(uow, chat, person, standing), update)
    return _staff(uow, desk, account, person, at).answer(update)


def _talk(desk: Desk, scene: Scene, update: Update) -> Iterable[ApiCall]:
    calls = Talk(scene).answer(update)
    desk.recent.moved(scene.standing)
    return calls


def _person_of(uow: UnitOfWork, account: TelegramAccount) -> Person:
    person = uow.people.get(account.person_id)
    if person is None:
        raise LookupError("the account's person is gone")
    return person


def _staff(
    uow: UnitOfWork, desk: Desk, account: TelegramAccount, adult: Person, at: dt.datetime
) -> staff.StaffTalk:
    return staff.StaffTalk(staff.StaffChat(uow, account, adult, desk, at))


def _scene(uow: UnitOfWork, chat: Chat, person: Person, update: Update) -> Scene | None:
    """What is open for this person; None where nothing ever was."""
    standing = conversation_for(uow, chat, person, update)
    return Scene(uow, chat, person, standing) if standing else None


def _door(
    uow: UnitOfWork,
    desk: Desk,
    update: Update,
    chat_key: str,
    at: dt.datetime,
    *,
    address: Address,
) -> Door:
    def show(account: TelegramAccount) -> Iterable[ApiCall]:
        person = _person_of(uow, account)
        if person.kind is PersonKind.STAFF:
            return _staff(uow, desk, account, person, at).welcome()
        scene = _scene(uow, Chat.of(uow, desk, account, at), person, update)
        if scene is not None:
            return scene.show_open()
        nothing = sentences.NOTHING_OPEN.to(desk.school.address)
        return (rendering.say(nothing, account.chat_id),)

    return Door(uow, desk, chat_key, at, address, show)
