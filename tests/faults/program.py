"""``python -m tests.faults.program``: the Telegram service, killed at a named point.

One life for each line that comes in: ``{"point": "after-send", "nth": 3}``, or ``{}`` for a life
that only a signal ends. Each is a process of its own, split off a parent that has loaded the code
already, so that hundreds of lives take no longer than their work. Two lines go out for each: its
process id, and the signal that ended it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from apbot.bootstrap import derived_secret
from apbot.channels.telegram.desk import Desk
from apbot.channels.telegram.polling import Polling
from apbot.channels.telegram.receiving import keep
from apbot.channels.telegram.service import Parts, Service
from apbot.clock import system_clock
from apbot.library import Library
from apbot.school import School
from apbot.settings import Settings
from apbot.writer import Writer
from storage import open_storage
from storage.unit_of_work import UnitOfWork
from tests.faults.points import Passed, Point, PointedApi, pointed

T = TypeVar("T")


def main() -> None:
    settings = Settings.from_environ(os.environ)
    school = School()
    library = Library(school.catalogue())
    library.newest("welcome")  # read once, for all lives
    desk = Desk(library, school, derived_secret(settings.key_file, b"apbot telegram 1"))
    for line in sys.stdin:
        _say(_one_life(settings, desk, json.loads(line)))


def _one_life(settings: Settings, desk: Desk, asked: Mapping[str, Any]) -> dict[str, int]:
    child = os.fork()
    if not child:
        asyncio.run(_serve(settings, desk, _deadly(asked)))
        sys.exit("the service ended by itself")
    _say({"pid": child})
    _, status = os.waitpid(child, 0)
    return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}


def _say(what: Mapping[str, int]) -> None:
    print(json.dumps(what), flush=True)


async def _serve(settings: Settings, desk: Desk, passed: Passed) -> None:
    writer = Writer(open_storage(settings.database_url, key_file=settings.key_file))

    async def committed(work: Callable[[UnitOfWork], T]) -> T:
        return await asyncio.wrap_future(writer.submit(work))

    write = pointed(committed, passed)
    api = PointedApi(settings.telegram_token, base_url=settings.telegram_api_url)
    api.passed = passed
    receiver = Polling(keep(write), desk.key_of, system_clock)
    async with api:
        await Service(Parts(api, receiver, desk, write, system_clock)).run()


def _deadly(asked: Mapping[str, Any]) -> Passed:
    """Kills this process at the nth passage of the point, if one is named."""
    point = Point(asked["point"]) if asked.get("point") else None
    passages = itertools.count(1)

    def passed(here: Point) -> None:
        if here is point and next(passages) == int(asked.get("nth", 1)):
            os.kill(os.getpid(), signal.SIGKILL)

    return passed


if __name__ == "__main__":
    main()
