"""F12: ``apbot serve`` twice on one database and one bot, the leader killed, then put to sleep."""

from __future__ import annotations

import os
import signal
from asyncio.subprocess import Process
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from apbot.clock import system_clock
from apbot.enabling import new_link
from storage import open_storage
from storage.errors import StorageBusy
from storage.records import ClassGroup, Person, PersonKind
from storage.unit_of_work import Storage
from tests.botapi.server import Server
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.telegram.serving import PATIENCE, Served, started
from tests.telegram.stage import Way

GROUP = ClassGroup("c" * 32, "2nde 3", "seconde", "general", "2026-2027", telegram=True)
SACHA = Person("1" * 32, PersonKind.STUDENT, "Sacha", "Pivoine", GROUP.id)


@pytest.fixture
def opened(tmp_path: Path) -> Storage:
    return open_storage(
        f"sqlite:///{tmp_path / 'apbot.db'}", key_file=tmp_path / "apbot.key", create=True
    )


@pytest.fixture
def token(opened: Storage) -> str:
    """Of Sacha's link."""
    at = system_clock()
    with opened.write() as uow:
        uow.people.add_class(GROUP)
        uow.people.add(SACHA, at=at)
        link = new_link(uow, SACHA, at=at)
        uow.commit()
    return link.token


def put_to_sleep(process: Process, opened: Storage) -> None:
    """Not in the middle of a transaction: nobody can write to a file of SQLite meanwhile."""
    while True:
        os.kill(process.pid, signal.SIGSTOP)
        try:
            with opened.write():
                return
        except StorageBusy:
            os.kill(process.pid, signal.SIGCONT)


async def test_f12_one_leads_and_the_other_takes_over(
    tmp_path: Path, opened: Storage, token: str
) -> None:
    telegram = Telegram(clock=system_clock)
    phone = Student(telegram, 42)

    async with Server(telegram) as server, AsyncExitStack() as stack:

        async def another() -> Served:
            return await stack.enter_async_context(started(tmp_path, Way.POLLING, server))

        async def asked(words: str) -> None:
            assert await server.until(lambda: any(words in text for text in phone.reads), PATIENCE)

        first = await another()
        await first.until_open()
        phone.starts(token)
        await server.until(lambda: "C'est bien moi" in phone.buttons, PATIENCE)
        phone.presses("C'est bien moi")
        await server.until(lambda: "Continuer sur Telegram" in phone.buttons, PATIENCE)
        phone.presses("Continuer sur Telegram")
        await server.until(lambda: "On commence" in phone.buttons, PATIENCE)
        second = await another()
        assert "Un autre serveur s'occupe déjà de Telegram" in await second.said()
        phone.presses("On commence")
        await asked("(1/25)")

        first.process.kill()
        phone.presses("Plutôt bien")
        await asked("(2/25)")

        third = await another()
        assert "Un autre serveur s'occupe déjà de Telegram" in await third.said()
        put_to_sleep(second.process, opened)
        phone.types("l'organisation")
        await asked("(3/25)")
        os.kill(second.process.pid, signal.SIGCONT)
        while "Un autre serveur s'occupe maintenant" not in await second.said():
            pass
        phone.types("je passe")
        await asked("(4/25)")

    with opened.read() as uow:
        conversation = uow.conversations.find(SACHA.id, SACHA.id, "welcome")
        assert conversation is not None
        kept = [past.answer.question for past in uow.answers.history(conversation.id)]
    assert len(kept) == len(set(kept)) == 3, "each answer once"
    opened.close()
