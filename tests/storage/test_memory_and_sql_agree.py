"""Memory and SQL are the same machine, whatever is done to them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from dialogues.answers import Answer, Visibility
from storage import memory_storage
from storage.errors import StorageError
from storage.records import NewInbound, Person, PersonKind, Role
from storage.unit_of_work import Storage, UnitOfWork
from tests.storage.conftest import Folder
from tests.storage.samples import AT, BROWSER, CONVERSATION, HOUR, LINK, fill, grant, new_answer

Work = Callable[[UnitOfWork], Any]
IDS = st.sampled_from(["conv", "c2", "c3"])
PERSONS = st.sampled_from(["lina", "noe", "ref", "nobody"])
QUESTIONS = st.sampled_from(["welcome.a", "welcome.b", "welcome.c"])
TIMES = st.integers(0, 5).map(lambda hours: AT + hours * HOUR)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(["\0", "\ud800"])
VALUES = st.none() | st.integers() | st.floats() | TEXTS | st.lists(TEXTS, max_size=2).map(tuple)
ANSWERS = st.builds(
    Answer,
    question=QUESTIONS,
    value=VALUES,
    raw=TEXTS,
    label=TEXTS,
    wording=st.just("w"),
    visibility=st.sampled_from(Visibility),
)


class Both(RuleBasedStateMachine):
    """Each piece of work is done on both; some is committed, some undone, some in a savepoint."""

    def __init__(self, empty: Folder) -> None:
        super().__init__()
        self.folder = Folder(Path(tempfile.mkdtemp()))
        shutil.copytree(empty.path, self.folder.path, dirs_exist_ok=True)
        self.storages: list[Storage] = [memory_storage(), self.folder.open()]

    def teardown(self) -> None:
        for storage in self.storages:
            storage.close()
        shutil.rmtree(self.folder.path)

    @initialize()
    def school(self) -> None:
        self.both(fill)

    def both(self, work: Work, *, committed: bool = True) -> None:
        results = []
        for storage in self.storages:
            with storage.write() as uow:
                results.append(_attempt(uow, work))
                if committed:
                    uow.commit()
        assert results[0] == results[1]

    @rule(person=PERSONS, name=TEXTS, committed=st.booleans())
    def add_person(self, *, person: str, name: str, committed: bool) -> None:
        new = Person(f"{person}+", PersonKind.STUDENT, name, name, "c1")
        self.both(lambda uow: uow.people.add(new, at=AT), committed=committed)

    @rule(person=PERSONS, at=TIMES)
    def give_right(self, person: str, at: Any) -> None:
        right = grant(person_id=person, starts_at=at, ends_at=at + 2 * HOUR)
        self.both(lambda uow: uow.people.grant(right))

    @rule(person=PERSONS, since=TIMES, at=TIMES, committed=st.booleans())
    def end_right(self, *, person: str, since: Any, at: Any, committed: bool) -> None:
        right = grant(person_id=person, starts_at=since)
        self.both(lambda uow: uow.people.end_grant(right, at=at), committed=committed)

    @rule(person=PERSONS, at=TIMES)
    def see(self, person: str, at: Any) -> None:
        self.both(lambda uow: uow.links.seen(person, at=at))

    @rule(conversation=IDS, person=PERSONS, at=TIMES)
    def begin(self, conversation: str, person: str, at: Any) -> None:
        new = replace(CONVERSATION, id=conversation, respondent_id=person, started_at=at)
        self.both(lambda uow: uow.conversations.add(new))

    @rule(conversation=IDS, version=st.integers(1, 4), text=TEXTS, committed=st.booleans())
    def save(self, *, conversation: str, version: int, text: str, committed: bool) -> None:
        moved = replace(CONVERSATION, id=conversation, version=version, snapshot=text)
        self.both(lambda uow: uow.conversations.save(moved), committed=committed)

    @rule(conversation=IDS, answer=ANSWERS, at=TIMES, person=PERSONS, committed=st.booleans())
    def answer(
        self, *, conversation: str, answer: Answer, at: Any, person: str, committed: bool
    ) -> None:
        new = new_answer(answer, conversation_id=conversation, at=at, person_id=person)
        self.both(lambda uow: uow.answers.append(new), committed=committed)

    @rule(conversation=IDS, questions=st.lists(QUESTIONS, max_size=2), at=TIMES)
    def supersede(self, conversation: str, questions: list[str], at: Any) -> None:
        self.both(lambda uow: uow.answers.supersede(conversation, questions, at=at))

    @rule(conversation=IDS, committed=st.booleans())
    def erase(self, *, conversation: str, committed: bool) -> None:
        self.both(lambda uow: uow.answers.erase(conversation), committed=committed)

    @rule(number=st.integers(1, 3), committed=st.booleans())
    def receive(self, *, number: int, committed: bool) -> None:
        entry = NewInbound("web", str(number), None, "said", AT)
        self.both(lambda uow: uow.inbox.store([entry]), committed=committed)

    @rule(person=PERSONS, at=TIMES)
    def give_link(self, person: str, at: Any) -> None:
        code = f"code of {person}"
        link = replace(LINK, token_hash=person, person_id=person, expires_at=at, code_hash=code)
        self.both(lambda uow: uow.links.add(link))

    @rule(person=PERSONS, at=TIMES)
    def claim(self, person: str, at: Any) -> None:
        self.both(lambda uow: uow.links.claim(person, at=at))

    @rule(person=PERSONS, at=TIMES)
    def claim_by_code(self, person: str, at: Any) -> None:
        self.both(lambda uow: uow.links.claim_by_code(f"code of {person}", at=at))

    @rule(person=PERSONS, at=TIMES)
    def sign_in(self, person: str, at: Any) -> None:
        browser = replace(BROWSER, token_hash=person, person_id=person, expires_at=at)
        self.both(lambda uow: uow.links.add_browser(browser))

    @rule(person=PERSONS, at=TIMES)
    def reopen(self, person: str, at: Any) -> None:
        self.both(lambda uow: uow.links.reopen(person, until=at))

    @rule(person=PERSONS, channel=st.sampled_from(["web", "telegram"]), at=TIMES)
    def revoke_unused(self, person: str, channel: str, at: Any) -> None:
        self.both(lambda uow: uow.links.revoke_unused(person, channel, at=at))

    @invariant()
    def they_read_the_same(self) -> None:
        seen = []
        for storage in self.storages:
            with storage.read() as uow:
                seen.append(_everything(uow))
        assert seen[0] == seen[1]


def _attempt(uow: UnitOfWork, work: Work) -> Any:
    try:
        with uow.savepoint():
            return work(uow)
    except StorageError as error:
        return type(error)


def _everything(uow: UnitOfWork) -> list[Any]:
    return [
        [(list(uow.answers.history(key)), uow.answers.current(key)) for key in ("conv", "c2")],
        [uow.conversations.get(key) for key in ("conv", "c2", "c3")],
        uow.conversations.find("lina", "lina", "welcome"),
        uow.conversations.of_subjects(["lina", "noe"], "welcome"),
        list(uow.conversations.of_respondent("lina")),
        [uow.links.get(key) for key in ("lina", "noe", "ref")],
        [uow.links.browser(key, at=AT + HOUR) for key in ("lina", "noe", "ref")],
        dict(uow.links.of_each(["lina", "noe", "ref"])),
        uow.links.signed_in(["lina", "noe", "ref"], at=AT + HOUR),
        list(uow.people.students_of_class("c1")),
        list(uow.people.grants_of("ref", at=AT + 2 * HOUR)),
        [list(uow.people.all_grants_of(key)) for key in ("lina", "ref")],
        list(uow.people.grants(at=AT + 3 * HOUR)),
        list(uow.people.staff_with(Role.REFERENT, class_id="c1", student_id=None, at=AT)),
    ]


@pytest.mark.parametrize("examples", [30])
def test_memory_and_sql_agree(empty: Folder, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Both(empty),  # type: ignore[arg-type]  # only called
        settings=settings(max_examples=examples, stateful_step_count=15, deadline=None),
    )
