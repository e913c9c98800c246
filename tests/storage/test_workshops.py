"""Workshops are rows; what is answered about them is nobody's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pysqlite3 import dbapi2

from storage.errors import AlreadyStored, UnknownReference
from storage.records import (
    AnonymousAnswer,
    Conversation,
    Person,
    PersonKind,
    Strand,
    SubjectKind,
    Workshop,
)
from storage.unit_of_work import Storage
from tests.storage.conftest import Folder
from tests.storage.samples import AT, CONVERSATION, DAY, REVISION, filled

PLAN = Workshop(
    id="w1",
    name="Organiser sa semaine",
    strand=Strand.REMEDIATION,
    objective="Tenir un agenda.",
    term="T1",
    school_year="2026-2027",
    facilitator_id="ref",
)
THEATRE = replace(
    PLAN, id="w2", name="Théâtre", strand=Strand.PERSONAL_DEVELOPMENT, facilitator_id=None
)
ANSWER = AnonymousAnswer(
    "b", "w1", "workshop_review", REVISION.hash, "workshop_review.goal", "x", "1"
)


@pytest.fixture
def workshops(school: Storage) -> Storage:
    with school.write() as uow:
        uow.workshops.add(THEATRE)
        uow.workshops.add(PLAN)
        uow.commit()
    return school


def test_workshops_of_a_year_come_in_order(workshops: Storage) -> None:
    with workshops.read() as uow:
        assert uow.workshops.of_year("2026-2027") == [PLAN, THEATRE]
        assert uow.workshops.of_year("2025-2026") == []
        assert uow.workshops.get("w2") == THEATRE
        assert uow.workshops.get("nothing") is None


def test_facilitator_must_exist_and_ids_are_unique(workshops: Storage) -> None:
    with workshops.write() as uow:
        with pytest.raises(UnknownReference):
            uow.workshops.add(replace(PLAN, id="w3", facilitator_id="nobody"))
        with pytest.raises(AlreadyStored):
            uow.workshops.add(PLAN)


def test_responses_come_in_an_order_that_says_nothing(workshops: Storage) -> None:
    with workshops.write() as uow:
        uow.workshops.respond([replace(ANSWER, id="c")])
        uow.workshops.respond([replace(ANSWER, id=name) for name in ("a", "b")])
        uow.workshops.respond([])
        uow.commit()
    with workshops.read() as uow:
        found = uow.workshops.responses("w1", "workshop_review")
        assert [answer.id for answer in found] == ["a", "b", "c"]
        assert uow.workshops.responses("w2", "workshop_review") == []
        assert uow.workshops.responses("w1", "workshop_report") == []


def test_what_is_shown_stays_shown(workshops: Storage) -> None:
    with workshops.write() as uow:
        uow.workshops.respond([replace(ANSWER, id=name) for name in ("a", "b", "c")])
        uow.workshops.show(["a", "c"])
        uow.workshops.show([])
        uow.commit()
    with workshops.read() as uow:
        found = uow.workshops.responses("w1", "workshop_review")
    assert [answer.shown for answer in found] == [True, False, True]
    assert replace(found[1], id=ANSWER.id) == ANSWER


def test_response_needs_its_workshop_and_its_text(workshops: Storage) -> None:
    with workshops.write() as uow:
        for wrong in (replace(ANSWER, workshop_id="none"), replace(ANSWER, revision="none")):
            with pytest.raises(UnknownReference):
                uow.workshops.respond([wrong])


def test_database_keeps_no_row_numbers_of_responses(folder: Folder) -> None:
    filled(folder.open()).close()
    database = dbapi2.connect(str(folder.database))
    with pytest.raises(dbapi2.OperationalError, match="rowid"):
        database.execute("SELECT rowid FROM anonymous_answer")
    database.close()


def about_workshop(**changes: object) -> Conversation:
    given = replace(
        CONVERSATION,
        id="about",
        respondent_id="ref",
        subject_id="w1",
        subject_kind=SubjectKind.WORKSHOP,
        dialogue="workshop_report",
        occasion="T1",
    )
    return replace(given, **changes)  # type: ignore[arg-type]  # named fields of the record


def test_conversation_may_be_about_a_workshop(workshops: Storage) -> None:
    with workshops.write() as uow:
        uow.conversations.add(about_workshop())
        uow.commit()
    with workshops.read() as uow:
        found = uow.conversations.find("ref", "w1", "workshop_report", "T1")
        assert found == about_workshop()
        assert found is not None
        assert found.owner_id == "ref"
        assert uow.conversations.find("ref", "w1", "workshop_report") is None


def test_what_was_sent_last_is_found_whatever_the_occasion(school: Storage) -> None:
    with school.write() as uow:
        for number, occasion in enumerate(("1", "2", "3")):
            sent = AT + number * DAY if occasion != "3" else None
            conversation = replace(
                CONVERSATION,
                id=f"checkin-{occasion}",
                dialogue="checkin",
                occasion=occasion,
                phase="submitted" if sent else "asking",
                submitted_at=sent,
                started_at=AT + number * DAY,
            )
            uow.conversations.add(conversation)
        uow.commit()
    with school.read() as uow:
        found = uow.conversations.last_sent("lina", "lina", "checkin")
        assert found is not None
        assert found.id == "checkin-2"
        assert uow.conversations.last_sent("noe", "lina", "checkin") is None
        assert [one.id for one in uow.conversations.unfinished("checkin")] == ["checkin-3"]


def test_revision_used_last_is_found(school: Storage) -> None:
    later = replace(REVISION, hash="r2", first_used_at=AT + DAY)
    with school.write() as uow:
        uow.revisions.add(later)
        uow.commit()
    with school.read() as uow:
        assert uow.revisions.last("welcome") == later
        assert uow.revisions.last("checkin") is None


def test_somebody_is_removed_with_their_key_once_nothing_points_at_them(school: Storage) -> None:
    shadow = Person("shadow", PersonKind.PSEUDONYM, "", "")
    with school.write() as uow:
        uow.people.add(shadow, at=AT)
        uow.people.remove("shadow")
        uow.commit()
    with school.write() as uow:
        assert uow.people.get("shadow") is None
        with pytest.raises(UnknownReference), uow.savepoint():
            uow.people.remove("lina")
        assert uow.people.get("lina") is not None
