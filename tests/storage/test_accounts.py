"""Which chat is whose: one each, never a silent change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pysqlite3 import dbapi2

from storage.errors import AlreadyStored, UnknownReference
from storage.records import Answered, Shown, TelegramAccount
from storage.unit_of_work import Storage
from tests.storage.conftest import Folder
from tests.storage.samples import AT, DAY, HOUR, filled

ACCOUNT = TelegramAccount("lina", "key-of-lina", 2**51, "active", AT)


@pytest.fixture
def linked(school: Storage) -> Storage:
    with school.write() as uow:
        uow.accounts.link(ACCOUNT)
        uow.commit()
    return school


def test_account_is_found_by_its_chat_and_by_its_person(linked: Storage) -> None:
    with linked.read() as uow:
        assert uow.accounts.by_chat("key-of-lina") == ACCOUNT
        assert uow.accounts.of("lina") == ACCOUNT
        assert uow.accounts.of("noe") is None
        assert uow.accounts.all_active() == [ACCOUNT]


@pytest.mark.parametrize("other", [{"person_id": "noe"}, {"chat_key": "another"}])
def test_one_chat_for_a_person_and_one_person_for_a_chat(
    linked: Storage, other: dict[str, str]
) -> None:
    with linked.write() as uow, pytest.raises(AlreadyStored):
        uow.accounts.link(replace(ACCOUNT, **other))  # type: ignore[arg-type]  # named fields


def test_what_is_shown_is_kept(linked: Storage) -> None:
    shown = replace(ACCOUNT, state="gone", shown_message=9, shown_prompt=4, shown_conversation="c1")
    with linked.write() as uow:
        uow.accounts.save(shown)
        uow.commit()
    with linked.read() as uow:
        assert uow.accounts.of("lina") == shown
        assert uow.accounts.all_active() == []
        assert uow.accounts.counts() == {"gone": 1}


def test_a_question_that_arrived_stands_in_its_chat(linked: Storage) -> None:
    with linked.write() as uow:
        uow.accounts.shown([Shown("key-of-lina", 9, "c1", 4), Shown("nobody's", 3, "c2", 1)])
        uow.commit()
    with linked.read() as uow:
        assert uow.accounts.of("lina") == replace(
            ACCOUNT, shown_message=9, shown_prompt=4, shown_conversation="c1"
        )


def test_unlinked_account_leaves_nothing(linked: Storage) -> None:
    with linked.write() as uow:
        uow.accounts.remember("key-of-lina", 7, Answered("c1", "welcome.plan", 3))
        uow.accounts.unlink("lina")
        uow.commit()
    with linked.write() as uow:
        assert uow.accounts.by_chat("key-of-lina") is None
        assert uow.accounts.question_of("key-of-lina", 7) is None
        with pytest.raises(UnknownReference):
            uow.accounts.save(ACCOUNT)
        uow.accounts.link(replace(ACCOUNT, person_id="noe"))


def test_question_that_a_message_answered_is_remembered(linked: Storage) -> None:
    with linked.write() as uow:
        uow.accounts.remember("key-of-lina", 7, Answered("c1", "welcome.plan", 3))
        uow.accounts.remember("key-of-lina", 7, Answered("c1", "welcome.notes", 4))
        assert uow.accounts.question_of("key-of-lina", 7) == Answered("c1", "welcome.notes", 4)
        assert uow.accounts.question_of("key-of-lina", 8) is None
        with pytest.raises(UnknownReference):
            uow.accounts.remember("nobody", 7, Answered("c1", "welcome.plan", 3))


def test_messages_that_answered_a_question_are_found_in_their_order(linked: Storage) -> None:
    with linked.write() as uow:
        for message_id in (12, 7, 9):
            uow.accounts.remember("key-of-lina", message_id, Answered("c1", "welcome.plan", 3))
        uow.accounts.remember("key-of-lina", 8, Answered("c1", "welcome.notes", 4))
        uow.accounts.remember("key-of-lina", 10, Answered("c2", "welcome.plan", 3))
        assert list(uow.accounts.messages_for("key-of-lina", "c1", "welcome.plan")) == [7, 9, 12]
        assert list(uow.accounts.messages_for("key-of-noe", "c1", "welcome.plan")) == []


def test_wrong_tokens_are_counted_for_a_while(school: Storage) -> None:
    with school.write() as uow:
        for hours in range(3):
            uow.accounts.failed("chat", at=AT + hours * HOUR)
        assert uow.accounts.failures("chat", since=AT + HOUR) == 2
        assert uow.accounts.failures("other", since=AT) == 0
        uow.accounts.failed("other", at=AT + HOUR)
        assert uow.accounts.all_failures(since=AT) == (4, 2)
        assert uow.accounts.all_failures(since=AT + 2 * HOUR) == (1, 1)
        assert uow.accounts.all_failures(since=AT + DAY) == (0, 0)
        assert uow.accounts.forget_failures(AT + HOUR) == 1
        assert uow.accounts.failures("chat", since=AT - DAY) == 2


def test_marks_keep_the_last_word(school: Storage) -> None:
    with school.write() as uow:
        assert uow.marks.get("seen") is None
        uow.marks.put("seen", "a")
        uow.marks.put("seen", "b")
        uow.commit()
    with school.read() as uow:
        assert uow.marks.get("seen") == "b"


def test_telegram_is_closed_to_a_class_until_it_is_allowed(school: Storage) -> None:
    with school.write() as uow:
        group = uow.people.get_class("c1")
        assert group is not None
        assert not group.telegram
        uow.people.allow_telegram("c1", allowed=True)
        group = uow.people.get_class("c1")
        assert group is not None
        assert group.telegram
        with pytest.raises(UnknownReference):
            uow.people.allow_telegram("nothing", allowed=True)


def test_number_of_a_chat_is_not_readable_in_the_file(folder: Folder) -> None:
    storage = filled(folder.open())
    with storage.write() as uow:
        uow.accounts.link(ACCOUNT)
        uow.commit()
    storage.close()

    database = dbapi2.connect(str(folder.database))
    row = database.execute("SELECT * FROM telegram_account").fetchone()
    database.close()
    assert str(2**51) not in str(row)


def test_what_is_remembered_of_a_conversation_goes_with_it(linked: Storage) -> None:
    with linked.write() as uow:
        uow.accounts.remember("key-of-lina", 1, Answered("conv", "welcome.first_weeks", 1))
        uow.accounts.remember("key-of-lina", 2, Answered("gone", "welcome.first_weeks", 2))
        assert uow.accounts.forget_orphans() == 1
        assert uow.accounts.question_of("key-of-lina", 1) is not None
        assert uow.accounts.question_of("key-of-lina", 2) is None
