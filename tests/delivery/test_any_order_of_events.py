"""Whatever the server answers and whenever the program is cut off: nothing lost, order kept."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from apbot.delivery.outcomes import Delivered, InDoubt, Limited, NotSent, Outcome
from storage.records import Delivery, Outgoing, OutState
from tests.delivery.fake_outbox import FakeStorage
from tests.delivery.fakes import Desk, FakeServer, FakeTime, message
from tests.delivery.running import running

CHATS = "ab"
ANSWERS = st.sampled_from(["ok", "ok", "ok", "lost", "lost", "limited", "unreachable"])
SENT = st.tuples(
    st.sampled_from(CHATS),
    st.sampled_from(Delivery),
    st.booleans(),
    st.sampled_from([0, 0, 0.01, 0.3, 5]),
)


@settings(max_examples=60)
@given(
    runs=st.lists(st.lists(SENT, max_size=8), min_size=1, max_size=4),
    answers=st.lists(ANSWERS, max_size=60),
    offered=st.booleans(),
)
async def test_nothing_is_lost_and_order_is_kept(
    runs: list[list[tuple[str, Delivery, bool, float]]], answers: list[str], *, offered: bool
) -> None:
    time = FakeTime()
    desk, server = Desk(FakeStorage()), FakeServer(time)
    arrived: list[Outgoing] = []

    def always(asked: Outgoing) -> Outcome:
        what = answers.pop() if answers else "ok"
        if what == "limited":
            return Limited(3)
        if what == "unreachable":
            return NotSent("no connection")
        arrived.append(asked)
        return InDoubt("reply lost") if what == "lost" else Delivered({"message_id": 1})

    server.always = always
    added: list[Outgoing] = []
    for run in [*runs, []]:
        async with running(desk, server, time) as deliverer:
            for chat, delivery, announcement, pause in run:
                new = message(str(len(added)), chat, delivery=delivery, announcement=announcement)
                stored = desk.add(new)
                added += stored
                if offered:
                    deliverer.offer(stored)
                else:
                    deliverer.wake()
                if pause:
                    await time.advance(pause)
            if not run:
                await time.advance(400)

    assert not desk.counts().keys() - {OutState.SENT, OutState.DEAD}
    assert_nothing_lost(added, arrived)
    assert_order_kept(arrived)


def assert_nothing_lost(added: list[Outgoing], arrived: list[Outgoing]) -> None:
    times = Counter(one.id for one in arrived)
    for one in added:
        once = one.delivery is Delivery.AT_MOST_ONCE
        assert times[one.id] <= 1 if once else times[one.id] >= 1


def assert_order_kept(arrived: list[Outgoing]) -> None:
    """Of first arrivals, in each line of each chat: replies, announcements, changes."""
    lines: dict[tuple[str, int, bool], list[int]] = {}
    for one in arrived:
        is_change = not one.priority and one.delivery is Delivery.EDIT
        lines.setdefault((one.chat_key, one.priority, is_change), []).append(one.id)
    for mine in lines.values():
        assert list(dict.fromkeys(mine)) == sorted(set(mine))
