"""What a person's other channel still shows when they answer on this one.

The page needs nothing: its form names the prompt it was made for. A chat keeps its buttons for
ever, so those of a question answered elsewhere are taken away, in the transaction of the answer.
"""

from __future__ import annotations

import datetime as dt
import json

from storage.records import Delivery, NewOutgoing
from storage.unit_of_work import UnitOfWork

from .conversation import Standing


def close_in_chat(uow: UnitOfWork, person_id: str, standing: Standing, *, at: dt.datetime) -> None:
    """The question their chat shows loses its buttons, if it is not the open one any more."""
    account = uow.accounts.of(person_id)
    if account is None or account.shown_message is None or account.state != "active":
        return
    here = account.shown_conversation == standing.conversation.id
    if not here or account.shown_prompt == standing.snapshot.prompt:
        return
    body = {
        "chat_id": account.chat_id,
        "message_id": account.shown_message,
        "reply_markup": {"inline_keyboard": []},
    }
    closed = f"{standing.conversation.id}:{account.shown_prompt}:{account.shown_message}"
    uow.outbox.add(
        [
            NewOutgoing(
                dedupe_key=f"telegram:closed:{closed}",
                channel="telegram",
                chat_key=account.chat_key,
                kind="edit",
                payload=json.dumps({"method": "editMessageReplyMarkup", "body": body}),
                delivery=Delivery.EDIT,
                created_at=at,
            )
        ]
    )
