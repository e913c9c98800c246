"""The language of `when:`: what it says, and how it refuses what it does not understand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.answers import Value
from dialogues.conditions import (
    ALWAYS,
    MAX_DEPTH,
    MAX_LENGTH,
    Condition,
    ConditionSyntaxError,
    holds,
    parse,
    possible,
    questions_of,
)
from tests.dialogues.making import answer

QUESTIONS = ("d.a", "d.b", "d.c")
COMPARISONS = (
    "d.a == 'x'",
    "d.a != 'x'",
    "d.a < 2",
    "d.a <= 2",
    "d.a > 2",
    "d.a >= 2",
    "d.a in ['x', 2]",
    "'x' in d.a",
)


def truth(condition: str, **values: Value) -> bool | None:
    return parse(condition).truth({f"d.{k}": answer(f"d.{k}", v) for k, v in values.items()})


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ("d.a == 'x'", "x", True),
        ("d.a == 'x'", "y", False),
        ('d.a == "x"', "x", True),
        ("d.a != 'x'", "y", True),
        ("d.a != 'x'", "x", False),
        ("d.a == 2", 2, True),
        ("d.a == 2.5", 2.5, True),
        ("d.a == -1", -1, True),
        ("d.a < 2", 1, True),
        ("d.a < 2", 2, False),
        ("d.a <= 2", 2, True),
        ("d.a > 2", 2, False),
        ("d.a >= 2", 2, True),
        ("d.a < 2", "1", False),
        ("d.a < '2'", 1, False),
        ("d.a in ['x', 'y']", "y", True),
        ("d.a in ['x', 'y']", "z", False),
        ("d.a in [1, 2]", 2, True),
        ("'x' in d.a", ("y", "x"), True),
        ("'x' in d.a", ("y",), False),
        ("'x' in d.a", "x", False),
        ("not d.a == 'x'", "y", True),
        ("not not d.a == 'x'", "x", True),
        ("answered(d.a)", "x", True),
        ("skipped(d.a)", "x", False),
        ("answered == 'x'", None, None),
        ("d.a == 'x' or d.a == 'y' and d.a == 'z'", "x", True),
        ("(d.a == 'x' or d.a == 'y') and d.a == 'z'", "x", False),
    ],
)
def test_condition_says_what_it_reads_like(
    condition: str,
    value: Value,
    expected: bool | None,  # noqa: FBT001  # a table
) -> None:
    assert truth(condition, a=value) is expected


@pytest.mark.parametrize("condition", COMPARISONS)
def test_skipped_question_makes_every_comparison_false(condition: str) -> None:
    assert truth(condition, a=None) is False


@pytest.mark.parametrize("condition", COMPARISONS)
def test_question_not_answered_leaves_a_comparison_unknown(condition: str) -> None:
    assert truth(condition) is None
    assert truth(f"not ({condition})") is None
    assert not holds(parse(condition), {})


def test_skip_is_told_from_an_answer() -> None:
    assert truth("skipped(d.a)", a=None) is True
    assert truth("answered(d.a)", a=None) is False
    assert truth("answered(d.a)") is None


def test_what_is_not_known_never_decides_alone() -> None:
    assert truth("d.a == 'x' or d.b == 'y'", a="x") is True
    assert truth("d.a == 'x' and d.b == 'y'", a="z") is False
    assert truth("d.a == 'x' or d.b == 'y'", a="z") is None
    assert truth("d.a == 'x' and d.b == 'y'", a="x") is None


@pytest.mark.parametrize(
    ("condition", "may_become_true", "may_become_false"),
    [
        ("d.open == 'x'", True, True),
        ("not d.open == 'x'", True, True),
        ("d.never == 'x'", False, False),
        ("not d.never == 'x'", False, False),
        ("answered(d.open)", True, True),
        ("skipped(d.never)", False, False),
        ("d.known == 'x'", True, False),
        ("d.known != 'x'", False, True),
        ("d.known == 'x' and d.open == 'y'", True, True),
        ("d.known != 'x' and d.open == 'y'", False, True),
        ("d.known == 'x' or d.never == 'y'", True, False),
        ("d.open == 'x' and d.never == 'y'", False, True),
        ("d.open == 'x' or d.never == 'y'", True, False),
    ],
)
def test_outlook_tells_open_questions_from_those_never_asked(
    condition: str,
    may_become_true: bool,  # noqa: FBT001  # a table
    may_become_false: bool,  # noqa: FBT001
) -> None:
    parsed, answers = parse(condition), {"d.known": answer("d.known", "x")}

    assert parsed.outlook(answers, {"d.open"}) == (may_become_true, may_become_false)
    assert possible(parsed, answers, {"d.open"}) is may_become_true


def test_no_condition_always_holds() -> None:
    assert holds(ALWAYS, {})
    assert possible(ALWAYS, {}, set())
    assert questions_of(ALWAYS) == frozenset()


def test_every_question_of_a_condition_is_known_with_its_column() -> None:
    condition = parse("not (d.a == 1) or 'x' in d.b and answered(d.c)")

    assert questions_of(condition) == {"d.a", "d.b", "d.c"}
    assert [atom.column for atom in condition.atoms()] == [5, 25, 42]


@pytest.mark.parametrize(
    ("condition", "column"),
    [
        ("", 0),
        ("   ", 3),
        ("d.a", 3),
        ("d.a ==", 6),
        ("d.a = 'x'", 4),
        ("d.a == 'x", 7),
        ("d.a == x", 7),
        ("d.a == true", 7),
        ("d.a == 'x' d.b", 11),
        ("d.a == 'x' and", 14),
        ("(d.a == 'x'", 11),
        ("d.a == 'x')", 10),
        ("d.a in 'x'", 7),
        ("d.a in []", 8),
        ("d.a in ['x'", 11),
        ("d.a in ['x' 'y']", 12),
        ("'x' == d.a", 4),
        ("'x' in ['x']", 7),
        ("answered(d.a", 12),
        ("answered()", 9),
        ("and == 'x'", 0),
        ("__import__('os')", 10),
        ("d.a == 'x'; d.b == 'y'", 10),
        ("d.a == {1}", 7),
        ("d.a == 'x' & d.b == 'y'", 11),
        ("\x00", 0),
        ("d.a == ٣", 7),
        ("d.é == 1", 2),
    ],
)
def test_mistake_is_shown_at_its_column(condition: str, column: int) -> None:
    with pytest.raises(ConditionSyntaxError) as caught:
        parse(condition)

    assert caught.value.column == column
    assert str(caught.value)


def test_long_or_deep_condition_is_refused_not_survived() -> None:
    deep = "(" * (MAX_DEPTH + 1) + "d.a == 1" + ")" * (MAX_DEPTH + 1)
    allowed = "(" * MAX_DEPTH + "d.a == 1" + ")" * MAX_DEPTH

    assert parse(allowed) == parse("d.a == 1")
    for text in (deep, "(" * MAX_LENGTH, "not " * (MAX_LENGTH // 4), "d.a == 1 or " * MAX_LENGTH):
        with pytest.raises(ConditionSyntaxError):
            parse(text)


def test_many_negations_are_one_or_none() -> None:
    assert truth("not " * 100 + "d.a == 1", a=1) is True
    assert truth("not " * 101 + "d.a == 1", a=1) is False


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_a_syntax_error(text: str) -> None:
    assert _parsed(text) is None or questions_of(parse(text))


def _parsed(text: str) -> Condition | None:
    column = 0
    try:
        return parse(text)
    except ConditionSyntaxError as error:
        column = error.column
    assert 0 <= column <= len(text)
    return None


_PIECES = [*QUESTIONS, "'x'", "1", "==", "in", "[", "]", "(", ")", "and", "or", "not", "answered"]


@given(st.lists(st.sampled_from(_PIECES), max_size=12))
def test_any_pieces_are_a_condition_or_a_syntax_error(pieces: list[str]) -> None:
    condition = _parsed(" ".join(pieces))

    assert condition is None or questions_of(condition)


_LEAVES = st.sampled_from(
    [f"{q} == '{v}'" for q in QUESTIONS for v in "xy"] + [f"skipped({q})" for q in QUESTIONS]
)
CONDITIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=5,
)


@given(CONDITIONS, st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(["x", "y", None])))
def test_condition_says_the_same_as_python(text: str, values: dict[str, str | None]) -> None:
    """The reference: Kleene's logic is Python's once every unknown is tried both ways."""
    condition = parse(text)
    unknown = [q for q in QUESTIONS if q not in values]
    answers = {key: answer(key, value) for key, value in values.items()}
    truths = {
        _python(text, values, dict(zip(unknown, more, strict=True))) for more in _all(unknown)
    }

    if condition.truth(answers) is not None:
        assert truths == {condition.truth(answers)}
    if True in truths:
        assert possible(condition, answers, set(unknown))


def _all(unknown: list[str]) -> list[tuple[str | None, ...]]:
    combinations: list[tuple[str | None, ...]] = [()]
    for _ in unknown:
        combinations = [(*done, value) for done in combinations for value in ("x", "y", None)]
    return combinations


def _python(text: str, values: dict[str, str | None], more: dict[str, str | None]) -> bool:
    known = {**values, **more}
    for key in QUESTIONS:
        text = text.replace(f"skipped({key})", str(known[key] is None))
        for value in "xy":
            text = text.replace(f"{key} == '{value}'", str(known[key] == value))
    return bool(eval(text))  # noqa: S307  # our own words, True, False, and, or, not
