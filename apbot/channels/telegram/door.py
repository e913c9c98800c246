"""What a chat that is nobody's hears, until a link makes it somebody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from dialogues.definition import Address, Text
from dialogues.folding import fold
from storage.records import Person, PersonKind, TelegramAccount
from storage.unit_of_work import UnitOfWork

from . import callbacks, enrolment, nothing_open, notice, rendering, sentences, staff_sentences
from .belonging import TO_WHOEVER
from .callbacks import Act, Press
from .desk import Desk
from .enrolment import Answer, Knock, Opened
from .keyboards import Key, Keyboard
from .rendering import ApiCall
from .updates import (
    Blocked,
    Ignored,
    InGroup,
    PressedButton,
    Started,
    Typed,
    Unsupported,
    Update,
)

YES_LABEL, NO_LABEL = "C'est bien moi", "Ce n'est pas moi"
_DOOR = frozenset({Act.YES, Act.NO, Act.ACKNOWLEDGE, Act.DISMISS})
_WHO = MappingProxyType(
    {
        "oui": Act.YES,
        "c est moi": Act.YES,
        "oui c est moi": Act.YES,
        fold(YES_LABEL): Act.YES,
        "non": Act.NO,
        fold(NO_LABEL): Act.NO,
    }
)
_READ = MappingProxyType(
    {
        "oui": Act.ACKNOWLEDGE,
        "ok": Act.ACKNOWLEDGE,
        "continuer": Act.ACKNOWLEDGE,
        fold(notice.GO_ON_LABEL): Act.ACKNOWLEDGE,
        "non": Act.DISMISS,
        fold(notice.WEB_LABEL): Act.DISMISS,
    }
)
_LONGEST_NAME = 100
"""Characters; what is longer is no button's name."""


@dataclass(frozen=True, slots=True)
class Door:
    """Lives as long as one message takes to be decided."""

    uow: UnitOfWork
    desk: Desk
    chat_key: str
    at: dt.datetime
    address: Address
    """How whoever writes is spoken to; an adult at the door always with « vous »."""
    show: Callable[[TelegramAccount], Iterable[ApiCall]]
    """What is open for an account that was just let in."""

    def answer(self, update: Update) -> Iterable[ApiCall]:
        match update:
            case Started(chat_id=chat_id, token=token):
                opened = enrolment.knock(self.uow, self.chat_key, token, at=self.at)
                return (*_deleted(update, opened), *self._said(opened, chat_id))
            case PressedButton():
                return self._pressed(update)
            case Unsupported() | Blocked() | InGroup() | Ignored():
                return ()
            case Typed(edited=False, text=text) if act := self._called(text):
                opened, refusal = self._decide(act, update.chat_id)
                return self._said(opened, update.chat_id, refusal.to(self.address))
            case _:
                # Help and its numbers are for whoever writes.
                closed, library = self._closed(), self.desk.library
                calls = nothing_open.answer(update, library, self.address, update.chat_id, closed)
                return [replace(call, kind=TO_WHOEVER) for call in calls]

    def _called(self, text: str) -> Act | None:
        """A button of the door called by its name, while it is asked."""
        waiting = Knock.of(self.uow, self.chat_key, at=self.at)
        if waiting is None or len(text) > _LONGEST_NAME:
            return None
        return (_READ if waiting.confirmed else _WHO).get(fold(text))

    def _closed(self) -> str:
        """How to go in: by the link, or by the buttons it brought."""
        if Knock.of(self.uow, self.chat_key, at=self.at) is None:
            return sentences.DOOR.to(self.address)
        is_adult = enrolment.is_adult_waiting(self.uow, self.chat_key, at=self.at)
        return sentences.YES_OR_NO.to(Address.ADULT if is_adult else self.address)

    def come_again(self, started: Started, account: TelegramAccount) -> Iterable[ApiCall]:
        """A link pressed by who is let in already: never a silent change of whose account it is."""
        if enrolment.is_own(self.uow, account, started.token):
            opened = Opened(Answer.IN)
        else:
            opened = enrolment.refuse_second(self.uow, self.chat_key, started.token, at=self.at)
        return (*_deleted(started, opened), *self._said(opened, account.chat_id))

    def _pressed(self, pressed: PressedButton) -> Iterable[ApiCall]:
        chat_id = pressed.chat_id
        press = callbacks.read(pressed.data, chat_key=self.chat_key, secret=self.desk.secret)
        act = press.act if press else None
        if act not in _DOOR:
            # A button of a conversation that this chat shows no more.
            said = sentences.NOT_LINKED.to(self.address)
            return (rendering.acknowledge(pressed.callback_id, said),)
        opened, refusal = self._decide(act, chat_id)
        return (
            rendering.acknowledge(pressed.callback_id),
            rendering.without_buttons(chat_id, pressed.message_id),
            *self._said(opened, chat_id, refusal.to(self.address)),
        )

    def _decide(self, act: Act | None, chat_id: int) -> tuple[Opened, Text]:
        """What the door answers, and its sentence where it stays closed."""
        match act:
            case Act.YES | Act.NO if enrolment.is_adult_waiting(
                self.uow, self.chat_key, at=self.at
            ):
                return self._adult(chat_id, yes=act is Act.YES), staff_sentences.REFUSED
            case Act.YES:
                opened = enrolment.confirm(self.uow, self.chat_key, yes=True, at=self.at)
                return opened, sentences.DOOR
            case Act.NO:
                opened = enrolment.confirm(self.uow, self.chat_key, yes=False, at=self.at)
                return opened, sentences.NOT_ME
            case Act.ACKNOWLEDGE:
                read = notice.name_of(self.address)
                opened = enrolment.accept(self.uow, self.chat_key, chat_id, notice=read, at=self.at)
                return opened, sentences.DOOR
            case _:
                return enrolment.decline(self.uow, self.chat_key), sentences.ON_THE_PAGE

    def _adult(self, chat_id: int, *, yes: bool) -> Opened:
        """What Telegram keeps stood above the question: one press is enough."""
        opened = enrolment.confirm(self.uow, self.chat_key, yes=yes, at=self.at)
        if opened.answer is not Answer.NOTICE:
            return opened
        read = staff_sentences.notice_name(as_pdf=self.desk.school.sheet_as_pdf)
        return enrolment.accept(self.uow, self.chat_key, chat_id, notice=read, at=self.at)

    def _said(self, opened: Opened, chat_id: int, refusal: str = "") -> Iterator[ApiCall]:
        match opened.answer:
            case Answer.MUTED:
                return
            case Answer.WHO if opened.student is not None:
                question = self._question(opened.student)
                yield self._say(question, chat_id, (YES_LABEL, Act.YES), (NO_LABEL, Act.NO))
            case Answer.NOTICE:
                text = notice.at_the_door(self.address)
                go_on, web = notice.GO_ON_LABEL, notice.WEB_LABEL
                yield self._say(text, chat_id, (go_on, Act.ACKNOWLEDGE), (web, Act.DISMISS))
            case Answer.IN:
                account = self.uow.accounts.by_chat(self.chat_key)
                yield from self.show(account) if account else ()
            case Answer.TAKEN:
                yield self._say(sentences.TAKEN.to(self.address), chat_id)
            case _:
                yield self._say(refusal or sentences.DOOR.to(self.address), chat_id)

    def _question(self, person: Person) -> str:
        if person.kind is PersonKind.STAFF:
            return staff_sentences.at_the_door(person, as_pdf=self.desk.school.sheet_as_pdf)
        name = f"{person.given_name} {person.family_name[:1]}."
        return sentences.is_it_you(name, self.address)

    def _say(self, text: str, chat_id: int, *buttons: tuple[str, Act]) -> ApiCall:
        keys: Keyboard = tuple((Key(label, Press(act)),) for label, act in buttons)
        said = rendering.say(text, chat_id, keyboard=keys, stamp=self._stamp)
        return replace(said, kind=TO_WHOEVER)

    def _stamp(self, press: Press) -> str:
        return callbacks.stamp(press, chat_key=self.chat_key, secret=self.desk.secret)


def _deleted(started: Started, opened: Opened) -> Iterator[ApiCall]:
    """The message that holds a link's token goes from the chat.

    Who is muted costs no call at all, however much they send.
    """
    if started.token and opened.answer is not Answer.MUTED:
        body = {"chat_id": started.chat_id, "message_id": started.message_id}
        yield ApiCall("deleteMessage", body, "delete")
