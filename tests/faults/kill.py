"""``python -m tests.faults.kill --kills N``: the real ``apbot serve`` on SQLite, killed N times.

An emulated Bot API stays up; students answer what reaches them, some in bursts, some twice. What
came of it is judged by the checker of ``history``. Exit status 1 when an answer is lost, doubled
or misfiled, when somebody waits for ever, or when any other invariant does not hold.

    --students M    so many at the same time; as one ends, the next begins
    --answers A     at least so many answers, the kills spread over them (30 for each kill)
    --rate R        acts a second of all students together, about (0: as fast as they are asked)
    --webhook       Telegram posts, instead of being asked
    --point NAME    the same service kills itself at this point instead, both sides of every commit
    --bot textbook  for comparison: a ConversationHandler that commits every answer in its handler
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.faults.bots import Bot, Served
from tests.faults.history import duplicates
from tests.faults.peer import play_textbook
from tests.faults.points import Point
from tests.faults.run import Place, Plan, Result, play

_SECONDS_A_KILL, _ANSWERS_A_STUDENT = 2.5, 20
"""About; to have students enough for a whole run."""
_ANSWERS_A_KILL = 30
"""If nothing else is asked."""
_EVIDENCE = 20


def report(result: Result) -> dict[str, object]:
    what = Counter(violation.what for violation in result.violations)
    kills, copies = len(result.history.crashes), duplicates(result.history)
    return {
        "kills": kills,
        "students": result.pupils,
        "answers": result.answers,
        "updates": len(result.history.updates),
        **{name: what.pop(name, 0) for name in ("lost", "doubled", "misfiled")},
        "waiting": result.waiting,
        "other": dict(what),
        "duplicates": copies,
        "duplicates_per_kill": round(copies / kills, 2) if kills else None,
        "integrity_check": result.integrity,
        "restart_seconds": _spread(result.restarts),
        "seconds": round(result.seconds, 1),
        "answers_per_second": round(result.answers / result.seconds, 1),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    """``restart``: until the program takes messages again; its code is loaded already."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    return {
        "median": round(ordered[len(ordered) // 2], 2),
        "p95": round(ordered[len(ordered) * 95 // 100], 2),
        "longest": round(ordered[-1], 2),
    }


def plan_of(asked: argparse.Namespace) -> Plan:
    during = asked.kills * _SECONDS_A_KILL * (asked.rate or 60)
    answers = _ANSWERS_A_KILL * asked.kills if asked.answers is None else asked.answers
    wanted = max(during, answers) / _ANSWERS_A_STUDENT
    return Plan(
        kills=asked.kills,
        at_once=asked.students,
        people=asked.students + round(wanted),
        answers=answers,
        rate=asked.rate,
        seed=asked.seed,
        webhook=asked.webhook,
    )


def _play(folder: Path, asked: argparse.Namespace) -> Coroutine[None, None, Result]:
    if asked.bot == "textbook":
        return play_textbook(folder / "answers.db", replace(plan_of(asked), patience=10.0))
    points = [Point(asked.point)] if asked.point else []

    def make(environ: Mapping[str, str], log: Path) -> Bot:
        return Served(environ, log, points)

    return play(Place(folder), plan_of(asked), make)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--answers", type=int)
    parser.add_argument("--rate", type=float, default=45.0)
    parser.add_argument("--bot", choices=["apbot", "textbook"], default="apbot")
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--point", choices=[point.value for point in Point])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)

    gc.set_threshold(50_000, 20, 1000)  # the history only grows
    with tempfile.TemporaryDirectory(prefix="apbot-kill-") as folder:
        result = asyncio.run(_play(Path(folder), asked))
    for violation in result.violations[:_EVIDENCE]:
        print(violation)
    print(json.dumps(report(result)))
    print("clean" if result.is_clean else "NOT CLEAN")
    return 0 if result.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
