"""The busy paths stay a handful of statements, and every statement speaks to both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.base import Executable

import storage.answers
import storage.audit
import storage.conversations
import storage.inbox
import storage.links
import storage.people
import storage.revisions
from storage.records import Person, PersonKind
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import Folder
from tests.storage.samples import (
    AT,
    CONVERSATION,
    DAY,
    FIRST_WEEKS,
    LINK,
    filled,
    new_answer,
)

COLLECTIONS = [
    storage.answers,
    storage.audit,
    storage.conversations,
    storage.inbox,
    storage.links,
    storage.people,
    storage.revisions,
]


@contextmanager
def counted(uow: UnitOfWork) -> Iterator[list[str]]:
    """The statements that SQLite is given inside the block; it repeats one whose trigger fires."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if seen[-1:] != [statement]:
            seen.append(statement)

    driver = uow._transaction._connection.driver_connection  # type: ignore[attr-defined]
    driver.set_trace_callback(note)
    try:
        yield seen
    finally:
        driver.set_trace_callback(None)


def test_a_web_answer_is_a_handful_of_statements(folder: Folder) -> None:
    opened = filled(folder.open())
    with opened.write() as uow, counted(uow) as seen:
        uow.people.get("lina")
        conversation = uow.conversations.find("lina", "lina", "welcome")
        assert conversation is not None
        uow.answers.current(conversation.id)
        before = len(seen)
        uow.answers.append(new_answer())
        assert len(seen) - before == 2
        uow.conversations.save(conversation)
        uow.commit()
    opened.close()

    assert len(seen) == 7


def test_an_edit_takes_no_more_statements_than_a_first_answer(folder: Folder) -> None:
    opened = filled(folder.open())
    with opened.write() as uow:
        uow.answers.append(new_answer())
        with counted(uow) as seen:
            uow.answers.append(new_answer(replace(FIRST_WEEKS, value="good")))
    opened.close()

    assert [statement.split()[0] for statement in seen] == ["UPDATE", "INSERT"]


def test_a_list_of_students_is_one_statement_whatever_their_number(folder: Folder) -> None:
    opened = filled(folder.open())
    with opened.write() as uow:
        for number in range(300):
            student = Person(f"s{number}", PersonKind.STUDENT, "Al", "Zola", "c1")
            uow.people.add(student, at=AT)
            uow.conversations.add(
                replace(
                    CONVERSATION,
                    id=f"c{number}",
                    respondent_id=student.id,
                    subject_id=student.id,
                )
            )
        with counted(uow) as seen:
            students = uow.people.students_of_class("c1")
            found = uow.conversations.of_subjects([student.id for student in students], "welcome")
    opened.close()

    assert len(found) == 301
    assert len(seen) == 2


LOOK_UPS: dict[str, Callable[[UnitOfWork], object]] = {
    "browser": lambda uow: uow.links.browser("x", at=AT),
    "claim": lambda uow: uow.links.claim("x", at=AT),
    "reopen": lambda uow: uow.links.reopen("x", until=AT + DAY),
    "find": lambda uow: uow.conversations.find("lina", "lina", "welcome"),
    "of subjects": lambda uow: uow.conversations.of_subjects(["lina"], "welcome"),
    "of respondent": lambda uow: uow.conversations.of_respondent("lina"),
    "current": lambda uow: uow.answers.current("conv"),
    "append": lambda uow: uow.answers.append(new_answer()),
    "supersede": lambda uow: uow.answers.supersede("conv", ["welcome.plan"], at=AT),
    "grants": lambda uow: uow.people.grants_of("ref", at=AT),
    "students": lambda uow: uow.people.students_of_class("c1"),
    "audit": lambda uow: uow.audit.about("answers", "lina"),
    "waiting": lambda uow: uow.inbox.waiting("telegram", limit=10),
    "recover": lambda uow: uow.outbox.recover("telegram", at=AT),
}


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS)
def test_every_look_up_has_its_index(
    folder: Folder, look_up: Callable[[UnitOfWork], object]
) -> None:
    opened = filled(folder.open())
    with opened.write() as uow:
        uow.links.add(LINK)
        with counted(uow) as seen:
            look_up(uow)
        driver = uow._transaction._connection.driver_connection  # type: ignore[attr-defined]
        plans = [
            row[3]
            for statement in seen
            for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}")
        ]
    opened.close()

    assert not [plan for plan in plans if plan.startswith("SCAN")]


def test_the_head_of_each_line_is_found_among_what_is_unfinished_alone(folder: Folder) -> None:
    opened = filled(folder.open())
    with opened.write() as uow:
        with counted(uow) as seen:
            uow.outbox.due("telegram", at=AT, limit=10)
        driver = uow._transaction._connection.driver_connection  # type: ignore[attr-defined]
        plans = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {seen[-1]}")]
    opened.close()

    assert "SCAN outbox" not in plans
    assert any("ix_outbox_unfinished" in plan for plan in plans)


STATEMENTS = {
    f"{collection.__name__}.{name}": value
    for collection in COLLECTIONS
    for name, value in vars(collection).items()
    if isinstance(value, Executable)
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_every_statement_speaks_to_postgresql(statement: Executable) -> None:
    compiled = statement.compile(dialect=postgresql.dialect())  # type: ignore[attr-defined, no-untyped-call]

    assert str(compiled)
