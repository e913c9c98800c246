"""Who is sent to, when: order in a chat, replies first, announcements at their pace."""

from __future__ import annotations

import asyncio
import itertools

from apbot.delivery import Pace
from apbot.delivery.outcomes import Limited, NotSent
from storage.records import Delivery, OutState
from tests.delivery.fakes import Desk, FakeServer, FakeTime, message, settle
from tests.delivery.running import running


async def test_what_is_offered_is_sent_in_order(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(*(message(f"q{n}") for n in range(5))))
        await settle()

    assert server.sent() == ["q0", "q1", "q2", "q3", "q4"]
    assert desk.counts() == {OutState.SENT: 5}


async def test_what_was_waiting_at_the_start_is_sent_before_what_comes(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    desk.add(*(message(f"old{n}") for n in range(4)))
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("new")))
        await settle()
        await settle()

    assert server.sent() == ["old0", "old1", "old2", "old3", "new"]


async def test_what_is_offered_while_the_backlog_is_read_keeps_its_place(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    desk.add(message("old0"), message("old1"))
    server.gates["ada"] = asyncio.Event()
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("new")))
        await settle()
        server.gates["ada"].set()
        await settle()
        await settle()

    assert server.sent() == ["old0", "old1", "new"]
    assert desk.counts() == {OutState.SENT: 3}


async def test_a_backlog_longer_than_one_reading_is_sent_whole(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    desk.add(*(message(f"{chat}.{n}", f"c{chat}") for n in range(2) for chat in range(700)))
    async with running(desk, server, time):
        for _ in range(20):
            await settle()

    assert desk.counts() == {OutState.SENT: 1400}
    assert sorted(server.sent("c3")) == server.sent("c3") == ["3.0", "3.1"]


async def test_the_next_question_waits_for_no_change_of_what_stands(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.gates["ack"] = asyncio.Event()
    async with running(desk, server, time) as deliverer:
        changes = (message(key, delivery=Delivery.EDIT) for key in ("ack", "edit"))
        deliverer.offer(desk.add(*changes, message("q1"), message("q2")))
        await settle()
        assert server.sent() == ["ack", "q1", "q2"]
        server.gates["ack"].set()
        await settle()

    assert server.sent() == ["ack", "q1", "q2", "edit"]
    assert desk.counts() == {OutState.SENT: 4}


async def test_a_chat_told_to_wait_gets_no_change_either(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.answers["ada"] = [Limited(7)]
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("q1")))
        await settle()
        deliverer.offer(desk.add(message("edit", delivery=Delivery.EDIT)))
        await time.advance(6)
        assert server.sent() == ["q1"]
        await time.advance(2)

    assert sorted(server.sent()) == ["edit", "q1", "q1"]


async def test_a_slow_chat_holds_up_no_other(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.gates["ada"] = asyncio.Event()
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("a1"), message("a2"), message("b1", "bob")))
        await settle()

        assert server.sent() == ["a1", "b1"]


async def test_no_more_calls_than_allowed_are_in_flight(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    gate = asyncio.Event()
    server.gates = {f"c{n}": gate for n in range(20)}
    async with running(desk, server, time, pace=Pace(at_once=4)) as deliverer:
        deliverer.offer(desk.add(*(message(f"{n}", f"c{n}") for n in range(20))))
        await settle()
        assert server.flying == 4
        gate.set()
        await settle()

    assert server.most_flying == 4
    assert len(server.calls) == 20


async def test_a_reply_overtakes_the_announcements_of_its_own_chat(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async with running(desk, server, time) as deliverer:
        deliverer.offer(
            desk.add(message("n1", announcement=True), message("n2", announcement=True))
        )
        deliverer.offer(desk.add(message("reply")))
        await time.advance(1)

    assert server.sent() == ["n1", "reply", "n2"]


async def test_announcements_keep_their_pace_and_delay_no_reply(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async with running(desk, server, time) as deliverer:
        everyone = desk.add(*(message(f"n{n}", f"c{n}", announcement=True) for n in range(300)))
        deliverer.offer(everyone)
        await time.advance(2)
        asked = time.seconds
        deliverer.offer(desk.add(message("reply", "c299")))
        await time.advance(18)

    sent_at = {key: when for when, _, key in server.calls}
    assert sent_at["reply"] - asked < 0.1
    assert len(sent_at) == 301
    times = sorted(when for key, when in sent_at.items() if key != "reply")
    assert all(late - early >= 0.99 for early, late in zip(times, times[26:], strict=False))
    assert times[-1] < 13


async def test_slow_announcements_leave_room_for_replies(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    gate = asyncio.Event()
    server.gates = {f"c{n}": gate for n in range(50)}
    pace = Pace(at_once=4, announcements_at_once=2)
    async with running(desk, server, time, pace=pace) as deliverer:
        deliverer.offer(desk.add(*(message(f"{n}", f"c{n}", announcement=True) for n in range(50))))
        await time.advance(5)
        assert server.flying == 2
        deliverer.offer(desk.add(message("reply", "ada")))
        await settle()
        assert server.sent("ada") == ["reply"]


async def test_a_limited_chat_waits_as_long_as_it_was_told_and_others_do_not(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.answers["c7"] = [Limited(7)]
    async with running(desk, server, time) as deliverer:
        everyone = [message(f"n{n}", f"c{n}", announcement=True) for n in range(300)]
        deliverer.offer(desk.add(*everyone, message("n7b", "c7", announcement=True)))
        await time.advance(0.5)
        deliverer.offer(desk.add(message("reply", "c7")))
        await time.advance(20)

    first, *later = [when for when, chat, _ in server.calls if chat == "c7"]
    assert later[0] - first >= 7
    assert server.sent("c7") == ["n7", "reply", "n7", "n7b"]
    others = [when for when, chat, _ in server.calls if chat != "c7"]
    assert max(late - early for early, late in itertools.pairwise(others)) < 1
    assert desk.counts() == {OutState.SENT: 302}


async def test_what_could_not_be_sent_stays_first_of_its_chat(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.answers["ada"] = [NotSent("no connection"), NotSent("no connection")]
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("q1"), message("q2")))
        await time.advance(10)

    assert server.sent() == ["q1", "q1", "q1", "q2"]


async def test_it_rests_while_there_is_nothing_to_do(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async with running(desk, server, time):
        before = (desk.commits, time.naps)
        await time.advance(600)

    assert desk.commits == before[0]
    assert time.naps - before[1] <= 21


async def test_what_was_added_without_being_offered_is_found_when_woken(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async with running(desk, server, time) as deliverer:
        desk.add(message("q1"), message("q2"))
        deliverer.wake()
        await settle()

    assert server.sent() == ["q1", "q2"]
