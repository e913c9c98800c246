"""``python -m tests.faults.program``: the real ``apbot serve``, over and over, each to be killed.

One life for each line that comes in: ``{"arguments": ["serve", "--port", "0"]}``; with ``"point":
"after-send", "nth": 3`` it kills itself there. Each is a process of its own, split off a parent
that has loaded the code and read the dialogues already, so that hundreds of lives take no longer
than their work. Two lines go out for each: its process id, and the signal that ended it.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import apbot.channels.web.serving
import apbot.cli.running
import apbot.server
import storage.opening
from apbot.channels.telegram import running
from apbot.channels.telegram.receiving import Store, keep
from apbot.cli.app import run
from apbot.cli.console import Console
from apbot.clock import system_clock
from apbot.library import Library
from apbot.school import School
from apbot.sheets import sheet_rules
from dialogues import loader, yaml_source
from storage.records import NewInbound
from tests.faults.points import Passed, Point, PointedApi, pointed

__all__ = ["apbot", "storage"]  # loaded before the first life


def main() -> None:
    _read_dialogues()
    for line in sys.stdin:
        _say(_one_life(json.loads(line)))


def _read_dialogues() -> None:
    """The same files in every life: what was understood of them is kept."""
    for module in (yaml_source, loader):
        vars(module)["parse"] = functools.cache(yaml_source.parse)
    school = School()
    sheet_rules(Library(school.catalogue()), school)


def _one_life(asked: Mapping[str, Any]) -> dict[str, int]:
    living, lives = os.pipe()
    child = os.fork()
    if not child:  # ``lives`` stays open as long as it does
        os.dup2(2, 1)  # what it prints stands with its log, not between our lines
        if asked.get("point"):
            _put_points(_deadly(Point(asked["point"]), int(asked["nth"])))
        console = Console(sys.stdin, sys.stdout, sys.stderr, os.environ, system_clock)
        sys.exit(run(asked["arguments"], console))
    os.close(lives)
    _say({"pid": child})
    ended, _, _ = select.select([living, sys.stdin], [], [])
    if living not in ended:  # whoever started us is gone
        os.kill(child, signal.SIGKILL)
    os.close(living)
    _, status = os.waitpid(child, 0)
    return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}


def _say(what: Mapping[str, int]) -> None:
    print(json.dumps(what), flush=True)


def _deadly(point: Point, nth: int) -> Passed:
    """Kills this process at the nth passage of the point."""
    passages = itertools.count(1)

    def passed(here: Point) -> None:
        if here is point and next(passages) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return passed


def _put_points(passed: Passed) -> None:
    """In this process, which has but one life: the parts that the service is made of."""
    means = running.Means
    put: dict[str, Callable[..., Any]] = {
        "BotApi": functools.partial(PointedApi, passed=passed),
        "Means": lambda desk, write, clock: means(desk, pointed(write, passed), clock),
        "keep": lambda write: _fetched(keep(write), passed),
    }
    for name, part in put.items():
        setattr(running, name, part)


def _fetched(store: Store, passed: Passed) -> Store:
    async def fetched(entries: Sequence[NewInbound]) -> int:
        if entries:
            passed(Point.AFTER_FETCH)
        return await store(entries)

    return fetched


if __name__ == "__main__":
    main()
