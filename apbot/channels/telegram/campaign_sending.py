"""Invitations and reminders on their way out: asked again, then made words."""

from __future__ import annotations

import datetime as dt

from apbot.campaigns.sentences import sentences
from apbot.campaigns.telling import KIND, Announced, to_say
from apbot.clock import Clock
from apbot.delivery import May
from apbot.delivery.ledger import Write
from storage.records import Outgoing, PersonKind
from storage.unit_of_work import UnitOfWork

from . import rendering
from .desk import Desk
from .rendering import ApiCall
from .transport import BotApi, Delivered, Outcome

GO_ON = "/reprendre"


class CampaignSending:
    """``may_still_send`` first, then ``send``, then ``sent`` in the transaction of the result."""

    def __init__(self, api: BotApi, desk: Desk, write: Write, clock: Clock) -> None:
        self._api, self._desk, self._write, self._clock = api, desk, write, clock
        self._prepared: dict[int, ApiCall] = {}
        """By the id of the row, between the check and the result."""

    def takes(self, message: Outgoing) -> bool:
        return message.kind == KIND

    async def may_still_send(self, message: Outgoing) -> May:
        found = await self._write(lambda uow: self._prepare(uow, message))
        if not isinstance(found, ApiCall):
            return found
        self._prepared[message.id] = found
        return True

    async def send(self, message: Outgoing) -> Outcome:
        call = self._prepared[message.id]
        outcome = await self._api.call(call.method, call.body)
        if not isinstance(outcome, Delivered):
            self._prepared.pop(message.id, None)  # asked anew if it is tried again
        return outcome

    def sent(self, uow: UnitOfWork, message: Outgoing) -> None:  # noqa: ARG002  # nothing to store
        self._prepared.pop(message.id, None)

    def _prepare(self, uow: UnitOfWork, message: Outgoing) -> ApiCall | May:
        announced = Announced.of(message)
        account, person = uow.accounts.of(announced.person_id), uow.people.get(announced.person_id)
        if person is None or account is None or account.chat_key != message.chat_key:
            return False  # the chat is theirs no more
        dues = to_say(uow, announced, self._desk.calendar, at=self._clock())
        if isinstance(dues, dt.datetime):
            return dues
        if not dues:
            return False
        desk = self._desk
        words = sentences(dues, person, desk.library, desk.school.address)
        is_student = person.kind is PersonKind.STUDENT
        tail = GO_ON if is_student else f"{desk.public_url}/equipe"
        return rendering.say("\n\n".join((*words, tail)), account.chat_id)
