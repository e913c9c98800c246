"""Whose chat this is, and what the school has decided: what deciding any message begins with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Self

from apbot.conversation import Standing, standing_of
from apbot.library import Library
from apbot.openings import Offers
from apbot.school import School
from storage.records import Conversation, TelegramAccount
from storage.unit_of_work import UnitOfWork

from .asked import Asked, asked_in
from .desk import Desk


@dataclass(frozen=True, slots=True)
class Chat:
    account: TelegramAccount
    desk: Desk
    at: dt.datetime
    asked: Asked | None
    """The question given to it last, when this message began to be decided."""

    @classmethod
    def of(cls, uow: UnitOfWork, desk: Desk, account: TelegramAccount, at: dt.datetime) -> Self:
        return cls(account, desk, at, asked_in(uow, account.chat_key))

    @property
    def library(self) -> Library:
        return self.desk.library

    @property
    def school(self) -> School:
        return self.desk.school

    @property
    def offers(self) -> Offers:
        return self.desk.offers

    def secret_of(self, conversation_id: str) -> bytes:
        """What keys the buttons of a conversation."""
        return self.desk.secret_of(conversation_id)

    def standing_of(self, uow: UnitOfWork, conversation: Conversation) -> Standing:
        known = self.desk.recent.known(conversation)
        return standing_of(uow, self.library, conversation, known=known)
