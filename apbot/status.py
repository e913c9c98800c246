"""How the queues stand: technical figures for whoever runs the school's server, never a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from storage.records import QueueState
from storage.unit_of_work import UnitOfWork

from .channels.telegram import gap
from .channels.telegram.gap import Absence
from .enabling import CHANNEL, last_alarm

LETTERS = 20
"""Messages named one by one, in doubt and dead; more are only counted."""
_A_DAY = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class WrongLinks:
    """Tried on Telegram over the last 24 hours. ``alarm``: when they were last too many."""

    tried: int
    chats: int
    alarm: dt.datetime | None


@dataclass(frozen=True, slots=True)
class TelegramStatus:
    """``loss``: the last absence of more than 24 hours."""

    at: dt.datetime
    heard: dt.datetime | None
    absence: Absence | None
    loss: Absence | None
    inbox: QueueState
    outbox: QueueState
    accounts: Mapping[str, int]
    wrong_links: WrongLinks

    @property
    def is_used(self) -> bool:
        queued = (*self.inbox.counts.values(), *self.outbox.counts.values())
        return self.heard is not None or bool(self.accounts) or any(queued)

    @property
    def deaf_for(self) -> dt.timedelta | None:
        """Long enough for Telegram to throw presses away; None while all is well."""
        if self.heard is None or self.at - self.heard <= gap.PRESSES_KEPT:
            return None
        return self.at - self.heard


def telegram_status(uow: UnitOfWork, *, at: dt.datetime) -> TelegramStatus:
    tried, chats = uow.accounts.all_failures(since=at - _A_DAY)
    return TelegramStatus(
        at=at,
        heard=gap.last_heard(uow),
        absence=gap.last_absence(uow),
        loss=gap.last_loss(uow),
        inbox=uow.inbox.state(CHANNEL, limit=LETTERS),
        outbox=uow.outbox.state(CHANNEL, limit=LETTERS),
        accounts=uow.accounts.counts(),
        wrong_links=WrongLinks(tried, chats, last_alarm(uow)),
    )


def retry_dead(uow: UnitOfWork) -> tuple[int, int]:
    """What was given up is tried again: how many that came in, how many that go out."""
    return uow.inbox.retry_dead(CHANNEL), uow.outbox.retry_dead(CHANNEL)
