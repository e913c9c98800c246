"""The audit trail and the texts of dialogues, on each storage."""

from __future__ import annotations

from dataclasses import replace

from storage.records import AuditEntry
from storage.unit_of_work import Storage
from tests.storage.samples import AT, DAY, HOUR, REVISION


def test_the_audit_trail_of_an_object_is_kept_in_order(school: Storage) -> None:
    entries = [
        AuditEntry(AT + hours * HOUR, "ref", verb, "answers", "lina", "allowed")
        for hours, verb in enumerate(["read", "print", "read"])
    ]
    with school.write() as uow:
        for entry in entries:
            uow.audit.add(entry)
        uow.audit.add(replace(entries[0], object_id="noe", outcome="denied"))
        uow.commit()

    with school.read() as uow:
        assert list(uow.audit.about("answers", "lina")) == entries
        assert list(uow.audit.about("answers", "nobody")) == []


def test_the_text_of_a_dialogue_is_kept_as_it_was_first(school: Storage) -> None:
    with school.write() as uow:
        uow.revisions.add(replace(REVISION, first_used_at=AT + DAY))
        uow.commit()

    with school.read() as uow:
        assert uow.revisions.get("r1") == REVISION
        assert uow.revisions.get("r2") is None
