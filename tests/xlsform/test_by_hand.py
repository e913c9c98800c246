"""Workbooks written by hand: imported without a crash, and the report says what was lost where."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.conditions import ALWAYS, parse
from dialogues.definition import Kind

from . import workbooks
from .bringing import Places, brought_in
from .workbooks import BY_HAND

LOST_IN: dict[str, Places] = {
    "missing columns": set(),
    "French headers": {("survey", 2, "required")},
    "several languages": {("survey", 1, "label")},
    "macros in relevant": {("survey", row, "relevant") for row in (5, 6, 7, 8, 9, 10, 11, 12, 13)},
    "or_other": set(),
    "repeats": {("survey", 2, "type")},
    "blank rows": {("survey", 5, "type"), ("survey", 7, "label")},
    "numbers as names": set(),
    "upper case": set(),
    "duplicates": {("choices", 3, "name"), ("choices", 4, "name"), ("choices", 6, "list_name")},
    "cascade": {
        ("survey", 2, "default"),
        ("survey", 3, "choice_filter"),
        ("survey", 4, "type"),
        ("survey", 5, "type"),
        ("survey", 6, "type"),
    },
    "limits": {("survey", 4, "constraint"), ("survey", 5, "constraint")},
    "markup": {("survey", 3, "label")},
    "adult": {("survey", 3, "required")},
}


@pytest.mark.parametrize("name", BY_HAND)
def test_workbook_is_imported_and_its_losses_are_placed(name: str, tmp_path: Path) -> None:
    result = brought_in(BY_HAND[name], tmp_path)

    assert result.lost == LOST_IN[name]
    assert result.imported.usable


@pytest.mark.parametrize("name", BY_HAND)
def test_what_was_filled_in_is_said(name: str, tmp_path: Path) -> None:
    result = brought_in(BY_HAND[name], tmp_path)

    for filled in ("intro", "notice", "closing"):
        assert f"Complétez « {filled} »" in result.everything
    assert "Sujets (topic) tirés des libellés" in result.everything
    assert "à compléter" in result.dialogue.notice.version


def test_french_sheets_columns_and_types_are_understood(tmp_path: Path) -> None:
    result = brought_in(workbooks.FRENCH_HEADERS, tmp_path)

    steps = result.dialogue.steps
    assert result.dialogue.id == "bilan"
    assert result.dialogue.title.tu == "Bilan de rentrée"
    assert [step.kind for step in steps.values()] == [
        Kind.CHOICE,
        Kind.CHOICES,
        Kind.NUMBER,
        Kind.TEXT,
    ]
    assert steps["bilan.lieux"].when == parse("bilan.humeur == 'bien'")
    assert steps["bilan.humeur"].hint is not None
    assert (steps["bilan.heures"].limits.least, steps["bilan.heures"].limits.most) == (0, 12)
    assert "lue comme « survey »" in result.everything


def test_rows_without_a_name_get_one(tmp_path: Path) -> None:
    result = brought_in(workbooks.MISSING_COLUMNS, tmp_path)

    assert list(result.dialogue.steps) == ["form.un_mot", "form.merci"]
    assert "form.un_mot" in result.said(2, "name")
    assert "pyxform" in result.everything


def test_french_is_preferred_and_the_other_language_is_named(tmp_path: Path) -> None:
    result = brought_in(workbooks.SEVERAL_LANGUAGES, tmp_path)

    step = result.dialogue.steps["langues.mood"]
    assert step.ask.tu == "Comment ça va ?"
    assert step.options[0].label.tu == "Bien"
    assert "« English (en) »" in result.said(1, "label")


def test_each_condition_that_is_lost_says_why(tmp_path: Path) -> None:
    result = brought_in(workbooks.MACROS, tmp_path)

    reasons = {
        5: "mal écrit",
        6: "posée plus loin",
        7: "ne calcule pas",
        8: "deux questions",
        9: "once()",
        10: "regex()",
        11: "jr:choice-name()",
        12: "nobody",
        13: "selected(${places}, 'home')",
    }
    for row, why in reasons.items():
        assert why in result.said(row, "relevant")
        assert "posée à tout le monde" in result.said(row, "relevant")
    steps = result.dialogue.steps
    assert [key for key, step in steps.items() if step.when != ALWAYS] == [
        "mien.places",
        "mien.hours",
        "mien.long",
        "mien.last",
    ]
    assert "passée ou jamais posée" in result.said(4, "relevant")


def test_other_answer_becomes_an_option_and_a_text(tmp_path: Path) -> None:
    result = brought_in(workbooks.OR_OTHER, tmp_path)

    steps = result.dialogue.steps
    assert [option.id for option in steps["mien.mood"].options] == ["good", "bad", "other"]
    assert steps["mien.mood_other"].when == parse("mien.mood == 'other'")
    assert steps["mien.places_other"].when == parse("'other' in mien.places")
    assert "« Autre »" in result.said(2, "type")


def test_repeat_is_asked_once_and_open_group_is_said(tmp_path: Path) -> None:
    result = brought_in(workbooks.REPEATS, tmp_path)

    assert list(result.dialogue.questions) == ["mien.first", "mien.mood"]
    assert "posées une fois" in result.said(2, "type")
    assert "n'est pas fermé" in result.everything
    assert result.dialogue.steps["mien.end"].ask.tu == "La fin"


def test_blank_rows_do_not_move_the_row_numbers(tmp_path: Path) -> None:
    result = brought_in(workbooks.BLANK_ROWS, tmp_path)

    assert list(result.dialogue.questions) == ["mien.mood", "mien.text_7", "mien.day"]
    assert "pas de type" in result.said(5, "type")


def test_numbers_that_are_compared_are_scores(tmp_path: Path) -> None:
    result = brought_in(workbooks.NUMBERED, tmp_path)

    steps = result.dialogue.steps
    assert [option.score for option in steps["mien.level"].options] == [1, 2, 3, 4]
    assert steps["mien.agree"].kind is Kind.YES_NO
    assert steps["mien.agree"].when == parse("mien.level >= 3")
    assert steps["mien.why"].when == parse("mien.agree == 'no'")


def test_old_and_loud_types_are_understood(tmp_path: Path) -> None:
    result = brought_in(workbooks.UPPER_CASE, tmp_path)

    kinds = [step.kind for step in result.dialogue.steps.values()]
    assert kinds == [
        Kind.CHOICE,
        Kind.CHOICE,
        Kind.CHOICES,
        Kind.CHOICE,
        Kind.NUMBER,
        Kind.TEXT,
    ]
    assert "« Mood » s'appelle maintenant « mien.mood »" in result.said(2, "name")
    assert "lu comme « text »" in result.said(7, "type")


def test_names_used_twice_are_told_apart(tmp_path: Path) -> None:
    result = brought_in(workbooks.DUPLICATES, tmp_path)

    assert list(result.dialogue.steps) == ["mien.mood", "mien.mood_2", "mien.age_de_l_eleve"]
    assert "un autre porte déjà ce nom" in result.said(3, "name")
    assert [option.id for option in result.dialogue.steps["mien.mood"].options] == ["good", "bad"]


def test_what_a_dialogue_does_not_do_is_named(tmp_path: Path) -> None:
    result = brought_in(workbooks.CASCADE, tmp_path)

    assert list(result.dialogue.steps) == ["mien.region", "mien.town"]
    assert "tous les choix" in result.said(3, "choice_filter")
    assert "ne calcule pas" in result.said(4, "type")
    assert "ne reçoit pas de fichier" in result.said(5, "type")
    assert "un autre fichier" in result.said(6, "type")
    assert "ne relève rien sur l'appareil" in result.said(7, "type")
    assert "lignes 2, 3" in result.said(2, "appearance")


def test_constraints_become_limits(tmp_path: Path) -> None:
    result = brought_in(workbooks.LIMITS, tmp_path)

    limits = {key: step.limits for key, step in result.dialogue.steps.items()}
    assert (limits["mien.age"].least, limits["mien.age"].most) == (11, 20)
    assert (limits["mien.height"].least, limits["mien.height"].most) == (1, 2.5)
    assert (limits["mien.day"].earliest, limits["mien.day"].latest) == ("2026-09-01", None)
    assert limits["mien.word"].characters == 40
    assert limits["mien.places"].choices == 2
    steps = result.dialogue.steps
    assert [o.id for o in steps["mien.places"].options if o.exclusive] == ["none"]
    assert steps["mien.ease"].kind is Kind.SCALE
    assert [option.value for option in steps["mien.ease"].options] == [1, 2, 3, 4, 5]
    assert steps["mien.percent"].kind is Kind.NUMBER
    assert steps["mien.age"].retry is not None


def test_texts_are_cleaned(tmp_path: Path) -> None:
    result = brought_in(workbooks.MARKUP, tmp_path)

    steps = result.dialogue.steps
    assert steps["mien.mood"].ask.tu == "Humeur du jour ?"
    assert steps["mien.why"].ask.tu == "Tu as répondu … Pourquoi (prénom) {referent} ?"


def test_required_is_kept_for_adults_only(tmp_path: Path) -> None:
    result = brought_in(workbooks.ADULT, tmp_path)

    steps = result.dialogue.steps
    assert steps["bilan_adulte.mood"].required
    assert not steps["bilan_adulte.word"].required
    assert "tutoiement" not in result.everything
    assert "« 3 »" in result.said(2, "version", sheet="settings")
