"""The append-only answers, on each storage."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dialogues.answers import Answer, Source, Value, Visibility
from storage.records import StoredAnswer
from storage.unit_of_work import Storage, UnitOfWork
from tests.storage.samples import AT, CONVERSATION, FIRST_WEEKS, HOUR, new_answer

PLAN = Answer("welcome.plan", 2, "parfois", "Parfois", "w2")


def append(school: Storage, *answers: Answer) -> list[StoredAnswer]:
    with school.write() as uow:
        stored = [uow.answers.append(new_answer(answer)) for answer in answers]
        uow.commit()
    return stored


def history(uow: UnitOfWork) -> list[tuple[str, int, dt.datetime | None]]:
    return [
        (stored.answer.question, stored.answer.revision, stored.superseded_at)
        for stored in uow.answers.history("conv")
    ]


def test_without_answers_there_are_none(school: Storage) -> None:
    with school.read() as uow:
        assert uow.answers.current("conv") == {}
        assert list(uow.answers.history("conv")) == []


@pytest.mark.parametrize(
    "value",
    [
        None,
        "hard",
        "",
        3,
        0,
        -(2**52),
        2**52,
        1.5,
        1.0,
        (),
        ("a",),
        ("b", "a"),
        "2026-09-01",
        "é\n👍🏽",
    ],
)
def test_any_value_makes_the_round_trip(school: Storage, value: Value) -> None:
    answer = replace(FIRST_WEEKS, value=value, visibility=Visibility.ALOUD, source=Source.PAPER)

    append(school, answer)

    with school.read() as uow:
        current = uow.answers.current("conv")
    assert current == {"welcome.first_weeks": answer}
    assert type(current["welcome.first_weeks"].value) is type(value)


@pytest.mark.parametrize(
    "words",
    ["'; DROP TABLE answer; --", "%s {0} ${x}", "\\u0000 \u202e \u200f", "👩🏽‍🎓" * 500, "\r\n\t"],
)
def test_hostile_words_make_the_round_trip(school: Storage, words: str) -> None:
    append(school, replace(FIRST_WEEKS, raw=words, label=words, value=words))

    with school.read() as uow:
        answer = uow.answers.current("conv")["welcome.first_weeks"]
    assert (answer.raw, answer.label, answer.value) == (words, words, words)


def test_appending_sets_the_revision_and_supersedes_the_current_one(school: Storage) -> None:
    first, second = append(school, FIRST_WEEKS, replace(FIRST_WEEKS, value="good", revision=9))

    assert (first.answer.revision, first.supersedes) == (1, None)
    assert (second.answer.revision, second.supersedes) == (2, first.id)
    with school.read() as uow:
        assert uow.answers.current("conv") == {"welcome.first_weeks": second.answer}
        assert uow.answers.history("conv") == [replace(first, superseded_at=AT), second]


def test_another_question_supersedes_nothing(school: Storage) -> None:
    append(school, FIRST_WEEKS, PLAN)

    with school.read() as uow:
        assert list(uow.answers.current("conv")) == ["welcome.first_weeks", "welcome.plan"]


def test_superseding_marks_and_deletes_nothing(school: Storage) -> None:
    append(school, FIRST_WEEKS, PLAN)
    with school.write() as uow:
        uow.answers.supersede("conv", ["welcome.plan", "welcome.unknown"], at=AT + HOUR)
        uow.answers.supersede("conv", [], at=AT + HOUR)
        uow.answers.supersede("other", ["welcome.plan"], at=AT + HOUR)
        uow.commit()

    with school.read() as uow:
        assert uow.answers.current("conv") == {"welcome.first_weeks": FIRST_WEEKS}
        assert history(uow) == [("welcome.first_weeks", 1, None), ("welcome.plan", 1, AT + HOUR)]


def test_a_mark_once_set_stays(school: Storage) -> None:
    (off_path,) = append(school, PLAN)
    with school.write() as uow:
        uow.answers.supersede("conv", ["welcome.plan"], at=AT + HOUR)
        uow.answers.supersede("conv", ["welcome.plan"], at=AT + 2 * HOUR)
        back = uow.answers.append(new_answer(PLAN, at=AT + 3 * HOUR))
        uow.commit()

    assert back.supersedes == off_path.id
    with school.read() as uow:
        assert history(uow) == [("welcome.plan", 1, AT + HOUR), ("welcome.plan", 2, None)]


def test_erasing_leaves_nothing_and_tells_how_many(school: Storage) -> None:
    append(school, FIRST_WEEKS, FIRST_WEEKS, PLAN)
    with school.write() as uow:
        assert uow.answers.erase("conv") == 3
        assert uow.answers.erase("conv") == 0
        uow.commit()

    with school.read() as uow:
        assert list(uow.answers.history("conv")) == []


def test_a_number_is_never_used_again(school: Storage) -> None:
    (gone,) = append(school, FIRST_WEEKS)
    with school.write() as uow:
        uow.answers.erase("conv")
        uow.commit()

    (new,) = append(school, FIRST_WEEKS)

    assert new.id > gone.id
    assert new.answer.revision == 1


def test_answers_of_another_conversation_are_apart(school: Storage) -> None:
    with school.write() as uow:
        uow.conversations.add(replace(CONVERSATION, id="c2"))
        uow.answers.append(new_answer(conversation_id="c2"))
        uow.commit()

    with school.read() as uow:
        assert uow.answers.current("conv") == {}
        assert uow.answers.current("c2") == {"welcome.first_weeks": FIRST_WEEKS}


def test_two_persons_may_answer_in_one_conversation(school: Storage) -> None:
    append(school, FIRST_WEEKS)
    with school.write() as uow:
        uow.answers.append(new_answer(PLAN, person_id="ref"))
        uow.commit()

    with school.read() as uow:
        current = uow.answers.current("conv")
    assert current == {"welcome.first_weeks": FIRST_WEEKS, "welcome.plan": PLAN}


def test_a_loaded_value_is_a_copy(school: Storage) -> None:
    append(school, FIRST_WEEKS)
    with school.read() as uow:
        dict(uow.answers.current("conv")).clear()
        list(uow.answers.history("conv")).clear()

        assert uow.answers.current("conv") == {"welcome.first_weeks": FIRST_WEEKS}
        assert uow.answers.current("conv") is not uow.answers.current("conv")


def test_the_time_of_an_answer_comes_back_in_utc(school: Storage) -> None:
    paris = dt.timezone(dt.timedelta(hours=2))
    with school.write() as uow:
        told = uow.answers.append(new_answer(at=AT.astimezone(paris)))
        uow.commit()

    with school.read() as uow:
        (stored,) = uow.answers.history("conv")
    assert stored == told
    assert stored.at.tzinfo is told.at.tzinfo is dt.UTC
