"""The path: written by hand for the cases that matter, and against brute force for all others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.ahead import ahead
from dialogues.answers import Answer, Answers, Value
from dialogues.conditions import ALWAYS, Condition, parse
from dialogues.definition import Dialogue, Entry, Goto, Kind, Option, Step, Text
from dialogues.errors import UnknownState
from dialogues.progress import Progress
from dialogues.route import Route
from tests.dialogues.making import answer, dialogue, every_kind, welcome

ROUTE = every_kind().route


def given_answers(**values: Value) -> dict[str, Answer]:
    return {f"d.{key}": answer(f"d.{key}", value) for key, value in values.items()}


def asked(**values: Value) -> list[str]:
    return [key.removeprefix("d.") for key in ROUTE.questions(given_answers(**values))]


# -- by hand ---------------------------------------------------------------------------------


def test_path_ends_at_the_first_question_without_an_answer() -> None:
    assert asked() == ["mood"]
    assert asked(mood="good") == ["mood", "subjects"]
    assert asked(mood="good", subjects=("maths",)) == ["mood", "subjects", "why"]
    assert asked(mood="good", subjects=("french",)) == ["mood", "subjects", "hours"]


def test_notes_are_on_the_path_but_are_no_questions() -> None:
    path = ROUTE.path(given_answers(mood="good"))

    assert [step.id for step in path] == ["d.mood", "d.break", "d.subjects"]


def test_offer_asks_a_later_question_early_and_only_once() -> None:
    whole: dict[str, Value]
    whole = {"subjects": None, "hours": None, "day": None, "level": 1, "word": None}

    assert asked(mood="bad") == ["mood", "meeting"]
    assert asked(mood="bad", meeting="no", **whole).count("meeting") == 1
    assert asked(mood="good", **whole)[-1] == "meeting"
    assert ROUTE.next_question(given_answers(mood="bad", meeting="no", **whole)) is None


def test_jump_leaves_out_what_lies_between() -> None:
    assert asked(mood="odd") == ["mood", "level"]
    assert asked(mood="odd", level=4) == ["mood", "level", "meeting"]
    assert asked(mood="odd", level=1) == ["mood", "level", "word"]
    assert asked(mood=None) == ["mood", "subjects"]


def test_question_before_is_the_one_on_the_path() -> None:
    answers = given_answers(mood="good", subjects=("french",))

    assert ROUTE.previous_question(answers, "d.mood") is None
    assert ROUTE.previous_question(answers, "d.hours") == ROUTE.question("d.subjects")
    assert ROUTE.previous_question(answers, "d.word") is None
    whole = given_answers(mood="odd", level=4, meeting="no")
    assert ROUTE.previous_question(whole, None) == ROUTE.question("d.meeting")


def test_notes_are_said_between_two_questions_the_first_time_only() -> None:
    def said(after: str | None, **values: Value) -> list[str]:
        return [note.id for note in ROUTE.notes_between(given_answers(**values), after)]

    assert said("d.mood", mood="good") == ["d.break"]
    assert said("d.mood", mood="bad") == []
    assert said("d.mood", mood="good", subjects=None) == []
    assert said(None) == []
    assert said("d.level", mood="odd", level=4) == ["d.end"]


def test_last_notes_are_said_before_the_review() -> None:
    route = Route(dialogue(TWO_NOTES))

    assert [n.id for n in route.notes_between({}, None)] == ["d.hello"]
    assert [n.id for n in route.notes_between(given_answers(q=1), "d.q")] == ["d.bye"]


TWO_NOTES = """\
steps:
  - {id: d.hello, type: note, ask: Bonjour.}
  - {id: d.q, type: number, ask: Combien ?, topic: Nombre}
  - {id: d.bye, type: note, ask: Merci.}
"""


def test_question_of_another_revision_is_an_unknown_state() -> None:
    with pytest.raises(UnknownState):
        ROUTE.question("d.removed")


def test_change_that_decides_nothing_takes_nothing_off_the_path() -> None:
    answers = given_answers(mood="good", subjects=("maths",), why="hard", day=None)

    assert ROUTE.off_path(answers, "d.day") == ()
    assert ROUTE.off_path(answers, "d.subjects") == ()


def test_change_takes_a_whole_chain_off_the_path() -> None:
    """`why_fast` hangs on `why`, which hangs on `subjects`: both go, not only the first."""
    answers = given_answers(mood="good", subjects=("french",), why="fast", why_fast="yes", hours=3)

    assert set(ROUTE.off_path(answers, "d.subjects")) == {"d.why", "d.why_fast"}


def test_jump_takes_what_it_leaves_out_off_the_path() -> None:
    answers = given_answers(mood="odd", subjects=("french",), hours=3, day=None, level=1)

    assert set(ROUTE.off_path(answers, "d.mood")) == {"d.subjects", "d.hours", "d.day"}


def test_what_may_still_come_is_kept() -> None:
    answers = given_answers(mood="good", subjects=("maths",), hours=3, late="no")

    assert ROUTE.off_path(answers, "d.subjects") == ("d.late",)
    assert "d.late" in ahead(every_kind().dialogue, given_answers(mood="good"))


def test_progress_leaves_out_notes_and_the_closing_offer() -> None:
    assert ROUTE.progress({}, reached=0) == Progress(1, 9)
    assert ROUTE.progress(given_answers(mood="odd"), reached=1) == Progress(2, 3)
    everything = given_answers(mood="odd", level=4)
    assert ROUTE.progress(everything, reached=2) == Progress(2, 2)


def test_progress_never_goes_back_nor_over_its_total() -> None:
    assert ROUTE.progress(given_answers(mood="good"), reached=6) == Progress(6, 9)
    assert ROUTE.progress(given_answers(mood="odd", level=4), reached=6) == Progress(6, 6)


def test_words_of_a_free_text_are_not_remembered() -> None:
    route = Route(dialogue(TEXT_DECIDES))
    route.progress(given_answers(t="secret"), reached=1)

    assert route.progress(given_answers(t="secret"), reached=1).total == 2
    assert route.progress(given_answers(t=None), reached=1).total == 1
    assert route._remembered_total.cache_info().currsize == 2
    assert route.progress(given_answers(t="other"), reached=1).total == 2
    assert route._remembered_total.cache_info().currsize == 2


TEXT_DECIDES = """\
steps:
  - {id: d.t, type: text, ask: Un mot ?, topic: Mot, readers: Personne.}
  - {id: d.u, type: number, ask: Combien ?, topic: Nombre, when: answered(d.t)}
"""


def test_many_branches_do_not_take_forever() -> None:
    steps = [f"  - {{id: d.q{n}, type: yes_no, ask: Oui ?, topic: T{_when(n)}}}" for n in range(60)]
    route = Route(dialogue("steps:\n" + "\n".join(steps)))

    assert route.progress({}, reached=0) == Progress(1, 60)
    answers = given_answers(**{f"q{n}": "no" for n in range(30)})
    assert route.progress(answers, reached=30) == Progress(31, 60)


def _when(number: int) -> str:
    return f", when: skipped(d.q{number - 1}) or answered(d.q{number - 1})" if number else ""


def test_welcome_has_25_questions_that_count() -> None:
    assert len(welcome().dialogue.questions) == 26
    assert welcome().route.progress({}, reached=0) == Progress(1, 25)


# -- against brute force -----------------------------------------------------------------------


def _text(text: str) -> Text:
    return Text(text, text)


OPTIONS = (Option("x", _text("X")), Option("y", _text("Y")))


@st.composite
def dialogues(draw: st.DrawFn) -> Dialogue:
    """Up to six questions of two options, with conditions, jumps, notes and one offer."""
    count = draw(st.integers(1, 5))
    steps = [
        Step(
            f"d.q{index}",
            draw(st.sampled_from([Kind.CHOICE, Kind.CHOICE, Kind.CHOICE, Kind.NOTE])),
            _text("?"),
            _text("T"),
            "0",
            options=OPTIONS,
            when=ALWAYS,
            gotos=draw(_gotos(index, count)),
            counted=draw(st.integers(0, 4)) > 0,
        )
        for index in range(count)
    ]
    entries = [Entry(step, draw(_conditions(i))) for i, step in enumerate(steps)]
    if count > 1 and draw(st.booleans()):
        target = draw(st.integers(1, count - 1))
        at = draw(st.integers(0, target))
        entries.insert(at, Entry(steps[target], draw(_conditions(at)), is_offer=True))
    base = every_kind().dialogue
    return Dialogue(
        **{
            name: getattr(base, name)
            for name in ("id", "title", "revision", "respondent", "intro", "notice", "closing")
        },
        entries=tuple(entries),
        help_card=base.help_card,
        word_list=base.word_list,
    )


@st.composite
def _conditions(draw: st.DrawFn, index: int) -> Condition:
    if not index or draw(st.booleans()):
        return ALWAYS
    leaf = st.builds(
        str.format,
        st.sampled_from(["d.q{} == 'x'", "d.q{} != 'x'", "skipped(d.q{})", "answered(d.q{})"]),
        st.integers(0, index - 1),
    )
    joint = draw(st.sampled_from(["{}", "not ({})", "({}) and ({})", "({}) or not ({})"]))
    return parse(joint.format(draw(leaf), draw(leaf)))


@st.composite
def _gotos(draw: st.DrawFn, index: int, count: int) -> tuple[Goto, ...]:
    if index >= count - 1 or draw(st.booleans()):
        return ()
    target = f"d.q{draw(st.integers(index + 1, count - 1))}"
    condition = draw(_conditions(index + 1))
    return (Goto(target, condition),)


def reference(dialogue: Dialogue, answers: Answers) -> list[str]:
    """The path, told naively: ids in order; a question without an answer ends it."""
    entries, path, known, index = dialogue.entries, list[str](), dict[str, Answer](), 0
    while index < len(entries):
        entry = entries[index]
        index += 1
        if entry.step.id in path or entry.when.truth(known) is not True:
            continue
        path.append(entry.step.id)
        if entry.step.is_question:
            if entry.step.id not in answers:
                return path
            known[entry.step.id] = answers[entry.step.id]
        for goto in entry.step.gotos:
            if goto.when.truth(known) is True:
                index = next(
                    i
                    for i, e in enumerate(entries)
                    if i >= index and not e.is_offer and e.step.id == goto.target
                )
                break
    return path


def futures(dialogue: Dialogue, answers: Answers) -> Iterator[list[str]]:
    """Every path to the end that the answers given so far leave open."""
    path = reference(dialogue, answers)
    last = path[-1] if path else None
    if last is None or last in answers or last not in dialogue.questions:
        yield path
        return
    for value in ("x", "y", None):
        yield from futures(dialogue, {**answers, last: answer(last, value)})


@st.composite
def some_way(draw: st.DrawFn) -> tuple[Dialogue, dict[str, Answer]]:
    """A dialogue and a respondent who answered its first questions, whichever those were."""
    made = draw(dialogues())
    answers: dict[str, Answer] = {}
    for _ in range(draw(st.integers(0, 6))):
        path = reference(made, answers)
        if not path or path[-1] in answers or path[-1] not in made.questions:
            break
        answers[path[-1]] = answer(path[-1], draw(st.sampled_from(["x", "y", None])))
    return made, answers


@settings(max_examples=100)
@given(some_way())
def test_path_is_that_of_the_reference(case: tuple[Dialogue, dict[str, Answer]]) -> None:
    made, answers = case
    route = Route(made)
    expected = reference(made, answers)

    assert [step.id for step in route.path(answers)] == expected
    asked = [key for key in expected if key in made.questions]
    assert list(route.questions(answers)) == asked
    following = route.next_question(answers)
    assert (following.id if following else None) == next(
        (key for key in asked if key not in answers), None
    )


@settings(max_examples=100)
@given(some_way())
def test_progress_is_exactly_the_longest_path_still_open(
    case: tuple[Dialogue, dict[str, Answer]],
) -> None:
    made, answers = case
    counted = {key for key, step in made.questions.items() if step.counted}
    longest = max(len(counted & set(path)) for path in futures(made, answers))

    progress = Route(made).progress(answers, reached=0)

    assert progress.total == longest
    assert 0 <= progress.number <= progress.total


@settings(max_examples=250)
@given(some_way())
def test_everything_that_may_come_is_ahead(case: tuple[Dialogue, dict[str, Answer]]) -> None:
    made, answers = case
    possible = {key for path in futures(made, answers) for key in path}
    seen_from_here = ahead(made, answers)

    assert possible <= seen_from_here
    if all(key in answers for key in reference(made, answers) if key in made.questions):
        assert seen_from_here == possible


@settings(max_examples=100)
@given(some_way(), st.data())
def test_change_of_an_answer_keeps_what_may_come_and_no_more_at_the_end(
    case: tuple[Dialogue, dict[str, Answer]], data: st.DataObject
) -> None:
    made, answers = case
    route = Route(made)
    for _ in range(8):
        asked = route.questions(answers)
        if not asked:
            break
        key = data.draw(st.sampled_from(asked))
        answers[key] = answer(key, data.draw(st.sampled_from(["x", "y", None])))
        lost = set(route.off_path(answers, key))
        answers = {kept: value for kept, value in answers.items() if kept not in lost}
        assert not lost & {step for path in futures(made, answers) for step in path}
        if route.next_question(answers) is None:
            assert set(answers) == set(route.questions(answers))
