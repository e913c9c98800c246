"""Conversations, on each storage."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from storage.errors import StaleConversation, UnknownReference
from storage.unit_of_work import Storage
from tests.storage.samples import AT, CONVERSATION, DAY, HOUR


def test_a_conversation_comes_back_equal(school: Storage) -> None:
    with school.read() as uow:
        assert uow.conversations.get("conv") == CONVERSATION
        assert uow.conversations.find("lina", "lina", "welcome") == CONVERSATION


def test_an_unknown_conversation_is_none(school: Storage) -> None:
    with school.read() as uow:
        assert uow.conversations.get("other") is None
        assert uow.conversations.find("lina", "noe", "welcome") is None
        assert uow.conversations.find("noe", "lina", "welcome") is None
        assert uow.conversations.find("lina", "lina", "checkin") is None


def test_saving_raises_the_version_by_one(school: Storage) -> None:
    moved = replace(
        CONVERSATION,
        phase="submitted",
        snapshot='{"at": null}',
        updated_at=AT + HOUR,
        submitted_at=AT + HOUR,
        purged_after=AT + DAY,
    )
    with school.write() as uow:
        saved = uow.conversations.save(moved)
        uow.commit()

    assert saved == replace(moved, version=2)
    with school.read() as uow:
        assert uow.conversations.get("conv") == saved


def test_second_writer_gets_stale_conversation(school: Storage) -> None:
    with school.write() as uow:
        uow.conversations.save(CONVERSATION)
        uow.commit()

    with school.write() as uow, pytest.raises(StaleConversation):
        uow.conversations.save(CONVERSATION)


def test_saving_what_was_never_added_is_stale(school: Storage) -> None:
    with school.write() as uow, pytest.raises(StaleConversation):
        uow.conversations.save(replace(CONVERSATION, id="other"))


def test_saving_for_somebody_else_is_stale(school: Storage) -> None:
    with school.write() as uow, pytest.raises(StaleConversation):
        uow.conversations.save(replace(CONVERSATION, respondent_id="noe"))


def test_who_answers_about_whom_never_changes(school: Storage) -> None:
    changed = replace(CONVERSATION, subject_id="noe", dialogue="other", started_at=AT + DAY)
    with school.write() as uow:
        uow.conversations.save(changed)
        uow.commit()

    with school.read() as uow:
        assert uow.conversations.get("conv") == replace(CONVERSATION, version=2)


def test_a_revision_of_a_dialogue_that_is_not_kept_is_refused(school: Storage) -> None:
    with school.write() as uow:
        with pytest.raises(UnknownReference):
            uow.conversations.add(replace(CONVERSATION, id="c2", revision="r2"))
        with pytest.raises(UnknownReference):
            uow.conversations.save(replace(CONVERSATION, revision="r2"))


def test_of_several_the_one_begun_last_is_found(school: Storage) -> None:
    last = replace(CONVERSATION, id="a-later-one", started_at=AT + DAY)
    before = replace(CONVERSATION, id="z-earlier-one", started_at=AT - DAY)
    with school.write() as uow:
        uow.conversations.add(last)
        uow.conversations.add(before)
        uow.commit()

    with school.read() as uow:
        assert uow.conversations.find("lina", "lina", "welcome") == last
        assert uow.conversations.of_subjects(["lina"], "welcome") == {"lina": last}


def test_a_list_of_students_gets_those_who_have_one(school: Storage) -> None:
    about_noe = replace(CONVERSATION, id="c2", subject_id="noe", respondent_id="ref")
    with school.write() as uow:
        uow.conversations.add(about_noe)
        uow.commit()

    with school.read() as uow:
        found = uow.conversations.of_subjects(["noe", "lina", "nobody"], "welcome")
        assert found == {"lina": CONVERSATION, "noe": about_noe}
        assert uow.conversations.of_subjects([], "welcome") == {}
        assert uow.conversations.of_subjects(["noe"], "checkin") == {}
        assert uow.conversations.of_subjects(["noe"], "welcome") == {"noe": about_noe}


def test_what_somebody_answers_comes_the_most_recently_active_first(school: Storage) -> None:
    older = replace(CONVERSATION, id="c2", dialogue="checkin", updated_at=AT - DAY)
    about_noe = replace(CONVERSATION, id="c3", subject_id="noe", updated_at=AT + DAY)
    anothers = replace(CONVERSATION, id="c4", respondent_id="noe", subject_id="noe")
    with school.write() as uow:
        for conversation in (older, about_noe, anothers):
            uow.conversations.add(conversation)
        uow.commit()

    with school.read() as uow:
        found = list(uow.conversations.of_respondent("lina"))
        assert found == [about_noe, CONVERSATION, older]
        assert list(uow.conversations.of_respondent("nobody")) == []


def test_times_come_back_aware_and_in_utc(school: Storage) -> None:
    summer = dt.timezone(dt.timedelta(hours=2))
    moved = replace(CONVERSATION, updated_at=dt.datetime(2026, 7, 1, 10, 30, 0, 123456, summer))
    with school.write() as uow:
        uow.conversations.save(moved)
        uow.commit()

    with school.read() as uow:
        stored = uow.conversations.get("conv")
    assert stored is not None
    assert stored.updated_at == moved.updated_at
    assert stored.updated_at.tzinfo is dt.UTC
    assert stored.updated_at.hour == 8


def test_a_conversation_is_due_from_its_hour_on(school: Storage) -> None:
    with school.write() as uow:
        uow.conversations.save(replace(CONVERSATION, purged_after=AT + DAY))
        uow.commit()

    with school.read() as uow:
        assert list(uow.conversations.due(AT + DAY - HOUR)) == []
        assert list(uow.conversations.due(AT + DAY)) == ["conv"]


def test_a_conversation_removed_is_not_there(school: Storage) -> None:
    with school.write() as uow:
        uow.answers.erase("conv")
        uow.conversations.remove("conv")
        uow.conversations.remove("never")
        uow.commit()

    with school.read() as uow:
        assert uow.conversations.get("conv") is None
        assert uow.conversations.find("lina", "lina", "welcome") is None
