"""The queue of updates: confirmed by the offset, or too old."""

from __future__ import annotations

import pytest

from tests.botapi.refusals import Refusal
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.botapi_tests.calling import call, ids, updates
from tests.clock import FakeClock

BUTTONS = {"inline_keyboard": [[{"text": "Oui", "callback_data": "y"}]]}


def types(student: Student, count: int) -> None:
    for n in range(count):
        student.types(str(n))


def test_what_is_not_confirmed_comes_back(telegram: Telegram, camille: Student) -> None:
    types(camille, 3)

    assert ids(telegram) == [100, 101, 102]
    assert ids(telegram, offset=0) == [100, 101, 102]
    assert ids(telegram, offset=102) == [102]
    assert ids(telegram) == [102]
    assert telegram.history.delivered == {100: 2, 101: 2, 102: 4}
    assert telegram.history.confirmed.keys() == {100, 101}


def test_the_confirmation_remembers_its_moment(
    telegram: Telegram, camille: Student, clock: FakeClock
) -> None:
    camille.types("oui")
    clock.advance(seconds=5)
    ids(telegram, offset=101)

    assert telegram.history.confirmed == {100: clock.now.timestamp()}
    assert telegram.history.pushed[100].at == clock.now.timestamp() - 5


def test_a_negative_offset_keeps_the_last_and_forgets_the_rest(
    telegram: Telegram, camille: Student
) -> None:
    types(camille, 4)

    assert ids(telegram, offset=-1) == [103]
    assert ids(telegram) == [103]
    assert ids(telegram, offset=-9) == [103]


def test_an_offset_far_past_the_end_is_not_believed(telegram: Telegram, camille: Student) -> None:
    types(camille, 2)

    assert ids(telegram, offset=113) == [100, 101]
    assert ids(telegram, offset=112) == []
    assert ids(telegram) == []


@pytest.mark.parametrize(("limit", "count"), [(None, 100), (1000, 100), (0, 1), ("7", 7)])
def test_a_batch_is_limited(
    telegram: Telegram, camille: Student, limit: int | str | None, count: int
) -> None:
    types(camille, 101)

    assert len(ids(telegram, limit=limit)) == count


def test_a_press_lives_two_minutes_and_a_half_and_a_message_a_day(
    telegram: Telegram, camille: Student, clock: FakeClock
) -> None:
    camille.starts()
    call(telegram, "sendMessage", chat_id=42, text="Prêt ?", reply_markup=BUTTONS)
    camille.presses("Oui")
    clock.advance(seconds=149)
    assert ids(telegram) == [100, 101]
    clock.advance(seconds=1)
    assert ids(telegram) == [100]
    clock.advance(hours=24)

    assert ids(telegram) == []
    assert telegram.history.confirmed == {}
    assert telegram.history.pushed[101].expired_at == telegram.history.pushed[101].at + 150


def test_after_a_week_ids_begin_again_anywhere(
    telegram: Telegram, camille: Student, clock: FakeClock
) -> None:
    camille.types("oui")
    clock.advance(days=6)
    camille.types("non")
    clock.advance(days=7)
    camille.types("peut-être")

    assert ids(telegram, offset=102) == [7]


def test_only_the_kinds_asked_for_are_kept(telegram: Telegram, camille: Student) -> None:
    ids(telegram, allowed_updates='["callback_query"]')

    assert camille.types("oui") is None
    ids(telegram, allowed_updates=["message"])
    assert camille.types("oui") == 100
    ids(telegram, allowed_updates=[])
    assert camille.blocks() == 101
    assert telegram.push("chat_member", {}, chat_id=42) is None


def test_the_guard_against_hot_polling_is_a_switch(
    telegram: Telegram, camille: Student, clock: FakeClock
) -> None:
    types(camille, 2)
    ids(telegram)
    assert len(ids(telegram)) == 2
    telegram.same_offset_guard = True

    poll = telegram.poll({"offset": 0})
    assert (poll.limit, poll.timeout) == (1, 3)
    clock.advance(seconds=1)
    poll = telegram.poll({"offset": 0, "timeout": 10})
    assert (poll.limit, poll.timeout) == (100, 10)
    assert telegram.poll({"offset": 101}).timeout == 0


@pytest.mark.parametrize(("asked", "given"), [(None, 0), (-1, 0), ("25", 25), (90, 50)])
def test_the_wait_is_clamped(telegram: Telegram, asked: int | str | None, given: int) -> None:
    assert telegram.poll({"timeout": asked}).timeout == given


def test_with_a_webhook_nobody_may_poll(telegram: Telegram) -> None:
    call(telegram, "setWebhook", url="http://127.0.0.1:1/hook")
    with pytest.raises(Refusal, match="can't use getUpdates method while webhook is active"):
        telegram.poll({})
    call(telegram, "deleteWebhook")

    assert telegram.poll({}).limit == 100


def test_pending_updates_are_dropped_on_request_only(telegram: Telegram, camille: Student) -> None:
    camille.types("oui")
    call(telegram, "deleteWebhook")
    assert len(updates(telegram)) == 1
    call(telegram, "deleteWebhook", drop_pending_updates="true")

    assert updates(telegram) == []


def test_anything_can_be_pushed(telegram: Telegram) -> None:
    telegram.push("message", {"nonsense": "\ud800\x00"}, chat_id=None)

    assert updates(telegram) == [{"update_id": 100, "message": {"nonsense": "\ud800\x00"}}]
