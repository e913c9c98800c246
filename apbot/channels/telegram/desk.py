"""What deciding needs of the school, and the keys of its chats and buttons."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import lru_cache

from apbot.calendar.school import SchoolCalendar
from apbot.library import Library
from apbot.openings import Offers, welcome_for_students
from apbot.school import School
from apbot.school.days import NO_DAYS
from apbot.settings import DEFAULT_HOST, DEFAULT_PORT

from .recent import Recent


@dataclass(frozen=True, slots=True)
class Desk:
    """What deciding needs; holds nothing of any person but what ``recent`` does for minutes."""

    library: Library
    school: School
    secret: bytes
    """Keys the names of chats and the tags of buttons."""
    offers: Offers = welcome_for_students
    calendar: SchoolCalendar = field(default_factory=lambda: SchoolCalendar(NO_DAYS))
    """When people may be written to of their own; nobody where the school has said nothing."""
    public_url: str = f"http://{DEFAULT_HOST}:{DEFAULT_PORT}"
    """Where the staff's pages are, without a final slash."""
    recent: Recent = field(default_factory=Recent)

    def key_of(self, chat_id: int) -> str:
        return hmac.digest(self.secret, f"chat {chat_id}".encode(), "sha256").hex()

    def secret_of(self, conversation_id: str) -> bytes:
        return _secret_of(self.secret, conversation_id)


@lru_cache(maxsize=4096)
def _secret_of(secret: bytes, conversation_id: str) -> bytes:
    """Asked for several times a message, message after message."""
    return hmac.digest(secret, f"buttons {conversation_id}".encode(), "sha256")
