"""What a button carries: at most 64 bytes that only this conversation can have made.

``o12.3.Zk3_…``: what it does (one letter), the prompt number, the position of the option, a tag. An
option goes by its position, so that ids of any length fit. The tag is keyed by a secret of the
conversation and covers the chat, so a button made by hand, or seen in another chat or in another
conversation, is refused.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Act(StrEnum):
    """What pressing does. The letters stay as they are: old messages keep their buttons."""

    OPTION = "o"
    TICK = "t"
    UNTICK = "u"
    """Two acts rather than one toggle: the same press delivered twice changes nothing."""
    VALIDATE = "v"
    """Sends the ticked options."""
    KEEP = "k"
    ACKNOWLEDGE = "a"
    YES = "y"
    NO = "n"
    RESUME = "r"
    STOP = "s"
    SUBMIT = "e"
    ERASE = "d"
    """To be confirmed."""
    ERASE_SURE = "D"
    CORRECT = "c"
    """The question that had this prompt number is to be answered again."""
    DISMISS = "q"
    """What was offered is not wanted."""
    SKIP = "p"
    BACK = "b"
    HELP = "h"
    ADULT = "x"
    PAUSE = "z"


@dataclass(frozen=True, slots=True)
class Press:
    """``option``: position in the question, from 0."""

    act: Act
    prompt: int | None = None
    option: int | None = None


LONGEST = 64
"""Bytes of ``callback_data``; Telegram refuses the whole message otherwise."""
_TAG_BYTES = 9
_DATA = re.compile(r"([A-Za-z])([0-9]{0,15})\.([0-9]{0,9})\.([A-Za-z0-9_-]{12})", re.ASCII)
_ACTS = {act.value: act for act in Act}
_MOST_PROMPT = 10**15
_MOST_OPTION = 10**9


def stamp(press: Press, *, chat_key: str, secret: bytes) -> str:
    """Raises ``ValueError`` for a number below 0 or beyond what is ever counted."""
    prompt, option = press.prompt, press.option
    if prompt is not None and not 0 <= prompt < _MOST_PROMPT:
        raise ValueError("prompt")
    if option is not None and not 0 <= option < _MOST_OPTION:
        raise ValueError("option")
    said = f"{press.act}{'' if prompt is None else prompt}.{'' if option is None else option}"
    return f"{said}.{_tag(said, chat_key, secret)}"


def read(data: str, *, chat_key: str, secret: bytes) -> Press | None:
    """None for whatever ``stamp`` did not make for this chat with this secret."""
    found = _DATA.fullmatch(data) if len(data) <= LONGEST else None
    if found is None or found[1] not in _ACTS:
        return None
    said, _, tag = data.rpartition(".")
    if not hmac.compare_digest(tag, _tag(said, chat_key, secret)):
        return None
    return Press(
        _ACTS[found[1]],
        int(found[2]) if found[2] else None,
        int(found[3]) if found[3] else None,
    )


@lru_cache(maxsize=1024)
def _tag(said: str, chat_key: str, secret: bytes) -> str:
    """Remembered for a moment: one press is read more than once."""
    digest = hmac.digest(secret, f"{chat_key}\n{said}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_TAG_BYTES]).decode("ascii")
