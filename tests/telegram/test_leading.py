"""Of two servers on one database one leads; whoever lost the lead commits and sends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from apbot.channels.telegram.leading import Lead, Leading, LostLead
from apbot.file_lock import FileLock
from storage.unit_of_work import Storage, UnitOfWork
from tests.delivery.fakes import FakeTime, settle

T = TypeVar("T")


class Machine:
    """One server: paused, nothing of it goes on; killed, the system lets go of its lock."""

    def __init__(self, storage: Storage, time: FakeTime, lock: FileLock | None) -> None:
        self._storage, self._time, self._lock = storage, time, lock
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self._task: asyncio.Task[None] = asyncio.create_task(self._run())
        self._leading = Leading(self._write, time.clock, self._sleep, lock)
        self.lead: Lead | None = None

    async def _run(self) -> None:
        while True:
            self.lead = await self._leading.lead()
            try:
                await self.lead.keep()
            except LostLead:
                self.lead = None

    async def _sleep(self, seconds: float) -> None:
        await self._time.sleep(seconds)
        await self.goes_on.wait()

    async def _write(self, work: Callable[[UnitOfWork], T], /) -> T:
        await self.goes_on.wait()
        with self._storage.write() as uow:
            result = work(uow)
            uow.commit()
        return result

    def leads(self) -> bool:
        return self.lead is not None

    async def killed(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._lock is not None:
            self._lock.give_up()


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture(params=[True, False], ids=["one machine", "several machines"])
def locks(request: pytest.FixtureRequest, tmp_path: Path) -> list[FileLock | None]:
    if not request.param:
        return [None, None]
    return [FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")]


async def test_the_second_waits_and_takes_over_when_the_first_is_killed(
    storage: Storage, time: FakeTime, locks: list[FileLock | None]
) -> None:
    first, second = (Machine(storage, time, lock) for lock in locks)
    await time.advance(120)
    assert first.leads()
    assert not second.leads()

    await first.killed()
    await time.advance(3 if locks[0] is not None else 20)

    assert second.leads()
    await second.killed()


async def test_one_that_was_paused_commits_and_sends_nothing_more(
    storage: Storage, time: FakeTime, locks: list[FileLock | None]
) -> None:
    first, second = (Machine(storage, time, lock) for lock in locks)
    await time.advance(10)
    paused = first.lead
    assert paused is not None
    assert paused.holds()
    first.goes_on.clear()
    await time.advance(20)
    assert second.leads(), "it took over"
    await time.advance(40)

    assert not paused.holds(), "it would not even send what it has in hand"
    first.goes_on.set()
    with pytest.raises(LostLead):
        await paused.write(lambda uow: uow.marks.put("late", "words"))
    with storage.read() as uow:
        assert uow.marks.get("late") is None

    took_over = second.lead
    await time.advance(120)
    assert not first.leads()
    assert second.lead is took_over, "it keeps the lead"
    await second.killed()
    await time.advance(20)
    assert first.leads()
    await first.killed()


async def test_beginning_again_after_a_fault_takes_no_time(
    storage: Storage, time: FakeTime, locks: list[FileLock | None]
) -> None:
    lead = Leading(Machine(storage, time, None)._write, time.clock, time.sleep, locks[0])
    first = await lead.lead()

    again = await lead.lead()

    assert again.holds()
    assert first is not again


async def test_a_disk_that_refuses_for_long_costs_the_lead_and_gives_it_back(
    storage: Storage, time: FakeTime
) -> None:
    machine = Machine(storage, time, None)
    await settle()
    lead = machine.lead
    assert lead is not None
    machine.goes_on.clear()  # no write comes back
    await time.advance(16)
    assert not lead.holds()

    machine.goes_on.set()
    await time.advance(6)

    assert lead.holds()
    await machine.killed()
