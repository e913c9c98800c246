"""Each mistake in ``summary.yaml`` or ``needs.yaml``: one problem, its code, the right place."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.summary.reading import read_rules
from apbot.summary.reading_needs import needs_file
from dialogues.definition import Dialogue
from dialogues.errors import InvalidDialogue, Severity
from dialogues.loader import SHIPPED
from tests.summary.small import RULES, inspected, pointed_at

# what is written, what it becomes, the code, the start of what the place points at, the suggestion
MISTAKES = {
    "question": ("question: d.notes, at", "question: d.note, at", "unknown-question", "d.note,",
                 "d.notes"),
    "question of a listing": ("question: d.plan, o", "question: d.plann, o", "unknown-question",
                              "d.plann", "d.plan"),
    "question of a level": ("questions: [d.read]", "questions: [d.reed]", "unknown-question",
                            "d.reed]", "d.read"),
    "question cited": ("cites: [d.track]", "cites: [d.trak]", "unknown-question", "d.trak]",
                       "d.track"),
    "question missing": ("{question: d.notes, at", "{at", "missing-key", "{at_most", ""),
    "option": ("option: stay,", "option: stey,", "unknown-option", "stey", "stay"),
    "option of a scale": ('["3", "4"]', '["3", "5"]', "unknown-option", '"5"]', ""),
    "option of an exception": ("[writing]}", "[writting]}", "unknown-option", "writting",
                               "writing"),
    "branch": ("    change: {b", "    chang: {b", "unknown-option", "chang:", "change"),
    "tag": ("tag: maths", "tag: math", "unknown-tag", "math,", "maths"),
    "need": ("key: organisation", "key: organization", "unknown-need", "organization",
             "organisation"),
    "need described here": ("  - key: maths\n", "  - key: maths\n    label: Maths\n",
                            "unknown-key", "label", ""),
    "level": ("d.notes, at_most: 2", "d.notes, at_most: 7", "unknown-level", "7,", ""),
    "level of a choice": ("tag: maths", "at_most: 2", "unknown-level", "2,", ""),
    "fed by nothing": ("questions: [d.write]", "questions: []", "unfed-indicator", "writing,", ""),
    "no question": (", questions: [d.write]", "", "unfed-indicator", "writing,", ""),
    "indicator of a choice": ("questions: [d.write]", "questions: [d.track]", "not-a-scale",
                              "d.track]", ""),
    "two scales": ("[d.plan, d.notes]", "[d.plan, d.write]", "mixed-scales", "[d.plan", ""),
    "more answers than questions": ("least: 2", "least: 3", "least-too-high", "3,", ""),
    "no such strand": ("strand: remediation", "strand: remediations", "unknown-value",
                       "remediations", "remediation"),
    "quote of a choice": ("question: d.success", "question: d.track", "not-free-text", "d.track",
                          ""),
    "message of a scale": ("message: {question: d.long", "message: {question: d.plan",
                           "not-free-text", "d.plan", ""),
    "quote without an end": ("question: d.success", "question: d.long", "long-quote", "d.long", ""),
    "quote without a section": (", section: strengths", "", "missing-key", "{key: success", ""),
    "no such section": ("section: strengths", "section: strenghts", "unknown-value", "strenghts",
                        "strengths"),
    "index on a date": ("question: d.tested, other_than: [writing]", "question: d.day",
                        "not-a-choice", "d.day", ""),
    "words of an answer": ('{"1": ne prévoit presque jamais, "2"', '{"2"', "missing-words",
                           '{"2"', ""),
    "words of an answer that is none": ('"2": prévoit', '"5": prévoit', "unknown-option", '"5"',
                                        ""),
    "no words": (", words: note peu", "", "missing-words", "{question: d.notes", ""),
    "word to replace": ("({choices})", "({choice})", "unknown-placeholder", '"souhaite',
                        "choices"),
    "index": ("indices: [{question: d.track, option: stay, words: reste}]", "indices: []",
              "missing-index", "stay", ""),
    "kind of source": ("kind: request", "kind: requests", "unknown-value", "requests", "request"),
    "two tests": ("tag: maths", "tag: maths, option: art", "two-tests", "tag: maths", ""),
    "key twice": ("  - key: maths", "  - key: organisation", "duplicate-key", "organisation", ""),
    "question without its words": ("    ask: {tu: Et ce test ?, vous: Ce test ?}\n", "",
                                   "missing-key", "key: test", ""),
    "another dialogue": ("summary: d", "summary: e", "other-dialogue", "e", ""),
    "no dialogue": ("summary: d\n", "", "missing-key", "first", ""),
    "section": ("quotes:", "quote:", "unknown-key", "quote:", "quotes"),
    "line that is a word": ('  - {key: plan, question: d.plan, options: ["3", "4"]}',
                            "  - d.plan", "wrong-type", "d.plan", ""),
    "list that is a word": ("questions: [d.write]", "questions: d.write", "wrong-type", "d.write",
                            ""),
    "section that is a word": ("message: {question: d.long, words: Message à lire}",
                               "message: d.long", "wrong-type", "d.long", ""),
    "name in a condition": ("when: d.track ==", "when: d.trak ==", "unknown-question", "d.trak",
                            "d.track"),
    "fact in a condition": ("and stage ==", "and stages ==", "unknown-question", "stages", "stage"),
    "value in a condition": ("d.track == 'change'", "d.track == 'chang'", "unknown-option",
                             "d.track", "change"),
    "value of a fact": ("stage == 'premiere'", "stage == 'première'", "unknown-option", "stage",
                        "premiere"),
    "level in a condition": ("d.plan == 1", "d.plan == 9", "unknown-option", "d.plan", ""),
    "name in a state": ("answered(project)", "answered(projet)", "unknown-question", "projet",
                        "project"),
    "condition": ("d.plan == 1 and", "d.plan = 1 and", "condition-syntax", "= 1", ""),
    "empty checklist": ("items: [Demande écrite de la famille, Avis du conseil de classe]",
                        "items: []", "empty-checklist", "bridge", ""),
    "line of a checklist": ("items: [Demande écrite de la famille,", "items: [12,", "wrong-type",
                            "12,", ""),
    "source of one choice": ("question: d.tested, l", "question: d.track, l", "not-choices",
                             "d.track", ""),
    "source of no level": ("question: d.tested, l", "question: d.subjects, l",
                           "source-without-level", "d.subjects", ""),
}  # fmt: skip


def test_correct_rules_have_no_problem(small: Dialogue, tmp_path: Path) -> None:
    rules, problems = inspected(small, tmp_path)

    assert problems == ()
    assert rules is not None
    assert [need.need.key for need in rules.needs] == ["organisation", "maths"]


@pytest.mark.parametrize(
    ("right", "wrong", "code", "points_at", "suggestion"), MISTAKES.values(), ids=list(MISTAKES)
)
def test_one_mistake_is_one_problem_at_its_place(  # noqa: PLR0917  # one row of the table
    small: Dialogue,
    tmp_path: Path,
    right: str,
    wrong: str,
    code: str,
    points_at: str,
    suggestion: str,
) -> None:
    assert right in RULES

    _, problems = inspected(small, tmp_path, RULES.replace(right, wrong, 1))

    assert [problem.code for problem in problems] == [code], [str(p) for p in problems]
    assert pointed_at(problems[0]).startswith(points_at)
    assert problems[0].suggestion == suggestion
    assert problems[0].repair.endswith((".", "?"))


def test_advice_does_not_stop_the_rules(small: Dialogue, tmp_path: Path) -> None:
    rules, problems = inspected(small, tmp_path, RULES.replace("tag: maths", "tag: calcul", 1))

    assert [(p.code, p.severity) for p in problems] == [("unknown-tag", Severity.ADVICE)]
    assert rules is not None
    assert read_rules(tmp_path / "d" / "summary.yaml", small) == rules


def test_finding_stops_them(small: Dialogue, tmp_path: Path) -> None:
    text = RULES.replace("tag: maths", "tag: calcul", 1).replace("d.notes, at", "d.x, at", 1)

    rules, problems = inspected(small, tmp_path, text)

    assert rules is None
    assert [p.code for p in problems] == ["unknown-question", "unknown-tag"]
    with pytest.raises(InvalidDialogue) as refused:
        read_rules(tmp_path / "d" / "summary.yaml", small)
    assert [p.code for p in refused.value.problems] == ["unknown-question"]


def test_every_section_is_optional(small: Dialogue, tmp_path: Path) -> None:
    rules, problems = inspected(small, tmp_path, "summary: d\n")

    assert problems == ()
    assert rules is not None
    assert (rules.message, rules.orientation, rules.opening_question) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "forbidden-yaml"),
        ("# rien\nfirst: []\n", "missing-key"),
        ("- summary: d\n", "wrong-type"),
        ("summary: [d]\n", "wrong-type"),
        ("summary: d\nneeds: {organisation: oui}\n", "surprising-type"),
        ("summary: d\nneeds: organisation\n", "wrong-type"),
        ("summary: d\nlevels: [[[]]]\n", "wrong-type"),
        ("summary: d\nquotes: [1, 2]\n", "wrong-type"),
        ("summary: d\nfirst: [{indices: [{question: [d.plan]}]}]\n", "wrong-type"),
        ("summary: d\norientation: {branches: []}\n", "wrong-type"),
        ("summary: &a d\n", "forbidden-yaml"),
        ("summary: d: e\n", "yaml-syntax"),
    ],
)
def test_garbage_is_a_problem_and_no_crash(
    small: Dialogue, tmp_path: Path, text: str, code: str
) -> None:
    rules, problems = inspected(small, tmp_path, text)

    assert rules is None
    assert code in {problem.code for problem in problems}


NEEDS = """\
needs:
  - key: organisation
    label: S'organiser
    strand: remediation
    workshop: atelier
    individual: true
    place: conditions
    ask: {tu: Comment fais-tu ?, vous: Comment faites-vous ?}
  - {key: maths, label: Maths, strand: remediation, workshop: groupe}
"""


def test_catalogue_may_have_its_own_needs(small: Dialogue, tmp_path: Path) -> None:
    rules, problems = inspected(small, tmp_path, needs=NEEDS)

    assert problems == ()
    assert rules is not None
    assert [(rule.need.workshop, rule.need.individual) for rule in rules.needs] == [
        ("atelier", True),
        ("groupe", False),
    ]


def test_question_of_the_dialogue_replaces_that_of_the_need(
    small: Dialogue, tmp_path: Path
) -> None:
    rules, _ = inspected(small, tmp_path, needs=NEEDS)

    assert rules is not None
    assert [rule.ask.tu if rule.ask else "" for rule in rules.needs] == ["Et toi ?", ""]


def test_need_keeps_its_own_question_where_the_dialogue_has_none(
    small: Dialogue, tmp_path: Path
) -> None:
    text = RULES.replace("    ask: {tu: Et toi ?, vous: Et vous ?}\n", "")

    rules, _ = inspected(small, tmp_path, text, needs=NEEDS)

    assert rules is not None
    assert [rule.ask.tu if rule.ask else "" for rule in rules.needs] == ["Comment fais-tu ?", ""]


@pytest.mark.parametrize(
    ("right", "wrong", "code", "points_at", "suggestion"),
    [
        ("strand: remediation\n", "strand: remediatoin\n", "unknown-value", "remediatoin",
         "remediation"),
        ("place: conditions", "place: condition", "unknown-value", "condition", "conditions"),
        ("    strand: remediation\n", "", "missing-key", "key: organisation", ""),
        ("    workshop: atelier\n", "", "missing-key", "key: organisation", ""),
        ("individual: true", "individuel: true", "unknown-key", "individuel", "individual"),
        ("individual: true", "individual: 1", "wrong-type", "1", ""),
        ("{key: maths", "{key: organisation", "duplicate-key", "organisation", ""),
        (", vous: Comment faites-vous ?", "", "missing-address", "{tu:", ""),
        ("needs:\n", "needs: []\nbesoins:\n", "unknown-key", "besoins", ""),
    ],
)  # fmt: skip
def test_mistake_in_the_needs_is_one_problem_at_its_place(  # noqa: PLR0917  # as above
    small: Dialogue,
    tmp_path: Path,
    right: str,
    wrong: str,
    code: str,
    points_at: str,
    suggestion: str,
) -> None:
    assert right in NEEDS

    _, problems = inspected(small, tmp_path, needs=NEEDS.replace(right, wrong, 1))

    assert [problem.code for problem in problems] == [code]
    assert problems[0].place.file.endswith("needs.yaml")
    assert pointed_at(problems[0]).startswith(points_at)
    assert problems[0].suggestion == suggestion


@pytest.mark.parametrize("text", ["[]", "needs: []", "needs: 1", "needs: [1]", "a: *b", "\x00"])
def test_needs_that_are_no_list_are_a_problem(small: Dialogue, tmp_path: Path, text: str) -> None:
    rules, problems = inspected(small, tmp_path, needs=text)

    assert rules is None
    assert {Path(problem.place.file).name for problem in problems} == {"needs.yaml"}


def test_needs_are_not_read_for_a_dialogue_that_tells_none(small: Dialogue, tmp_path: Path) -> None:
    _, problems = inspected(small, tmp_path, "summary: d\n", needs="{}")

    assert problems == ()


def test_shipped_needs_stand_in_for_a_catalogue_without_any(tmp_path: Path) -> None:
    assert needs_file(tmp_path) == SHIPPED / "needs.yaml"
