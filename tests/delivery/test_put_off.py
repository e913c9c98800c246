"""A message that may only go out later waits in its line; the replies of that chat do not."""

from __future__ import annotations

import datetime as dt

from apbot.delivery import May
from storage.records import Outgoing, OutState
from tests.clock import FIRST_DAY_OF_TERM
from tests.delivery.fakes import Desk, FakeServer, FakeTime, message, settle
from tests.delivery.running import running

MORNING = FIRST_DAY_OF_TERM + dt.timedelta(hours=9)


async def test_until_its_moment_and_nobody_is_in_its_way(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async def may(asked: Outgoing) -> May:
        is_early = asked.dedupe_key == "invitation" and time.clock() < MORNING
        return MORNING if is_early else True

    async with running(desk, server, time, may_still_send=may) as deliverer:
        deliverer.offer(desk.add(message("invitation", announcement=True), message("reply")))
        await time.advance(3600)
        assert server.sent() == ["reply"]
        assert desk.counts() == {OutState.PENDING: 1, OutState.SENT: 1}
        await time.advance(9 * 3600)

    assert server.sent() == ["reply", "invitation"]
    assert server.calls[-1][0] >= 9 * 3600


async def test_it_is_still_put_off_after_a_restart(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async def later(_: Outgoing) -> May:
        return MORNING

    async with running(desk, server, time, may_still_send=later) as deliverer:
        deliverer.offer(desk.add(message("invitation", announcement=True)))
        await settle()
    async with running(desk, server, time):
        await time.advance(60)
        assert server.sent() == []
        await time.advance(9 * 3600)

    assert server.sent() == ["invitation"]
