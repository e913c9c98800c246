"""Responses of an earlier version become answers apart from each other, shown by five."""

from __future__ import annotations

import json
from pathlib import Path

from pysqlite3 import dbapi2
from sqlalchemy import create_engine

from storage import open_storage
from storage.schema import upgrade
from storage.unit_of_work import Storage
from tests.storage.conftest import Folder

_RESPONSES = 7
_NO_SECOND_ANSWER = 3


def as_of_version_4(folder: Folder) -> None:
    """Seven responses: all answer one question, four of them another; somebody sent last."""
    engine = create_engine(folder.url, module=dbapi2)
    with engine.connect() as connection:
        upgrade(connection, "0004")
        connection.commit()
    engine.dispose()
    database = dbapi2.connect(str(folder.database))
    database.executescript("""
        INSERT INTO workshop VALUES ('w1', 'Atelier', 'orientation', '', 'T1', NULL, '2026-2027');
        INSERT INTO dialogue_revision VALUES ('r1', 'review', 'steps: []', '2026-11-02 08:00:00');
        INSERT INTO person (id, kind, names, created_at)
        VALUES ('p1', 'pseudonym', x'00', '2026-01-01 00:00:00.000000');
        INSERT INTO conversation (id, respondent_id, subject_kind, subject_id, dialogue, occasion,
            revision, phase, snapshot, version, started_at, updated_at, submitted_at)
        VALUES ('c1', 'p1', 'workshop', 'w1', 'review', '', 'r1', 'submitted', x'00', 9,
            '2026-11-02 08:01:00.000000', '2026-11-02 08:02:00.000000',
            '2026-11-02 08:02:00.000000');
        INSERT INTO audit (at, actor_id, verb, object_kind, object_id, outcome) VALUES
            ('2026-11-02 08:02:00.000000', 'p1', 'submit', 'conversation', 'c1', 'done'),
            ('2026-11-02 08:03:00.000000', 'p2', 'submit', 'conversation', 'c2', 'done');
    """)
    for number in range(_RESPONSES):
        content = {"review.goal": [number % 2, "x"]}
        if number >= _NO_SECOND_ANSWER:
            content["review.level"] = ["right", "y"]
        database.execute(
            "INSERT INTO anonymous_response VALUES (?, 'w1', 'review', 'r1', '', ?)",
            (f"id{number}", json.dumps(content)),
        )
    database.commit()
    database.close()


def upgraded(tmp_path: Path) -> tuple[Folder, Storage]:
    folder = Folder(tmp_path)
    open_storage(folder.url, key_file=folder.key, create=True).close()
    folder.database.unlink()
    as_of_version_4(folder)
    return folder, open_storage(folder.url, key_file=folder.key, create=True)


def test_answers_are_apart_and_shown_by_five(tmp_path: Path) -> None:
    _, storage = upgraded(tmp_path)
    with storage.read() as uow:
        found = uow.workshops.responses("w1", "review")
    storage.close()

    goals = [one for one in found if one.question == "review.goal"]
    levels = [one for one in found if one.question == "review.level"]
    assert sorted(json.loads(one.value) for one in goals) == [0, 0, 0, 0, 1, 1, 1]
    assert sum(one.shown for one in goals) == 5
    assert [(one.value, one.wording, one.shown) for one in levels] == [('"right"', "y", False)] * 4
    assert len({one.id for one in found} - {f"id{n}" for n in range(_RESPONSES)}) == len(found)


def test_nothing_says_any_more_when_somebody_answered(tmp_path: Path) -> None:
    folder, storage = upgraded(tmp_path)
    storage.close()
    database = dbapi2.connect(str(folder.database))
    moments = database.execute("SELECT started_at, updated_at, submitted_at FROM conversation")
    actors = database.execute("SELECT actor_id FROM audit")

    assert set(moments.fetchone()) == {"2026-01-01 00:00:00.000000"}
    assert actors.fetchall() == [("p2",)]
    database.close()
