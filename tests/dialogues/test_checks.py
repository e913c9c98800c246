"""What the checker says beyond mistakes of writing YAML: advice, respect, facts, buttons.

A ▲ stands just before the place that must be shown; it is taken out first.
"""

from __future__ import annotations

import pytest

from dialogues.checker import check_catalogue
from dialogues.codes import CODES
from dialogues.definition import Dialogue
from dialogues.errors import Problem, Severity
from dialogues.loader import inspect
from tests.dialogues.making import HEAD, problems, question, sources

FREE = "type: text, ask: T ?, topic: T, readers: Lu par toi."
HELP = (
    "  - {id: d.help, type: choice, ask: Voir un adulte ?, topic: Adulte,"
    " options: [{id: cpe, label: CPE, apart: true}, {id: none, label: Pas maintenant}]}\n"
)
RECALL = HEAD + "recall: {goal: d.a, stage: class.stage, past: other.q}\n"
PAST = "when: \"goal == 'x' and stage == 'premiere' and answered(past)\""


def asks(kind: str, options: str) -> str:
    return f"  - {{id: d.a, type: {kind}, ask: A ?, topic: A, options: [{options}]}}\n"


def levels(*scores: int) -> str:
    return ", ".join(f"{{id: l{n}, label: L{n}, score: {n}}}" for n in scores)


def yes_no(key: str, more: str = "") -> str:
    return f"  - {{id: {key}, type: yes_no, ask: Oui ?, topic: T{more}}}\n"


A = asks("choice", "{id: x, label: X}, {id: w, label: W}")


def found(steps: str, *, head: str = HEAD) -> tuple[Dialogue | None, tuple[Problem, ...]]:
    return inspect(sources("steps:\n" + steps, head=head))


def at(steps: str, *, head: str = HEAD) -> list[tuple[str, int, int]]:
    _, problems = found(steps, head=head)
    return [(p.code, p.place.line, p.place.column) for p in problems]


def mark(step: str) -> str:
    """The ▲ before the step itself."""
    return step.replace("{", "▲{", 1)


LONG = "abcdefghijkl" * 4
SPOTS = {
    # options
    "one option": ("single-option", mark(asks("choice", "{id: x, label: X}"))),
    "synonym of two options": (
        "shared-synonym",
        asks("choice", "{id: x, label: X, synonyms: [Été]}, ▲{id: w, label: W, synonyms: [ete]}"),
    ),
    "synonym that is the name of another": (
        "shared-synonym",
        asks("choice", "▲{id: x, label: X, synonyms: [w]}, {id: w, label: W}"),
    ),
    "exclusive among single choices": (
        "useless-exclusive",
        A.replace("{id: w, label: W}", "▲{id: w, label: W, exclusive: true}"),
    ),
    "only exclusive options": (
        "useless-exclusive",
        asks("choices", "▲{id: x, label: X, exclusive: true}, {id: w, label: W, exclusive: true}"),
    ),
    "as many choices as options": (
        "useless-max",
        "  - ▲{id: d.m, type: choices, ask: M ?, topic: M, options_from: subjects, max: 2}\n",
    ),
    "scale upside down": ("scale-order", mark(asks("scale", levels(4, 3, 2, 1)))),
    "scale of three levels": ("scale-levels", mark(asks("scale", levels(1, 2, 3)))),
    "id too long for a button": ("long-id", mark(yes_no(f"d.{LONG}"))),
    "id of an option too long for a button": (
        "long-id",
        A.replace("{id: w, label: W}", f"▲{{id: {LONG[:33]}, label: W}}"),
    ),
    # truths
    "condition that always holds": (
        "always-true",
        A + yes_no("d.b", ", when: ▲answered(d.a) or skipped(d.a)"),
    ),
    # respect
    "sensitive and no help": (
        "sensitive-without-help",
        mark(yes_no("d.b", ", sensitive: true")),
    ),
    "help before the sensitive question only": (
        "sensitive-without-help",
        HELP + mark(yes_no("d.b", ", sensitive: true")),
    ),
    "help under another condition": (
        "sensitive-without-help",
        A
        + "  - ▲"
        + yes_no("d.b", ", sensitive: true")[4:]
        + HELP.replace("{id: d.help", "{when: d.a == 'x', id: d.help"),
    ),
    "help that a jump leaves out": (
        "sensitive-without-help",
        A
        + "  - ▲"
        + yes_no("d.b", ", sensitive: true, goto: [{when: d.b == 'no', to: d.c}]")[4:]
        + HELP
        + yes_no("d.c"),
    ),
    "third free text": (
        "many-free-texts",
        f"  - {{id: d.t1, {FREE}}}\n  - {{id: d.t2, {FREE}}}\n  - ▲{{id: d.t3, {FREE}}}\n",
    ),
}


@pytest.mark.parametrize("name", SPOTS)
def test_problem_is_found_at_its_place(name: str) -> None:
    code, steps = SPOTS[name]
    before = (HEAD + "steps:\n" + steps).split("▲", maxsplit=1)[0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")

    _, problems = found(steps.replace("▲", ""))

    assert [(p.code, p.place.line, p.place.column) for p in problems] == [(code, line, column)]
    assert [p.severity for p in problems] == [CODES[code].severity]


def test_advice_does_not_stop_a_dialogue_and_a_finding_does() -> None:
    advised, advice = found(SPOTS["one option"][1].replace("▲", ""))
    _, findings = found(SPOTS["sensitive and no help"][1].replace("▲", ""))

    assert advised is not None
    assert [p.severity for p in advice] == [Severity.ADVICE]
    assert [p.severity for p in findings] == [Severity.FINDING]


SOUND = {
    "help after the sensitive question": yes_no("d.b", ", sensitive: true") + HELP,
    "help in the sensitive question": HELP.replace("id: d.help", "sensitive: true, id: d.help"),
    "help for those who met the sensitive question": A
    + yes_no("d.b", ", sensitive: true, when: d.a == 'x'")
    + HELP.replace("{id: d.help", "{when: d.a == 'x', id: d.help"),
    "help after a jump that does not leave it out": yes_no(
        "d.b", ", sensitive: true, goto: d.help"
    ).replace("goto: d.help", "goto: [{when: d.b == 'no', to: d.help}]")
    + A
    + HELP,
    "three free texts on ways that never meet": A
    + f"  - {{id: d.t1, {FREE}, when: d.a == 'x'}}\n"
    + f"  - {{id: d.t2, {FREE}}}\n"
    + f"  - {{id: d.t3, {FREE}, when: d.a == 'w'}}\n",
    "condition that a pass makes false": A + yes_no("d.b", ", when: d.a == 'x' or d.a == 'w'"),
    "condition on a question that may be left out": A
    + yes_no("d.b", ", when: d.a == 'x'")
    + yes_no("d.c", ", when: answered(d.b) or skipped(d.b)"),
    "ids of the longest length": yes_no("d." + LONG[:46])
    + A.replace("id: w,", f"id: {LONG[:32]},"),
    "a word twice in one option": A.replace("label: X", "label: X, synonyms: [x, X, x.]"),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_dialogue_has_neither_finding_nor_advice(name: str) -> None:
    assert at(SOUND[name]) == []


def test_adults_need_no_help_path_and_may_write_more() -> None:
    steps = "".join(f"  - {{id: d.t{n}, {FREE}, sensitive: true}}\n" for n in range(4))

    assert at(steps, head=HEAD + "respondent: adult\n") == []


def test_whoever_may_be_a_student_is_not_obliged() -> None:
    steps = yes_no("d.a", ", required: true")

    assert [code for code, _, _ in at(steps, head=HEAD + "respondent: either\n")] == [
        "required-for-student"
    ]


def test_anonymous_dialogue_has_no_free_text() -> None:
    head = HEAD + "about: workshop\nanonymous: true\n"

    assert at(f"  - {{id: d.t, {FREE}}}\n", head=head) == [("anonymous-free-text", 9, 5)]


FACTS = {
    "all used and guarded": ([], A + f"  - {{id: d.n, type: note, ask: '{{goal}}', {PAST}}}\n"),
    "placeholder without its condition": (
        ["unguarded-fact"],
        A + "  - {id: d.n, type: note, ask: '{goal}'}\n" + yes_no("d.b", f", {PAST}"),
    ),
    "placeholder of an option without its condition": (
        ["unguarded-fact"],
        A.replace("label: W", "label: '{past}'") + yes_no("d.b", f", {PAST}"),
    ),
    "placeholder under the condition of an offer only": (
        ["unguarded-fact"],
        "  - {offer: d.b, when: answered(goal)}\n"
        + A
        + yes_no("d.b").replace("Oui ?", "'{goal} ?'")
        + yes_no("d.c", f", {PAST}"),
    ),
    "facts that nothing uses": (
        ["unused-fact", "unused-fact"],
        A + yes_no("d.b", ", when: answered(goal)"),
    ),
    "option that the recalled question does not have": (
        ["unknown-option"],
        A + yes_no("d.b", f", {PAST}".replace("goal == 'x'", "goal == 'z'")),
    ),
    "stage that does not exist": (
        ["unknown-option"],
        A + yes_no("d.b", f", {PAST}".replace("'premiere'", "'prémière'")),
    ),
    "two stages at once": (
        ["never-true"],
        A
        + yes_no(
            "d.b", f", {PAST}".replace(" and answered", " and stage != 'premiere' and answered")
        ),
    ),
    "proposal from a fact that is not recalled": (
        ["unknown-reference"],
        A + yes_no("d.b", f", {PAST}, prefill: {{from: gaol, as: {{x: 'yes'}}, words: Avant.}}"),
    ),
    "proposal of an answer that is not there": (
        ["unknown-option"],
        A
        + yes_no("d.b", f", {PAST}, prefill: {{from: goal, as: {{x: peut_etre}}, words: Avant.}}"),
    ),
}


@pytest.mark.parametrize("name", FACTS)
def test_facts_are_known_used_and_said_only_when_known(name: str) -> None:
    codes, steps = FACTS[name]

    assert [code for code, _, _ in at(steps, head=RECALL)] == codes


def test_fact_is_not_said_in_the_head() -> None:
    head = RECALL.replace("Bonjour.", "'Bonjour {goal}.'")

    assert ("unguarded-fact", 6, 10) in at(A + yes_no("d.b", f", {PAST}"), head=head)


OTHER = HEAD.replace("dialogue: d", "dialogue: other")
QUESTION = (
    "  - {id: other.q, type: choice, ask: Q ?, topic: Q,"
    " options: [{id: far, label: Loin}, {id: near, label: Tout près}]}\n"
)


def across(recalled: str, condition: str) -> list[Problem]:
    mine, _ = found(
        A + yes_no("d.b", f', when: "{condition}"'), head=f"{HEAD}recall: {{past: {recalled}}}\n"
    )
    other, _ = found(QUESTION, head=OTHER)
    assert mine is not None
    assert other is not None
    return check_catalogue({"d": mine, "other": other})


def test_catalogue_knows_what_one_dialogue_recalls_of_another() -> None:
    assert across("other.q", "past == 'far' or answered(past)") == []
    assert across("class.stage", "past == 'premiere'") == []


def test_recall_of_a_question_that_nobody_asks_is_found() -> None:
    [problem] = across("other.qq", "answered(past)")

    assert (problem.code, problem.place.line, problem.suggestion) == (
        "unknown-recall",
        6,
        "other.q",
    )


def test_recall_compared_with_an_answer_that_is_not_there_is_found() -> None:
    [problem] = across("other.q", "past == 'fra'")

    assert (problem.code, problem.place.line, problem.suggestion) == ("unknown-option", 9, "far")
    assert problem.repair == "Vouliez-vous dire « far » ?"


def test_name_without_its_dialogue_is_recognised() -> None:
    _, problems = found(A + yes_no("d.b", ", when: a == 'x'"))

    assert [(p.code, p.suggestion) for p in problems] == [("unknown-reference", "d.a")]


@pytest.mark.parametrize("word", ["Aide", "Plus tard", "J'arrête", "Continuer"])
def test_option_that_is_a_command_would_never_be_heard(word: str) -> None:
    steps = question(
        f"id: d.a, type: choice, options: [{{id: a, label: A}}, {{id: b, label: {word}}}]"
    )

    assert "option-is-command" in [code for code, *_ in problems(steps)]
