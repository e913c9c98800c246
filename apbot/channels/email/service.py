"""What the outbox holds for e-mail, sent as long as the server runs; asked again before it goes."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from apbot import announcing, reaching
from apbot.calendar.school import SchoolCalendar
from apbot.campaigns import telling
from apbot.campaigns.sentences import SUBJECT, sentences
from apbot.clock import Clock
from apbot.delivery import Deliverer, Hooks, May
from apbot.delivery.ledger import Write
from apbot.delivery.outcomes import Delivered, Outcome
from apbot.library import Library
from apbot.rhythms import rhythm_of
from apbot.school import School
from dialogues.definition import Address
from storage.records import Outgoing, Person
from storage.unit_of_work import UnitOfWork

from .letters import Envelope
from .smtp import Smtp

LOOK_AGAIN = 20.0
"""Seconds: an e-mail may leave so much later than it was decided."""
READY_SUBJECT = "Accompagnement personnalisé : une synthèse est prête"


@dataclass(frozen=True, slots=True)
class Post:
    """What sending needs; holds nothing of any person."""

    smtp: Smtp
    envelope: Envelope
    library: Library
    school: School
    calendar: SchoolCalendar
    write: Write
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Letter:
    message: EmailMessage
    told: Callable[[UnitOfWork], None]
    """Noted once it is sent."""


class Service:
    """Made inside the loop it runs in; ``run`` until cancelled."""

    def __init__(
        self, post: Post, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._post, self._sleep = post, sleep
        self._letters: dict[int, _Letter] = {}
        """By the id of the row, between the check and the result."""
        self._deliverer = Deliverer(
            reaching.EMAIL,
            post.write,
            self._send,
            clock=post.clock,
            jitter=lambda: random.uniform(0.8, 1.2),  # noqa: S311  # spreads retries, hides nothing
            may_still_send=self._may_still_send,
            hooks=Hooks(sent=self._sent),
            sleep=sleep,
        )

    async def run(self) -> None:
        post = self._post
        await post.write(lambda uow: uow.outbox.recover(reaching.EMAIL, at=post.clock()))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._deliverer.run(asyncio.Event()))
            tasks.create_task(self._look_out())

    async def _look_out(self) -> None:
        while True:
            await self._sleep(LOOK_AGAIN)
            self._deliverer.wake()

    async def _may_still_send(self, message: Outgoing) -> May:
        found = await self._post.write(lambda uow: self._prepare(uow, message))
        if not isinstance(found, _Letter):
            return found
        self._letters[message.id] = found
        return True

    async def _send(self, message: Outgoing) -> Outcome:
        letter = self._letters[message.id]
        outcome = await asyncio.to_thread(self._post.smtp.send, letter.message)
        if not isinstance(outcome, Delivered):
            self._letters.pop(message.id, None)  # asked anew if it is tried again
        return outcome

    def _sent(self, uow: UnitOfWork, messages: Sequence[tuple[Outgoing, int | None]]) -> None:
        for message, _ in messages:
            letter = self._letters.pop(message.id, None)
            if letter is not None:
                letter.told(uow)

    # -- what is to be said -------------------------------------------------------------------

    def _prepare(self, uow: UnitOfWork, message: Outgoing) -> _Letter | May:
        person = uow.people.get(message.chat_key)
        if person is None or not person.email or person.left_at is not None:
            return False
        if message.kind == announcing.READY:
            return self._ready(uow, person, message)
        return self._campaign(uow, person, message)

    def _ready(self, uow: UnitOfWork, person: Person, message: Outgoing) -> _Letter | May:
        about, at = announcing.About.from_payload(message.payload), self._post.clock()
        rhythm = rhythm_of(uow, person.id)
        later = self._post.calendar.next_moment(at, None, rhythm)
        if later is None or later > at:
            return later or False
        ready = announcing.to_tell(uow, about, at=at)
        if not ready:
            return False
        labels = tuple(dict.fromkeys(one.class_label for one in ready))
        said = (announcing.sentence(labels, len(ready)),)
        return _Letter(
            self._letter(person, READY_SUBJECT, said, message),
            lambda inside: announcing.told(inside, person.id, ready, at=at),
        )

    def _campaign(self, uow: UnitOfWork, person: Person, message: Outgoing) -> _Letter | May:
        post = self._post
        announced = telling.Announced.of(message)
        dues = telling.to_say(uow, announced, post.calendar, at=post.clock())
        if isinstance(dues, dt.datetime):
            return dues
        if not dues:
            return False
        said = sentences(dues, person, post.library, Address.VOUS)
        return _Letter(self._letter(person, SUBJECT, said, message), lambda _: None)

    def _letter(
        self, person: Person, subject: str, said: tuple[str, ...], message: Outgoing
    ) -> EmailMessage:
        number = hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:32]
        return self._post.envelope.letter(person, subject, said, message_id=number)
