"""What no storage takes, whatever it is made of: refused at this one door, before any statement."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import is_dataclass

from .errors import NaiveTime, UnstorableText


def refuse_unstorable(value: object) -> None:
    """Raise if ``value``, or anything in it, cannot be kept on every engine.

    PostgreSQL refuses NUL, nothing encodes a lone surrogate, and a naive time comes back as
    another moment. The message never repeats the text.
    """
    if isinstance(value, str):
        _refuse_text(value)
    elif value is None or isinstance(value, (int, bytes)):
        pass
    elif isinstance(value, dt.datetime):
        _refuse_naive(value)
    elif isinstance(value, (tuple, list)):
        for part in value:
            refuse_unstorable(part)
    elif isinstance(value, float):
        _refuse_infinite(value)
    elif is_dataclass(value):
        for name in value.__dataclass_fields__:
            refuse_unstorable(getattr(value, name))


def _refuse_text(text: str) -> None:
    if "\0" in text:
        raise UnstorableText("a text with NUL")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            # The cause would carry the text itself into a log.
            raise UnstorableText("a text with half a surrogate pair") from None


def _refuse_naive(moment: dt.datetime) -> None:
    if moment.utcoffset() is None:
        raise NaiveTime("a moment needs its time zone")


def _refuse_infinite(number: float) -> None:
    if not math.isfinite(number):
        raise UnstorableText("a number that is not finite")
