"""Telegram as long as it runs: receive, decide, deliver, each committed before the next.

Crash-only: stopping saves nothing more, and starting again begins with what the database holds.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from apbot.clock import Clock
from apbot.delivery import Deliverer, Hooks, May
from apbot.delivery.ledger import Write
from storage.errors import StorageError
from storage.records import Outgoing, OutState, Shown
from storage.unit_of_work import UnitOfWork

from . import absence
from .asked import note_copy
from .campaign_sending import CampaignSending
from .deciding import Decider, Desk
from .enrolment import CHANNEL
from .leading import Lead
from .menu import menus
from .polling import Sleep
from .presence import Presence
from .receiving import News, Receiver, WrongToken
from .staff_sending import StaffSending
from .transport import BotApi, NotSent, Outcome

BATCH = 500
"""Messages decided in one transaction at most."""
_LOOK_AGAIN = 1.0
"""Seconds after which what waits is looked at again, whatever was heard."""
_LOOKS = 10
"""Seconds after which the outbox is looked at, however busy."""

log = logging.getLogger("apbot.telegram")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the service is made of; ``write`` commits before it returns."""

    api: BotApi
    receiver: Receiver
    desk: Desk
    write: Write
    clock: Clock
    sleep: Sleep = asyncio.sleep
    lead: Lead | None = None
    """None: nobody else can be there."""


class Service:
    """Made inside the loop it runs in; ``run`` until cancelled.

    Raises ``WrongToken``, and ``LostLead`` where others may lead.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._decider = Decider(parts.desk)
        self._bell = asyncio.Event()
        self._locked_out = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        means = (parts.api, parts.desk, parts.write, parts.clock)
        self._late: tuple[StaffSending | CampaignSending, ...] = (
            StaffSending(*means),
            CampaignSending(*means),
        )
        """What these take has its words chosen when it goes out."""
        self._presence = Presence(parts.write, parts.desk, parts.clock)
        self._started = parts.clock()
        """What was to be sent before may have been, by a run that was killed."""
        self._caught_up = False
        self._backlog_decided = asyncio.Event()
        self._deliverer = Deliverer(
            CHANNEL,
            parts.write,
            self._send,
            clock=parts.clock,
            jitter=lambda: random.uniform(0.8, 1.2),  # noqa: S311  # spreads retries, hides nothing
            may_still_send=self._may_still_send,
            hooks=Hooks(sent=self._sent, gone=_gone),
            locked_out=self._locked_out.set,
            sleep=parts.sleep,
        )

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            await self._parts.write(lambda uow: uow.outbox.recover(CHANNEL, at=self._parts.clock()))
            tasks.create_task(self._deliverer.run(asyncio.Event()))
            tasks.create_task(self._decide())
            tasks.create_task(self._receive())
            tasks.create_task(self._ask_again())
            tasks.create_task(self._look_out())
            tasks.create_task(self._set_menus())
            tasks.create_task(self._watch_token())
            if self._parts.lead is not None:
                tasks.create_task(self._parts.lead.keep())

    async def _receive(self) -> None:
        await self._parts.receiver.receive(self._parts.api, News(self._bell.set, self._heard))

    async def _watch_token(self) -> None:
        """By webhook nobody tells us that the token was revoked, but what is sent is refused."""
        await self._locked_out.wait()
        raise WrongToken

    async def _heard(self, caught_up: bool) -> None:  # noqa: FBT001  # as `News` says
        await self._presence.heard()
        if caught_up:
            self._caught_up = True
            self._bell.set()

    async def _decide(self) -> None:
        """Whenever something came in, or a question arrived; and once at the start."""
        while True:
            self._bell.clear()
            # Read before deciding: what was stored by then is decided after.
            caught_up = self._caught_up
            if await self._decide_once() and caught_up:
                self._caught_up = False
                self._backlog_decided.set()
            try:
                async with asyncio.timeout(_LOOK_AGAIN):
                    await self._bell.wait()
            except TimeoutError:
                continue

    async def _ask_again(self) -> None:
        """After a gap, once what Telegram had kept is decided."""
        while True:
            await self._backlog_decided.wait()
            self._backlog_decided.clear()
            try:
                await self._presence.ask_again(self._deliverer.offer)
            except StorageError as error:
                log.error("La base n'a pas pu écrire (%s).", type(error).__name__)  # noqa: TRY400
                self._backlog_decided.set()
                await self._parts.sleep(_LOOK_AGAIN)

    async def _look_out(self) -> None:
        """For what others gave to send: the pages, the command line.

        Seldom while there is much to send: each look is one more question to the database.
        """
        while True:
            for _ in range(_LOOKS):
                await self._parts.sleep(_LOOK_AGAIN)
                if self._deliverer.is_idle:
                    break
            self._deliverer.wake()

    async def _decide_once(self) -> bool:
        """Whether everything that waited was looked at."""

        def work(uow: UnitOfWork) -> tuple[int, list[Outgoing]]:
            waiting = uow.inbox.waiting(CHANNEL, limit=BATCH)
            if not waiting:
                return 0, []
            return len(waiting), self._decider.decide(uow, waiting, at=self._parts.clock())

        try:
            looked_at, outgoing = await self._parts.write(work)
        except StorageError as error:
            # Nothing was committed: what waits goes on waiting.
            log.error("La base n'a pas pu écrire (%s).", type(error).__name__)  # noqa: TRY400
            await self._parts.sleep(_LOOK_AGAIN)
            self._bell.set()
            return False
        self._decider.committed(at=self._parts.clock())
        if outgoing:
            self._deliverer.offer(outgoing)
        return looked_at < BATCH

    def _late_for(self, message: Outgoing) -> StaffSending | CampaignSending | None:
        return next((late for late in self._late if late.takes(message)), None)

    async def _may_still_send(self, message: Outgoing) -> May:
        if (late := self._late_for(message)) is not None:
            return await late.may_still_send(message)
        return await self._presence.may_still_send(message)

    async def _send(self, message: Outgoing) -> Outcome:
        if self._parts.lead is not None and not self._parts.lead.holds():
            return NotSent("no lead")  # another may be sending it by now
        if (late := self._late_for(message)) is not None:
            return await late.send(message)
        return await self._parts.api.perform(message.payload)

    def _sent(self, uow: UnitOfWork, messages: Sequence[tuple[Outgoing, int | None]]) -> None:
        """Questions stand in their chats from now on: under which number, in which message."""
        shown: list[Shown] = []
        for message, message_id in messages:
            if (late := self._late_for(message)) is not None:
                late.sent(uow, message)
            elif message_id is not None and (question := _question(message, message_id)):
                self._note_copy(uow, message, question)
                shown.append(question)
        if shown:
            uow.accounts.shown(shown)
            # Called in the writer's thread; what waited for this can be decided after the commit.
            self._loop.call_soon_threadsafe(self._bell.set)

    def _note_copy(self, uow: UnitOfWork, message: Outgoing, question: Shown) -> None:
        before = uow.accounts.shows(question.chat_key)
        in_doubt = message.state is not OutState.PENDING or message.created_at < self._started
        again = before is not None and before.prompt == question.prompt
        if in_doubt or again or message.kind.startswith(absence.KIND):
            note_copy(uow, before, question, in_doubt=in_doubt)

    async def _set_menus(self) -> None:
        for call in menus():
            await self._parts.api.call(call.method, call.body)


def _question(message: Outgoing, message_id: int) -> Shown | None:
    kind, _, asked = message.kind.partition(":")
    prompt, _, conversation_id = asked.partition(":")
    if kind not in {"question", absence.KIND} or not prompt:
        return None
    return Shown(message.chat_key, message_id, conversation_id, int(prompt))


def _gone(uow: UnitOfWork, chat_key: str) -> None:
    """They blocked the bot: nothing more is sent there until they write again."""
    account = uow.accounts.by_chat(chat_key)
    if account is not None:
        uow.accounts.save(replace(account, state="gone"))
