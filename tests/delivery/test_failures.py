"""What goes wrong on the way: outages, doubts, refusals, crashes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence

from apbot.delivery import Deliverer, Hooks, Pace
from apbot.delivery.outcomes import Delivered, InDoubt, Limited, NotSent, Outcome, Refused
from storage.records import Delivery, Outgoing, OutState
from storage.unit_of_work import UnitOfWork
from tests.delivery.fakes import CHANNEL, Desk, FakeServer, FakeTime, message, settle
from tests.delivery.running import running

NOT_MODIFIED = Refused(400, "Bad Request: message is not modified: specified new message …")
EDIT_NOT_FOUND = Refused(400, "Bad Request: message to edit not found")


async def test_half_an_hour_of_outage_makes_no_busy_loop_and_loses_nothing(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.always = lambda _: InDoubt("HTTP 502")
    async with running(desk, server, time) as deliverer:
        for number in range(3):
            deliverer.offer(desk.add(*(message(f"{c}.{number}", f"c{c}") for c in range(100))))
        await time.advance(1800)
        during = len(server.calls)
        server.always = lambda _: None
        await time.advance(61)

    assert during < 2 * 100
    assert desk.counts() == {OutState.SENT: 300}
    for chat in range(100):
        done = list(dict.fromkeys(server.sent(f"c{chat}")))
        assert done == [f"{chat}.0", f"{chat}.1", f"{chat}.2"]


async def test_the_pause_doubles_up_to_a_minute(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.always = lambda _: NotSent("no connection")
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("q1")))
        await time.advance(240)

    times = [when for when, _, _ in server.calls]
    pauses = [round(late - early) for early, late in itertools.pairwise(times)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_jitter_comes_from_outside(desk: Desk, server: FakeServer, time: FakeTime) -> None:
    server.answers["ada"] = [NotSent("no connection")]
    async with running(desk, server, time, jitter=lambda: 1.5) as deliverer:
        deliverer.offer(desk.add(message("q1")))
        await time.advance(5)

    assert [round(when, 1) for when, _, _ in server.calls] == [0.0, 1.5]


async def test_a_question_in_doubt_is_seen_so_and_sent_again(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.answers["ada"] = [InDoubt("timeout")]
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("q1")))
        await settle()
        assert desk.counts() == {OutState.IN_DOUBT: 1}
        await time.advance(2)

    assert server.sent() == ["q1", "q1"]
    assert desk.counts() == {OutState.SENT: 1}


async def test_a_thank_you_in_doubt_is_not_sent_again_and_the_next_goes_on(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.answers["ada"] = [InDoubt("timeout")]
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("thanks", delivery=Delivery.AT_MOST_ONCE), message("q1")))
        await time.advance(120)

    assert server.sent() == ["thanks", "q1"]
    assert desk.counts() == {OutState.DEAD: 1, OutState.SENT: 1}


async def test_a_thank_you_is_marked_before_the_call_and_not_repeated_after_a_crash(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.gates["ada"] = asyncio.Event()
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("thanks", delivery=Delivery.AT_MOST_ONCE), message("q1")))
        await settle()
        assert server.sent() == ["thanks"]
        assert desk.counts() == {OutState.SENDING: 1, OutState.PENDING: 1}
    server.gates.clear()

    async with running(desk, server, time):
        await settle()

    assert server.sent() == ["thanks", "q1"]


async def test_a_thank_you_that_was_certainly_not_sent_is_sent_later(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.answers["ada"] = [NotSent("no connection"), Limited(3)]
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("thanks", delivery=Delivery.AT_MOST_ONCE)))
        await time.advance(10)

    assert server.sent() == ["thanks"] * 3
    assert desk.counts() == {OutState.SENT: 1}


async def test_a_question_behind_a_thank_you_of_the_backlog_is_not_overtaken(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    desk.add(message("thanks", delivery=Delivery.AT_MOST_ONCE), message("q1"))
    desk.add(message("other", "bob"))
    server.gates["ada"] = asyncio.Event()
    async with running(desk, server, time) as deliverer:
        await settle()
        deliverer.offer(desk.add(message("q2")))
        await settle()
        server.gates["ada"].set()
        await settle()
        await settle()

    assert server.sent("ada") == ["thanks", "q1", "q2"]


async def test_a_question_cut_off_by_a_crash_is_sent_again(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.gates["ada"] = asyncio.Event()
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("q1"), message("q2")))
        await settle()
    server.gates.clear()

    async with running(desk, server, time):
        await settle()

    assert server.sent() == ["q1", "q1", "q2"]
    assert desk.counts() == {OutState.SENT: 2}


async def test_an_edit_that_changes_nothing_or_finds_nothing_is_done(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.answers["ada"] = [NOT_MODIFIED, EDIT_NOT_FOUND, NOT_MODIFIED]
    async with running(desk, server, time) as deliverer:
        edits = [message(f"e{n}", delivery=Delivery.EDIT) for n in range(2)]
        deliverer.offer(desk.add(*edits, message("q1")))
        await settle()

    assert desk.counts() == {OutState.SENT: 2, OutState.REFUSED: 1}


async def test_a_press_acknowledged_too_late_is_nothing(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    server.answers["ada"] = [Refused(400, late)]
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("ack")))
        await settle()

    assert desk.counts() == {OutState.SENT: 1}


async def test_a_blocked_bot_marks_the_chat_and_the_rest_is_asked_about(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    gone: list[str] = []
    server.answers["ada"] = [Refused(403, "Forbidden: bot was blocked by the user")]

    async def may(asked: Outgoing) -> bool:
        return asked.chat_key not in gone

    hooks = Hooks(gone=lambda _, chat: gone.append(chat))
    async with running(desk, server, time, hooks=hooks, may_still_send=may) as deliverer:
        deliverer.offer(desk.add(message("q1"), message("q2"), message("b1", "bob")))
        await settle()

    assert gone == ["ada"]
    assert server.sent("ada") == ["q1"]
    assert desk.counts() == {OutState.REFUSED: 1, OutState.CANCELLED: 1, OutState.SENT: 1}


async def test_another_refusal_is_final_and_the_next_goes_on(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    server.answers["ada"] = [Refused(400, "Bad Request: message is too long")]
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("q1"), message("q2")))
        await time.advance(100)

    assert server.sent() == ["q1", "q2"]
    assert desk.counts() == {OutState.REFUSED: 1, OutState.SENT: 1}


async def test_a_wrong_token_refuses_no_message(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    told: list[bool] = []
    server.always = lambda _: Refused(401, "Unauthorized")
    async with running(desk, server, time, locked_out=lambda: told.append(True)) as deliverer:
        deliverer.offer(desk.add(*(message(f"q{n}", f"c{n}") for n in range(30))))
        await time.advance(600)
        calls = len(server.calls)
        server.always = lambda _: None
        await time.advance(61)

    assert told
    assert calls < 60
    assert desk.counts() == {OutState.SENT: 30}


async def test_what_may_not_be_sent_any_more_is_cancelled(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async def may(asked: Outgoing) -> bool:
        return asked.dedupe_key != "summary"

    async with running(desk, server, time, may_still_send=may) as deliverer:
        deliverer.offer(desk.add(message("summary"), message("q1")))
        await settle()

    assert server.sent() == ["q1"]
    assert desk.counts() == {OutState.CANCELLED: 1, OutState.SENT: 1}


async def test_a_right_that_cannot_be_checked_is_asked_again(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    failures = [OSError(), OSError()]

    async def may(_: Outgoing) -> bool:
        if failures:
            raise failures.pop()
        return True

    async with running(desk, server, time, may_still_send=may) as deliverer:
        deliverer.offer(desk.add(message("q1", delivery=Delivery.AT_MOST_ONCE)))
        await time.advance(10)

    assert server.sent() == ["q1"]


async def test_a_message_that_fails_while_others_pass_is_given_up_at_last(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    def always(asked: Outgoing) -> Outcome | None:
        return InDoubt("HTTP 500") if asked.dedupe_key == "poison" else None

    server.always = always
    async with running(desk, server, time, pace=Pace(tries=3)) as deliverer:
        deliverer.offer(desk.add(message("poison"), message("q1")))
        for number in range(10):
            deliverer.offer(desk.add(message(f"b{number}", "bob")))
            await time.advance(60)

    assert desk.counts() == {OutState.DEAD: 1, OutState.SENT: 11}
    assert server.sent("ada")[-1] == "q1"


async def test_an_error_of_the_caller_is_a_doubt_and_stops_nothing(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    def always(asked: Outgoing) -> Outcome | None:
        if asked.chat_key == "ada":
            raise ValueError("with words of a student in it")
        return None

    server.always = always
    async with running(desk, server, time) as deliverer:
        deliverer.offer(desk.add(message("a1"), message("b1", "bob")))
        await settle()

    assert desk.counts() == {OutState.IN_DOUBT: 1, OutState.SENT: 1}


async def test_the_number_of_the_message_is_told_in_the_same_transaction(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    told: list[tuple[str, int | None]] = []
    server.answers["ada"] = [Delivered({"message_id": 77}), Delivered(True)]  # noqa: FBT003

    def sent(_: UnitOfWork, messages: Sequence[tuple[Outgoing, int | None]]) -> None:
        told.extend((what.dedupe_key, number) for what, number in messages)

    async with running(desk, server, time, hooks=Hooks(sent=sent)) as deliverer:
        deliverer.offer(desk.add(message("q1"), message("ack")))
        await settle()

    assert told == [("q1", 77), ("ack", None)]


async def test_a_hook_that_fails_spoils_no_result(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    def sent(*_: object) -> None:
        raise RuntimeError

    async with running(desk, server, time, hooks=Hooks(sent=sent)) as deliverer:
        deliverer.offer(desk.add(message("q1"), message("q2")))
        await settle()

    assert desk.counts() == {OutState.SENT: 2}


async def test_while_storage_refuses_nothing_more_is_sent_and_then_all_is_stored(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async with running(desk, server, time) as deliverer:
        waiting = desk.add(*(message(f"q{n}") for n in range(9)))
        desk.refuse = True
        deliverer.offer(waiting[:1])
        await settle()
        deliverer.offer(waiting[1:])
        await time.advance(30)
        assert server.sent() == ["q0"]
        desk.refuse = False
        await time.advance(2)

    assert server.sent() == [f"q{n}" for n in range(9)]
    assert desk.counts() == {OutState.SENT: 9}


async def test_results_that_come_together_are_stored_together(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    async with running(desk, server, time) as deliverer:
        before = desk.commits
        deliverer.offer(desk.add(*(message(f"{n}", f"c{n}") for n in range(1000))))
        for _ in range(10):
            await settle()

    assert desk.counts() == {OutState.SENT: 1000}
    assert desk.commits - before < 200


async def test_asked_to_stop_it_lets_the_call_in_flight_end_and_starts_no_other(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    stop, gate = asyncio.Event(), asyncio.Event()
    server.gates["ada"] = gate
    deliverer = Deliverer(
        CHANNEL, desk.write, server.send, clock=time.clock, jitter=lambda: 1.0, sleep=time.sleep
    )
    task = asyncio.create_task(deliverer.run(stop))
    await settle()
    deliverer.offer(desk.add(message("q1"), message("q2")))
    await settle()
    stop.set()
    await settle()
    gate.set()
    await task

    assert server.sent() == ["q1"]
    assert desk.counts() == {OutState.SENT: 1, OutState.PENDING: 1}


async def test_what_is_offered_before_it_runs_is_sent_once(
    desk: Desk, server: FakeServer, time: FakeTime
) -> None:
    deliverer = Deliverer(
        CHANNEL, desk.write, server.send, clock=time.clock, jitter=lambda: 1.0, sleep=time.sleep
    )
    deliverer.offer(desk.add(message("q1"), message("q2")))
    deliverer.wake()
    task = asyncio.create_task(deliverer.run(asyncio.Event()))
    await settle()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert server.sent() == ["q1", "q2"]
