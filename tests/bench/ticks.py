"""A tick of the campaigns with 100,000 assignments, none due: `python -m tests.bench.ticks`.

On SQLite, in a throw-away folder: 500 students, 200 occasions, each looked at again next year.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from apbot.calendar import known_days
from apbot.calendar.school import SchoolCalendar
from apbot.campaigns.ticking import Ticker
from apbot.library import Library
from dialogues.loader import Catalogue
from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind
from storage.scheduled import Asked, Campaign, CampaignState, NewAssignment, Occasion
from storage.unit_of_work import Storage

AT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=200)
DAY = dt.timedelta(days=1)
STUDENTS, OCCASIONS, TICKS, TARGET = 500, 200, 200, 20.0


def fill(storage: Storage) -> None:
    group = ClassGroup("g", "2nde 3", "seconde", None, "2026-2027")
    campaign = Campaign(
        *("c", "Point d'étape", "checkin", Asked.STUDENTS, ("g",), "2026-2027"),
        *(14 * DAY, 3 * DAY, 7 * DAY, CampaignState.RUNNING, "bench", AT),
    )
    with storage.write() as uow:
        uow.people.add_class(group)
        for n in range(STUDENTS):
            uow.people.add(Person(f"s{n}", PersonKind.STUDENT, "Alix", f"N{n}", "g"), at=AT)
        uow.campaigns.add(campaign, [Occasion("c", f"{n}", AT) for n in range(OCCASIONS)])
        for n in range(OCCASIONS):
            uow.campaigns.opened("c", f"{n}", at=AT - 300 * DAY)
            uow.campaigns.assign(
                [NewAssignment("c", f"{n}", f"s{s}", f"s{s}", AT, LATER) for s in range(STUDENTS)]
            )
        uow.commit()


def ticks(storage: Storage, ticker: Ticker) -> Iterator[float]:
    """Milliseconds each; the first one looks for late comers, as one tick a day does."""
    for n in range(TICKS):
        began = perf_counter()
        with storage.write() as uow:
            ticker.tick(uow, at=AT + dt.timedelta(seconds=30 * n))
            uow.commit()
        yield (perf_counter() - began) * 1e3


def main() -> None:
    days = known_days("2026-2027", "C")
    assert days is not None
    ticker = Ticker(Library(Catalogue()), SchoolCalendar(days), lambda _, __: None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        storage = open_storage(f"sqlite:///{path / 'a.db'}", key_file=path / "a.key", create=True)
        fill(storage)
        first, *others = ticks(storage, ticker)
        storage.close()
    print(f"{STUDENTS * OCCASIONS} assignments, none due (target under {TARGET:.0f} ms)")
    print(f"  a tick:            median {median(others):.2f} ms, longest {max(others):.2f} ms")
    print(f"  the first of a day: {first:.1f} ms")


if __name__ == "__main__":
    main()
