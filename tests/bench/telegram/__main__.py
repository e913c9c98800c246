"""apbot on Telegram beside its peers: ``python -m tests.bench.telegram``, ten minutes, one table.

Each bot is the real program in a process of its own, on a real database; the Bot API and its
students are in this process, which stays on the first core and limits nothing. A bot has the
last (where everybody is at once, ``--cores 0,1``: both). Those of a round run one after the other,
so that a noisy machine is noisy for all; figures are medians.

- everybody at once (100 and 1,500 students): durable answers a second, that is answers followed by
  the next question and found in the database afterwards;
- 30 answers a second, as in the class hour of 200 students, from the update that can be fetched to
  the next question received, and calls to the Bot API for each. The same with 50 ms more for each
  round trip, as to the real Telegram (which lets a bot send about 30 messages a second), by polling
  and by webhook;
- memory with many conversations open; from a restart to the first reply.

The peers, pinned in ``peers.txt``, have an environment of their own (``.venv/peers``, or
``--peers``): what is printed where it is missing says how to make it. ``--only apbot`` does
without. The processor's time for an answer (CPU ms) suffers least from neighbours on the machine.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import uvloop

from .bots import ROOT, Bot, apbot, peer, python_of_peers
from .loads import Measured, closed, middle, opened
from .standing import memory, restart
from .table import AIOGRAM, APBOT, BARE, PTB, Target, print_ceiling, print_load, print_targets

SIZES = (100, 1_500)
HOUR, RATE, ONE_WAY = 200, 30, 0.025
FEW, MANY, STORED = 10, 1_500, 100_000

Load = Callable[[Bot], Awaitable[Measured]]


@dataclass(frozen=True, slots=True)
class Plan:
    """``seconds`` of each run."""

    bots: Mapping[str, Bot]
    rounds: int
    seconds: float

    def run(self, title: str, load: Load, *, rounds: int = 0) -> dict[str, Measured]:
        """The bots in turns, printed when all have had theirs."""
        runs: dict[str, list[Measured]] = {name: [] for name in self.bots}
        for number in range(rounds or self.rounds):
            for name, bot in self.bots.items():
                if name != BARE or not number:  # its figure is none of ours
                    runs[name].append(uvloop.run(_awaited(load(bot))))
        found = {name: middle(of_one) for name, of_one in runs.items()}
        print_load(title, found)
        print_ceiling([run for of_one in runs.values() for run in of_one])
        return found

    def without(self, *names: str) -> Plan:
        kept = {name: bot for name, bot in self.bots.items() if name not in names}
        return Plan(kept, self.rounds, self.seconds)


async def _awaited(what: Awaitable[Measured]) -> Measured:
    return await what


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.telegram")
    parser.add_argument("--peers", type=Path, default=ROOT / ".venv" / "peers")
    parser.add_argument("--only", default="", help="names of bots, with commas between")
    parser.add_argument("--what", default="closed,open,standing", help="parts, likewise")
    parser.add_argument("--cores", default="", help="numbers of those a bot may use, likewise")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8, help="of each run")
    options = parser.parse_args()
    only = options.only.split(",") if options.only else [APBOT, PTB, AIOGRAM, BARE]
    bots = _bots(only, options.peers)
    if options.cores:
        cores = frozenset(map(int, options.cores.split(",")))
        bots = {name: replace(bot, cores=cores) for name, bot in bots.items()}
    plan = Plan(bots, options.rounds, options.seconds)
    os.sched_setaffinity(0, {0})
    parts = {"closed": at_once, "open": in_class, "standing": standing}
    targets = [target for what in options.what.split(",") for target in parts[what](plan)]
    print_targets(targets)


def _bots(names: list[str], peers: Path) -> dict[str, Bot]:
    bots = {APBOT: apbot()} if APBOT in names else {}
    if others := [name for name in names if name != APBOT]:
        python = python_of_peers(peers.absolute())
        bots |= {name: peer(name, f"{name}_bot.py", python) for name in others}
    return bots


def at_once(plan: Plan) -> list[Target]:
    """Everybody answers as fast as they are asked."""
    targets: list[Target] = []
    for count in SIZES:
        load = partial(closed, count=count, seconds=plan.seconds)
        runs = plan.run(f"{count} students at once", load)
        targets += _ratios(runs, count)
    return targets


def _ratios(runs: Mapping[str, Measured], count: int) -> list[Target]:
    bounds = {PTB: 5.0, AIOGRAM: 2.5}
    return [
        Target(
            f"{count} students: durable answers/s, times those of {name}",
            runs[APBOT].rate / runs[name].rate,
            bound,
            at_least=True,
        )
        for name, bound in bounds.items()
        if {APBOT, name} <= runs.keys()
    ]


def _calls(runs: Mapping[str, Measured]) -> list[Target]:
    if APBOT not in runs:
        return []
    calls, bounds = runs[APBOT].calls, {"press": 3.0, "words": 2.0}
    return [
        Target(f"calls to the Bot API for one answer: {kind}", calls[kind], bound)
        for kind, bound in bounds.items()
        if kind in calls
    ]


def in_class(plan: Plan) -> list[Target]:
    """Answers arrive at a fixed rate, whatever the bot does."""
    apart = plan.without(BARE)
    length = plan.seconds * 2
    load = partial(opened, rate=RATE, count=HOUR, seconds=length)
    near, far = partial(load, one_way=0.0), partial(load, one_way=ONE_WAY)
    said = f"{RATE} answers/s of {HOUR} students"
    here = apart.run(said, near, rounds=1)
    runs = {
        f"{said}: p99 ms": (here, 50.0),
        f"{said}, 50 ms a round trip, polling: p99 ms": (
            apart.run(f"{said}, 50 ms more a round trip, by polling", far, rounds=1),
            150.0,
        ),
    }
    if APBOT in plan.bots:
        posted = Plan({APBOT: apbot(webhook=True)}, 1, plan.seconds)
        runs[f"{said}, 50 ms a round trip, webhook: p99 ms"] = (
            posted.run(f"{said}, 50 ms more a round trip, by webhook", far),
            150.0,
        )
    slow = [
        Target(what, found[APBOT].p99, bound)
        for what, (found, bound) in runs.items()
        if APBOT in found
    ]
    return slow + _calls(here)


def standing(plan: Plan) -> list[Target]:
    """What does not depend on the load; apbot alone."""
    if APBOT not in plan.bots:
        return []
    few, many = (uvloop.run(memory(count)) for count in (FEW, MANY))
    seconds = uvloop.run(restart(STORED))
    print(f"\napbot: {few:.0f} MiB with {FEW} conversations open, {many:.0f} MiB with {MANY}")
    print(f"apbot: {seconds:.2f} s from a restart over {STORED} answers to the first reply")
    return [
        Target(f"memory with {MANY} conversations, times that with {FEW}", many / few, 1.3),
        Target(f"restart over {STORED} stored answers to first reply: s", seconds, 2.0),
    ]


if __name__ == "__main__":
    main()
