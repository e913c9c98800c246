"""An answer to the open question: taken, refused, confirmed, skipped, kept, changed."""

from __future__ import annotations

import pytest

from dialogues import events as ev
from dialogues.answers import Source, Visibility
from dialogues.effects import (
    Ask,
    AskConfirmation,
    Phrase,
    Record,
    Reject,
    Say,
    ShowReview,
    Supersede,
    Tell,
)
from dialogues.snapshot import Phase
from tests.dialogues.making import (
    AT,
    HEAD,
    at_review,
    every_kind,
    play,
    question,
    respondent,
)

ADULT = HEAD + "respondent: adult\n"
ONE = question("id: d.q, type: yes_no")


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
