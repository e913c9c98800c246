"""The database, looked at from outside: at one instant while the program runs, and at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import select

from apbot.channels.telegram.rendering import SKIP_LABEL
from dialogues.answers import Answer
from dialogues.definition import Address, Dialogue, Kind, Step
from storage.database import SqlStorage
from storage.encryption import Place
from storage.records import Delivery
from storage.tables import INBOX, OUTBOX
from storage.unit_of_work import Storage
from tests.botapi.history import Line, Pushed
from tests.botapi.state import Telegram
from tests.faults.history import Kept, Queued
from tests.faults.reading import content_of, together

_STORED = "SELECT 1 FROM inbox WHERE channel = 'telegram' AND external_id = ?"
_ANSWERED = (
    "SELECT question FROM answer WHERE conversation_id IN "
    "(SELECT id FROM conversation WHERE respondent_id = ?)"
)
_UNFINISHED = (
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'new') + (SELECT count(*) FROM outbox "
    "WHERE state IN ('pending', 'sending', 'in_doubt'))"
)


class Disk:
    """What a program beside ours finds in the file: nothing that is not committed.

    ``let_go`` after a kill: whoever opens the file next must find it as it was left.
    """

    def __init__(self, file: Path, persons: Mapping[int, str]) -> None:
        """``persons``: ids by chat."""
        self._file = file
        self.persons = persons
        self._connection: Any = None
        self.stored: dict[int, bool] = {}
        """By update: it was there when it was confirmed."""
        self.answered: dict[int, frozenset[str]] = {}
        """By line of the bot: the questions with an answer."""
        self._sets: dict[frozenset[str], frozenset[str]] = {}

    def watch(self, telegram: Telegram) -> None:
        telegram.history.on_confirmed.append(self._confirmed)
        telegram.history.on_line.append(self._said)

    def let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def unfinished(self) -> int:
        """What is still to be decided or to be sent."""
        return int(self._rows(_UNFINISHED)[0][0])

    def _confirmed(self, pushed: Pushed) -> None:
        self.stored[pushed.update_id] = bool(self._rows(_STORED, str(pushed.update_id)))

    def _said(self, line: Line) -> None:
        person = self.persons.get(line.chat_id)
        if line.by_bot and person is not None:
            found = frozenset(row[0] for row in self._rows(_ANSWERED, person))
            self.answered[line.n] = self._sets.setdefault(found, found)

    def _rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        if self._connection is None:
            # Read-only: closing it never writes the log of the killed program into the file.
            self._connection = dbapi2.connect(f"{self._file.as_uri()}?mode=ro", uri=True)
        rows: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        return rows


def integrity(file: Path) -> str:
    connection = dbapi2.connect(file)
    found = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    connection.close()
    return found


# -- at the end -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Export:
    kept: list[Kept]
    inbox: dict[int, list[str]]
    outbox: list[Queued]


def export(storage: Storage, dialogue: Dialogue, persons: Mapping[int, str]) -> Export:
    return Export(list(_kept(storage, dialogue, persons)), _inbox(storage), _outbox(storage))


def _kept(storage: Storage, dialogue: Dialogue, persons: Mapping[int, str]) -> Iterable[Kept]:
    with storage.read() as uow:
        for chat, person in persons.items():
            found = uow.conversations.find(person, person, dialogue.id)
            for past in uow.answers.history(found.id) if found else ():
                step = dialogue.questions[past.answer.question]
                yield Kept(past.id, chat, step.id, words_of(step, past.answer))


def words_of(step: Step, answer: Answer) -> str:
    """What was typed or pressed to give this answer."""
    if answer.value is None:
        return SKIP_LABEL
    if answer.raw != answer.label or step.kind is Kind.TEXT:
        return answer.raw
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    options = [step.option_for(value) for value in values]
    return together([option.button(Address.TU) for option in options if option])


def _inbox(storage: Storage) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for external_id, state in _select(storage, INBOX.c.external_id, INBOX.c.state):
        found.setdefault(int(external_id), []).append(state)
    return found


def _outbox(storage: Storage) -> list[Queued]:
    rows = _select(
        storage, OUTBOX.c.dedupe_key, OUTBOX.c.payload, OUTBOX.c.state, OUTBOX.c.delivery
    )
    return [
        Queued(key, _content(storage, key, sealed), state, delivery == Delivery.AT_MOST_ONCE)
        for key, sealed, state, delivery in rows
    ]


def _content(storage: Storage, key: str, sealed: bytes) -> str:
    payload = json.loads(_sql(storage)._ring.service.open(sealed, Place("outbox.payload", key)))
    return content_of(payload["method"], payload["body"])


def _select(storage: Storage, *columns: Any) -> list[Any]:
    opened = _sql(storage)
    with opened._reader.transaction(opened._ring) as transaction:
        return list(transaction.rows(select(*columns).order_by(columns[0].table.c.id), {}))


def _sql(storage: Storage) -> SqlStorage:
    assert isinstance(storage, SqlStorage), "only a database has a file to look at"
    return storage
