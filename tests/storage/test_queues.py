"""What comes in is kept once and worked on in order; what goes out goes one at a time to a chat."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from pysqlite3 import dbapi2
from sqlalchemy.dialects import sqlite

from storage import inbox, outbox
from storage.records import (
    Delivery,
    Letter,
    NewInbound,
    NewOutgoing,
    Outgoing,
    OutState,
    QueueState,
)
from storage.unit_of_work import Storage
from tests.storage.conftest import Folder
from tests.storage.samples import AT, DAY, HOUR, INBOUND, filled

MINUTE = dt.timedelta(minutes=1)
REPLY = NewOutgoing("t:1:0", "telegram", "chat", "say", '{"a":1}', Delivery.AT_LEAST_ONCE, AT)


def stored(storage: Storage, *entries: NewInbound) -> int:
    with storage.write() as uow:
        new = uow.inbox.store(entries)
        uow.commit()
    return new


def waiting(storage: Storage) -> list[str]:
    with storage.read() as uow:
        return [entry.external_id for entry in uow.inbox.waiting("telegram", limit=10)]


def added(storage: Storage, *messages: NewOutgoing) -> list[Outgoing]:
    with storage.write() as uow:
        new = list(uow.outbox.add(messages))
        uow.commit()
    return new


def due(storage: Storage, at: dt.datetime = AT) -> list[str]:
    with storage.read() as uow:
        return [message.dedupe_key for message in uow.outbox.due("telegram", at=at, limit=10)]


def state(storage: Storage) -> dict[str, int]:
    with storage.read() as uow:
        return {name: count for name, count in uow.outbox.counts("telegram").items() if count}


# -- inbox --------------------------------------------------------------------------------------


def test_the_same_message_is_kept_once(school: Storage) -> None:
    assert stored(school, INBOUND, INBOUND) == 1
    assert stored(school, replace(INBOUND, received_at=AT + DAY)) == 0


def test_an_id_that_comes_again_with_other_content_is_another_message(school: Storage) -> None:
    assert stored(school, INBOUND, replace(INBOUND, payload='{"update_id":7,"x":1}')) == 2


def test_what_nobody_committed_was_not_seen(school: Storage) -> None:
    with school.write() as uow:
        uow.inbox.store([INBOUND])

    assert stored(school, INBOUND) == 1


def test_messages_wait_in_the_order_they_came(school: Storage) -> None:
    stored(school, *(replace(INBOUND, external_id=str(n)) for n in (9, 3, 5)))

    assert waiting(school) == ["9", "3", "5"]
    with school.write() as uow:
        seqs = [entry.seq for entry in uow.inbox.waiting("telegram", limit=2)]
        uow.inbox.done(seqs, at=AT)
        uow.commit()
    assert waiting(school) == ["5"]


def test_what_nothing_can_be_made_of_is_kept_once_and_never_worked_on(school: Storage) -> None:
    unreadable = replace(INBOUND, external_id="", dead=True)

    assert stored(school, unreadable, unreadable, INBOUND) == 2
    assert waiting(school) == [INBOUND.external_id]
    with school.read() as uow:
        assert uow.inbox.counts("telegram") == {"new": 1, "done": 0, "dead": 1}


def test_message_that_fails_is_tried_again_until_it_is_given_up(school: Storage) -> None:
    stored(school, INBOUND)
    with school.write() as uow:
        seq = uow.inbox.waiting("telegram", limit=1)[0].seq
        uow.inbox.failed(seq, dead=False)
        assert uow.inbox.waiting("telegram", limit=1)[0].attempts == 1
        uow.inbox.failed(seq, dead=True)
        uow.commit()

    assert waiting(school) == []
    with school.read() as uow:
        assert uow.inbox.counts("telegram") == {"new": 0, "done": 0, "dead": 1}


@pytest.mark.parametrize("dead", [False, True])
def test_message_that_is_over_stays_as_it_is(school: Storage, *, dead: bool) -> None:
    stored(school, INBOUND)
    with school.write() as uow:
        (entry,) = uow.inbox.waiting("telegram", limit=1)
        if dead:
            uow.inbox.failed(entry.seq, dead=True)
        else:
            uow.inbox.done([entry.seq], at=AT)
        before = uow.inbox.counts("telegram")
        uow.inbox.failed(entry.seq, dead=False)
        uow.inbox.done([entry.seq], at=AT)

        assert uow.inbox.counts("telegram") == before
        assert before["new"] == 0


def test_what_is_over_is_forgotten_and_what_waits_is_not(school: Storage) -> None:
    stored(school, INBOUND, replace(INBOUND, external_id="8"))
    with school.write() as uow:
        uow.inbox.done([uow.inbox.waiting("telegram", limit=1)[0].seq], at=AT)
        assert uow.inbox.forget(AT + DAY) == 1
        uow.commit()

    assert waiting(school) == ["8"]


def test_words_are_not_readable_in_the_file(folder: Folder) -> None:
    storage = filled(folder.open())
    stored(storage, replace(INBOUND, payload='{"text":"canari"}'))
    added(storage, replace(REPLY, payload='{"text":"canari"}'))
    storage.close()

    database = dbapi2.connect(str(folder.database))
    kept = [row for t in ("inbox", "outbox") for row in database.execute(f"SELECT * FROM {t}")]  # noqa: S608
    database.close()
    assert len(kept) == 2
    assert "canari" not in str(kept)


# -- outbox ---------------------------------------------------------------------------------------


def test_same_key_is_added_once(school: Storage) -> None:
    assert len(added(school, REPLY, REPLY)) == 1
    assert added(school, REPLY) == []


def test_only_the_head_of_each_line_is_due(school: Storage) -> None:
    added(
        school,
        REPLY,
        replace(REPLY, dedupe_key="t:1:1"),
        replace(REPLY, dedupe_key="t:2:0", chat_key="other"),
    )

    assert due(school) == ["t:1:0", "t:2:0"]


def test_replies_go_before_announcements(school: Storage) -> None:
    announcement = replace(REPLY, dedupe_key="a", priority=1)
    added(school, announcement, replace(announcement, dedupe_key="b", chat_key="other"), REPLY)

    assert due(school) == ["t:1:0", "b"]


def test_sent_message_makes_room_for_the_next(school: Storage) -> None:
    first, _ = added(school, REPLY, replace(REPLY, dedupe_key="t:1:1"))
    with school.write() as uow:
        uow.outbox.sent([(first.id, 42)], at=AT)
        uow.commit()

    assert due(school) == ["t:1:1"]
    assert state(school) == {"pending": 1, "sent": 1}


def test_postponed_message_holds_its_line(school: Storage) -> None:
    first, _ = added(school, REPLY, replace(REPLY, dedupe_key="t:1:1"))
    with school.write() as uow:
        uow.outbox.postponed(first.id, not_before=AT + HOUR, in_doubt=False, counted=True)
        uow.commit()

    assert due(school, AT + MINUTE) == []
    assert due(school, AT + HOUR) == ["t:1:0"]
    with school.read() as uow:
        assert uow.outbox.due("telegram", at=AT + HOUR, limit=1)[0].attempts == 1


def test_no_reply_passes_an_announcement_that_was_told_to_wait(school: Storage) -> None:
    (first,) = added(school, replace(REPLY, dedupe_key="announcement", priority=1))
    with school.write() as uow:
        uow.outbox.sending([first.id], at=AT)
        uow.outbox.postponed(first.id, not_before=AT + HOUR, in_doubt=False, counted=False)
        uow.commit()
    added(school, REPLY)

    assert due(school, AT + MINUTE) == []
    assert due(school, AT + HOUR) == ["announcement"]


@pytest.mark.parametrize(
    ("delivery", "after"),
    [
        (Delivery.AT_LEAST_ONCE, OutState.IN_DOUBT),
        (Delivery.EDIT, OutState.IN_DOUBT),
        (Delivery.AT_MOST_ONCE, OutState.DEAD),
    ],
)
def test_doubt_sends_again_only_what_may_come_twice(
    school: Storage, delivery: Delivery, after: OutState
) -> None:
    (first,) = added(school, replace(REPLY, delivery=delivery))
    with school.write() as uow:
        uow.outbox.postponed(first.id, not_before=AT, in_doubt=True, counted=False)
        uow.commit()

    assert state(school) == {after.value: 1}


@pytest.mark.parametrize(
    ("delivery", "after"),
    [(Delivery.AT_LEAST_ONCE, OutState.IN_DOUBT), (Delivery.AT_MOST_ONCE, OutState.DEAD)],
)
def test_what_was_being_sent_at_a_crash_is_settled_at_the_start(
    school: Storage, delivery: Delivery, after: OutState
) -> None:
    (first,) = added(school, replace(REPLY, delivery=delivery))
    with school.write() as uow:
        uow.outbox.sending([first.id], at=AT)
        uow.commit()
    assert due(school) == []

    with school.write() as uow:
        assert uow.outbox.recover("telegram", at=AT) == 1
        uow.commit()

    assert state(school) == {after.value: 1}


def test_what_is_over_stays_as_it_is(school: Storage) -> None:
    (first,) = added(school, REPLY)
    with school.write() as uow:
        uow.outbox.refused(first.id, at=AT)
        uow.outbox.sent([(first.id, 1)], at=AT)
        uow.outbox.postponed(first.id, not_before=AT, in_doubt=False, counted=True)
        uow.outbox.cancelled([first.id], at=AT)
        uow.commit()

    assert state(school) == {"refused": 1}


def test_old_messages_are_forgotten_once_they_are_over(school: Storage) -> None:
    first, _ = added(school, REPLY, replace(REPLY, dedupe_key="t:1:1"))
    with school.write() as uow:
        uow.outbox.sent([(first.id, None)], at=AT)
        assert uow.outbox.forget(AT) == 0
        assert uow.outbox.forget(AT + DAY) == 1
        uow.commit()

    assert state(school) == {"pending": 1}
    assert added(school, REPLY) != []


# -- at a glance --------------------------------------------------------------------------------


def test_the_inbox_at_a_glance_tells_what_waits_and_what_is_dead(school: Storage) -> None:
    for number in range(4):
        entry = replace(INBOUND, external_id=str(number), received_at=AT + number * MINUTE)
        stored(school, entry)
    with school.write() as uow:
        first, second, third, _ = uow.inbox.waiting("telegram", limit=10)
        uow.inbox.done([first.seq], at=AT)
        uow.inbox.failed(second.seq, dead=True)
        uow.inbox.failed(third.seq, dead=False)
        uow.commit()

    with school.read() as uow:
        state = uow.inbox.state("telegram", limit=10)
        elsewhere = uow.inbox.state("web", limit=10)

    assert state.counts == {"new": 2, "dead": 1}
    assert state.oldest == AT + 2 * MINUTE
    assert list(state.letters) == [Letter(second.seq, "", "dead", AT + MINUTE, 1)]
    assert elsewhere == QueueState({"new": 0, "dead": 0}, None, [])


def test_the_outbox_at_a_glance_tells_what_is_in_doubt_and_what_is_dead(school: Storage) -> None:
    keys = ("sent", "doubt", "dead", "waits")
    messages = [
        replace(REPLY, dedupe_key=key, chat_key=key, created_at=AT + number * MINUTE)
        for number, key in enumerate(keys)
    ]
    sent, doubt, dead, _ = added(school, *messages)
    with school.write() as uow:
        uow.outbox.sent([(sent.id, 1)], at=AT)
        uow.outbox.postponed(doubt.id, not_before=AT, in_doubt=True, counted=True)
        uow.outbox.dead(dead.id, at=AT)
        uow.commit()

    with school.read() as uow:
        state, one = uow.outbox.state("telegram", limit=10), uow.outbox.state("telegram", limit=0)

    assert {name: count for name, count in state.counts.items() if count} == {
        "sent": 1,
        "in_doubt": 1,
        "dead": 1,
        "pending": 1,
    }
    assert state.oldest == AT + MINUTE
    assert list(state.letters) == [
        Letter(doubt.id, "say", "in_doubt", AT + MINUTE, 1),
        Letter(dead.id, "say", "dead", AT + 2 * MINUTE, 0),
    ]
    assert not one.letters


def test_what_is_dead_can_be_tried_again_but_not_what_may_come_once(school: Storage) -> None:
    stored(school, INBOUND)
    once = replace(REPLY, dedupe_key="once", chat_key="other", delivery=Delivery.AT_MOST_ONCE)
    messages = added(school, REPLY, once)
    with school.write() as uow:
        (entry,) = uow.inbox.waiting("telegram", limit=10)
        uow.inbox.failed(entry.seq, dead=True)
        for message in messages:
            uow.outbox.dead(message.id, at=AT)
        uow.commit()
    assert (waiting(school), due(school)) == ([], [])

    with school.write() as uow:
        retried = uow.inbox.retry_dead("telegram"), uow.outbox.retry_dead("telegram")
        uow.commit()

    assert retried == (1, 1)
    assert (waiting(school), due(school)) == ([INBOUND.external_id], [REPLY.dedupe_key])
    assert state(school) == {"pending": 1, "dead": 1}


def test_what_is_on_its_way_to_a_chat_is_known_until_it_is_over(school: Storage) -> None:
    (message,) = added(school, REPLY)

    def is_waiting(chat_key: str = "chat", kind: str = "say") -> bool:
        with school.read() as uow:
            return uow.outbox.is_waiting("telegram", chat_key, kind)

    assert is_waiting()
    assert not is_waiting(chat_key="other")
    assert not is_waiting(kind="question")
    with school.write() as uow:
        uow.outbox.postponed(message.id, not_before=AT, in_doubt=True, counted=True)
        uow.commit()
    assert is_waiting()
    with school.write() as uow:
        uow.outbox.sent([(message.id, 1)], at=AT)
        uow.commit()
    assert not is_waiting()


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (inbox._NEW, "ix_inbox_waiting"),
        (inbox._DEAD, "ix_inbox_dead"),
        (inbox._LETTERS, "ix_inbox_dead"),
        (outbox._WAITING, "ix_outbox_unfinished"),
        (outbox._IS_WAITING, "ix_outbox_unfinished (channel=? AND chat_key=?)"),
        (outbox._OVER_COUNTS, "COVERING INDEX ix_outbox_over"),
        (outbox._FORGET, "ix_outbox_over"),
    ],
)
def test_a_glance_reads_no_message_that_is_over(folder: Folder, statement: Any, index: str) -> None:
    sql = str(statement.compile(dialect=sqlite.dialect()))
    connection = dbapi2.connect(str(folder.database))
    plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", [0] * sql.count("?")).fetchall()
    connection.close()

    assert any(index in row[3] for row in plan), plan
