"""People with a phone: they do only what a phone lets them do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .content import buttons, labels
from .history import Json
from .state import NoSuchButton, Telegram

_COMMAND = re.compile(r"/[A-Za-z0-9_]+(@\w+)?")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_FILE = {"file_id": "file-1", "file_unique_id": "unique-1", "file_size": 2048}
UNTYPED: dict[str, Json] = {
    "voice": {"voice": {**_FILE, "duration": 3, "mime_type": "audio/ogg"}},
    "photo": {"photo": [{**_FILE, "width": 90, "height": 60}]},
    "document": {"document": {**_FILE, "file_name": "devoir.pdf"}},
    "sticker": {
        "sticker": {
            **_FILE,
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
    "location": {"location": {"latitude": 48.5, "longitude": 2.5}},
    "contact": {"contact": {"phone_number": "+33000000000", "first_name": "Camille"}},
}
"""What can be sent besides words."""


class HasBlocked(RuntimeError):
    """Who blocked the bot has no field to type in."""


class Student:
    """Each act gives the id of its update, None if the bot does not want such updates."""

    def __init__(self, telegram: Telegram, user_id: int, *, name: str = "Camille") -> None:
        self.telegram = telegram
        self.user_id = user_id
        self.chat = telegram.chat(user_id, name=name)

    # -- acts ---------------------------------------------------------------------------------

    def starts(self, payload: str = "") -> int | None:
        """By a link: ``t.me/bot?start=payload``; blocked, this unblocks first."""
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError(f"no start link can carry {payload!r}")
        self.unblocks()
        return self.types(f"/start {payload}".rstrip())

    def types(self, text: str) -> int | None:
        content: Json = {"text": text}
        command = _COMMAND.match(text)
        if command:
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command[0])}]
        return self.sends(content)

    def sends_voice(self) -> int | None:
        return self.sends(UNTYPED["voice"])

    def sends_photo(self, caption: str = "") -> int | None:
        return self.sends({**UNTYPED["photo"], **({"caption": caption} if caption else {})})

    def sends(self, content: Json) -> int | None:
        """Any content of a message, such as one of UNTYPED."""
        if self.chat.blocked:
            raise HasBlocked
        return self.telegram.arrives(self.chat, content)

    def edits(self, text: str, message_id: int | None = None) -> int | None:
        """Their last message, or that one."""
        if message_id is None:
            message_id = max(m["message_id"] for m in self.own_messages())
        return self.telegram.edited(self.chat, message_id, {"text": text})

    def presses(
        self, label: str, *, message_id: int | None = None, times: int = 1
    ) -> list[int | None]:
        """The lowest such button that stands in the chat (under that message).

        ``times``: how often the one press arrives.
        """
        for message in self._from_below(message_id):
            for button in buttons(message):
                if button["text"] == label and "callback_data" in button:
                    return self._press(message, button["callback_data"], times)
        raise NoSuchButton(f"{label!r}; there are {self.buttons}")

    def presses_nth(self, nth: int = 0, *, message_id: int | None = None) -> list[int | None]:
        """The nth button of the lowest message that has any."""
        for message in self._from_below(message_id):
            found = [b["callback_data"] for b in buttons(message) if "callback_data" in b]
            if found:
                return self._press(message, found[nth], 1)
        raise NoSuchButton(f"there are {self.buttons}")

    def _press(self, message: Json, data: str, times: int) -> list[int | None]:
        if self.chat.blocked:
            raise HasBlocked
        return self.telegram.pressed(self.chat, message["message_id"], data, times=times)

    def blocks(self) -> int | None:
        return self.telegram.block(self.chat, blocked=True)

    def unblocks(self) -> int | None:
        return self.telegram.block(self.chat, blocked=False)

    def deletes_account(self) -> None:
        self.chat.deactivated = True

    # -- what they see ------------------------------------------------------------------------

    def own_messages(self) -> list[Json]:
        return [m for m in self.chat.messages.values() if not m["from"]["is_bot"]]

    def bot_messages(self) -> list[Json]:
        """Those that stand in the chat, as they read now."""
        return [m for m in self.chat.messages.values() if m["from"]["is_bot"]]

    @property
    def reads(self) -> list[str]:
        return [m.get("text") or m.get("caption", "") for m in self.bot_messages()]

    @property
    def buttons(self) -> list[str]:
        """Every label in the chat, from above."""
        return [label for message in self.bot_messages() for label in labels(message)]

    def _from_below(self, message_id: int | None) -> Iterator[Json]:
        for message in reversed(self.bot_messages()):
            if message_id in (None, message["message_id"]):
                yield message
