"""Nothing a person wrote stands in the files; a value opens in its own place alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pysqlite3 import dbapi2

from storage.encryption import KeyRing, Place
from storage.errors import UnreadableValue
from storage.records import Person, PersonKind
from tests.storage.conftest import Folder
from tests.storage.samples import AT, CONVERSATION, FIRST_WEEKS, filled, new_answer

HERE = Place("answer.content", "conv|welcome.first_weeks|1")


def run(folder: Folder, sql: str) -> None:
    connection = dbapi2.connect(str(folder.database))
    connection.execute(sql)
    connection.commit()
    connection.close()


def with_two_answers(folder: Folder) -> None:
    storage = filled(folder.open())
    with storage.write() as uow:
        uow.conversations.add(replace(CONVERSATION, id="c2", respondent_id="noe"))
        uow.answers.append(new_answer())
        uow.answers.append(new_answer(conversation_id="c2", person_id="noe"))
        uow.commit()
    storage.close()


def test_no_word_of_a_person_is_in_any_file(folder: Folder) -> None:
    canaries = [f"canari{number}" for number in range(6)]
    storage = filled(folder.open())
    with storage.write() as uow:
        person = Person("new", PersonKind.STUDENT, canaries[0], canaries[1], "c1")
        uow.people.add(person, at=AT)
        answer = replace(FIRST_WEEKS, raw=canaries[2], label=canaries[3], value=(canaries[4],))
        uow.answers.append(new_answer(answer))
        uow.conversations.save(replace(CONVERSATION, snapshot=canaries[5]))
        uow.commit()

    beside = [path.read_bytes() for path in folder.path.iterdir()]
    assert len(beside) > 2  # the write-ahead log is there
    storage.close()
    after = [path.read_bytes() for path in folder.path.iterdir()]

    for content in [*beside, *after]:
        assert not [canary for canary in canaries if canary.encode() in content]


def test_a_value_moved_to_another_row_is_unreadable(folder: Folder) -> None:
    with_two_answers(folder)
    run(folder, "DROP TRIGGER answer_is_append_only")
    run(
        folder,
        "UPDATE answer SET content = (SELECT content FROM answer WHERE conversation_id = 'conv')",
    )

    with folder.open().read() as uow:
        assert uow.answers.current("conv") == {"welcome.first_weeks": FIRST_WEEKS}
        with pytest.raises(UnreadableValue):
            uow.answers.current("c2")


def test_names_and_snapshots_moved_to_another_row_are_unreadable(folder: Folder) -> None:
    with_two_answers(folder)
    run(folder, "UPDATE person SET names = (SELECT names FROM person WHERE id = 'lina')")
    run(
        folder,
        "UPDATE conversation SET snapshot = (SELECT snapshot FROM conversation WHERE id = 'conv')",
    )

    with folder.open().read() as uow:
        with pytest.raises(UnreadableValue):
            uow.people.get("noe")
        with pytest.raises(UnreadableValue):
            uow.conversations.get("c2")


def test_the_key_of_another_person_does_not_open(folder: Folder) -> None:
    with_two_answers(folder)
    run(
        folder,
        "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE person_id = 'lina')",
    )

    with folder.open().read() as uow, pytest.raises(UnreadableValue):
        uow.people.get("noe")


def test_without_their_key_nothing_of_a_person_is_readable_and_others_are(folder: Folder) -> None:
    with_two_answers(folder)
    run(folder, "DELETE FROM data_key WHERE person_id = 'lina'")

    with folder.open().read() as uow:
        for read in (uow.people.get, uow.conversations.get, uow.answers.current):
            with pytest.raises(UnreadableValue):
                read("lina" if read == uow.people.get else "conv")
        assert uow.answers.current("c2") == {"welcome.first_weeks": FIRST_WEEKS}


@pytest.mark.parametrize("at", [0, 1, 5, 20, -1])
def test_one_changed_byte_is_noticed(at: int) -> None:
    key, _ = KeyRing(bytes(32)).new_data_key("lina")
    sealed = bytearray(key.seal("à voix haute", HERE))
    sealed[at] ^= 1

    with pytest.raises(UnreadableValue) as caught:
        key.open(bytes(sealed), HERE)
    assert "voix" not in str(caught.value)


def test_a_value_cut_short_is_noticed() -> None:
    ring = KeyRing(bytes(32))
    key, wrapped = ring.new_data_key("lina")
    sealed = key.seal("mot", HERE)

    for length in range(len(sealed)):
        with pytest.raises(UnreadableValue):
            key.open(sealed[:length], HERE)
    for length in range(len(wrapped)):
        with pytest.raises(UnreadableValue):
            ring.open_data_key("lina", wrapped[:length])


def test_the_same_words_are_never_sealed_the_same_way() -> None:
    key, _ = KeyRing(bytes(32)).new_data_key("lina")

    assert key.seal("mot", HERE) != key.seal("mot", HERE)


def test_a_data_key_opens_for_its_person_with_its_wrapping_key() -> None:
    ring = KeyRing(bytes(32))
    key, wrapped = ring.new_data_key("lina")
    sealed = key.seal("mot", HERE)

    assert ring.open_data_key("lina", wrapped).open(sealed, HERE) == "mot"
    with pytest.raises(UnreadableValue):
        ring.open_data_key("noe", wrapped)
    with pytest.raises(UnreadableValue):
        KeyRing(bytes(31) + b"1").open_data_key("lina", wrapped)


def test_the_key_is_not_in_what_recognises_it() -> None:
    key = bytes(range(32))

    ring = KeyRing(key)

    assert key.hex() not in ring.fingerprint
    assert ring.fingerprint == KeyRing(key).fingerprint
    assert ring.fingerprint != KeyRing(bytes(32)).fingerprint
