"""A mistake in the rules is named with its line, and nothing is half loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.summary import rules_for
from apbot.summary.reading import FILE, read_rules
from apbot.summary.rules import Line, NeedRule
from dialogues.definition import Dialogue
from dialogues.errors import InvalidDialogue
from dialogues.loader import SHIPPED

MISTAKES = {
    "unknown question": ("welcome.plan\n", "welcome.plann\n", "« welcome.plann »"),
    "suggestion for it": ("welcome.plan\n", "welcome.plann\n", "« welcome.plan »"),
    "index without its question": (
        "- question: welcome.notes\n",
        "- kind: answers\n",
        "« question »",
    ),
    "unknown option": ("option: organise\n", "option: organize\n", "« organise »"),
    "unknown option among several": ("[leads, no_idea]", "[leads, noidea]", "« no_idea »"),
    "unknown exception": ("[nothing]", "[nothin]", "« nothing »"),
    "level not on the scale": ("at_most: 2", "at_most: 7", "niveau 7"),
    "level of a question without a scale": ("tag: maths", "at_most: 1", "niveau 1"),
    "two tests at once": ("tag: maths", "tag: maths\n        option: maths", "s'excluent"),
    "answer without its words": ('"1": ne note et', '"4": ne note et', "« 1 »"),
    "unknown kind of source": ("kind: request", "kind: requests", "« request »"),
    "same key twice": ("key: learning_methods", "key: organisation", "« organisation »"),
    "condition that is none": ("welcome.track_talk == 'yes'", "welcome.track_talk =", "est"),
    "condition on an unknown question": ("also: welcome.track_talk", "also: track_talk", "track"),
    "condition on an unknown option": ("track_talk == 'yes'", "track_talk == 'oui'", "« oui »"),
    "another dialogue": ("summary: welcome", "summary: checkin", "« welcome »"),
    "missing section": ("strengths:\n", "strong_points:\n", "« strong_points »"),
    "missing form of address": ("    vous: De quoi aimeriez", "    nous: De quoi aimeriez", "vous"),
    "branch of no option": ("precise: {branch", "precis: {branch", "« precise »"),
    "message that is no text": ("question: welcome.free_word", "question: welcome.plan", "libre"),
    "level of a choice": ("[welcome.plan, ", "[welcome.commute, ", "« welcome.commute »"),
}


def broken(tmp_path: Path, right: str, wrong: str) -> Path:
    """The shipped rules with their first ``right`` made ``wrong``."""
    text = (SHIPPED / "welcome" / FILE).read_text(encoding="utf-8")
    comment, start, body = text.partition("\nsummary:")
    body = start + body
    assert right in body
    path = tmp_path / FILE
    path.write_text(comment + body.replace(right, wrong, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(("right", "wrong", "named"), MISTAKES.values(), ids=list(MISTAKES))
def test_mistake_is_named_with_its_place(
    welcome: Dialogue, tmp_path: Path, right: str, wrong: str, named: str
) -> None:
    path = broken(tmp_path, right, wrong)

    with pytest.raises(InvalidDialogue) as refused:
        read_rules(path, welcome)

    assert named in str(refused.value)
    assert {problem.place.file for problem in refused.value.problems} == {str(path)}


def test_mistake_is_placed_to_the_column(welcome: Dialogue, tmp_path: Path) -> None:
    path = broken(tmp_path, "question: welcome.plan\n", "question: welcome.plann\n")
    line = path.read_text(encoding="utf-8").partition("plann")[0].count("\n") + 1

    with pytest.raises(InvalidDialogue) as refused:
        read_rules(path, welcome)

    assert str(refused.value) == (
        f"{path}:{line}:19: Question inconnue « welcome.plann ». "
        "Vouliez-vous dire « welcome.plan » ?"
    )


def test_line_without_index_is_refused(welcome: Dialogue, tmp_path: Path) -> None:
    wrong = "key: commute\n    label: Trajet\n    indices: []\n    unused:"
    path = broken(tmp_path, "key: commute\n    label: Trajet\n    indices:", wrong)

    with pytest.raises(InvalidDialogue, match="Un indice au moins"):
        read_rules(path, welcome)


def test_every_mistake_is_reported_at_once(welcome: Dialogue, tmp_path: Path) -> None:
    path = broken(tmp_path, "welcome.plan\n        at_most: 2", "welcome.x\n        at_moist: 2")

    with pytest.raises(InvalidDialogue) as refused:
        read_rules(path, welcome)

    assert {"unknown-key", "unknown-question"} <= {p.code for p in refused.value.problems}


def test_shipped_rules_reach_every_tag_they_ask_for(welcome: Dialogue) -> None:
    tags = {i.test.tag for need in rules_for(welcome).needs for i in need.indices} - {None}
    subjects = welcome.questions["welcome.hard_subjects"].options

    assert tags == {tag for option in subjects for tag in option.tags}


def test_shipped_interview_questions_are_open_and_keep_their_address(welcome: Dialogue) -> None:
    rules = rules_for(welcome)
    lines: tuple[Line | NeedRule, ...] = (*rules.first, *rules.needs, *rules.questions)
    asks = [rule.ask for rule in lines]

    for ask in filter(None, [rules.opening_question, *asks]):
        assert ask.tu.endswith(" ?")
        assert ask.vous.endswith(" ?")
        assert not {"tu", "ton", "ta", "tes", "te", "toi"} & set(ask.vous.lower().split())
        assert not {"vous", "votre", "vos"} & set(ask.tu.lower().split())
        assert not ask.tu.lower().startswith(("est-ce que", "as-tu", "es-tu", "veux-tu"))
