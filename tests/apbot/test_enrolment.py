"""Personal links: opened once by the first, known by their hash alone."""

from __future__ import annotations

import threading
from pathlib import Path

from apbot.enrolment import invite, sign_in, signed_in, visitor
from apbot.tokens import new_token, token_hash
from apbot.writer import Writer
from storage.records import PersonKind
from storage.unit_of_work import Storage
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock


def test_tokens_have_128_bits_and_are_all_different() -> None:
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {22}


def test_no_token_is_ever_stored(
    storage: Storage, school: SmallSchool, clock: FakeClock, tmp_path: Path
) -> None:
    link = school.invite(school.sacha)
    with storage.write() as uow:
        entered = sign_in(uow, link, PersonKind.STUDENT, at=clock())
        uow.commit()
    assert entered is not None

    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())

    with storage.read() as uow:
        assert uow.links.get(link) is None
        assert uow.links.get(token_hash(link)) is not None
    assert link.encode() not in written
    assert entered.cookie.encode() not in written


def test_of_browsers_at_once_one_wins(
    storage: Storage, school: SmallSchool, clock: FakeClock
) -> None:
    link = school.invite(school.sacha)
    writer, start = Writer(storage), threading.Barrier(8)
    won = []

    def try_it() -> None:
        start.wait()
        job = writer.submit(lambda uow: sign_in(uow, link, PersonKind.STUDENT, at=clock()))
        won.append(job.result(timeout=10) is not None)

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()

    assert sorted(won) == [False] * 7 + [True]


def test_a_browser_is_only_what_it_was_signed_in_as(
    storage: Storage, school: SmallSchool, clock: FakeClock
) -> None:
    link = school.invite(school.laureole)
    with storage.write() as uow:
        entered = sign_in(uow, link, PersonKind.STAFF, at=clock())
        assert entered is not None

        assert signed_in(uow, entered.cookie, PersonKind.STAFF, at=clock()) == school.laureole
        assert signed_in(uow, entered.cookie, PersonKind.STUDENT, at=clock()) is None
        assert signed_in(uow, entered.cookie, PersonKind.STAFF, at=entered.expires_at) is None
        assert signed_in(uow, None, PersonKind.STAFF, at=clock()) is None


def test_a_second_invitation_leaves_the_first_open(
    storage: Storage, school: SmallSchool, clock: FakeClock
) -> None:
    with storage.write() as uow:
        links = [invite(uow, school.sacha.id, at=clock()) for _ in range(2)]
        found = [visitor(uow, link, PersonKind.STUDENT, at=clock()) for link in links]

    assert found == [school.sacha, school.sacha]
