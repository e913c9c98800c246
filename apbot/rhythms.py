"""How often somebody has chosen to be told: at once unless they said otherwise."""

from __future__ import annotations

from apbot.calendar import Rhythm
from storage.unit_of_work import UnitOfWork

LABELS = {
    Rhythm.AT_ONCE: "Tout de suite",
    Rhythm.DAILY: "Une fois par jour, le matin",
    Rhythm.WEEKLY: "Une fois par semaine, le premier matin",
}


def rhythm_of(uow: UnitOfWork, person_id: str) -> Rhythm:
    return Rhythm(uow.marks.get(_name(person_id)) or Rhythm.AT_ONCE)


def choose(uow: UnitOfWork, person_id: str, rhythm: Rhythm) -> None:
    uow.marks.put(_name(person_id), rhythm.value)


def _name(person_id: str) -> str:
    return f"told.{person_id}"
