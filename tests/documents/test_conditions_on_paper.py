"""Conditions as a form says them, and what is left of them when something is known."""

from __future__ import annotations

import pytest

from apbot.documents.conditions_on_paper import Conditions, simplified
from apbot.documents.diagram import numbers_of
from dialogues.conditions import ALWAYS, parse
from dialogues.definition import Address, Dialogue
from dialogues.facts import fact


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("kinds.mood == 'bad'", "tu as répondu « Difficilement » à la question 1"),
        (
            "kinds.mood in ['bad', 'so_so']",
            "tu as répondu « Moyennement » ou « Difficilement » à la question 1",
        ),
        ("kinds.mood != 'bad'", "tu as répondu autre chose que « Difficilement » à la question 1"),
        ("not kinds.mood == 'bad'", "tu n'as pas répondu « Difficilement » à la question 1"),
        ("'bus' in kinds.places", "tu as coché « Dans le bus » à la question 2"),
        ("not 'bus' in kinds.places", "tu n'as pas coché « Dans le bus » à la question 2"),
        ("kinds.plan <= 2", "tu as répondu « Presque jamais » ou « Parfois » à la question 4"),
        ("kinds.plan > 3", "tu as répondu « Presque toujours » à la question 4"),
        ("kinds.hours >= 3", "tu as écrit 3 ou plus à la question 6"),
        ("kinds.hours < 3", "tu as écrit moins de 3 à la question 6"),
        ("answered(kinds.day)", "tu as répondu à la question 7"),
        ("skipped(kinds.day)", "tu n'as pas répondu à la question 7"),
        (
            "answered(kinds.places) and not ('nowhere' in kinds.places)",
            "tu as répondu à la question 2 et si tu n'as pas coché « Nulle part » à cette question",
        ),
        (
            "answered(kinds.mood) and kinds.mood != 'bad'",
            "tu as répondu autre chose que « Difficilement » à la question 1",
        ),
        (
            "(kinds.mood == 'bad' or kinds.club == 'no') and kinds.plan == 1",
            (
                "tu as répondu « Difficilement » à la question 1 ou si tu as répondu « Non » à la "
                "question 5, et si tu as répondu « Presque jamais » à la question 4"
            ),
        ),
        (
            "not (kinds.mood == 'bad' or answered(kinds.day))",
            (
                "tu n'as pas répondu « Difficilement » à la question 1 et si tu n'as pas répondu "
                "à la question 7"
            ),
        ),
    ],
)
def test_condition_is_said_to_who_fills_the_sheet_in(
    kinds: Dialogue, condition: str, words: str
) -> None:
    conditions = Conditions(kinds, Address.TU, numbers_of(kinds))

    assert conditions.sentence(parse(condition)).replace("\u00a0", " ") == f"Si {words}"


def test_vous_is_said_to_who_is_said_vous(kinds: Dialogue) -> None:
    conditions = Conditions(kinds, Address.VOUS, numbers_of(kinds))

    said = conditions.sentence(parse("not answered(kinds.day)"))

    assert said.replace("\u00a0", " ") == "Si vous n'avez pas répondu à la question 7"


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("who == 'adult'", None),
        ("who == 'student'", "always"),
        ("not who == 'adult'", "always"),
        ("who == 'student' and a == 1", "a == 1"),
        ("who == 'adult' and a == 1", None),
        ("who == 'adult' or a == 1", "a == 1"),
        ("who == 'student' or a == 1", "always"),
        ("gone == 1", None),
        ("not gone == 1", None),
        ("gone == 1 or a == 1", "a == 1"),
        ("gone == 1 and a == 1", None),
        ("who == 'student' and not a == 1", "not a == 1"),
        ("a == 1 and b == 1", "a == 1 and b == 1"),
    ],
)
def test_what_is_known_is_not_asked(condition: str, left: str | None) -> None:
    facts = {"who": fact("who", "student", "")}

    outcome = simplified(parse(condition), facts, {"gone"})

    if left is None:
        assert outcome is None
    else:
        assert outcome == (ALWAYS if left == "always" else parse(left))
