"""Names, topics, short labels, and the file that is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.xlsform.headers import Column, Type, column_of, sheet_of, type_of
from apbot.xlsform.options import joined, words_of
from apbot.xlsform.texts import identifier, shortened, topic_of
from apbot.xlsform.writing import file_text
from dialogues.definition import Text
from dialogues.yaml_source import parse


@pytest.mark.parametrize(
    ("label", "name", "topic"),
    [
        ("Quelle est ta matière préférée ?", "q1", "Matière préférée"),
        ("Quel âge as-tu ?", "age", "Âge"),
        ("Où travailles-tu ?", "lieux_de_travail", "Lieux de travail"),
        ("Combien d'heures par jour travailles-tu le soir ?", "q", "Heures par jour"),
        ("Ta taille ?", "q", "Taille"),
        ("Qu'est-ce qui te plaît dans cette formation professionnelle ?", "q", "Te plaît dans"),
        ("Comment ça va ?", "humeur", "Humeur"),
        ("Anticonstitutionnellementissimements", "q", "Anticonstitutionnellementiss"),
        ("?", "", "?"),
    ],
)
def test_topic_is_a_few_words_of_the_label(label: str, name: str, topic: str) -> None:
    assert topic_of(label, name) == topic


@given(st.text(min_size=1), st.text(alphabet="abc_", max_size=40))
def test_topic_always_fits_a_button(label: str, name: str) -> None:
    assert len(topic_of(label, name)) <= 28 + 2  # a capital may take two letters ("ß" is "SS")


def test_identifier_is_plain_lower_case() -> None:
    assert identifier("Âge de l'Élève (œuvre n° 2)") == "age_de_l_eleve_oeuvre_n_2"
    assert identifier("???") == ""


def test_long_label_gets_a_short_one_that_no_other_has() -> None:
    label = Text("Je travaille surtout à la maison le soir", "Je travaille surtout le soir, oui")

    first = shortened(label, [])
    assert first is not None
    second = shortened(label, first.forms)
    assert second is not None

    assert max(len(form) for form in (*first.forms, *second.forms)) <= 28
    assert not set(first.forms) & set(second.forms)
    assert shortened(Text("Bien", "Bien"), []) is None


plain = st.text(
    st.characters(
        min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc", "Zl", "Zp"]
    )
    | st.just("\n"),
    max_size=80,
)
values = st.recursive(
    plain | st.integers(-1000, 1000) | st.booleans(),
    lambda inner: (
        st.lists(plain, max_size=12) | st.dictionaries(plain, inner, min_size=1, max_size=4)
    ),
    max_leaves=10,
)


@given(values)
def test_whatever_is_written_is_read_back(value: Any) -> None:
    text, _ = file_text(["Essai."], {"head": value}, [{"id": "d.a", "type": "note", "ask": value}])

    read = parse(text.encode(), file="x").plain()

    assert read == {"head": value, "steps": [{"id": "d.a", "type": "note", "ask": value}]}


def test_line_where_each_step_begins_is_known() -> None:
    steps = [{"id": "d.a", "type": "note", "ask": "Un.\nDeux."}, {"offer": "d.a"}]

    text, starts = file_text(["Essai."], {"dialogue": "d"}, steps)

    lines = text.splitlines()
    assert lines[starts[0] - 1] == "  - id: d.a"
    assert lines[starts[1] - 1] == "  - {offer: d.a}"


@given(st.lists(st.text(min_size=1).map(str.strip).filter(bool), max_size=5).map(tuple))
def test_synonyms_share_a_cell(words: tuple[str, ...]) -> None:
    assert words_of(joined(words)) == words


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("label::Français (fr)", Column("label", "Français (fr)")),
        ("Label:fr", Column("label", "fr")),
        ("libellé (anglais)", Column("label", "anglais")),
        ("media::image::fr", Column("media::image", "fr")),
        ("constraint_message::fr", Column("constraint_message", "fr")),
        ("requird", Column("required", guessed=True)),
        ("apbot_topic", Column("apbot_topic")),
        ("jr:count", Column("repeat_count")),
        ("taille des chaussures", Column("")),
        ("", Column("")),
    ],
)
def test_header_is_recognised(header: str, column: Column) -> None:
    assert column_of(header) == column


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("select_one mood", Type("select_one", "mood")),
        ("select_one from_test", Type("select_one", "from_test")),
        ("SELECT  ONE from mood or_other", Type("select_one", "mood", or_other=True)),
        ("select all that apply from places", Type("select_multiple", "places")),
        ("Choix multiple lieux ou autre", Type("select_multiple", "lieux", or_other=True)),
        ("begin group", Type("begin_group")),
        ("Fin de groupe", Type("end_group")),
        ("entier", Type("integer")),
        ("select_one_from_file a.csv", Type("select_one_from_file a.csv")),
    ],
)
def test_type_is_recognised(written: str, kind: Type) -> None:
    assert type_of(written) == kind


def test_sheet_is_recognised_in_french_and_misspelt() -> None:
    assert [sheet_of(title) for title in ("Choix", "suvey", "Paramètres", "Ventes")] == [
        "choices",
        "survey",
        "settings",
        "",
    ]
