"""One habit of those who write workbooks at a time: groups, slips, our own columns changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.xlsform.importing import import_workbook
from dialogues.conditions import ALWAYS, parse
from dialogues.definition import Kind

from . import workbooks
from .bringing import brought_in
from .workbooks import save


def test_condition_that_can_never_hold_is_taken_out(tmp_path: Path) -> None:
    rows = workbooks.survey(
        ("select_one mood", "mood", "Humeur ?", None),
        ("note", "never", "Jamais.", "${mood} = 'good' and ${mood} = 'bad'"),
        ("note", "still", "Encore.", "${mood} = 'good'"),
        header=workbooks.RELEVANT,
    )

    result = brought_in(rows, tmp_path)

    assert result.dialogue.steps["mien.never"].when == ALWAYS
    assert result.dialogue.steps["mien.still"].when == parse("mien.mood == 'good'")
    assert "jamais être vraie" in result.said(3, "relevant")


def test_group_lends_its_condition_to_its_questions(tmp_path: Path) -> None:
    rows = workbooks.survey(
        ("select_one mood", "mood", "Humeur ?", None),
        ("begin group", "bad", None, "${mood} = 'bad'"),
        ("begin group", "inner", None, "${nobody} = 1"),
        ("select_multiple places", "places", "Où ?", None),
        ("text", "why", "Pourquoi ?", "selected(${places}, 'bus')"),
        ("end group", None, None, None),
        ("end group", None, None, None),
        ("end group", None, None, None),
        ("note", "bye", "Merci.", None),
        header=workbooks.RELEVANT,
    )

    result = brought_in(rows, tmp_path)

    steps = result.dialogue.steps
    assert steps["mien.places"].when == parse("mien.mood == 'bad'")
    assert steps["mien.why"].when == parse("mien.mood == 'bad' and 'bus' in mien.places")
    assert steps["mien.bye"].when == ALWAYS
    assert ("survey", 4, "relevant") in result.lost
    assert "n'a pas de début" in result.said(9, "type")


def test_finding_of_the_checker_is_placed_and_the_dialogue_is_not_called_usable(
    tmp_path: Path,
) -> None:
    sheets = workbooks.survey(("text", "word", "Un mot ?"))
    sheets["settings"] = (
        ("form_id", "apbot_about", "apbot_anonymous"),
        ("mien", "workshop", "yes"),
    )

    imported = import_workbook(save(tmp_path, sheets))

    assert not imported.usable
    assert any("apbot check" in o.what and o.row == 2 for o in imported.lines)


def test_choice_added_by_or_other_may_be_looked_at(tmp_path: Path) -> None:
    rows = workbooks.survey(
        ("select_one mood or specify other", "mood", "Humeur ?", None),
        ("text", "mood_other", "Et encore ?", "${mood} = 'other'"),
        header=workbooks.RELEVANT,
    )

    steps = brought_in(rows, tmp_path).dialogue.steps

    assert list(steps) == ["mien.mood", "mien.mood_other_2", "mien.mood_other"]
    assert steps["mien.mood_other"].when == parse("mien.mood == 'other'")


@pytest.mark.parametrize(
    ("required", "kept"), [("yes", True), ("true()", True), ("Oui", True), ("false()", False)]
)
def test_required_is_written_in_many_ways(tmp_path: Path, required: str, *, kept: bool) -> None:
    sheets = workbooks.survey(
        ("date", "day", "Quel jour ?", required), header=(*workbooks.HEADER, "required")
    )
    sheets["settings"] = (("form_id", "respondent"), ("mien", "adult"))

    result = brought_in(sheets, tmp_path)

    assert result.dialogue.steps["mien.day"].required is kept
    assert not result.lost


def test_pictures_of_choices_and_other_sheets_are_named(tmp_path: Path) -> None:
    sheets = workbooks.survey(("select_one mood", "mood", "Humeur ?"))
    sheets["choices"] = (
        (*workbooks.CHOICES, "media::image", "order"),
        ("mood", "good", "Bien", "good.png", 1),
        ("mood", "bad", "Mal", "bad.png", 2),
    )
    sheets["Mes notes"] = (("rien", "du tout"),)

    result = brought_in(sheets, tmp_path)

    assert "lignes 2, 3" in result.said(2, "media::image", sheet="choices")
    assert "« order »" in result.said(1, "order", sheet="choices")
    assert "« Mes notes » n'est pas lue" in result.everything


def test_list_with_a_slip_in_its_name_is_found(tmp_path: Path) -> None:
    result = brought_in(workbooks.survey(("select_one Moods", "mood", "Humeur ?")), tmp_path)

    assert len(result.dialogue.steps["mien.mood"].options) == 2
    assert "lue comme « mood »" in result.said(2, "type")


def test_types_without_an_equivalent_become_the_nearest(tmp_path: Path) -> None:
    rows = workbooks.survey(
        ("rank places", "order", "Dans quel ordre ?", None),
        ("time", "hour", "À quelle heure ?", None),
        ("dateTime", "moment", "Quand ?", None),
        ("acknowledge", "ok", "J'ai lu.", None),
        ("range", "size", "Quelle taille ?", "start=0.5 end=2.5 step=0.1"),
        ("range", "odd", "Combien ?", "start=beaucoup"),
        header=(*workbooks.HEADER, "parameters"),
    )

    result = brought_in(rows, tmp_path)

    assert [step.kind for step in result.dialogue.steps.values()] == [
        Kind.CHOICES,
        Kind.TEXT,
        Kind.DATE,
        Kind.NOTE,
        Kind.NUMBER,
        Kind.SCALE,
    ]
    assert {row for _, row, _ in result.lost} == {2, 3, 4, 5}


def test_our_own_columns_written_wrong_are_named(tmp_path: Path) -> None:
    own = ("apbot_goto", "apbot_offer", "apbot_after", "apbot_when")
    rows = workbooks.survey(
        ("note", "first", "Trop tôt.", None, None, "good", None),
        ("select_one mood", "mood", "Humeur ?", "nowhere", "nobody when (", None, None),
        ("note", "react", "Tant pis.", None, None, "odd", None),
        ("note", "bye", "Merci.", None, None, None, "mood =="),
        header=(*workbooks.HEADER, *own),
    )

    result = brought_in(rows, tmp_path)

    assert list(result.dialogue.steps) == ["mien.mood", "mien.bye"]
    assert result.lost == {
        ("survey", 2, "apbot_after"),
        ("survey", 3, "apbot_goto"),
        ("survey", 3, "apbot_offer"),
        ("survey", 4, "apbot_after"),
    }
    assert "relevant compte" in result.said(5, "apbot_when")


def test_condition_on_a_note_or_on_something_lost_says_so(tmp_path: Path) -> None:
    rows = workbooks.survey(
        ("note", "hello", "Bonjour.", None),
        ("calculate", "sum", None, None),
        ("date", "day", "Quel jour ?", "${hello} = 'x'"),
        ("date", "next", "Et après ?", "${sum} > 3"),
        header=workbooks.RELEVANT,
    )

    result = brought_in(rows, tmp_path)

    assert "n'attend pas de réponse" in result.said(4, "relevant")
    assert "ne calcule pas" in result.said(5, "relevant")


def test_long_names_fit_what_a_button_sends_back(tmp_path: Path) -> None:
    name = "une_question_dont_le_nom_est_vraiment_beaucoup_trop_long_pour_un_bouton"
    sheets = workbooks.survey(
        ("select_one x", name, "Une ?"), ("select_one x", f"{name}_2", "Deux ?")
    )
    sheets["choices"] = (workbooks.CHOICES, ("x", name, "Bien"), ("x", f"{name} bis", "Mal"))

    result = brought_in(sheets, tmp_path)

    assert len(result.dialogue.steps) == 2
    assert all(len(key) <= 48 for key in result.dialogue.steps)
    assert all(len(step.options) == 2 for step in result.dialogue.steps.values())
    assert result.imported.usable
