"""Announcements and sheets on their way out: rights are asked again, then the words are chosen.

The row of the outbox holds a reference; what is sent exists only between the check and the call.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from apbot.addresses import STAFF_HOME, sheet_path
from apbot.announcing import READY, About, Ready, sentence, to_tell, told
from apbot.calendar import QuietHours, SchoolDays, is_allowed
from apbot.clock import Clock, school_day
from apbot.delivery import May
from apbot.delivery.ledger import Write
from apbot.errors import NotAllowed
from apbot.rhythms import told_later
from apbot.sheets import read_sheet, sheet_pdf, sheet_rules
from apbot.summary import SummaryRules
from storage.records import Outgoing
from storage.unit_of_work import UnitOfWork

from . import rendering, staff_buttons
from . import staff_sentences as said
from .desk import Desk
from .rendering import ApiCall
from .staff import SHEET
from .transport import BotApi, Delivered, Outcome

FILE_NAME = "synthese.pdf"
"""Shown on the lock screen of a phone: nobody's name."""
RINGS_AGAIN = dt.timedelta(minutes=30)
"""A class answers in one hour: what follows an announcement within that time makes no sound."""


@dataclass(frozen=True, slots=True)
class _Announcement:
    adult_id: str
    ready: tuple[Ready, ...]
    call: ApiCall


@dataclass(frozen=True, slots=True)
class _Sheet:
    chat_id: int
    make: Callable[[], bytes]


class StaffSending:
    """``may_still_send`` first, then ``send``, then ``sent`` in the transaction of the result."""

    def __init__(self, api: BotApi, desk: Desk, write: Write, clock: Clock) -> None:
        self._api, self._desk, self._write, self._clock = api, desk, write, clock
        self._prepared: dict[int, _Announcement | _Sheet] = {}
        """By the id of the row, between the check and the result."""
        self._rang: dict[str, dt.datetime] = {}
        """When an announcement last made a sound in a chat."""
        self._rules: SummaryRules | None = None

    def takes(self, message: Outgoing) -> bool:
        return message.kind in {READY, SHEET}

    async def may_still_send(self, message: Outgoing) -> May:
        """False for what is not to be sent any more; the audit trail says why."""
        prepared = await self._write(lambda uow: self._prepare(uow, message))
        if isinstance(prepared, bool | dt.datetime):
            return prepared
        self._prepared[message.id] = prepared
        return True

    async def send(self, message: Outgoing) -> Outcome:
        prepared = self._prepared[message.id]
        if isinstance(prepared, _Sheet):
            outcome = await self._send_sheet(prepared)
        else:
            outcome = await self._announce(message.chat_key, prepared.call)
        if not isinstance(outcome, Delivered):
            self._prepared.pop(message.id, None)  # chosen anew if it is tried again
        return outcome

    def sent(self, uow: UnitOfWork, message: Outgoing) -> None:
        prepared = self._prepared.pop(message.id, None)
        if isinstance(prepared, _Announcement):
            told(uow, prepared.adult_id, prepared.ready, at=self._clock())

    # -- what is to be sent -------------------------------------------------------------------

    def _prepare(self, uow: UnitOfWork, message: Outgoing) -> _Announcement | _Sheet | May:
        about = About.from_payload(message.payload)
        account = uow.accounts.of(about.adult_id)
        if account is None or account.chat_key != message.chat_key:
            return False  # the chat is theirs no more
        if message.kind == SHEET:
            return self._sheet(uow, about, account.chat_id) or False
        later = told_later(uow, about.adult_id, self._desk.calendar, at=self._clock())
        if later is not None:
            return later
        ready = to_tell(uow, about, at=self._clock())
        if not ready:
            return False
        call = self._words(about, ready, account.chat_id, account.chat_key)
        return _Announcement(about.adult_id, ready, call)

    def _sheet(self, uow: UnitOfWork, about: About, chat_id: int) -> _Sheet | None:
        """The reading is on record before the call: a sheet that is on a phone was read."""
        adult, at = uow.people.get(about.adult_id), self._clock()
        if adult is None:
            return None
        try:
            student, label, standing = read_sheet(
                uow, self._desk.library, adult, about.student_id, at=at
            )
        except NotAllowed:
            return None
        desk, on = self._desk, school_day(at)
        return _Sheet(
            chat_id,
            lambda: sheet_pdf(
                standing,
                self._sheet_rules(),
                student=student,
                class_label=label,
                address=desk.school.address,
                on=on,
            ),
        )

    def _words(
        self, about: About, ready: tuple[Ready, ...], chat_id: int, chat_key: str
    ) -> ApiCall:
        labels = tuple(dict.fromkeys(one.class_label for one in ready))
        words, desk = sentence(labels, len(ready)), self._desk
        alone = len(ready) == 1
        if desk.school.sheet_as_pdf and alone:
            data = staff_buttons.stamp(about.student_id, chat_key=chat_key, secret=desk.secret)
            call = rendering.say(words, chat_id)
            return staff_buttons.under(call, [(said.SHEET_LABEL, data)])
        if desk.school.sheet_as_pdf:
            return rendering.say(f"{words}\n/syntheses", chat_id)
        path = sheet_path(about.student_id) if alone else STAFF_HOME
        return rendering.say(f"{words}\n{desk.public_url}{path}", chat_id)

    def _sheet_rules(self) -> SummaryRules:
        """Read once, by the first sheet; they hold no data."""
        if self._rules is None:
            self._rules = sheet_rules(self._desk.library, self._desk.school)
        return self._rules

    # -- calls ----------------------------------------------------------------------------------

    async def _announce(self, chat_key: str, call: ApiCall) -> Outcome:
        now = self._clock()
        last = self._rang.get(chat_key)
        silent = not _awake(now) or (last is not None and now < last + RINGS_AGAIN)
        outcome = await self._api.call(call.method, {**call.body, "disable_notification": silent})
        if isinstance(outcome, Delivered) and not silent:
            self._rang[chat_key] = now
        return outcome

    async def _send_sheet(self, sheet: _Sheet) -> Outcome:
        content = await asyncio.to_thread(sheet.make)
        body = {"chat_id": sheet.chat_id, "protect_content": True}
        return await self._api.upload("sendDocument", body, "document", FILE_NAME, content)


def _awake(now: dt.datetime) -> bool:
    """Between 7:00 and 20:00 on a working day; holidays are not known here."""
    day = school_day(now)
    return is_allowed(now, SchoolDays(day, day), QuietHours())
