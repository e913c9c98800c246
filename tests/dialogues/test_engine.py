"""Each phase meets each event: what the respondent is told, and what is stored."""

from __future__ import annotations

import pytest

from dialogues import engine
from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.effects import (
    Ask,
    AskConfirmation,
    Complete,
    Effect,
    EraseAnswers,
    HelpReason,
    Phrase,
    Record,
    Say,
    ShowHelp,
    ShowHelpCard,
    ShowNotice,
    ShowReview,
    Tell,
)
from dialogues.snapshot import Phase
from tests.dialogues.making import (
    AT,
    Respondent,
    at_review,
    every_kind,
    play,
    question,
    respondent,
)


def in_phase(phase: Phase) -> Respondent:
    me = Respondent(every_kind())
    if phase is Phase.NOTICE:
        return me
    me.start()
    if phase in {Phase.REVIEW, Phase.SUBMITTED}:
        me = at_review()
    moves: dict[Phase, ev.Event] = {
        Phase.PAUSED: ev.Paused(AT),
        Phase.WITHDRAWN: ev.Stopped(AT),
        Phase.SUBMITTED: ev.Submitted(AT),
        Phase.EXPIRED: ev.Expired(AT),
    }
    if phase in moves:
        me.do(moves[phase])
    assert me.snapshot.phase is phase
    return me


EVENTS: tuple[ev.Event, ...] = (
    ev.Acknowledged(AT),
    ev.Said(AT, "bonne"),
    ev.Pressed(AT, ("good",)),
    ev.Confirmed(AT, yes=True),
    ev.Skipped(AT),
    ev.WentBack(AT),
    ev.Kept(AT),
    ev.Edited(AT, "d.mood"),
    ev.Paused(AT),
    ev.Resumed(AT),
    ev.Stopped(AT),
    ev.HelpAsked(AT),
    ev.AdultAsked(AT),
    ev.Shared(AT, "d.mood", Visibility.ALOUD),
    ev.Submitted(AT),
    ev.Erased(AT),
    ev.Expired(AT),
)
# What each event of EVENTS leads to, in their order; a dot where the phase stays what it was.
TABLE = {
    Phase.NOTICE: "A.........W....WX",
    Phase.ASKING: "........P.W.P..WX",
    Phase.PAUSED: ".A.......AW....WX",
    Phase.REVIEW: ".....A.AP.W.P.SWX",
    Phase.SUBMITTED: "...............W.",
    Phase.WITHDRAWN: ".........A......X",
    Phase.EXPIRED: ".................",
}
LETTERS = {
    "A": Phase.ASKING,
    "P": Phase.PAUSED,
    "W": Phase.WITHDRAWN,
    "S": Phase.SUBMITTED,
    "X": Phase.EXPIRED,
}


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("index", range(len(EVENTS)), ids=lambda i: type(EVENTS[i]).__name__)
def test_event_leads_to_the_phase_of_the_table(phase: Phase, index: int) -> None:
    me = in_phase(phase)
    letter = TABLE[phase][index]

    effects = me.do(EVENTS[index])

    assert me.snapshot.phase is LETTERS.get(letter, phase)
    assert effects or isinstance(EVENTS[index], ev.Expired)


def test_conversation_begins_with_the_notice() -> None:
    begun = engine.begin(every_kind())

    assert begun.effects == (ShowNotice(1),)
    assert begun.snapshot.dialogue == "d"
    assert begun.snapshot.revision == every_kind().dialogue.revision


@pytest.mark.parametrize(
    "event", [ev.Said(AT, "oui"), ev.Skipped(AT), ev.Said(AT, "je passe"), ev.WentBack(AT)]
)
def test_notice_is_read_before_anything_is_answered(event: ev.Event) -> None:
    me = Respondent(every_kind())

    assert me.do(event) == (Tell(Phrase.NOTICE_FIRST), ShowNotice(1))


def test_pause_and_resume_ask_the_same_question_under_a_new_number() -> None:
    me = respondent()
    me.says("bonne", "pause")
    assert me.effects == (Tell(Phrase.PAUSED),)

    me.says("reprendre")

    assert me.asked.step.id == "d.subjects"
    assert me.asked.prompt == 4
    assert me.do(ev.Pressed(AT, ("maths",), 3))[0] == Tell(Phrase.STALE)


def test_any_words_resume_a_pause_and_are_not_taken_for_an_answer() -> None:
    me = respondent()
    me.says("pause", "bonne")

    assert me.snapshot.phase is Phase.ASKING
    assert me.values == {}


@pytest.mark.parametrize(
    "reason", [ev.AdultAsked(AT), ev.Said(AT, "je voudrais parler à un adulte")]
)
def test_asking_for_an_adult_shows_the_card_and_keeps_the_place(reason: ev.Event) -> None:
    me = respondent()
    me.says("bonne")

    assert me.do(reason) == (ShowHelpCard(HelpReason.ASKED),)
    assert me.snapshot.helping
    assert me.says("bonjour") == (ShowHelpCard(HelpReason.ASKED),)
    me.do(ev.Resumed(AT))
    assert me.snapshot.at == "d.subjects"
    assert not me.snapshot.helping


@pytest.mark.parametrize("phase", [Phase.NOTICE, Phase.SUBMITTED, Phase.WITHDRAWN, Phase.EXPIRED])
def test_card_is_shown_where_there_is_nothing_to_pause(phase: Phase) -> None:
    me = in_phase(phase)

    assert me.do(ev.AdultAsked(AT)) == (ShowHelpCard(HelpReason.ASKED),)
    assert me.snapshot.phase is phase
    assert not me.snapshot.helping


def test_words_of_the_list_offer_the_card_and_are_kept_for_oneself() -> None:
    me = respondent()
    me.says("bizarre", "parfois")

    effects = me.says("J'ai envie de mourir.")

    assert [type(effect) for effect in effects] == [Record, Tell, ShowHelpCard]
    assert effects[-1] == ShowHelpCard(HelpReason.WORDS)
    assert me.answers["d.word"].visibility is Visibility.MINE
    assert me.snapshot.phase is Phase.PAUSED
    me.do(ev.Resumed(AT))
    assert me.snapshot.at == "d.meeting"


def test_words_of_the_list_where_no_text_is_asked_are_not_stored() -> None:
    me = respondent()

    effects = me.says("envie de mourir")

    assert effects == (ShowHelpCard(HelpReason.WORDS),)
    assert me.values == {}
    me.do(ev.Resumed(AT))
    assert (me.snapshot.at, me.snapshot.retries) == ("d.mood", 0)


@pytest.mark.parametrize("phase", [Phase.NOTICE, Phase.REVIEW, Phase.SUBMITTED, Phase.WITHDRAWN])
def test_words_of_the_list_are_heard_in_every_phase(phase: Phase) -> None:
    me = in_phase(phase)
    before = dict(me.answers)

    assert me.says("envie de mourir") == (ShowHelpCard(HelpReason.WORDS),)
    assert me.answers == before


def test_private_text_stays_private_when_written_again() -> None:
    me = respondent()
    me.says("bizarre", "parfois", "envie de mourir", "reprendre")
    me.do(ev.Edited(AT, "d.word"))

    me.says("Finalement, rien.")

    assert me.answers["d.word"].visibility is Visibility.MINE


def test_stop_sends_nothing_and_lets_one_come_back() -> None:
    me = respondent()
    me.says("bonne", "stop")
    assert me.effects == (Tell(Phrase.STOPPED),)

    me.do(ev.Resumed(AT))

    assert me.snapshot.at == "d.subjects"
    me.do(ev.Paused(AT), ev.Stopped(AT), ev.Resumed(AT))
    assert me.snapshot.at == "d.subjects"


def test_stop_before_the_first_question_comes_back_to_the_notice() -> None:
    me = Respondent(every_kind())
    me.do(ev.Stopped(AT), ev.Resumed(AT))

    assert me.effects == (ShowNotice(2),)


def test_stop_at_the_review_comes_back_to_it() -> None:
    me = at_review()
    me.do(ev.Stopped(AT), ev.Resumed(AT))

    assert me.effects == (ShowReview(me.snapshot.prompt),)


def test_place_is_kept_where_no_question_counts() -> None:
    me = play(question("id: d.q, type: yes_no, counted: false")).start()
    me.do(ev.Paused(AT), ev.Resumed(AT))
    assert me.snapshot.at == "d.q"

    me.says("oui")
    me.do(ev.Paused(AT), ev.Resumed(AT))
    assert me.snapshot.phase is Phase.REVIEW


def test_help_explains_without_moving() -> None:
    me = respondent()

    assert me.says("aide") == (ShowHelp(), me.asked)
    assert me.snapshot.prompt == 2


def test_visibility_is_chosen_at_the_review() -> None:
    me = at_review()

    effects = me.do(ev.Shared(AT, "d.mood", Visibility.MINE))

    assert [type(effect) for effect in effects] == [Record, ShowReview]
    assert me.answers["d.mood"].visibility is Visibility.MINE
    assert me.answers["d.mood"].value == "odd"


def test_same_visibility_again_stores_nothing() -> None:
    me = at_review()

    effects = me.do(ev.Shared(AT, "d.mood", Visibility.SHARED))

    assert [type(effect) for effect in effects] == [ShowReview]


def test_skipped_or_unknown_answers_have_nothing_to_share() -> None:
    me = at_review()
    me.do(ev.Edited(AT, "d.meeting"), ev.Skipped(AT))

    for key in ("d.meeting", "d.word", "nobody.knows"):
        assert me.do(ev.Shared(AT, key, Visibility.MINE))[0] == Tell(Phrase.CANNOT_EDIT)


def test_sending_completes_and_says_the_closing() -> None:
    me = at_review()

    effects = me.do(ev.Submitted(AT, me.snapshot.prompt))

    assert effects == (Complete(), Say(every_kind().dialogue.closing))
    assert me.says("bonne")[0] == Tell(Phrase.SUBMITTED_ALREADY)
    assert me.do(ev.Submitted(AT))[0] == Tell(Phrase.SUBMITTED_ALREADY)


def test_sending_twice_from_two_windows_counts_once() -> None:
    me = at_review()
    press = ev.Submitted(AT, me.snapshot.prompt)
    me.do(press)

    assert not any(isinstance(effect, Complete) for effect in me.do(press))


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.PAUSED, Phase.REVIEW, Phase.SUBMITTED])
def test_erasing_forgets_everything_and_begins_again(phase: Phase) -> None:
    me = in_phase(phase)
    me.do(ev.Erased(AT))
    assert me.effects == (EraseAnswers(), Tell(Phrase.ERASED))

    me.do(ev.Resumed(AT))

    assert isinstance(me.sees(ShowNotice), ShowNotice)
    assert me.snapshot.reached == 0
    me.start()
    assert me.asked.progress.number == 1


PRESENTED: dict[Phase, type[Effect]] = {
    Phase.NOTICE: ShowNotice,
    Phase.ASKING: Ask,
    Phase.PAUSED: Tell,
    Phase.REVIEW: ShowReview,
    Phase.SUBMITTED: Say,
    Phase.WITHDRAWN: Tell,
    Phase.EXPIRED: Tell,
}


@pytest.mark.parametrize("phase", Phase)
def test_page_opened_again_shows_what_is_open(phase: Phase) -> None:
    me = in_phase(phase)

    (shown,) = engine.present(every_kind(), me.snapshot, me.answers)

    assert isinstance(shown, PRESENTED[phase])


def test_page_opened_again_shows_the_card_or_the_suggestion() -> None:
    me = respondent()
    me.says("mauvaize")
    (shown,) = engine.present(every_kind(), me.snapshot, me.answers)
    assert isinstance(shown, AskConfirmation)

    me.do(ev.AdultAsked(AT))
    (shown,) = engine.present(every_kind(), me.snapshot, me.answers)
    assert shown == ShowHelpCard(HelpReason.ASKED)
