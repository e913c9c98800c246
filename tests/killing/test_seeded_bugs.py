"""One thing broken in the real service at a time: the checker says which invariant it was."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from apbot.channels.telegram.receiving import CHANNEL, Store
from apbot.channels.telegram.scene import Scene
from apbot.channels.telegram.service import BATCH, Service
from apbot.channels.telegram.transport import BotApi, Delivered, Outcome
from apbot.clock import system_clock
from apbot.delivery.ledger import Write
from apbot.library import Library
from storage import open_storage
from storage.records import NewInbound, Outgoing
from storage.unit_of_work import UnitOfWork
from tests.apbot.fixtures import empty_database, library
from tests.apbot.school import make_school
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.clock import FakeClock
from tests.faults.export import Disk
from tests.killing.stand import ME, OTHER, Stand

__all__ = ["empty_database", "library"]
T = TypeVar("T")
TEXT, NEXT = "autre chose d'utile", "Veux-tu voir un adulte"
CANARY = "canari1001x0"


@pytest.fixture
async def stand(
    empty_database: Path, tmp_path: Path, library: Library, clock: FakeClock
) -> AsyncIterator[Stand]:
    folder = shutil.copytree(empty_database, tmp_path / "data")
    file = folder / "apbot.db"
    storage = open_storage(f"sqlite:///{file}", key_file=folder / "apbot.key")
    school = make_school(storage, library, clock)
    telegram = Telegram(clock=system_clock)
    disk = Disk(file, {ME: school.sacha.id, OTHER: school.noa.id})
    disk.watch(telegram)
    async with Server(telegram) as server:
        stand = Stand(school, telegram, server, disk)
        stand.enrol(to="welcome.free_word")
        yield stand
    storage.close()


async def test_nothing_is_found_where_nothing_is_broken(stand: Stand) -> None:
    stand.canaries[CANARY] = ME
    async with stand.life():
        stand.phone.types("/start")
        await stand.reads(TEXT)
        stand.phone.types(f"j'aime {CANARY}")
        stand.phone.types("et le vélo")
    async with stand.life():
        await stand.reads(NEXT)
        stand.phone.presses("Non", times=2)
        await stand.reads("Rien n'est encore envoyé")
        await stand.settled()

    history = stand.history()
    assert stand.broken() == set()
    assert [(act.question, act.words) for act in history.acts] == [
        ("welcome.free_word", f"j'aime {CANARY}"),
        ("welcome.free_word", "et le vélo"),
        ("welcome.meeting_request", "Non"),
    ]
    assert len(history.kept) == 3


async def test_confirmed_before_the_commit(stand: Stand) -> None:
    def at_leisure(store: Store) -> Store:
        async def later(entries: Sequence[NewInbound]) -> int:
            if CANARY in entries[0].payload:
                return len(entries)  # the commit would come in a moment: it does not
            return await store(entries)

        return later

    async with stand.life(storing=at_leisure):
        stand.phone.types("/start")
        await stand.reads(TEXT)
        number = stand.phone.types(f"j'aime {CANARY}")
        await stand.until(lambda: number in stand.telegram.history.confirmed)

    assert {("I1", "unstored"), ("I1", "lost")} <= stand.broken()


class _SendsFirst(Service):
    """Decides, sends, and only then decides again in the transaction that is committed."""

    async def _decide_once(self) -> bool:
        outgoing: list[Outgoing] = []

        def try_out(uow: UnitOfWork) -> None:
            try:
                with uow.savepoint():
                    waiting = uow.inbox.waiting(CHANNEL, limit=BATCH)
                    outgoing.extend(self._decider.decide(uow, waiting, at=system_clock()))
                    raise _Undone  # noqa: TRY301  # the savepoint's only way back
            except _Undone:
                return

        await self._parts.write(try_out)
        if not outgoing:
            return True
        for message in outgoing:
            await self._parts.api.perform(message.payload)
        return await super()._decide_once()


class _Undone(Exception):
    pass


async def test_shown_before_the_commit(stand: Stand) -> None:
    async with stand.life(service=_SendsFirst):
        stand.phone.types("/start")
        await stand.reads(TEXT)
        await stand.settled()  # else the words stand above the copy of the question
        stand.phone.types("le vélo")
        await stand.reads(NEXT)
        await stand.settled()

    assert ("I6", "early") in stand.broken()


def _forgetting() -> Callable[[Write], Write]:
    """An inbox that takes what it has seen for new."""
    times = itertools.count(1)

    def forgetful(write: Write) -> Write:
        def writing(work: Callable[[UnitOfWork], T], /) -> Awaitable[T]:
            return write(lambda uow: work(cast("UnitOfWork", _Forgetful(uow, next(times)))))

        return writing

    return forgetful


class _Forgetful:
    def __init__(self, uow: UnitOfWork, times: int) -> None:
        self._uow, self._times = uow, times
        self.inbox = self

    def __getattr__(self, name: str) -> Any:
        own = name in {"waiting", "done", "failed", "counts", "forget"}
        return getattr(self._uow.inbox if own else self._uow, name)

    def store(self, entries: Sequence[NewInbound]) -> int:
        blank = " " * self._times  # which changes nothing but the digest
        return self._uow.inbox.store([replace(e, payload=e.payload + blank) for e in entries])


class _FetchesOnce(BotApi):
    """Never comes to confirm what it has fetched."""

    fetched = False

    async def updates(self, *, offset: int | None, timeout: int, limit: int = 100) -> Outcome:  # noqa: ASYNC109  # Telegram's own parameter
        if self.fetched:
            await asyncio.Event().wait()
        outcome = await super().updates(offset=offset, timeout=timeout, limit=limit)
        self.fetched = True
        return outcome


async def test_same_update_taken_twice(stand: Stand) -> None:
    async with stand.life():
        stand.phone.types("/start")
        await stand.reads(TEXT)
        await stand.settled()
    stand.phone.types("le vélo")
    forgetful = _forgetting()
    async with stand.life(api=_FetchesOnce, writing=forgetful):
        await stand.reads(NEXT)
        await stand.settled()
    async with stand.life(writing=forgetful):
        await stand.reads(NEXT)
        await stand.until(lambda: len(stand.telegram.history.confirmed) == 2)
        await stand.settled()

    assert ("I1", "doubled") in stand.broken()
    assert [row.words for row in stand.history().kept] == ["le vélo", "le vélo\nle vélo"]


async def test_filed_under_the_question_shown_next(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scene, "came_before", lambda *_: False)
    async with stand.life():
        stand.phone.types("/start")
        await stand.reads(TEXT)
        stand.phone.types("le vélo")
        stand.phone.types("Non")
        await stand.reads("Rien n'est encore envoyé")
        await stand.settled()

    assert ("I3", "misfiled") in stand.broken()


class _WrongChat(BotApi):
    async def perform(self, payload: str) -> Outcome:
        asked = json.loads(payload)
        if CANARY in payload:
            asked["body"]["chat_id"] = OTHER
        return await super().perform(json.dumps(asked))


async def test_said_in_the_wrong_chat(stand: Stand) -> None:
    stand.canaries[CANARY] = ME
    stand.other.types("bonjour")
    async with stand.life(api=_WrongChat):
        stand.phone.types("/start")
        await stand.reads(TEXT)
        stand.phone.types(f"j'aime {CANARY}")
        await stand.reads(NEXT)
        stand.phone.types("/mesreponses")
        await stand.until(lambda: any(CANARY in text for text in stand.other.reads))
        await stand.settled()

    assert ("I5", "leaked") in stand.broken()


class _MarksFirst(BotApi):
    """What is to be sent counts as sent at once; the call would come in a moment."""

    async def perform(self, payload: str) -> Outcome:
        if NEXT in payload:
            return Delivered({"message_id": 99})
        return await super().perform(payload)


async def test_marked_as_sent_before_it_is(stand: Stand) -> None:
    async with stand.life(api=_MarksFirst):
        stand.phone.types("/start")
        await stand.reads(TEXT)
        number = stand.phone.types("le vélo")
        await stand.until(lambda: number in stand.telegram.history.confirmed)
        await stand.settled()

    assert ("I4", "unsent") in stand.broken()


class _SendsTwice(BotApi):
    async def perform(self, payload: str) -> Outcome:
        await super().perform(payload)
        return await super().perform(payload)


async def test_sent_twice_for_nothing(stand: Stand) -> None:
    async with stand.life(api=_SendsTwice):
        stand.phone.types("/start")
        await stand.reads(TEXT)
        await stand.settled()

    assert ("I4", "copied") in stand.broken()
