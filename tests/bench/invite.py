"""A class of 36 on cards: ``python -m tests.bench.invite``.

The whole command (a database on disk, the links drawn and kept, the PDF written), in a fresh
process as at a school: once to warm the disk, then three times. Target: 36 cards under 2 s.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from apbot.clock import school_year, system_clock
from apbot.tokens import new_id
from storage import open_storage
from storage.records import ClassGroup, Person, PersonKind

STUDENTS = 36
TARGET = 2.0
_RUNS = 3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environ = _school(place)
        figures = [_timed(place, environ) for _ in range(_RUNS + 1)][1:]
    best, worst = min(figures), max(figures)
    print(f"{STUDENTS} cards: {best:.2f} s (worst of {_RUNS}: {worst:.2f} s), target {TARGET} s")


def _school(place: Path) -> dict[str, str]:
    url, key = f"sqlite:///{place / 'apbot.db'}", place / "apbot.key"
    now = system_clock()
    storage = open_storage(url, key_file=key, create=True)
    with storage.write() as uow:
        group = ClassGroup(new_id(), "2nde 3", "seconde", "general", school_year(now))
        uow.people.add_class(group)
        for number in range(STUDENTS):
            student = Person(new_id(), PersonKind.STUDENT, f"Sacha {number}", "Iris", group.id)
            uow.people.add(student, at=now - dt.timedelta(days=1))
        uow.commit()
    storage.close()
    return {
        **os.environ,
        "APBOT_DATABASE_URL": url,
        "APBOT_KEY_FILE": str(key),
        "APBOT_PUBLIC_URL": "https://ap.lycee-exemple.example",
    }


def _timed(place: Path, environ: dict[str, str]) -> float:
    """Seconds of one ``apbot invite --again``, which makes all the cards each time."""
    command = [sys.executable, "-m", "apbot", "invite", "2nde 3", "--again", "--force"]
    started = time.perf_counter()
    subprocess.run(  # our own command
        [*command, "-o", str(place / "cartes.pdf")], env=environ, check=True, capture_output=True
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
