"""What `apbot status` is made of: figures and times, never what anybody wrote."""

from __future__ import annotations

import datetime as dt

from apbot.channels.telegram import gap
from apbot.status import LETTERS, retry_dead, telegram_status
from storage.records import Delivery, NewInbound, NewOutgoing, TelegramAccount
from tests.apbot.school import SmallSchool

MINUTE = dt.timedelta(minutes=1)


def outgoing(key: str, at: dt.datetime) -> NewOutgoing:
    payload = '{"method":"sendMessage","body":{}}'
    delivery = Delivery.AT_LEAST_ONCE
    return NewOutgoing(key, "telegram", key, "question:3:c", payload, delivery, at)


def test_a_base_where_telegram_never_was_is_told_so(school: SmallSchool) -> None:
    with school.storage.read() as uow:
        status = telegram_status(uow, at=school.clock())

    assert not status.is_used
    assert status.heard is None
    assert status.deaf_for is None


def test_what_waits_what_is_in_doubt_and_what_was_given_up(school: SmallSchool) -> None:
    at = school.clock()
    with school.storage.write() as uow:
        uow.inbox.store([NewInbound("telegram", "1", "chat", '{"update_id":1}', at)])
        uow.inbox.store([NewInbound("telegram", "2", None, "[", at - MINUTE, dead=True)])
        doubt, dead = uow.outbox.add([outgoing("a", at - MINUTE), outgoing("b", at)])
        uow.outbox.postponed(doubt.id, not_before=at, in_doubt=True, counted=True)
        uow.outbox.dead(dead.id, at=at)
        uow.accounts.link(TelegramAccount(school.sacha.id, "chat", 7, "active", at))
        uow.accounts.failed("other", at=at)
        gap.heard(uow, at=at - MINUTE)
        uow.commit()

    with school.storage.read() as uow:
        status = telegram_status(uow, at=at)

    assert status.is_used
    assert status.deaf_for is None
    assert status.inbox.counts == {"new": 1, "dead": 1}
    assert status.outbox.counts["in_doubt"] == 1
    assert status.outbox.oldest == at - MINUTE
    assert [(one.id, one.state) for one in status.outbox.letters] == [
        (doubt.id, "in_doubt"),
        (dead.id, "dead"),
    ]
    assert status.accounts == {"active": 1}
    assert (status.wrong_links.tried, status.wrong_links.chats) == (1, 1)


def test_a_server_that_is_not_heard_any_more_is_noticed(school: SmallSchool) -> None:
    with school.storage.write() as uow:
        gap.heard(uow, at=school.clock())
        uow.commit()
    school.clock.advance(hours=30)

    with school.storage.read() as uow:
        status = telegram_status(uow, at=school.clock())

    assert status.deaf_for == dt.timedelta(hours=30)


def test_an_absence_of_a_day_is_kept_though_a_shorter_one_follows(school: SmallSchool) -> None:
    with school.storage.write() as uow:
        gap.heard(uow, at=school.clock())
        long = gap.heard(uow, at=school.clock.advance(hours=30))
        short = gap.heard(uow, at=school.clock.advance(hours=1))
        uow.commit()

    with school.storage.read() as uow:
        status = telegram_status(uow, at=school.clock())

    assert long is not None
    assert short is not None
    assert status.loss is not None
    assert status.loss.until == short.until, "nobody was asked in between: it is one absence"
    assert status.absence == status.loss


def test_few_are_named_and_all_are_counted(school: SmallSchool) -> None:
    with school.storage.write() as uow:
        added = uow.outbox.add([outgoing(str(n), school.clock()) for n in range(LETTERS + 5)])
        for message in added:
            uow.outbox.dead(message.id, at=school.clock())
        uow.commit()

    with school.storage.write() as uow:
        status = telegram_status(uow, at=school.clock())
        again = retry_dead(uow)

    assert len(status.outbox.letters) == LETTERS
    assert status.outbox.counts["dead"] == LETTERS + 5
    assert again == (0, LETTERS + 5)
