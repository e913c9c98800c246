"""What no storage takes, at every door, on each storage; and nothing is stored then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from storage.errors import NaiveTime, StorageError, UnstorableText
from storage.records import AuditEntry
from storage.unit_of_work import Storage, UnitOfWork
from tests.storage.samples import (
    AT,
    CONVERSATION,
    FIRST_WEEKS,
    GROUP,
    INBOUND,
    LINA,
    LINK,
    REVISION,
    new_answer,
)

Door = Callable[[UnitOfWork, str], object]
DOORS: dict[str, Door] = {
    "given name": lambda uow, bad: uow.people.add(replace(LINA, id="new", given_name=bad), at=AT),
    "family name": lambda uow, bad: uow.people.add(replace(LINA, id="new", family_name=bad), at=AT),
    "class": lambda uow, bad: uow.people.add_class(replace(GROUP, id="c2", label=bad)),
    "raw words": lambda uow, bad: uow.answers.append(new_answer(replace(FIRST_WEEKS, raw=bad))),
    "label": lambda uow, bad: uow.answers.append(new_answer(replace(FIRST_WEEKS, label=bad))),
    "value": lambda uow, bad: uow.answers.append(new_answer(replace(FIRST_WEEKS, value=bad))),
    "values": lambda uow, bad: uow.answers.append(
        new_answer(replace(FIRST_WEEKS, value=("good", bad)))
    ),
    "question": lambda uow, bad: uow.answers.append(new_answer(replace(FIRST_WEEKS, question=bad))),
    "questions": lambda uow, bad: uow.answers.supersede("conv", [bad], at=AT),
    "snapshot": lambda uow, bad: uow.conversations.save(replace(CONVERSATION, snapshot=bad)),
    "new snapshot": lambda uow, bad: uow.conversations.add(
        replace(CONVERSATION, id="c2", snapshot=bad)
    ),
    "phase": lambda uow, bad: uow.conversations.save(replace(CONVERSATION, phase=bad)),
    "link": lambda uow, bad: uow.links.add(replace(LINK, token_hash=bad)),
    "message": lambda uow, bad: uow.inbox.store([replace(INBOUND, external_id=bad)]),
    "audit": lambda uow, bad: uow.audit.add(AuditEntry(AT, "ref", bad, "answers", "lina", "ok")),
    "dialogue": lambda uow, bad: uow.revisions.add(replace(REVISION, hash="r2", content=bad)),
    "search for a person": lambda uow, bad: uow.people.get(bad),
    "search for a class": lambda uow, bad: uow.people.get_class(bad),
    "search for a link": lambda uow, bad: uow.links.get(bad),
    "search for a browser": lambda uow, bad: uow.links.browser(bad, at=AT),
    "search for a conversation": lambda uow, bad: uow.conversations.get(bad),
    "search by respondent": lambda uow, bad: uow.conversations.find(bad, "lina", "welcome"),
    "search for theirs": lambda uow, bad: uow.conversations.of_respondent(bad),
    "search by subject": lambda uow, bad: uow.conversations.of_subjects([bad], "welcome"),
    "search for answers": lambda uow, bad: uow.answers.current(bad),
    "search for a dialogue": lambda uow, bad: uow.revisions.get(bad),
}


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", "\udfff"], ids=["nul", "high", "low"])
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_unstorable_text_is_refused_and_changes_nothing(
    school: Storage, door: Door, bad: str
) -> None:
    with school.write() as uow:
        uow.answers.append(new_answer())
        with pytest.raises(UnstorableText) as caught:
            door(uow, bad)
        uow.commit()

    assert bad not in str(caught.value)
    with school.read() as uow:
        assert uow.answers.current("conv") == {"welcome.first_weeks": FIRST_WEEKS}
        assert uow.conversations.get("conv") == CONVERSATION


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(school: Storage, number: float) -> None:
    with school.write() as uow, pytest.raises(UnstorableText):
        uow.answers.append(new_answer(replace(FIRST_WEEKS, value=number)))


def test_a_naive_time_is_refused(school: Storage) -> None:
    naive = AT.replace(tzinfo=None)
    with school.write() as uow:
        with pytest.raises(NaiveTime):
            uow.conversations.save(replace(CONVERSATION, updated_at=naive))
        with pytest.raises(NaiveTime):
            uow.answers.append(new_answer(at=naive))
        with pytest.raises(NaiveTime):
            uow.links.browser("browser-hash", at=naive)


def test_both_are_errors_of_storage_and_of_value() -> None:
    for kind in (UnstorableText, NaiveTime):
        assert issubclass(kind, StorageError)
        assert issubclass(kind, ValueError)
