"""Several messages in one breath are parts of the one question that was shown."""

from __future__ import annotations

from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.effects import Ask, Phrase, ShowHelpCard, Tell
from dialogues.snapshot import Phase
from tests.dialogues.making import AT, Respondent, play

STEPS = """\
steps:
  - id: d.word
    type: text
    ask: Un mot ?
    topic: Mot
    max_length: 40
    readers: Ton prof référent lit ce texte.
  - {id: d.end, type: yes_no, ask: Fini ?, topic: Fin}
"""


def answered() -> Respondent:
    respondent = play(STEPS).start()
    respondent.says("Je prends le car")
    return respondent


def test_more_words_are_added_and_the_open_question_is_not_asked_again() -> None:
    respondent = answered()
    prompt = respondent.snapshot.prompt

    respondent.do(ev.Continued(AT, "d.word", "à six heures"))

    assert respondent.answers["d.word"].value == "Je prends le car\nà six heures"
    assert respondent.snapshot.prompt == prompt
    assert respondent.snapshot.at == "d.end"
    assert not any(isinstance(effect, Ask) for effect in respondent.effects)


def test_too_much_is_refused_and_what_was_taken_stays() -> None:
    respondent = answered()

    respondent.do(ev.Continued(AT, "d.word", "x" * 40))

    assert Tell(Phrase.TOO_LONG, (("limit", "40"),)) in respondent.effects
    assert respondent.answers["d.word"].value == "Je prends le car"


def test_words_of_the_list_are_kept_for_oneself_and_open_the_card() -> None:
    respondent = answered()

    respondent.do(ev.Continued(AT, "d.word", "envie de mourir"))

    assert respondent.answers["d.word"].visibility is Visibility.MINE
    assert any(isinstance(effect, ShowHelpCard) for effect in respondent.effects)
    assert respondent.snapshot.phase is Phase.PAUSED


def test_only_what_was_answered_and_can_have_more_goes_on() -> None:
    for question in ("d.end", "d.nothing"):
        respondent = answered()
        respondent.do(ev.Continued(AT, question, "encore"))
        assert respondent.answers["d.word"].value == "Je prends le car"
        assert any(isinstance(effect, Ask) for effect in respondent.effects)


def test_what_was_sent_does_not_go_on() -> None:
    respondent = answered()
    respondent.says("oui")
    respondent.do(ev.Submitted(AT))

    respondent.do(ev.Continued(AT, "d.word", "encore"))

    assert Tell(Phrase.SUBMITTED_ALREADY) in respondent.effects
    assert respondent.answers["d.word"].value == "Je prends le car"


# -- several choices -----------------------------------------------------------------------------

CHOICES = """\
steps:
  - id: d.tools
    type: choices
    ask: Avec quoi ?
    topic: Outils
    max: 2
    options:
      - {id: pen, label: Un stylo}
      - {id: book, label: Un livre}
      - {id: map, label: Une carte}
      - {id: none, label: Rien, exclusive: true}
  - {id: d.end, type: yes_no, ask: Fini ?, topic: Fin}
"""


def chosen(*more: str) -> Respondent:
    respondent = play(CHOICES).start()
    respondent.says("un stylo")
    for words in more:
        respondent.do(ev.Continued(AT, "d.tools", words))
    return respondent


def test_more_choices_are_added_in_the_order_they_came() -> None:
    respondent = chosen("un livre", "un livre")

    answer = respondent.answers["d.tools"]
    assert answer.value == ("pen", "book")
    assert answer.label == "Un stylo, un livre"
    assert respondent.snapshot.at == "d.end"


def test_one_choice_too_many_is_refused_and_the_first_ones_stay() -> None:
    respondent = chosen("un livre", "une carte")

    assert Tell(Phrase.TOO_MANY, (("limit", "2"),)) in respondent.effects
    assert respondent.answers["d.tools"].value == ("pen", "book")


def test_an_exclusive_choice_that_comes_after_clears_the_others() -> None:
    assert chosen("rien").answers["d.tools"].value == ("none",)


def test_words_that_choose_nothing_change_nothing() -> None:
    respondent = chosen("enfin je crois")

    assert respondent.answers["d.tools"].value == ("pen",)
    assert respondent.effects == ()
