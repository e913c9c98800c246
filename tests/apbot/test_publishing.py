"""A changed dialogue is a new revision: who is touched is counted, and open conversations stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.conversation import handle
from apbot.publishing import Choice
from dialogues import events as ev
from dialogues.effects import Ask, ShowNotice, ShowReview
from dialogues.revising import ChangeKind
from dialogues.snapshot import Phase
from tests.apbot.essay import (
    DIALOGUE,
    WITHOUT_MATHS,
    Write,
    begin,
    place_of,
    planned,
    published,
    standing,
    writer,
)
from tests.apbot.school import SmallSchool


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A catalogue whose only dialogue is this text; a new library each time, as after a restart."""
    return writer(tmp_path)


def test_nothing_changed_touches_nobody(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "sacha")

    result = planned(school, write(DIALOGUE))

    assert result.changes == ()
    assert result.touched == ()
    assert not result.is_new


def test_dialogue_never_used_has_nothing_to_compare(school: SmallSchool, write: Write) -> None:
    result = planned(school, write(DIALOGUE))

    assert result.is_new
    assert result.changes == ()


@pytest.mark.parametrize(
    ("text", "kind", "question"),
    [
        (DIALOGUE.replace("Quelle humeur ?", "Quelle forme ?"), ChangeKind.REWORDED, "essay.mood"),
        (WITHOUT_MATHS, ChangeKind.FEWER_OPTIONS, "essay.subjects"),
        (DIALOGUE.replace("type: choices", "type: choice"), ChangeKind.RETYPED, "essay.subjects"),
        (
            DIALOGUE + "  - {id: essay.more, type: yes_no, ask: Et sinon ?, topic: Suite}\n",
            ChangeKind.ADDED,
            "essay.more",
        ),
        (DIALOGUE[: DIALOGUE.index("  - id: essay.late")], ChangeKind.REMOVED, "essay.late"),
        (DIALOGUE.replace('version: "1"', 'version: "2"'), ChangeKind.NOTICE, None),
        (DIALOGUE.replace("Voici.", "Voilà."), ChangeKind.NOTICE_REWORDED, None),
    ],
)
def test_each_kind_of_change_is_named(
    school: SmallSchool, write: Write, text: str, kind: ChangeKind, question: str | None
) -> None:
    begin(school, write(DIALOGUE), "sacha")

    changes = planned(school, write(text)).changes

    assert [(change.kind, change.step and change.step.id) for change in changes] == [
        (kind, question)
    ]


def test_frozen_wording_that_changes_is_pointed_out(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "sacha")

    changes = planned(school, write(DIALOGUE.replace("Je prévois.", "Je note tout."))).changes

    assert [change.breaks_freeze for change in changes] == [True]


def test_who_stands_where_and_who_would_lose_is_counted(school: SmallSchool, write: Write) -> None:
    old = write(DIALOGUE)
    begin(school, old, "sacha", ("good",))
    begin(school, old, "noa", ("good",), ("maths", "french"))
    begin(school, old, "robin", ("good",), ("french",))

    result = planned(school, write(WITHOUT_MATHS))

    assert result.standing_at == {"essay.subjects": 1, "essay.plan": 2}
    assert result.losing == {"essay.subjects": 1}
    assert (len(result.touched), result.losers) == (3, 1)


def test_planning_writes_nothing(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "sacha", ("good",))
    new = write(WITHOUT_MATHS)

    result = planned(school, new)

    with school.storage.read() as uow:
        assert uow.revisions.get(result.compiled.dialogue.revision) is None
    assert standing(school, new, "sacha").conversation.version == 3


def test_open_conversations_stay_on_their_text(school: SmallSchool, write: Write) -> None:
    before = begin(school, write(DIALOGUE), "noa", ("good",), ("maths",))
    new = write(WITHOUT_MATHS)

    published(school, new, Choice.KEEP)

    after = standing(school, new, "noa")
    assert after.conversation.revision == before.conversation.revision
    assert after.answers == before.answers
    began = begin(school, new, "robin")
    assert began.conversation.revision != before.conversation.revision


def test_moved_conversation_loses_what_the_new_text_cannot_hold(
    school: SmallSchool, write: Write
) -> None:
    begin(school, write(DIALOGUE), "noa", ("good",), ("maths",), ("1",))
    new = write(WITHOUT_MATHS)

    published(school, new, Choice.MOVE)

    after = standing(school, new, "noa")
    ask = next(effect for effect in after.effects if isinstance(effect, Ask))
    assert set(after.answers) == {"essay.mood", "essay.plan"}
    assert ask.step.id == "essay.subjects"
    with school.storage.read() as uow:
        history = uow.answers.history(after.conversation.id)
    assert [past.answer.value for past in history if past.superseded_at] == [("maths",)]


def test_moved_conversation_goes_on_to_the_end(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "noa", ("good",), ("maths",), ("1",))
    new = write(WITHOUT_MATHS)
    published(school, new, Choice.MOVE)

    after = begin(school, new, "noa", ("french",), ("yes",))

    assert any(isinstance(effect, ShowReview) for effect in after.effects)
    assert set(after.answers) == {"essay.mood", "essay.plan", "essay.subjects", "essay.late"}


def test_press_of_before_the_move_is_stale(school: SmallSchool, write: Write) -> None:
    before = begin(school, write(DIALOGUE), "noa", ("good",))
    new = write(WITHOUT_MATHS)
    published(school, new, Choice.MOVE)

    with school.storage.write() as uow:
        late = ev.Pressed(school.clock(), ("french",), before.snapshot.prompt)
        after = handle(uow, new, place_of(school, "noa"), late)

    assert "essay.subjects" not in after.answers


def test_answer_hidden_by_the_new_text_is_lost(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "noa", ("good",), ("maths",), ("2",), ("yes",))
    new = write(DIALOGUE.replace("essay.plan <= 2", "essay.plan <= 1"))

    result = planned(school, new)

    assert result.losing == {"essay.late": 1}
    published(school, new, Choice.MOVE)
    assert standing(school, new, "noa").snapshot.phase is Phase.REVIEW


def test_restarted_conversation_begins_with_the_notice(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "noa", ("good",), ("maths",))
    new = write(WITHOUT_MATHS)

    published(school, new, Choice.RESTART)

    after = standing(school, new, "noa")
    assert after.answers == {}
    assert any(isinstance(effect, ShowNotice) for effect in after.effects)
    assert after.compiled.dialogue.questions["essay.subjects"].option("maths") is None


def test_what_was_sent_is_never_touched(school: SmallSchool, write: Write) -> None:
    old = write(DIALOGUE)
    begin(school, old, "noa", ("good",), ("maths",), ("4",))
    with school.storage.write() as uow:
        handle(uow, old, place_of(school, "noa"), ev.Submitted(school.clock()))
        uow.commit()
    new = write(WITHOUT_MATHS)

    assert planned(school, new).touched == ()
    published(school, new, Choice.RESTART)

    assert standing(school, new, "noa").answers["essay.subjects"].value == ("maths",)


def test_pause_stays_a_pause(school: SmallSchool, write: Write) -> None:
    old = write(DIALOGUE)
    begin(school, old, "noa", ("good",))
    with school.storage.write() as uow:
        handle(uow, old, place_of(school, "noa"), ev.Paused(school.clock()))
        uow.commit()
    new = write(WITHOUT_MATHS)

    published(school, new, Choice.MOVE)

    assert standing(school, new, "noa").snapshot.phase is Phase.PAUSED
    with school.storage.write() as uow:
        after = handle(uow, new, place_of(school, "noa"), ev.Resumed(school.clock()))
    ask = next(effect for effect in after.effects if isinstance(effect, Ask))
    assert [option.id for option in ask.step.options] == ["french"]


def test_publishing_leaves_a_line_in_the_trail(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "noa")
    new = write(WITHOUT_MATHS)
    revision = new.newest("essay").dialogue.revision

    published(school, new, Choice.MOVE)

    assert school.audit("dialogue", revision) == [("apbot", "publish", "move")]


@pytest.mark.parametrize(("choice", "who_lost"), [("move", "noa"), ("restart", "noa robin")])
def test_each_conversation_that_lost_answers_has_its_own_line(
    school: SmallSchool, write: Write, choice: str, who_lost: str
) -> None:
    old = write(DIALOGUE)
    begin(school, old, "noa", ("good",), ("maths",))
    begin(school, old, "robin", ("good",), ("french",))
    begin(school, old, "sacha")
    new = write(WITHOUT_MATHS)

    published(school, new, Choice(choice))

    for who in ("noa", "robin", "sacha"):
        conversation = standing(school, new, who).conversation
        lines = [("apbot", "publish", choice)] if who in who_lost.split() else []
        assert school.audit("conversation", conversation.id) == lines
