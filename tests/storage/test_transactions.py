"""What a unit of work promises, on each storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from storage.errors import AlreadyStored, ReadOnly, TransactionOver, UnknownReference
from storage.unit_of_work import Storage, UnitOfWork
from tests.storage.samples import AT, CONVERSATION, GROUP, LINA, LINK, NOE, fill, grant, new_answer


class Stop(Exception):
    """Something went wrong on purpose."""


def spoil_part(uow: UnitOfWork, work: Callable[[UnitOfWork], object]) -> None:
    """Do some work in a savepoint that ends badly."""
    with uow.savepoint():
        work(uow)
        raise Stop


def test_committed_work_is_there(storage: Storage) -> None:
    with storage.write() as uow:
        fill(uow)
        uow.commit()

    with storage.read() as uow:
        assert uow.people.get("lina") == LINA


def test_uncommitted_work_is_not_there(storage: Storage) -> None:
    with storage.write() as uow:
        fill(uow)

    with storage.read() as uow:
        assert uow.people.get("lina") is None
        assert uow.conversations.get("conv") is None


def test_a_writer_sees_its_own_work_and_a_reader_beside_it_does_not(storage: Storage) -> None:
    with storage.write() as writer, storage.read() as reader:
        fill(writer)

        assert writer.people.get("lina") == LINA
        assert reader.people.get("lina") is None


def test_a_reader_goes_on_seeing_what_it_saw(school: Storage) -> None:
    with school.read() as reader:
        reader.answers.history("conv")
        with school.write() as writer:
            writer.answers.append(new_answer())
            writer.commit()

        assert reader.answers.history("conv") == []
    with school.read() as reader:
        assert len(reader.answers.history("conv")) == 1


def test_an_exception_rolls_everything_back(storage: Storage) -> None:
    def spoil() -> None:
        with storage.write() as uow:
            fill(uow)
            raise Stop

    with pytest.raises(Stop):
        spoil()

    with storage.read() as uow:
        assert uow.people.get_class("c1") is None


def test_work_after_the_last_commit_is_rolled_back(storage: Storage) -> None:
    with storage.write() as uow:
        fill(uow)
        uow.commit()
        uow.links.add(LINK)

    with storage.read() as uow:
        assert uow.people.get_class("c1") == GROUP
        assert uow.links.get("link-hash") is None


def test_a_savepoint_undoes_its_part_only(school: Storage) -> None:
    with school.write() as uow:
        uow.links.add(LINK)
        with pytest.raises(Stop):
            spoil_part(uow, lambda uow: uow.answers.append(new_answer()))
        uow.commit()

    with school.read() as uow:
        assert uow.links.get("link-hash") == LINK
        assert uow.answers.history("conv") == []


def test_a_savepoint_that_ends_well_is_kept(school: Storage) -> None:
    with school.write() as uow:
        with uow.savepoint():
            uow.answers.append(new_answer())
        uow.commit()

    with school.read() as uow:
        assert len(uow.answers.history("conv")) == 1


def test_savepoints_nest(school: Storage) -> None:
    with school.write() as uow:
        with uow.savepoint():
            uow.answers.append(new_answer())
            with pytest.raises(Stop):
                spoil_part(uow, lambda uow: uow.links.add(LINK))
        uow.commit()

    with school.read() as uow:
        assert len(uow.answers.history("conv")) == 1
        assert uow.links.get("link-hash") is None


def test_a_person_undone_with_a_savepoint_can_be_added_again(school: Storage) -> None:
    newcomer = replace(LINA, id="new")
    with school.write() as uow:
        with pytest.raises(Stop):
            spoil_part(uow, lambda uow: uow.people.add(newcomer, at=AT))
        uow.people.add(newcomer, at=AT)
        uow.commit()

    with school.read() as uow:
        assert uow.people.get("new") == newcomer


def test_a_failed_statement_can_be_survived_in_a_savepoint(school: Storage) -> None:
    with school.write() as uow:
        with pytest.raises(AlreadyStored), uow.savepoint():
            uow.conversations.add(CONVERSATION)
        uow.links.add(LINK)
        uow.commit()

    with school.read() as uow:
        assert uow.links.get("link-hash") == LINK


def test_a_reader_cannot_write(school: Storage) -> None:
    with school.read() as uow, pytest.raises(ReadOnly):
        uow.links.add(LINK)


def test_a_unit_of_work_is_over_with_its_block(school: Storage) -> None:
    with school.write() as uow:
        uow.commit()

    with pytest.raises(TransactionOver):
        uow.people.get("lina")
    with pytest.raises(TransactionOver):
        uow.commit()
    with pytest.raises(TransactionOver), uow.savepoint():
        pass


def test_the_same_identity_twice_is_refused(school: Storage) -> None:
    with school.write() as uow:
        with pytest.raises(AlreadyStored):
            uow.people.add(NOE, at=AT)
        with pytest.raises(AlreadyStored):
            uow.people.add_class(GROUP)
        with pytest.raises(AlreadyStored):
            uow.conversations.add(CONVERSATION)


def test_what_points_at_nothing_is_refused(storage: Storage) -> None:
    with storage.write() as uow:
        with pytest.raises(UnknownReference):
            uow.people.add(LINA, at=AT)
        with pytest.raises(UnknownReference):
            uow.links.add(LINK)
        with pytest.raises(UnknownReference):
            uow.conversations.add(CONVERSATION)
        with pytest.raises(UnknownReference):
            uow.answers.append(new_answer())
        with pytest.raises(UnknownReference):
            uow.people.grant(grant())
