"""The heart: one event, one transaction; a crash between two steps leaves the step before."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from apbot.conversation import UNFINISHED_KEPT, Standing, handle, look, open_conversation
from apbot.errors import Unusable
from apbot.library import Library
from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.effects import Ask, Phrase, ShowReview, Tell
from dialogues.loader import SHIPPED, Catalogue
from dialogues.snapshot import Phase, Snapshot
from storage.errors import StaleConversation
from storage.records import Revision
from storage.unit_of_work import Storage
from tests.apbot.school import SmallSchool, place_of
from tests.clock import FakeClock


class Crash(Exception):
    """The process dies here."""


def say(school: SmallSchool, *events: ev.Event) -> Standing:
    """One transaction for each event, as the channels do."""
    standing = None
    for event in events:
        with school.storage.write() as uow:
            standing = handle(uow, school.library, place_of(school.sacha), event)
            uow.commit()
    assert standing is not None
    return standing


def crash_after(school: SmallSchool, event: ev.Event) -> None:
    """Everything is done but the commit."""
    with school.storage.write() as uow:
        handle(uow, school.library, place_of(school.sacha), event)
        raise Crash


def begin(school: SmallSchool) -> Standing:
    return say(school, ev.Acknowledged(school.clock()))


def test_opening_begins_once_and_changes_nothing_afterwards(school: SmallSchool) -> None:
    place, opened = place_of(school.sacha), []
    for _ in range(2):
        with school.storage.write() as uow:
            standing = open_conversation(uow, school.library, place, at=school.clock())
            uow.commit()
        opened.append(standing.conversation)

    assert opened[0] == opened[1] == school.conversation(school.sacha)
    assert (opened[0].version, opened[0].phase) == (1, Phase.NOTICE)


def test_looking_begins_nothing(school: SmallSchool) -> None:
    with school.storage.read() as uow:
        assert look(uow, school.library, place_of(school.sacha)) is None


def test_answer_and_position_are_stored_together(school: SmallSchool) -> None:
    begin(school)

    standing = say(school, ev.Pressed(school.clock(), ("great",), 2))

    (stored,) = school.history(school.sacha)
    assert (stored.answer.value, stored.prompt, stored.at) == ("great", 2, school.clock())
    conversation = school.conversation(school.sacha)
    assert conversation == standing.conversation
    assert Snapshot.from_json(json.loads(conversation.snapshot)) == standing.snapshot


def test_a_crash_before_the_commit_leaves_the_step_before(school: SmallSchool) -> None:
    begin(school)
    before = school.conversation(school.sacha)

    with pytest.raises(Crash):
        crash_after(school, ev.Pressed(school.clock(), ("great",)))

    assert school.history(school.sacha) == []
    assert school.conversation(school.sacha) == before
    standing = say(school, ev.Pressed(school.clock(), ("great",), 2))
    assert standing.answers["welcome.first_weeks"].value == "great"


def test_the_same_press_again_changes_nothing(school: SmallSchool) -> None:
    begin(school)
    press = ev.Pressed(school.clock(), ("great",), 2)
    first = say(school, press)

    again = say(school, press)

    assert Tell(Phrase.STALE) in again.effects
    assert again.conversation == first.conversation
    assert len(school.history(school.sacha)) == 1


def test_of_two_writers_at_once_the_second_is_told(school: SmallSchool) -> None:
    begin(school)
    old = school.conversation(school.sacha)
    assert old is not None
    say(school, ev.Pressed(school.clock(), ("great",)))

    with pytest.raises(StaleConversation), school.storage.write() as uow:
        uow.conversations.save(old)


def test_what_is_refused_stores_no_answer(school: SmallSchool) -> None:
    begin(school)

    say(school, ev.Said(school.clock(), "qsdfghjklm"), ev.Said(school.clock(), "a\0b"))

    assert school.history(school.sacha) == []


def test_the_day_of_purge_moves_until_it_is_sent_then_it_is_the_end_of_the_year(
    school: SmallSchool, clock: FakeClock
) -> None:
    begun = begin(school).conversation
    assert begun.purged_after == clock() + UNFINISHED_KEPT
    clock.advance(days=5)
    later = say(school, ev.Pressed(clock(), ("great",))).conversation
    assert later.purged_after == clock() + UNFINISHED_KEPT

    school.send(school.noa)

    sent = school.conversation(school.noa)
    assert sent is not None
    assert sent.submitted_at == clock()
    assert sent.purged_after == dt.datetime(2027, 8, 31, tzinfo=dt.UTC)


def test_erasing_after_sending_leaves_no_answer_and_no_date_of_sending(
    school: SmallSchool, clock: FakeClock
) -> None:
    school.send(school.sacha, {"welcome.plan": ("1",)})

    standing = say(school, ev.Erased(clock()))

    assert school.history(school.sacha) == []
    assert standing.conversation.submitted_at is None
    assert standing.conversation.purged_after == clock() + UNFINISHED_KEPT
    verbs = [verb for _, verb, _ in school.audit("conversation", standing.conversation.id)]
    assert verbs == ["submit", "erase"]


def test_an_answer_off_the_path_is_marked_and_never_deleted(school: SmallSchool) -> None:
    school.bring(
        school.sacha,
        profile={"welcome.track_choice": ("unwanted",), "welcome.track_talk": ("yes",)},
    )

    at = school.clock()
    say(school, ev.Edited(at, "welcome.track_choice"), ev.Pressed(at, ("first_choice",)))

    by_question = {stored.answer.question: stored for stored in school.history(school.sacha)}
    assert by_question["welcome.track_talk"].superseded_at == at
    assert by_question["welcome.track_choice"].answer.value == "first_choice"


def test_visibility_is_a_revision_like_any_other(school: SmallSchool) -> None:
    school.bring(school.sacha, profile={"welcome.plan": ("1",)})

    standing = say(school, ev.Shared(school.clock(), "welcome.plan", Visibility.MINE))

    plan = [s for s in school.history(school.sacha) if s.answer.question == "welcome.plan"]
    assert [s.answer.revision for s in plan] == [1, 2]
    assert [s.answer.visibility for s in plan] == [Visibility.SHARED, Visibility.MINE]
    assert standing.snapshot.phase is Phase.REVIEW


def test_conversations_of_two_students_do_not_touch(school: SmallSchool) -> None:
    begin(school)
    school.send(school.noa)

    say(school, ev.Pressed(school.clock(), ("great",)))

    assert len(school.history(school.sacha)) == 1


# -- the revision a conversation began with ---------------------------------------------------


@pytest.fixture
def changed(tmp_path: Path) -> Library:
    """A catalogue whose welcome questionnaire was rewritten since."""
    folder = tmp_path / "catalogue" / "welcome"
    folder.mkdir(parents=True)
    text = (SHIPPED / "welcome" / "dialogue.yaml").read_text(encoding="utf-8")
    assert "Quels sont tes points forts" in text
    text = text.replace("Quels sont tes points forts", "Dis-moi tes points forts")
    (folder / "dialogue.yaml").write_text(text, encoding="utf-8")
    return Library(Catalogue(tmp_path / "catalogue"))


def asked(standing: Standing) -> str:
    (ask,) = (effect for effect in standing.effects if isinstance(effect, Ask))
    return ask.step.ask.tu


def test_a_conversation_goes_on_with_the_text_it_began_with(
    school: SmallSchool, changed: Library
) -> None:
    begin(school)
    with school.storage.write() as uow:
        press = ev.Pressed(school.clock(), ("great",))
        old = handle(uow, changed, place_of(school.sacha), press)
        new = handle(uow, changed, place_of(school.noa), ev.Acknowledged(school.clock()))
        new = handle(uow, changed, place_of(school.noa), press)
        uow.commit()

    assert asked(old) == "Quels sont tes points forts ?"
    assert asked(new) == "Dis-moi tes points forts ?"
    assert old.conversation.revision != new.conversation.revision


def test_a_revision_nobody_kept_is_said_with_the_repair(storage: Storage, library: Library) -> None:
    with storage.read() as uow, pytest.raises(Unusable, match="restaurez une sauvegarde"):
        library.pinned(uow, "0" * 32)


def test_the_kept_text_makes_the_very_same_dialogue(school: SmallSchool) -> None:
    conversation = begin(school).conversation
    fresh = Library(Catalogue())
    with school.storage.read() as uow:
        kept = uow.revisions.get(conversation.revision)
        remade = fresh.pinned(uow, conversation.revision).dialogue

    assert isinstance(kept, Revision)
    assert remade == school.library.newest("welcome").dialogue


def test_a_whole_conversation_reaches_the_review_and_is_sent(
    school: SmallSchool, clock: FakeClock
) -> None:
    school.bring(school.sacha)
    clock.advance(minutes=8)
    standing = say(school, ev.Said(clock(), "bonjour"))
    assert any(isinstance(effect, ShowReview) for effect in standing.effects)

    sent = say(school, ev.Submitted(clock(), standing.snapshot.prompt))

    assert sent.conversation.submitted_at == clock()
    assert sent.conversation.started_at == clock() - dt.timedelta(minutes=8)
