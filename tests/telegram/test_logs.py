"""At DEBUG, after whatever can go wrong, stderr holds nothing of any person and no secret."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from pysqlite3 import dbapi2

from apbot.clock import system_clock
from apbot.library import Library
from apbot.tokens import new_token, token_hash
from storage import open_storage
from storage.records import Link
from tests.apbot.school import SmallSchool, make_school
from tests.botapi.faults import Fault, Kind
from tests.botapi.state import Telegram
from tests.botapi.students import Student
from tests.botapi.webhook import SECRET_HEADER
from tests.clock import FakeClock
from tests.telegram.serving import PATIENCE, Served, served
from tests.telegram.stage import HOOK_SECRET, Way

WORDS = "Canari des mots, que personne ne lit ici"
WRONG_CODE = "canari-d-un-code-faux"
WRONG_SECRET = "canari-d-un-secret-faux-0123"  # noqa: S105  # nobody's


class Tokens:
    """Links of Sacha's, on Telegram and on the web."""

    def __init__(self) -> None:
        self.telegram, self.web = new_token(), new_token()


def prepared(place: Path, library: Library, tokens: Tokens) -> SmallSchool:
    """A school in this folder, Telegram allowed; the database is closed again."""
    url = f"sqlite:///{place / 'apbot.db'}"
    storage = open_storage(url, key_file=place / "apbot.key", create=True)
    school = make_school(storage, library, FakeClock())
    now = system_clock()
    with storage.write() as uow:
        uow.people.allow_telegram(school.sacha.class_id or "", allowed=True)
        for token, channel in ((tokens.telegram, "telegram"), (tokens.web, "web")):
            uow.links.add(Link(token_hash(token), school.sacha.id, now, channel=channel))
        uow.commit()
    storage.close()
    return school


async def everything(program: Served, telegram: Telegram, tokens: Tokens) -> None:
    """A conversation, strangers, garbage, and failures on the way."""

    async def until(phone: Student, words: str) -> None:
        found = await program.server.until(
            lambda: any(words in text for text in [*phone.reads, *phone.buttons]), PATIENCE
        )
        assert found, words

    for kind in (Kind.ERROR, Kind.DROP_AFTER, Kind.LIMITED):
        telegram.faults.add(Fault(kind, "sendMessage", seconds=0.1))
    stranger = Student(telegram, 9)
    stranger.starts(WRONG_CODE)
    await until(stranger, "ouvre le lien")
    phone = Student(telegram, 42, name="Canari-Prénom")
    phone.starts(tokens.telegram)
    for label in ("C'est bien moi", "Continuer sur Telegram", "On commence", "Plutôt bien"):
        await until(phone, label)
        phone.presses(label)
    await until(phone, "(2/25)")
    telegram.arrives(phone.chat, {"text": f"\ud800\x00{WORDS}"})
    telegram.arrives(phone.chat, {"strange": {WORDS: [[[[]]]]}})
    phone.types(WORDS)
    phone.types("/quitter")
    await until(phone, "plus relié")
    async with httpx.AsyncClient(base_url=program.url) as browser:
        for path in (f"/e/{tokens.web}", f"/p/{tokens.web}", f"/e/{tokens.web}?x={WORDS}"):
            await browser.get(path)
        for secret in (WRONG_SECRET, HOOK_SECRET):
            headers = {"content-type": "application/json", SECRET_HEADER: secret}
            body = json.dumps({"no number": WORDS})[:-1]
            await browser.post("/telegram", content=body, headers=headers)


@pytest.mark.parametrize("way", list(Way))
async def test_nothing_of_anybody_is_written(tmp_path: Path, library: Library, way: Way) -> None:
    telegram, tokens = Telegram(clock=system_clock), Tokens()
    school = prepared(tmp_path, library, tokens)
    async with served(tmp_path, way, telegram, log_level="debug") as program:
        await program.until_open()
        await everything(program, telegram, tokens)
        broken = dbapi2.connect(str(tmp_path / "apbot.db"))
        broken.execute("DROP TABLE inbox")
        broken.close()
        telegram.token = "1:another-token"  # noqa: S105  # of the tests
        Student(telegram, 9).types(WORDS)
        assert program.process.stderr is not None
        said = ""
        async with asyncio.timeout(PATIENCE):
            while "ne connaît plus ce bot" not in said:
                said += (await program.process.stderr.readline()).decode()
        said += await program.stopped()

    secrets = [program.token, HOOK_SECRET, tokens.telegram, tokens.web, WRONG_CODE, WRONG_SECRET]
    people = [school.sacha.given_name, school.sacha.family_name, "Canari"]
    assert [canary for canary in [*secrets, *people, WORDS] if canary in said] == []
