"""Where the conversations stand that moved in the last minutes, as it was committed.

Every message would else read and decipher all that was answered before it. What is kept here is
good for the version of the conversation it was stored with and for no other, so that whatever moves
it elsewhere (the web page, another server, a withdrawal) makes it worthless. It is lost with the
program, and nothing hangs on it.
"""

from __future__ import annotations

import datetime as dt

from apbot.conversation import Standing
from dialogues.snapshot import ENDED
from storage.records import Conversation

KEPT = dt.timedelta(minutes=10)
"""After that nothing is left of it in memory."""
MOST = 2_000
"""Conversations kept at once: a whole school answering in the same minutes."""


class Recent:
    """``moved`` within a transaction; ``committed`` once it is, or ``undone``."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[dt.datetime, Standing]] = {}
        """Oldest first."""
        self._moved: dict[str, Standing] = {}

    def known(self, conversation: Conversation) -> Standing | None:
        """How this conversation stands, if this very version of it was kept."""
        _, standing = self._kept.get(conversation.id, (None, None))
        is_this = standing is not None and standing.conversation.version == conversation.version
        return standing if is_this else None

    def moved(self, standing: Standing) -> None:
        self._moved[standing.conversation.id] = standing

    def undone(self) -> None:
        """The transaction, or a part of it: nothing of it is kept."""
        self._moved.clear()

    def committed(self, *, at: dt.datetime) -> None:
        """Called when nothing moved, too: it is then that what is old is forgotten."""
        for name, standing in self._moved.items():
            self._kept.pop(name, None)
            if _is_worth_keeping(standing):
                self._kept[name] = at, standing
        self._moved.clear()
        for name, (since, _) in list(self._kept.items()):
            if len(self._kept) <= MOST and at - since < KEPT:
                break
            del self._kept[name]

    def __len__(self) -> int:
        return len(self._kept)


def _is_worth_keeping(standing: Standing) -> bool:
    """What nobody signed is never beside what tells who wrote lately."""
    return standing.snapshot.phase not in ENDED and not standing.compiled.dialogue.anonymous
