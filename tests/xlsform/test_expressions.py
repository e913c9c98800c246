"""XLSForm's expressions: what has an equivalent keeps its meaning, what has none says why."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.xlsform.expressing import Untranslatable, condition_text, to_xpath
from apbot.xlsform.limits import read_constraint
from apbot.xlsform.translating import Known, translate
from apbot.xlsform.xpath import XPathSyntaxError, parse
from dialogues import conditions
from dialogues.answers import Answer, Value
from dialogues.conditions import Both, Comparison, Condition, Either, Negation, State
from dialogues.definition import Kind

QUESTIONS = {
    "mood": Known("d.mood", Kind.CHOICE, {"good": "good", "bad": "bad"}),
    "level": Known("d.level", Kind.SCALE, {"1": 1, "2": 2, "3": 3, "na": "na"}),
    "places": Known("d.places", Kind.CHOICES, {"home": "home", "bus": "bus"}),
    "club": Known("d.club", Kind.YES_NO, {"yes": "yes", "no": "no", "oui": "yes"}),
    "hours": Known("d.hours", Kind.NUMBER),
    "day": Known("d.day", Kind.DATE),
    "word": Known("d.word", Kind.TEXT),
}


def lookup(name: str) -> Known:
    if name not in QUESTIONS:
        raise Untranslatable(f"aucune ligne ne s'appelle « {name} »")
    return QUESTIONS[name]


@pytest.mark.parametrize(
    ("relevant", "ours"),
    [
        ("${mood} = 'bad'", "d.mood == 'bad'"),
        ("'bad' = ${mood}", "d.mood == 'bad'"),
        ('${mood}="bad"', "d.mood == 'bad'"),
        ("${ mood } == \u2018bad\u2019", "d.mood == 'bad'"),
        ("${mood} != 'bad'", "d.mood != 'bad'"),
        ("${mood} = 'bad' or ${mood} = 'good'", "d.mood in ['bad', 'good']"),
        ("${mood} != ''", "answered(d.mood)"),
        ("${mood} = ''", "skipped(d.mood)"),
        ("string-length(${word}) > 0", "answered(d.word)"),
        ("count-selected(${places}) = 0", "skipped(d.places)"),
        ("selected(${places}, 'home')", "'home' in d.places"),
        ("selected(${mood}, 'bad')", "d.mood == 'bad'"),
        ("${club} = 'oui'", "d.club == 'yes'"),
        ("${level} >= 2 and not(${level} = 'na')", "d.level >= 2 and not (d.level == 'na')"),
        ("${level} = 2", "d.level == 2"),
        ("3 < ${hours}", "d.hours > 3"),
        ("${hours} > -2.5", "d.hours > -2.5"),
        ("${hours} = '3'", "d.hours == 3"),
        ("true() and ${hours} > 3", "d.hours > 3"),
        (
            "(${hours} > 3 or ${club} = 'no') and ${word} = \"l'été\"",
            "(d.hours > 3 or d.club == 'no') and d.word == \"l'été\"",
        ),
    ],
)
def test_condition_with_an_equivalent_is_carried_over(relevant: str, ours: str) -> None:
    found = translate(relevant, lookup).condition

    assert found == conditions.parse(ours)
    assert condition_text(found) == ours


@pytest.mark.parametrize(
    ("relevant", "why"),
    [
        ("", "n'est pas finie"),
        ("${mood", "mal écrit"),
        ("${mood} = 'bad", "pas refermé"),
        ("${mood} = ", "n'est pas finie"),
        ("${mood} = 'bad')", "pas à sa place"),
        ("(${mood} = 'bad'", "il manque un « ) »"),
        ("${mood} § 'bad'", "n'est pas compris"),
        ("mood = 'bad'", "ni une question, ni une fonction"),
        ("${mood}", "ne se compare à rien"),
        ("'bad'", "pas une comparaison"),
        ("${mood} = ${club}", "deux questions"),
        ("${mood} = 'odd'", "n'est pas un choix"),
        ("${nobody} = 1", "aucune ligne"),
        ("${places} = 'home'", "selected(${places}, 'home')"),
        ("${mood} > 2", "ne se range pas"),
        ("${day} > '2026-01-01'", "dates"),
        ("${hours} + 1 > 2", "ne calcule pas"),
        ("${hours} * 2", "ne calcule pas"),
        ("${hours} > 'beaucoup'", "n'est pas un nombre"),
        ("${hours} > today()", "today()"),
        ("regex(${word}, '^a')", "regex()"),
        ("once(${hours})", "once()"),
        ("jr:choice-name(${mood}, '${mood}') = 'x'", "jr:choice-name()"),
        ("count-selected(${places}) > 2", "ne compte"),
        ("selected(${hours}, '3')", "n'a pas de choix"),
        ("false()", "jamais vraie"),
        ("not(true())", "jamais vraie"),
        ("${word} = concat('a', 'b')", "concat()"),
        ("../mood = 'bad'", "n'est pas à sa place"),
        ("(" * 40 + "${hours} > 1" + ")" * 40, "trop de parenthèses"),
        ("- " * 500 + "1", ""),
        (" or ".join(f"${{hours}} = {n}" for n in range(200)), "trop longue"),
        ("x" * 3000, "trop longue"),
    ],
)
def test_condition_without_an_equivalent_says_why(relevant: str, why: str) -> None:
    with pytest.raises(Untranslatable) as refused:
        translate(relevant, lookup)

    assert why in str(refused.value)


def test_negation_is_said_to_differ_for_an_empty_answer() -> None:
    assert translate("${mood} != 'bad'", lookup).differs_when_empty
    assert translate("${hours} > 1 and not(${mood} = 'bad')", lookup).differs_when_empty
    assert not translate("${mood} != ''", lookup).differs_when_empty
    assert not translate("${mood} = 'bad'", lookup).differs_when_empty


leaves = st.one_of(
    st.builds(State, st.sampled_from(["mood", "hours"]), st.booleans()),
    st.builds(
        Comparison,
        st.just("mood"),
        st.sampled_from(["==", "!="]),
        st.sampled_from([("good",), ("bad",)]),
    ),
    st.builds(Comparison, st.just("mood"), st.just("in"), st.just(("good", "bad"))),
    st.builds(Comparison, st.just("places"), st.just("has"), st.just(("bus",))),
    st.builds(
        Comparison,
        st.just("hours"),
        st.sampled_from(["<", "<=", ">", ">=", "=="]),
        st.tuples(st.integers(-50, 50) | st.sampled_from([0.5, -2.25])),
    ),
)
trees: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Negation, inner) | st.builds(Both, inner, inner) | st.builds(Either, inner, inner)
    ),
    max_leaves=8,
)


@given(trees)
def test_condition_is_read_back_from_its_text(condition: Condition) -> None:
    assert conditions.parse(condition_text(condition)) == condition


@given(
    trees,
    st.fixed_dictionaries(
        {},
        optional={
            "mood": st.sampled_from(["good", "bad", None]),
            "places": st.sampled_from([("bus",), ("home", "bus"), None]),
            "hours": st.integers(-50, 50) | st.none(),
        },
    ),
)
def test_condition_out_and_in_again_is_true_of_the_same_answers(
    condition: Condition, given_answers: dict[str, Value]
) -> None:
    known = {name: Known(name, one.kind, one.values) for name, one in QUESTIONS.items()}
    answers = {key: Answer(key, value, "", "", "") for key, value in given_answers.items()}

    back = translate(to_xpath(condition, str), known.__getitem__).condition

    assert back.truth(answers) == condition.truth(answers)


@given(st.text(alphabet="${}()'\"<>=!andornot.,+-*1 mood", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(XPathSyntaxError):
        parse(text)


@pytest.mark.parametrize(
    ("constraint", "kind", "keys"),
    [
        (". >= 1 and . <= 10", Kind.NUMBER, {"min": 1, "max": 10}),
        ("(. > 1) and (10 > .)", Kind.NUMBER, {"min": 2, "max": 9}),
        (". >= -1.5", Kind.NUMBER, {"min": -1.5}),
        (". <= '3,5'", Kind.NUMBER, {"max": 3.5}),
        (". > date('2026-09-01')", Kind.DATE, {"earliest": "2026-09-02"}),
        (". < '2026-09-01'", Kind.DATE, {"latest": "2026-08-31"}),
        ("string-length(.) < 41", Kind.TEXT, {"max_length": 40}),
        ("string-length(.) <= 99999", Kind.TEXT, {"max_length": 4096}),
        ("3 >= count-selected(.)", Kind.CHOICES, {"max": 3}),
    ],
)
def test_constraint_becomes_limits(constraint: str, kind: Kind, keys: dict[str, object]) -> None:
    found = read_constraint(constraint, kind, whole=True)

    assert found.keys == keys
    assert found.lost == []


@pytest.mark.parametrize(
    ("constraint", "kind"),
    [
        ("regex(., '^[a-z]+$')", Kind.TEXT),
        (". <= today()", Kind.DATE),
        (". >= date('demain')", Kind.DATE),
        (". = 3 or . = 5", Kind.NUMBER),
        (". != 3", Kind.NUMBER),
        (". < ${max}", Kind.NUMBER),
        (". < 'beaucoup'", Kind.NUMBER),
        ("string-length(.) >= 5", Kind.TEXT),
        ("count-selected(.) >= 2", Kind.CHOICES),
        ("count-selected(.) < 1", Kind.CHOICES),
        ("string-length(.) < 5", Kind.NUMBER),
        (". <", Kind.NUMBER),
    ],
)
def test_constraint_without_an_equivalent_says_why(constraint: str, kind: Kind) -> None:
    found = read_constraint(constraint, kind, whole=True)

    assert found.keys == {}
    assert len(found.lost) == 1


def test_strict_bound_of_a_decimal_is_not_rounded() -> None:
    assert read_constraint(". > 1", Kind.NUMBER, whole=False).lost


def test_choice_that_excludes_the_others_is_recognised() -> None:
    text = "not(selected(., 'none') and count-selected(.) > 1) and count-selected(.) <= 3"

    found = read_constraint(text, Kind.CHOICES, whole=False)

    assert found.exclusive == {"none"}
    assert found.keys == {"max": 3}
    assert found.lost == []
