"""Whose a message that waited to be sent is by now: a chat may have changed hands meanwhile."""

from __future__ import annotations

import datetime as dt

from storage.records import Outgoing
from storage.unit_of_work import UnitOfWork

TO_WHOEVER = "door"
"""The kind of what is said to a chat whoever it belongs to, or nobody."""
WAITED = dt.timedelta(seconds=5)
"""What was decided just now needs no second look: the hot path asks nothing."""
_OF_NOBODY = frozenset({TO_WHOEVER, "ack", "delete", "leave", "menu"})
"""Kinds that say nothing of anybody."""


def has_waited(message: Outgoing, *, at: dt.datetime) -> bool:
    return message.kind not in _OF_NOBODY and at - message.created_at > WAITED


def is_theirs_still(uow: UnitOfWork, message: Outgoing) -> bool:
    """The chat belongs to whom it belonged to when this was decided."""
    account = uow.accounts.by_chat(message.chat_key)
    return account is not None and account.linked_at <= message.created_at
