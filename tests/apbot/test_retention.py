"""What is over is erased, and only that."""

from __future__ import annotations

import datetime as dt

from apbot.clock import end_of_school_year
from apbot.conversation import UNFINISHED_KEPT, handle, look
from apbot.retention import purge_due
from dialogues import events as ev
from tests.apbot.school import SmallSchool, place_of


def test_an_unfinished_conversation_goes_after_thirty_days(school: SmallSchool) -> None:
    start = school.clock()
    with school.storage.write() as uow:
        handle(uow, school.library, place_of(school.sacha), ev.Acknowledged(start))
        uow.commit()

    with school.storage.write() as uow:
        assert purge_due(uow, at=start + UNFINISHED_KEPT - dt.timedelta(seconds=1)) == 0
        assert purge_due(uow, at=start + UNFINISHED_KEPT) == 1
        uow.commit()

    with school.storage.read() as uow:
        assert look(uow, school.library, place_of(school.sacha)) is None


def test_what_is_sent_stays_until_the_end_of_the_school_year() -> None:
    autumn = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    spring = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)

    assert end_of_school_year(autumn) == end_of_school_year(spring)
    assert end_of_school_year(autumn).date() == dt.date(2027, 8, 31)
