"""What somebody types or presses, and what it is taken for."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.answers import Value
from dialogues.definition import Kind, Limits, Option, Step, Text
from dialogues.effects import Phrase
from dialogues.folding import fold
from dialogues.matching import (
    MAX_TYPED,
    Match,
    Matched,
    Refused,
    Suggested,
    is_readable,
    match_pressed,
    match_typed,
)
from tests.dialogues.making import every_kind, welcome

TODAY = dt.date(2026, 9, 14)


def same(text: str) -> Text:
    return Text(text, text)


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(fold(label).replace(" ", "_"), same(label)) for label in labels)


def step(kind: Kind, *opts: Option, limits: Limits | None = None) -> Step:
    question = same("Question ?")
    return Step("d.q", kind, question, same("Sujet"), "0", options=opts, limits=limits or Limits())


def choice(*opts: Option) -> Step:
    return step(Kind.CHOICE, *opts)


def typed(question: Step, text: str) -> Match:
    return match_typed(question, text, today=TODAY)


def value(question: Step, text: str) -> Value:
    match = typed(question, text)
    assert isinstance(match, Matched), match
    return match.value


def refusal(match: Match) -> Phrase:
    assert isinstance(match, Refused), match
    return match.phrase


# -- folding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L'Œuvre, c'est ÇA 👍", "l oeuvre c est ca"),
        ("L’été — 2 fois !", "l ete 2 fois"),
        ("  \t\n", ""),
        ("Æthelred", "aethelred"),
        ("STRASSE ß", "strasse ss"),
        ("e\u0301", "e"),
        ("①", "1"),
        ("ŒÆ", "oeae"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_folding_keeps_letters_and_digits_only(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text).isascii()


# -- one option: the ladder, in its order ----------------------------------------------------

LYCEE = choice(
    Option("home", same("Chez moi"), synonyms=("maison", "à la maison")),
    Option("library", same("Au CDI"), short=same("CDI")),
    Option("boarding", Text("À l'internat", "À votre internat")),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chez moi", "home"),
        ("home", "home"),
        ("chez MOI !", "home"),
        ("cdi", "library"),
        ("a l internat", "boarding"),
        ("à votre internat", "boarding"),
        ("2", "library"),
        ("2)", "library"),
        (" 2. ", "library"),
        ("b", "library"),
        ("C", "boarding"),
        ("Maison", "home"),
        ("à la maison 🙂", "home"),
        ("chez", "home"),
    ],
)
def test_option_is_found_by_name_number_letter_synonym_or_beginning(
    text: str, expected: str
) -> None:
    assert value(LYCEE, text) == expected


@pytest.mark.parametrize(
    ("first", "second", "text", "found"),
    [
        (Option("x", same("Un")), Option("y", same("un")), "un", "y"),
        (Option("x", same("Un")), Option("UN", same("Deux")), "UN", "UN"),
        (Option("x", same("2")), Option("y", same("Deux")), "2", "x"),
        (Option("x", same("B")), Option("y", same("Deux")), "b", "x"),
        (Option("x", same("Un")), Option("y", same("Deux"), synonyms=("1",)), "1", "x"),
        (Option("x", same("Deux fois")), Option("y", same("Un"), synonyms=("deux",)), "deux", "y"),
        (Option("x", same("Deux")), Option("y", same("Deux fois")), "deux", "x"),
    ],
)
def test_higher_rung_of_the_ladder_wins(
    first: Option, second: Option, text: str, found: str
) -> None:
    assert value(choice(first, second), text) == found


def test_slip_of_the_finger_only_suggests() -> None:
    match = typed(LYCEE, "mzison")

    assert match == Suggested(LYCEE.options[0])
    assert typed(choice(*options("Régulièrement", "Jamais")), "regulierment") == Suggested(
        options("Régulièrement")[0]
    )


@pytest.mark.parametrize("text", ["ch", "z", "9", "0", "4", "chaton", "📚", "?", "10000", "xx"])
def test_what_is_no_option_is_not_understood(text: str) -> None:
    assert refusal(typed(LYCEE, text)) is Phrase.NOT_UNDERSTOOD


def test_two_options_that_could_be_meant_are_not_guessed() -> None:
    question = choice(*options("Rarement bien", "Rarement mal"))

    assert refusal(typed(question, "rarement")) is Phrase.NOT_UNDERSTOOD
    assert refusal(typed(choice(*options("Pomme", "Somme")), "Gomme")) is Phrase.NOT_UNDERSTOOD


def test_scale_gives_its_score() -> None:
    question = every_kind().dialogue.questions["d.level"]

    assert value(question, "jamais") == 1
    assert value(question, "4") == 4
    assert match_pressed(question, ("3",)) == Matched(3, "Souvent")


@pytest.mark.parametrize(
    ("text", "expected"), [("oui", "yes"), ("O", "yes"), ("ok", "yes"), ("n", "no"), ("2", "no")]
)
def test_yes_or_no_is_understood(text: str, expected: str) -> None:
    assert value(every_kind().dialogue.questions["d.late"], text) == expected


# -- several options -------------------------------------------------------------------------

SUBJECTS = step(
    Kind.CHOICES,
    *options("Français", "Maths", "Sport et santé", "Arts, musique", "SVT"),
    Option("none", same("Aucune"), exclusive=True),
    limits=Limits(choices=2),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("maths", ("maths",)),
        ("maths, français", ("maths", "francais")),
        ("maths et français", ("maths", "francais")),
        ("Maths ET français", ("maths", "francais")),
        ("maths;français", ("maths", "francais")),
        ("maths + français", ("maths", "francais")),
        ("maths/français", ("maths", "francais")),
        ("maths\nfrançais", ("maths", "francais")),
        ("maths,, français,", ("maths", "francais")),
        ("1 2", ("francais", "maths")),
        ("2,1", ("maths", "francais")),
        ("a, b", ("francais", "maths")),
        ("maths, maths", ("maths",)),
        ("sport et santé", ("sport_et_sante",)),
        ("sport et santé et maths", ("sport_et_sante", "maths")),
        ("maths, sport et santé", ("maths", "sport_et_sante")),
        ("Arts, musique", ("arts_musique",)),
        ("arts, musique, maths", ("arts_musique", "maths")),
        ("fra, mat", ("francais", "maths")),
    ],
)
def test_several_options_may_be_typed_at_once(text: str, expected: tuple[str, ...]) -> None:
    assert value(SUBJECTS, text) == expected


@pytest.mark.parametrize(
    "text",
    ["maths, licorne", "mahts, français", "1 9", "a,b,c,d,e,f,g,a,b,c,d,e,f", ", ,", "et et"],
)
def test_one_part_not_understood_takes_nothing(text: str) -> None:
    assert refusal(typed(SUBJECTS, text)) is Phrase.NOT_UNDERSTOOD


def test_more_than_the_maximum_is_refused() -> None:
    assert typed(SUBJECTS, "1,2,3") == Refused(Phrase.TOO_MANY, (("limit", "2"),))
    ids = ("francais", "maths", "svt")
    assert match_pressed(SUBJECTS, ids) == Refused(Phrase.TOO_MANY, (("limit", "2"),))


def test_exclusive_option_clears_the_others_and_is_cleared_by_them() -> None:
    assert match_pressed(SUBJECTS, ("maths", "none")) == Matched(("none",), "Aucune", dropped=True)
    assert match_pressed(SUBJECTS, ("none", "maths")) == Matched(("maths",), "Maths", dropped=True)
    assert match_pressed(SUBJECTS, ("none",)) == Matched(("none",), "Aucune")
    assert match_pressed(SUBJECTS, ("francais", "maths", "svt", "none")) == Matched(
        ("none",), "Aucune", dropped=True
    )


def test_labels_are_read_back_as_one_sentence() -> None:
    match = match_pressed(SUBJECTS, ("sport_et_sante", "svt"))

    assert match == Matched(("sport_et_sante", "svt"), "Sport et santé, SVT")
    assert typed(SUBJECTS, "svt, maths") == Matched(("svt", "maths"), "SVT, maths")


@given(st.data())
def test_any_options_typed_by_their_labels_are_understood(data: st.DataObject) -> None:
    questions = [s for s in welcome().dialogue.questions.values() if s.kind is Kind.CHOICES]
    question = data.draw(st.sampled_from(questions))
    usual = [option for option in question.options if not option.exclusive]
    size = question.limits.choices or len(usual)
    chosen = data.draw(st.lists(st.sampled_from(usual), min_size=1, max_size=size, unique=True))
    joint = data.draw(st.sampled_from([", ", " et ", "\n", "; "]))

    match = typed(question, joint.join(option.label.tu for option in chosen))

    assert isinstance(match, Matched)
    assert match.value == tuple(option.id for option in chosen)


def test_every_option_of_welcome_is_understood_by_each_of_its_names() -> None:
    for question in welcome().dialogue.questions.values():
        for index, option in enumerate(question.options):
            names = [option.label.tu, option.label.vous, option.button, str(index + 1)]
            for name in [n for n in names if isinstance(n, str)] + [*option.synonyms]:
                match = typed(question, name)
                assert isinstance(match, Matched), (question.id, name)
                assert match.value in {option.value, (option.id,)}, (question.id, name)


# -- pressed ---------------------------------------------------------------------------------


def test_pressing_what_is_not_offered_is_not_understood() -> None:
    assert refusal(match_pressed(LYCEE, ("elsewhere",))) is Phrase.NOT_UNDERSTOOD
    assert refusal(match_pressed(LYCEE, ("home", "elsewhere"))) is Phrase.NOT_UNDERSTOOD
    assert refusal(match_pressed(step(Kind.TEXT), ("home",))) is Phrase.NOT_UNDERSTOOD


def test_pressing_nothing_or_too_much_is_refused() -> None:
    assert refusal(match_pressed(LYCEE, ())) is Phrase.NOTHING_CHOSEN
    assert refusal(match_pressed(LYCEE, ("home", "library"))) is Phrase.ONE_ONLY
    assert match_pressed(LYCEE, ("home", "home")) == Matched("home", "Chez moi")


@given(st.permutations(["francais", "maths", "svt"]))
def test_pressed_order_is_kept(ids: list[str]) -> None:
    question = step(Kind.CHOICES, *SUBJECTS.options)
    match = match_pressed(question, tuple(ids))

    assert isinstance(match, Matched)
    assert match.value == tuple(ids)
    assert len({*permutations(ids)}) == 6


# -- text, and what is refused before anything is read ---------------------------------------


def test_text_is_kept_as_written_in_one_unicode_form() -> None:
    assert value(step(Kind.TEXT), "  L'e\u0301te\u0301,\r\nà l'Œuvre 👩🏽‍🚀 \r fin ") == (
        "L'été,\nà l'Œuvre 👩🏽‍🚀 \n fin"
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NOTE])
@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("a\0b", Phrase.UNREADABLE),
        ("\ud83d", Phrase.UNREADABLE),
        ("a\x1b[2Jb", Phrase.UNREADABLE),
        ("a\x7fb", Phrase.UNREADABLE),
        ("a\x9bb", Phrase.UNREADABLE),
        ("👍" * 10_000, Phrase.TOO_LONG),
        ("x" * 301, Phrase.TOO_LONG),
        ("é" * (MAX_TYPED + 1), Phrase.TOO_LONG),
        ("", Phrase.NOTHING_CHOSEN),
        (" \n\t\u00a0", Phrase.NOTHING_CHOSEN),
    ],
)
def test_unreadable_endless_or_empty_words_are_refused(
    kind: Kind, text: str, phrase: Phrase
) -> None:
    assert refusal(typed(step(kind, *options("Un", "Deux")), text)) is phrase


def test_the_limit_is_said_and_exact() -> None:
    question = step(Kind.TEXT, limits=Limits(characters=10))

    assert value(question, "x" * 10 + "  ") == "x" * 10
    assert typed(question, "x" * 11) == Refused(Phrase.TOO_LONG, (("limit", "10"),))


def test_ordinary_line_ends_tabs_and_emoji_are_readable() -> None:
    assert is_readable("un\n\tdeux 👩‍👩‍👧 \u202f « ç » ﷽ 漢字 عربي")
    assert not any(is_readable(chr(code)) for code in (*range(9), 0xB, 0xD, 0x1F, 0x7F, 0xDFFF))


@given(st.text(st.characters(codec=None), max_size=80), st.sampled_from(Kind))
def test_any_words_are_matched_suggested_or_refused(text: str, kind: Kind) -> None:
    match = typed(step(kind, *SUBJECTS.options), text)

    if isinstance(match, Matched):
        assert is_readable(match.label)
        assert match.label


# -- numbers and dates, as questions ---------------------------------------------------------


def test_number_outside_its_bounds_is_refused_with_them() -> None:
    question = step(Kind.NUMBER, limits=Limits(least=0, most=2.5))

    assert value(question, "2,5") == 2.5
    assert value(question, "0") == 0
    bounds = (("least", "0"), ("most", "2,5"))
    assert typed(question, "3") == Refused(Phrase.OUT_OF_RANGE, bounds)
    assert typed(question, "-1") == Refused(Phrase.OUT_OF_RANGE, bounds)
    assert refusal(typed(question, "beaucoup")) is Phrase.NOT_A_NUMBER
    open_ended = step(Kind.NUMBER, limits=Limits(least=1))
    assert typed(open_ended, "0") == Refused(Phrase.OUT_OF_RANGE, (("least", "1"), ("most", "")))


def test_number_is_read_back_as_written_in_french() -> None:
    assert typed(step(Kind.NUMBER), "deux et demi") == Matched(2.5, "2,5")
    assert typed(step(Kind.NUMBER), "1 200") == Matched(1200, "1200")
    assert typed(step(Kind.NUMBER), "1234567") == Matched(1234567, "1234567")


def test_date_outside_its_bounds_is_refused_with_them() -> None:
    question = step(Kind.DATE, limits=Limits(earliest="2026-09-01", latest="2027-07-05"))

    assert typed(question, "1er septembre") == Matched("2026-09-01", "01/09/2026")
    bounds = (("earliest", "01/09/2026"), ("latest", "05/07/2027"))
    assert typed(question, "31/08/2026") == Refused(Phrase.DATE_OUT_OF_RANGE, bounds)
    assert typed(question, "06/07/2027") == Refused(Phrase.DATE_OUT_OF_RANGE, bounds)
    assert refusal(typed(question, "31/02")) is Phrase.NOT_A_DATE
    late = step(Kind.DATE, limits=Limits(latest="2026-01-01"))
    assert typed(late, "2026-01-02") == Refused(
        Phrase.DATE_OUT_OF_RANGE, (("earliest", ""), ("latest", "01/01/2026"))
    )
