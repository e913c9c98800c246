"""A changed dialogue is a new revision: who is touched is counted, and open conversations stay."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from apbot.conversation import Place, Standing, handle, look
from apbot.library import Library
from apbot.publishing import Choice, Plan, plan, publish
from dialogues import events as ev
from dialogues.effects import Ask, Effect, ShowNotice, ShowReview
from dialogues.loader import SHIPPED, Catalogue
from dialogues.revising import ChangeKind
from dialogues.snapshot import Phase
from tests.apbot.school import SmallSchool

DIALOGUE = """\
dialogue: essay
title: Essai
intro: Bonjour.
closing: Merci.
notice: {version: "1", text: Voici.}
steps:
  - id: essay.mood
    type: choice
    ask: Quelle humeur ?
    topic: Humeur
    options: [{id: good, label: Bonne}, {id: bad, label: Mauvaise}]
  - id: essay.subjects
    type: choices
    ask: Quelles matières ?
    topic: Matières
    options: [{id: maths, label: Maths}, {id: french, label: Français}]
  - id: essay.plan
    type: scale
    scale: freq4
    frozen: true
    ask: Je prévois.
    topic: Prévoir
  - id: essay.late
    type: yes_no
    when: essay.plan <= 2
    ask: Le soir ?
    topic: Soir
"""
Write = Callable[[str], Library]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A catalogue whose only dialogue is this text; a new library each time, as after a restart."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for shared in SHIPPED.glob("*.yaml"):
        shutil.copy(shared, folder)
    (folder / "essay").mkdir()

    def written(text: str) -> Library:
        (folder / "essay" / "dialogue.yaml").write_text(text, encoding="utf-8")
        return Library(Catalogue(folder))

    return written


def begin(school: SmallSchool, library: Library, who: str, *presses: tuple[str, ...]) -> Standing:
    """Sacha, Noa or Robin reads the notice and presses so many options."""
    place, at = place_of(school, who), school.clock()
    with school.storage.write() as uow:
        standing = handle(uow, library, place, ev.Acknowledged(at))
        for options in presses:
            standing = handle(uow, library, place, ev.Pressed(at, options))
        uow.commit()
    return standing


def place_of(school: SmallSchool, who: str) -> Place:
    person = getattr(school, who)
    return Place(person.id, person.id, "essay")


def planned(school: SmallSchool, library: Library) -> Plan:
    with school.storage.read() as uow:
        return plan(uow, library, "essay", at=school.clock())


def published(school: SmallSchool, library: Library, choice: Choice) -> None:
    with school.storage.write() as uow:
        publish(
            uow, library, plan(uow, library, "essay", at=school.clock()), choice, at=school.clock()
        )
        uow.commit()


def standing(school: SmallSchool, library: Library, who: str) -> Standing:
    with school.storage.read() as uow:
        found = look(uow, library, place_of(school, who))
    assert found is not None
    return found


WITHOUT_MATHS = DIALOGUE.replace("{id: maths, label: Maths}, ", "")


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


OTHER_NOTICE = DIALOGUE.replace('version: "1"', 'version: "2"')


def happens(school: SmallSchool, library: Library, *events: ev.Event) -> Standing:
    """To Noa, one after the other; how it stands at last."""
    with school.storage.write() as uow:
        stages = [handle(uow, library, place_of(school, "noa"), event) for event in events]
        uow.commit()
    return stages[-1]


def has(standing: Standing, kind: type[Effect]) -> bool:
    return any(isinstance(effect, kind) for effect in standing.effects)


@pytest.mark.parametrize("presses", [(("good",),), (("good",), ("maths",), ("4",))])
def test_whoever_is_moved_under_another_notice_reads_it_first(
    school: SmallSchool, write: Write, presses: tuple[tuple[str, ...], ...]
) -> None:
    """At a question or at the review; their answers wait for them behind it."""
    before = begin(school, write(DIALOGUE), "noa", *presses)
    new = write(OTHER_NOTICE)
    assert planned(school, new).rereading == 1

    published(school, new, Choice.MOVE)

    after = standing(school, new, "noa")
    assert has(after, ShowNotice)
    assert after.answers == before.answers
    refused = happens(school, new, ev.Pressed(school.clock(), ("maths",)))
    assert refused.answers == before.answers
    went_on = happens(school, new, ev.Acknowledged(school.clock()))
    assert has(went_on, ShowReview if before.snapshot.phase is Phase.REVIEW else Ask)


@pytest.mark.parametrize("away", [ev.Paused, ev.Stopped])
def test_notice_waits_behind_a_pause(
    school: SmallSchool, write: Write, away: type[ev.Paused | ev.Stopped]
) -> None:
    old, at = write(DIALOGUE), school.clock()
    begin(school, old, "noa", ("good",))
    before = happens(school, old, away(at))
    new = write(OTHER_NOTICE)

    published(school, new, Choice.MOVE)

    assert standing(school, new, "noa").snapshot.phase is before.snapshot.phase
    assert has(happens(school, new, ev.Resumed(at)), ShowNotice)
    assert has(happens(school, new, ev.Stopped(at), ev.Resumed(at)), ShowNotice)
    assert has(happens(school, new, ev.Acknowledged(at)), Ask)
    assert has(happens(school, new, ev.Paused(at), ev.Resumed(at)), Ask)


def test_same_notice_is_not_read_again(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "noa", ("good",))
    new = write(WITHOUT_MATHS)

    published(school, new, Choice.MOVE)

    assert planned(school, new).rereading == 0
    assert has(standing(school, new, "noa"), Ask)


@pytest.mark.parametrize("erased", [False, True])
def test_whoever_stopped_before_the_notice_still_reads_it(
    school: SmallSchool, write: Write, *, erased: bool
) -> None:
    """Stopped at the notice, or began and erased everything: then the notice comes first."""
    old, at = write(DIALOGUE), school.clock()
    if erased:
        begin(school, old, "noa", ("good",))
        happens(school, old, ev.Erased(at))
    else:
        happens(school, old, ev.Stopped(at))
    new = write(WITHOUT_MATHS)

    published(school, new, Choice.MOVE)

    assert has(happens(school, new, ev.Resumed(at)), ShowNotice)


def test_answers_behind_a_new_notice_may_be_erased(school: SmallSchool, write: Write) -> None:
    begin(school, write(DIALOGUE), "noa", ("good",))
    new = write(OTHER_NOTICE)
    published(school, new, Choice.MOVE)

    after = happens(school, new, ev.Erased(school.clock()))

    assert after.answers == {}
    assert has(happens(school, new, ev.Resumed(school.clock())), ShowNotice)


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
