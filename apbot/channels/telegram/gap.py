"""When Telegram was heard last, and the gaps in which it may have thrown something away.

Telegram keeps a press for 150 seconds and a message for a day, for a bot that does not ask for
them.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, replace

from storage.unit_of_work import UnitOfWork

PRESSES_KEPT = dt.timedelta(seconds=150)
WORDS_KEPT = dt.timedelta(hours=24)
_SEEN, _AWAY, _LOST = "telegram.seen", "telegram.away", "telegram.lost"


@dataclass(frozen=True, slots=True)
class Absence:
    """``words``: typed messages may be lost too. ``asked``: chats asked again so far."""

    since: dt.datetime
    until: dt.datetime
    words: bool
    asked: int = 0
    over: bool = False
    """Everybody concerned was asked."""


def heard(uow: UnitOfWork, *, at: dt.datetime) -> Absence | None:
    """Telegram gives us everything at this moment; the gap before it, where there was one."""
    last = last_heard(uow)
    uow.marks.put(_SEEN, at.isoformat())
    if last is None or at - last <= PRESSES_KEPT:
        return None
    before, words = last_absence(uow), at - last > WORDS_KEPT
    found = Absence(last, at, words)
    if before is not None and not before.over:  # cut short by this one
        found = replace(found, since=before.since, words=words or before.words)
    keep(uow, found)
    return found


def last_heard(uow: UnitOfWork) -> dt.datetime | None:
    said = uow.marks.get(_SEEN)
    return dt.datetime.fromisoformat(said) if said else None


def last_absence(uow: UnitOfWork) -> Absence | None:
    return _read(uow.marks.get(_AWAY))


def last_loss(uow: UnitOfWork) -> Absence | None:
    """The last absence so long that typed messages may be lost."""
    return _read(uow.marks.get(_LOST))


def keep(uow: UnitOfWork, absence: Absence) -> None:
    value = json.dumps(asdict(absence), default=dt.datetime.isoformat)
    for mark in (_AWAY, _LOST) if absence.words else (_AWAY,):
        uow.marks.put(mark, value)


def _read(value: str | None) -> Absence | None:
    if not value:
        return None
    kept = json.loads(value)
    since, until = (dt.datetime.fromisoformat(kept.pop(name)) for name in ("since", "until"))
    return Absence(since, until, **kept)
