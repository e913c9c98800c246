"""Pictures sent together come one by one: that they cannot be read is said once."""

from __future__ import annotations

from storage.unit_of_work import UnitOfWork

from .updates import Unsupported


def is_declined(uow: UnitOfWork, chat_key: str, sent: Unsupported) -> bool:
    """Another one of its album was declined already; if none was, this one is."""
    if not sent.album:
        return False
    name = f"telegram.album.{chat_key}"
    if uow.marks.get(name) == sent.album:
        return True
    uow.marks.put(name, sent.album)
    return False
