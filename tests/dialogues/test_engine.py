"""Each phase meets each event: what the respondent is told, and what is stored."""

from __future__ import annotations

import pytest

from dialogues import engine
from dialogues import events as ev
from dialogues.answers import Source, Visibility
from dialogues.effects import (
    Ask,
    AskConfirmation,
    Complete,
    Effect,
    EraseAnswers,
    HelpReason,
    Phrase,
    Record,
    Reject,
    Say,
    ShowHelp,
    ShowHelpCard,
    ShowNotice,
    ShowReview,
    Supersede,
    Tell,
)
from dialogues.snapshot import Phase
from tests.dialogues.making import AT, HEAD, Respondent, every_kind, play, question

ADULT = HEAD + "respondent: adult\n"
ONE = question("id: d.q, type: yes_no")


def respondent() -> Respondent:
    return Respondent(every_kind()).start()


def at_review() -> Respondent:
    me = respondent()
    me.says("bizarre", "souvent", "non merci")
    assert me.snapshot.phase is Phase.REVIEW
    return me


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
    Phase.NOTICE: "A.........W.....X",
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


def test_answer_is_recorded_with_all_that_a_reader_needs() -> None:
    me = respondent()

    effects = me.says("  Bonne ")

    step = every_kind().dialogue.questions["d.mood"]
    recorded = effects[0]
    assert isinstance(recorded, Record)
    assert recorded.prompt == 2
    answer = recorded.answer
    assert (answer.question, answer.value, answer.raw) == ("d.mood", "good", "Bonne")
    assert (answer.label, answer.wording) == ("Bonne", step.wording)
    assert (answer.visibility, answer.source) == (Visibility.SHARED, Source.STUDENT)
    assert [type(effect) for effect in effects] == [Record, Say, Ask]


def test_what_an_option_says_is_said_after_it() -> None:
    assert Say(every_kind().dialogue.questions["d.mood"].after[0][1]) in respondent().says("2")
    me = respondent()
    me.says("bonne")
    assert any(isinstance(effect, Say) for effect in me.presses("french", "maths"))
    me.do(ev.Edited(AT, "d.subjects"), ev.Skipped(AT))
    assert not any(isinstance(effect, Say) for effect in me.effects)


def test_refused_answer_stores_nothing_and_keeps_the_prompt() -> None:
    me = respondent()
    prompt = me.snapshot.prompt

    effects = me.says("licorne")

    assert [type(effect) for effect in effects] == [Reject, Ask]
    assert me.asked.prompt == me.snapshot.prompt == prompt
    assert not me.asked.insist
    assert me.values == {}


def test_after_two_misunderstandings_the_buttons_and_an_adult_are_pointed_to() -> None:
    me = respondent()

    me.says("licorne", "dragon")

    assert me.asked.insist
    assert Reject(Phrase.NOT_UNDERSTOOD_AGAIN, (("count", "3"),)) in me.effects
    me.says("1")
    assert not me.asked.insist


def test_retry_text_of_the_step_replaces_the_phrase_the_first_time() -> None:
    me = respondent()
    me.says("bonne", "maths")

    me.says("bof")
    first = me.sees(Reject)
    me.says("bof")

    assert isinstance(first, Reject)
    assert first.text is every_kind().dialogue.questions["d.why"].retry
    again = me.sees(Reject)
    assert isinstance(again, Reject)
    assert again.text is None


def test_pressing_where_words_are_expected_says_so() -> None:
    me = respondent()
    me.says("bizarre", "parfois")

    me.presses("good")

    assert me.snapshot.at == "d.word"
    assert me.sees(Reject) == Reject(Phrase.NOT_UNDERSTOOD_TEXT, (("count", "0"),))


def test_slip_of_the_finger_is_confirmed_by_button_or_by_word() -> None:
    for reply in (ev.Confirmed(AT, yes=True), ev.Said(AT, "Oui !"), ev.Said(AT, "c'est ça")):
        me = respondent()
        me.says("mauvaize")
        assert isinstance(me.sees(AskConfirmation), AskConfirmation)
        assert me.values == {}
        me.do(reply)
        assert me.values == {"d.mood": "bad"}
        assert me.answers["d.mood"].raw == "Mauvaise"


def test_slip_of_the_finger_that_was_not_meant_is_asked_again() -> None:
    for reply in (ev.Confirmed(AT, yes=False), ev.Said(AT, "non")):
        me = respondent()
        me.says("mauvaize")
        me.do(reply)
        assert [type(effect) for effect in me.effects] == [Reject, Ask]
        assert me.snapshot.guess is None


def test_anything_else_than_yes_or_no_is_a_new_answer() -> None:
    me = respondent()
    me.says("mauvaize", "bonne")

    assert me.values == {"d.mood": "good"}


def test_confirming_what_was_not_suggested_changes_nothing() -> None:
    me = respondent()

    assert [type(effect) for effect in me.do(ev.Confirmed(AT, yes=True))] == [Tell, Ask]
    me.says("mauvaize")
    me.do(ev.HelpAsked(AT), ev.Confirmed(AT, yes=True))
    assert me.values == {}


def test_suggestion_of_one_among_several_is_confirmed_too() -> None:
    me = respondent()
    me.says("bonne", "fransais", "oui")

    assert me.values["d.subjects"] == ("french",)


def test_same_press_twice_counts_once() -> None:
    me = respondent()
    press = ev.Pressed(AT, ("good",), me.snapshot.prompt)
    me.do(press)
    before = me.snapshot

    effects = me.do(press)

    assert effects[0] == Tell(Phrase.STALE)
    assert (me.snapshot, me.values) == (before, {"d.mood": "good"})


def test_stale_press_shows_the_suggestion_that_is_open() -> None:
    me = respondent()
    me.says("mauvaize")
    before = me.snapshot

    effects = me.do(ev.Pressed(AT, ("good",), 1))

    assert [type(effect) for effect in effects] == [Tell, AskConfirmation]
    assert me.snapshot == before


def test_exclusive_option_says_that_it_replaced_the_others() -> None:
    me = respondent()
    me.says("bonne")

    effects = me.presses("maths", "none")

    assert Tell(Phrase.EXCLUSIVE, (("label", "Aucune"),)) in effects
    assert me.values["d.subjects"] == ("none",)


def test_skip_is_stored_as_a_skip() -> None:
    me = respondent()
    me.says("je passe")

    assert me.answers["d.mood"].skipped
    assert me.answers["d.mood"].raw == ""
    assert me.snapshot.at == "d.subjects"


def test_only_an_adult_may_be_required_to_answer() -> None:
    me = play(question("id: d.q, type: yes_no, required: true"), head=ADULT).start()

    assert [type(effect) for effect in me.do(ev.Skipped(AT))] == [Reject, Ask]
    assert me.values == {}


def test_back_shows_the_old_answer_which_may_be_kept() -> None:
    me = respondent()
    me.says("bonne", "maths")

    me.do(ev.WentBack(AT))
    assert me.asked.step.id == "d.subjects"
    assert me.asked.current == me.answers["d.subjects"]
    me.do(ev.Kept(AT))

    assert me.snapshot.at == "d.why"


def test_there_is_no_way_back_from_the_first_question() -> None:
    assert respondent().do(ev.WentBack(AT))[0] == Tell(Phrase.NO_WAY_BACK)


def test_there_is_nothing_to_keep_before_an_answer() -> None:
    assert respondent().do(ev.Kept(AT))[0] == Tell(Phrase.NOTHING_TO_KEEP)


def test_back_from_the_review_is_the_last_question() -> None:
    me = at_review()
    me.do(ev.WentBack(AT))

    assert me.snapshot.at == "d.meeting"
    me.do(ev.Kept(AT))
    assert me.snapshot.phase is Phase.REVIEW


def test_edit_from_the_review_returns_to_it() -> None:
    me = at_review()
    me.do(ev.Edited(AT, "d.meeting"))
    me.presses("cpe")

    assert me.values["d.meeting"] == "cpe"
    assert me.snapshot.phase is Phase.REVIEW


def test_edit_takes_a_whole_chain_off_the_path() -> None:
    me = respondent()
    me.says("bonne", "maths", "trop vite", "oui", "12")
    me.do(ev.Edited(AT, "d.subjects"))

    me.says("français")

    assert me.sees(Supersede) == Supersede(("d.why", "d.why_fast"))
    assert set(me.values) == {"d.mood", "d.subjects", "d.hours"}
    assert me.snapshot.at == "d.day"


def test_edit_that_opens_a_question_asks_it_and_then_goes_on_where_one_was() -> None:
    me = respondent()
    me.says("bonne", "français", "12")
    me.do(ev.Edited(AT, "d.subjects"))

    me.says("maths")
    assert me.snapshot.at == "d.why"
    me.says("difficile")
    assert me.snapshot.at == "d.day"


@pytest.mark.parametrize("key", ["d.word", "d.break", "nobody.knows", ""])
def test_only_a_question_on_the_path_can_be_edited(key: str) -> None:
    me = at_review()

    assert me.do(ev.Edited(AT, key)) == (
        Tell(Phrase.CANNOT_EDIT),
        ShowReview(me.snapshot.prompt),
    )


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


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\x1b[0m", "👍" * 10_000, "x" * 5000, " \n "])
def test_unreadable_or_endless_words_are_refused_and_the_place_is_kept(text: str) -> None:
    me = respondent()
    me.says("bizarre", "parfois")
    before = me.snapshot

    effects = me.says(text)

    assert [type(effect) for effect in effects] == [Reject, Ask]
    assert "d.word" not in me.answers
    assert (me.snapshot.at, me.snapshot.prompt) == (before.at, before.prompt)
    me.says("Merci.")
    assert me.answers["d.word"].value == "Merci."


def test_long_raw_words_beside_an_option_are_bounded() -> None:
    me = play(ONE).start()
    me.says("oui" + "!" * 290)

    assert me.values == {"d.q": "yes"}
    assert len(me.answers["d.q"].raw) <= 300


@pytest.mark.parametrize("said", ["Retour", "/retour", "question précédente", "RETOUR !"])
def test_command_is_a_whole_message(said: str) -> None:
    me = respondent()
    me.says("bonne", said)
    assert me.snapshot.at == "d.mood"


def test_command_inside_a_text_is_a_text() -> None:
    me = respondent()
    me.says("bizarre", "parfois", "J'ai peur du retour en arrière, aide moi")

    assert me.answers["d.word"].value == "J'ai peur du retour en arrière, aide moi"
