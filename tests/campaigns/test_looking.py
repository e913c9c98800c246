"""One invitation, two reminders at most, none to who has arrived; it ends when it says."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from apbot.campaigns.looking import Need, Progress, Told, need
from apbot.campaigns.window import Window
from storage.scheduled import AssignmentState

AT = dt.datetime(2026, 9, 10, 15, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
WINDOW = Window(14 * DAY, 3 * DAY, 7 * DAY)


def look(
    days: float, *told: Told, active: float | None = None, sent: bool = False, reminds: bool = True
) -> Need:
    """At so many days after the opening, last active at so many."""
    last = None if active is None else AT + active * DAY
    at = AT + days * DAY
    return need(WINDOW, AT, told, Progress(last, sent=sent), at=at, reminds=reminds)


def test_who_begins_early_has_no_less_time_than_who_begins_late() -> None:
    assert WINDOW.closes_at(AT, None) == AT + 14 * DAY
    assert WINDOW.closes_at(AT, AT + 13 * DAY) == AT + 17 * DAY
    assert WINDOW.closes_at(AT, AT + 2 * DAY) == AT + 9 * DAY


def test_first_an_invitation_then_a_reminder_halfway_then_the_end() -> None:
    assert look(0) == Need(Told.INVITED, AT + 7 * DAY)
    assert look(3, Told.INVITED) == Need(None, AT + 7 * DAY)
    assert look(7, Told.INVITED) == Need(Told.BEGIN, AT + 10.5 * DAY)
    assert look(8, Told.INVITED, Told.BEGIN) == Need(None, AT + 11.5 * DAY)
    assert look(12, Told.INVITED, Told.BEGIN) == Need(None, AT + 14 * DAY)
    assert look(14, Told.INVITED, Told.BEGIN) == Need(None, None, AssignmentState.CLOSED)


def test_who_is_invited_late_is_not_reminded_in_the_same_breath() -> None:
    assert look(8) == Need(Told.INVITED, AT + 14 * DAY)


def test_who_began_is_reminded_to_finish_and_not_to_begin() -> None:
    assert look(7, Told.INVITED, active=6) == Need(None, AT + 9.5 * DAY)
    assert look(9.5, Told.INVITED, active=6) == Need(Told.FINISH, AT + 13 * DAY)
    assert look(10, Told.INVITED, Told.FINISH, active=6) == Need(None, AT + 13 * DAY)
    assert look(13, Told.INVITED, active=6).state is AssignmentState.CLOSED


def test_who_came_by_themselves_is_not_invited() -> None:
    assert look(1, active=0.5).tell is None


def test_who_has_sent_hears_nothing_more() -> None:
    assert look(1, sent=True, active=0.5) == Need(None, None, AssignmentState.SENT)
    assert look(30, Told.INVITED, sent=True, active=0.5).state is AssignmentState.SENT


def test_where_nobody_signs_nobody_is_reminded() -> None:
    assert look(0, reminds=False) == Need(Told.INVITED, AT + 14 * DAY)
    assert look(8, Told.INVITED, reminds=False) == Need(None, AT + 14 * DAY)


MOMENTS = st.floats(0, 40, allow_nan=False)
LIVES = st.tuples(st.none() | MOMENTS, st.lists(MOMENTS, max_size=4), st.booleans())


@given(life=LIVES, looks=st.lists(MOMENTS, max_size=30), punctual=st.booleans())
def test_whatever_happens_nobody_hears_more_than_three_things(
    *, life: tuple[float | None, list[float], bool], looks: list[float], punctual: bool
) -> None:
    """A student begins, comes back, perhaps sends; it is looked at on time, or whenever."""
    begun, later, sends = life
    told: list[Told] = []
    next_at: dt.datetime | None = AT
    state = AssignmentState.OPEN
    extra = [AT + days * DAY for days in sorted(looks)]
    while state is AssignmentState.OPEN:
        assert next_at is not None
        at = next_at if punctual or not extra else max(next_at, extra.pop(0))
        progress = _progress(begun, later, at, sends=sends)
        found = need(WINDOW, AT, told, progress, at=at)
        if found.tell is not None:
            assert at < WINDOW.closes_at(AT, progress.last_active), "nothing is said after the end"
            assert not progress.sent
            assert (found.tell is Told.FINISH) is (progress.last_active is not None)
            told.append(found.tell)
        assert found.next_at is None or found.next_at > at, "time goes on"
        assert (found.next_at is None) is (found.state is not AssignmentState.OPEN)
        next_at, state = found.next_at, found.state
    assert len(told) == len(set(told)) <= 3


def _progress(begun: float | None, later: list[float], at: dt.datetime, *, sends: bool) -> Progress:
    if begun is None or AT + begun * DAY > at:
        return Progress()
    acts = sorted({begun, *(one for one in later if one > begun)})
    past = [one for one in acts if AT + one * DAY <= at]
    return Progress(AT + past[-1] * DAY, sent=sends and past[-1] == acts[-1])
