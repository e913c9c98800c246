"""Whose chat this is, and what the school has decided: what deciding any message begins with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from apbot.library import Library
from apbot.openings import Offers
from apbot.school import School
from storage.records import TelegramAccount


@dataclass(frozen=True, slots=True)
class Chat:
    account: TelegramAccount
    library: Library
    school: School
    secret_of: Callable[[str], bytes]
    """From a conversation's id to what keys its buttons."""
    offers: Offers
    at: dt.datetime
