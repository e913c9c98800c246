"""Chats and the messages that stand in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from .history import Json


@dataclass(slots=True)
class Chat:
    """``started``: the bot may write. ``fixed``: messages that can't be edited any more."""

    id: int
    kind: str = "private"
    name: str = "Camille"
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    left: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    fixed: set[int] = field(default_factory=set)
    last_message_id: int = 0

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @property
    def key(self) -> tuple[str, int]:
        return ("chat", self.id)

    def next_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id

    def public(self) -> Json:
        """As the API shows it."""
        if self.is_private:
            return {"id": self.id, "type": "private", "first_name": self.name}
        return {"id": self.id, "type": self.kind, "title": self.name}
