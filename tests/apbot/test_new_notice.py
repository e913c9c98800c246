"""Whoever is moved under another notice reads it before going on."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.publishing import Choice
from dialogues import events as ev
from dialogues.effects import Ask, ShowNotice, ShowReview
from dialogues.snapshot import Phase
from tests.apbot.essay import (
    DIALOGUE,
    WITHOUT_MATHS,
    Write,
    begin,
    happens,
    has,
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


OTHER_NOTICE = DIALOGUE.replace('version: "1"', 'version: "2"')


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
