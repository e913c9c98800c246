"""What is over is erased, and only that."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pysqlite3 import dbapi2

from apbot.clock import end_of_school_year
from apbot.conversation import UNFINISHED_KEPT, handle, look
from apbot.retention import RECEIVED_KEPT, SENT_KEPT, purge_due
from dialogues import events as ev
from storage import open_storage
from storage.records import Answered, Delivery, NewInbound, NewOutgoing, TelegramAccount
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool, make_school, place_of
from tests.clock import FakeClock


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


def message(key: str, at: dt.datetime) -> NewOutgoing:
    return NewOutgoing(key, "telegram", "chat", "reply", "{}", Delivery.AT_LEAST_ONCE, at)


def left(uow: UnitOfWork) -> tuple[int, int]:
    """How many messages came in and are done, how many went out and are sent."""
    return uow.inbox.counts("telegram")["done"], uow.outbox.counts("telegram")["sent"]


def test_messages_go_once_they_are_over_and_their_time_too(school: SmallSchool) -> None:
    start, moment = school.clock(), dt.timedelta(seconds=1)
    with school.storage.write() as uow:
        uow.inbox.store([NewInbound("telegram", str(n), "chat", "{}", start) for n in range(2)])
        uow.inbox.done([uow.inbox.waiting("telegram", limit=1)[0].seq], at=start)
        first, _ = uow.outbox.add([message("a", start), message("b", start)])
        uow.outbox.sent([(first.id, 1)], at=start)
        uow.accounts.failed("chat", at=start)
        uow.links.code_failed("browser", at=start)

        purge_due(uow, at=start + RECEIVED_KEPT)
        assert left(uow) == (1, 1)
        assert uow.accounts.failures("chat", since=start) == 1
        assert uow.links.code_failures("browser", since=start) == 1
        purge_due(uow, at=start + RECEIVED_KEPT + moment)
        assert left(uow) == (0, 1)
        assert uow.accounts.failures("chat", since=start) == 0
        assert uow.links.code_failures("browser", since=start) == 0
        purge_due(uow, at=start + SENT_KEPT + moment)
        assert left(uow) == (0, 0)

        assert uow.inbox.counts("telegram")["new"] == 1
        assert uow.outbox.counts("telegram")["pending"] == 1
        uow.commit()
    for kind in ("inbox", "outbox"):
        assert school.audit(kind, "all") == [("apbot", "purge", "done")]


def test_nothing_is_written_where_nothing_is_over(school: SmallSchool) -> None:
    with school.storage.write() as uow:
        assert purge_due(uow, at=school.clock()) == 0
        uow.commit()

    for kind in ("inbox", "outbox", "anonymous_answer"):
        assert school.audit(kind, "all") == []


def test_what_nobody_can_read_any_more_goes_like_the_rest(
    school: SmallSchool, tmp_path: Path
) -> None:
    """A key that is gone holds nothing back: neither this conversation nor the others."""
    url, key = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "a.key"
    storage = open_storage(url, key_file=key, create=True)
    here = make_school(storage, school.library, FakeClock(school.clock()))
    for student in (here.sacha, here.noa):
        here.bring(student)
    database = dbapi2.connect(str(tmp_path / "a.db"))
    database.execute("DELETE FROM data_key WHERE person_id = ?", (here.sacha.id,))
    database.commit()
    database.close()

    with storage.write() as uow:
        assert purge_due(uow, at=school.clock() + UNFINISHED_KEPT) == 2
        uow.commit()
    storage.close()


def test_what_telegram_showed_of_a_conversation_goes_with_it(school: SmallSchool) -> None:
    start, account = (
        school.clock(),
        TelegramAccount(school.sacha.id, "chat", 7, "active", school.clock()),
    )
    school.bring(school.sacha)
    conversation = school.conversation(school.sacha)
    assert conversation is not None
    with school.storage.write() as uow:
        uow.accounts.link(account)
        uow.accounts.remember("chat", 1, Answered(conversation.id, "welcome.first_weeks", 1))
        purge_due(uow, at=start)
        assert uow.accounts.question_of("chat", 1) is not None
        purge_due(uow, at=start + UNFINISHED_KEPT)
        assert uow.accounts.question_of("chat", 1) is None
