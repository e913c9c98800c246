"""One update of an adult of the school -> what to say. Their students only, and never an answer.

What is not theirs, what does not exist and a button made by hand get the same words, and a line in
the audit trail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from apbot import telling
from apbot.access import Verb, may
from apbot.addresses import STAFF_HOME, sheet_path
from apbot.announcing import About
from apbot.channels.messages import Message
from apbot.roster import DIALOGUE, ClassList, classes_of
from apbot.signing_in import ASKED_FOR, new_staff_link
from apbot.wording import typeset
from dialogues.definition import Address
from dialogues.folding import fold
from dialogues.snapshot import Phase
from storage.records import AuditEntry, Person, TelegramAccount
from storage.unit_of_work import UnitOfWork

from . import callbacks, enrolment, menu, rendering, sentences, staff_buttons, staff_lists
from . import staff_sentences as said
from .callbacks import Act
from .desk import Desk
from .rendering import ApiCall
from .staff_lists import Listed
from .updates import Command, PressedButton, Started, Typed, Unsupported, Update

SHEET = "sheet"
"""The kind of a row of the outbox that asks for a sheet as PDF."""
COMMANDS = frozenset({"eleves", "syntheses", "connexion", "aide", "urgence", "privacy", "quitter"})
"""They work typed as words too."""


@dataclass(frozen=True, slots=True)
class StaffChat:
    """Where an adult is answered: whose chat, and what the school has decided."""

    uow: UnitOfWork
    account: TelegramAccount
    adult: Person
    desk: Desk
    at: dt.datetime


def note_tried(uow: UnitOfWork, student: Person, update: Update, *, at: dt.datetime) -> None:
    """A student tried what only the staff may ask, and is answered as by an unknown command."""
    if isinstance(update, Command) and update.name in {"eleves", "syntheses"}:
        of, verb = student.class_id or "", Verb.LIST.value
        uow.audit.add(AuditEntry(at, student.id, verb, "class", of, "denied"))


class StaffTalk:
    """Lives as long as it takes to decide one message."""

    def __init__(self, chat: StaffChat) -> None:
        self._chat = chat

    def answer(self, update: Update) -> list[ApiCall]:
        match update:
            case Started():
                return self.welcome()
            case Unsupported(what=what):
                return [self._say(sentences.unsupported(what, Address.ADULT))]
            case PressedButton():
                return self._pressed(update)
            case Command(name=name, argument=argument):
                return self._command(name, argument)
            case Typed(edited=False, text=text):
                return self._typed(fold(text))
            case _:
                return []

    def welcome(self) -> list[ApiCall]:
        """The menu of staff is set again: it may have changed since."""
        name = f"{self._chat.adult.given_name} {self._chat.adult.family_name}"
        words = said.welcome(name, as_pdf=self._chat.desk.school.sheet_as_pdf)
        return [menu.staff_menu(self._chat_id), *self._shown(words)]

    def _typed(self, words: str) -> list[ApiCall]:
        return self._command(words, "") if words in COMMANDS else [self._say(said.OTHER)]

    def _command(self, name: str, argument: str) -> list[ApiCall]:
        match name:
            case "eleves":
                return self._students(argument)
            case "syntheses":
                return self._ready(argument)
            case "connexion":
                return [self._sign_in()]
            case "aide" | "help":
                return self._shown(said.help_text(as_pdf=self._chat.desk.school.sheet_as_pdf))
            case "urgence":
                return self._numbers()
            case "privacy":
                return self._shown(said.privacy(as_pdf=self._chat.desk.school.sheet_as_pdf))
            case "quitter":
                return self._leave()
            case _:
                return [self._say(sentences.UNKNOWN_COMMAND.to(Address.ADULT))]

    # -- commands ---------------------------------------------------------------------------

    def _numbers(self) -> list[ApiCall]:
        card = self._chat.desk.library.newest(DIALOGUE).dialogue.help_card
        lines = "\n".join(map(telling.number_line, card.numbers))
        return self._shown((said.NUMBERS, lines, telling.verified_sentence(card)))

    def _students(self, argument: str) -> list[ApiCall]:
        lists = self._classes()
        found = staff_lists.of_class(lists, argument)
        if found:
            return self._shown([staff_lists.paragraph(one) for one in found])
        return self._nothing(Verb.LIST, argument, said.NO_STUDENTS)

    def _ready(self, argument: str) -> list[ApiCall]:
        lists = self._classes()
        found = staff_lists.ready_in(lists, argument)
        if not found:
            return self._nothing(Verb.READ_SHEET, argument, said.NOTHING_READY)
        names = staff_lists.short_names(entry.student for one in lists for entry in one.entries)
        if self._chat.desk.school.sheet_as_pdf:
            return [self._to_touch(found, names)]
        return self._shown(
            [
                "\n".join((f"{heading} :", *(self._line(one, names) for one in listed)))
                for heading, listed in staff_lists.to_read_first(found)
            ]
        )

    def _line(self, one: Listed, names: dict[str, str]) -> str:
        path = sheet_path(one.entry.student.id)
        return f"{staff_lists.label_of(one, names)}\n{self._chat.desk.public_url}{path}"

    def _to_touch(self, found: Sequence[Listed], names: dict[str, str]) -> ApiCall:
        ordered = [one for _, listed in staff_lists.to_read_first(found) for one in listed]
        buttons = [
            (staff_lists.label_of(one, names), self._stamp(one.entry.student.id)) for one in ordered
        ]
        page = f"{self._chat.desk.public_url}{STAFF_HOME}"
        return staff_buttons.under(self._say(f"{said.TOUCH_A_NAME}\n{page}"), buttons)

    def _nothing(self, verb: Verb, argument: str, otherwise: str) -> list[ApiCall]:
        """Where a name was asked for, nobody learns whether there is one."""
        if not argument:
            return [self._say(otherwise)]
        self._denied(verb, "class", "")
        return [self._say(said.NOT_FOUND)]

    def _sign_in(self) -> ApiCall:
        """Whoever reads this chat is them already; the link is theirs for another browser."""
        chat = self._chat
        link = new_staff_link(chat.uow, chat.adult, by=chat.adult.id, at=chat.at, life=ASKED_FOR)
        return self._say(said.sign_in(link.address(chat.desk.public_url)))

    def _leave(self) -> list[ApiCall]:
        enrolment.leave(self._chat.uow, self._chat.adult.id, at=self._chat.at)
        return [menu.forget_menu(self._chat_id), self._say(said.LEFT)]

    # -- one sheet --------------------------------------------------------------------------

    def _pressed(self, pressed: PressedButton) -> list[ApiCall]:
        chat = self._chat
        if self._is_of_the_door(pressed):
            return [rendering.acknowledge(pressed.callback_id)]
        student_id, is_ours = staff_buttons.read(
            pressed.data, chat_key=chat.account.chat_key, secret=chat.desk.secret
        )
        if not is_ours or not self._may_read(student_id):
            self._denied(Verb.READ_SHEET, "student", student_id)
            return [rendering.acknowledge(pressed.callback_id), self._say(said.NOT_AVAILABLE)]
        if not chat.desk.school.sheet_as_pdf:
            link = f"{chat.desk.public_url}{sheet_path(student_id)}"
            return [rendering.acknowledge(pressed.callback_id), self._say(link)]
        about = About(chat.adult.id, student_id)
        return [
            rendering.acknowledge(pressed.callback_id, said.ON_ITS_WAY),
            ApiCall(SHEET, {**about.to_json(), "chat_id": self._chat_id}, SHEET),
        ]

    def _is_of_the_door(self, pressed: PressedButton) -> bool:
        """ "C'est bien moi", pressed or delivered twice."""
        key, secret = self._chat.account.chat_key, self._chat.desk.secret
        press = callbacks.read(pressed.data, chat_key=key, secret=secret)
        return press is not None and press.act in {Act.YES, Act.NO}

    def _may_read(self, student_id: str) -> bool:
        uow, adult, at = self._chat.uow, self._chat.adult, self._chat.at
        student = uow.people.get(student_id)
        if student is None:
            return False
        if not may(adult, uow.people.grants_of(adult.id, at=at), Verb.READ_SHEET, student):
            return False
        found = uow.conversations.find(student_id, student_id, DIALOGUE)
        return found is not None and found.phase == Phase.SUBMITTED.value

    # -- small things -----------------------------------------------------------------------

    def _classes(self) -> tuple[ClassList, ...]:
        return classes_of(self._chat.uow, self._chat.adult, at=self._chat.at)

    def _denied(self, verb: Verb, kind: str, object_id: str) -> None:
        """Never what was typed: only that something was asked for."""
        chat = self._chat
        chat.uow.audit.add(
            AuditEntry(chat.at, chat.adult.id, verb.value, kind, object_id, "denied")
        )

    def _stamp(self, student_id: str) -> str:
        key, secret = self._chat.account.chat_key, self._chat.desk.secret
        return staff_buttons.stamp(student_id, chat_key=key, secret=secret)

    def _say(self, words: str) -> ApiCall:
        return rendering.say(words, self._chat_id)

    def _shown(self, paragraphs: Sequence[str]) -> list[ApiCall]:
        """As many messages as it takes."""
        message = Message(tuple(map(typeset, paragraphs)))
        return rendering.calls([message], chat_id=self._chat_id, stamp=lambda _: "")

    @property
    def _chat_id(self) -> int:
        return self._chat.account.chat_id
