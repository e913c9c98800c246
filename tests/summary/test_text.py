"""The summary as a text: what a teacher reads in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from apbot.documents.text import NOTHING, WIDTH, summary_text
from apbot.summary import SummaryRules, summarise
from dialogues.answers import Answer, Value
from dialogues.definition import Address, Dialogue
from dialogues.facts import fact
from tests.summary.profiles import WORST_CASE, answers_of
from tests.summary.small import inspected, small_dialogue
from tests.summary.strategies import answers_to

PREMIERE = {"stage": fact("stage", "premiere", "Première")}


def plain(text: str) -> str:
    """Without the spaces of French typography."""
    return text.replace("\u00a0", " ")


def text_of(
    dialogue: Dialogue,
    rules: SummaryRules,
    values: Mapping[str, Value],
    facts: Mapping[str, Answer] | None = None,
) -> str:
    answers = answers_of(dialogue, values)
    return summary_text(summarise(dialogue, rules, answers, Address.TU, facts or {}), "Essai")


def test_text_says_every_section_with_what_it_cites(
    small: Dialogue, small_rules: SummaryRules
) -> None:
    values: dict[str, Value] = {
        "plan": 1,
        "notes": 2,
        "read": 1,
        "write": "na",
        "tested": ("reading",),
        "subjects": ("algebra",),
        "track": "change",
        "day": "2026-11-24",
        "first_year": "no",
        "success": "mon exposé",
        "long": "Je veux vous voir.",
    }

    text = text_of(small, small_rules, values, PREMIERE)

    assert (
        plain(text)
        == """\
Synthèse : Essai

À aborder en premier
- Voie : veut changer de voie (Voie : Changer)
- Message à lire (Récit) : « Je veux vous voir. »

Points d'appui
- Réussite : « mon exposé »

Demandes
- Matières : Algèbre

Besoins repérés
- Maths — souhaite progresser (« Algèbre »). Piste : groupe de maths. (Matières :
  Algèbre)
- S'organiser — 2 réponses sur 2 : ne prévoit presque jamais ; note peu. Piste : atelier
  « Organiser sa semaine ». (Prévoir : Presque jamais ; Cours et notes : Parfois)

Orientation
- Veut changer de voie (Voie)

Niveaux
- Lire : Pas encore (Test de positionnement)
- Écrire : Pas observé
- Méthodes : Presque jamais

Questions possibles pour l'entretien
- Où en es-tu ? (Voie)
- Devant un exercice de maths, comment t'y prends-tu ? (Matières)
- Et toi ? (Prévoir ; Cours et notes)

Changer de voie (Voie : Changer)
[ ] Demande écrite de la famille
[ ] Avis du conseil de classe
"""
    )


def test_summary_of_nothing_says_so() -> None:
    dialogue = small_dialogue()

    text = summary_text(summarise(dialogue, SummaryRules("d"), {}, Address.TU), "Essai")

    assert plain(text) == (
        f"Synthèse : Essai\n\n{NOTHING}\n\n"
        "Sans réponse à lire : 8 questions. Une question sans réponse n'est jamais interprétée.\n"
    )


def test_words_stay_as_they_were_typed(small: Dialogue, small_rules: SummaryRules) -> None:
    text = text_of(small, small_rules, {"success": "oui ! « non » ; {choices} <b>"})

    assert "«\u00a0oui ! « non » ; {choices} <b>\u00a0»" in text


def test_no_line_begins_with_a_double_sign(welcome: Dialogue, rules: SummaryRules) -> None:
    lines = text_of(welcome, rules, WORST_CASE).splitlines()

    assert not [line for line in lines if line.lstrip()[:1] in {":", ";", "?", "»"}]
    assert not [line for line in lines if line.endswith("«")]


def test_needs_beyond_the_third_are_only_named(welcome: Dialogue, rules: SummaryRules) -> None:
    text = plain(text_of(welcome, rules, WORST_CASE))

    assert text.count("Piste :") == 3
    assert "- Également : Changer de voie ; Comprendre les consignes ; Aller plus loin\n" in text


@given(data=st.data())
def test_any_answers_make_short_lines_in_plain_words(
    small: Dialogue, small_rules: SummaryRules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(small))

    text = summary_text(summarise(small, small_rules, answers, Address.TU, PREMIERE), "Essai")

    assert max(len(line) for line in text.splitlines()) <= WIDTH
    assert "None" not in text
    assert "\n\n\n" not in text
    assert text.endswith("\n")


def test_adult_is_said_to_have_observed(tmp_path: Path) -> None:
    dialogue = small_dialogue("adult")
    rules, _ = inspected(dialogue, tmp_path)
    assert rules is not None

    text = plain(text_of(dialogue, rules, {"plan": 1, "notes": 1}))

    assert "2 observations sur 2" in text
