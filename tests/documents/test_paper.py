"""The questionnaire on paper: all of it, accessible, and nothing that only a program can say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from apbot.documents.paper import TEMPLATE, PaperSchool, paper_of
from apbot.documents.typesetting import Form, compose
from dialogues.definition import Address, Dialogue
from dialogues.loader import Catalogue, load_folder
from tests.dialogues.making import HEAD
from tests.dialogues.making import dialogue as dialogue_of

from .conftest import Pdf, every_dialogue, squeezed

SCHOOL = PaperSchool("Lycée Exemple", "protection@lycee.example")
HOSTILE = PaperSchool("Lycée 😀 \u0007 #panic() 日本", "dpo\u202e@x.example")


def items(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in values["groups"]:
        yield from group["items"]


def questions(values: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """By number, the lines of tables too."""
    found = {}
    for item in items(values):
        for one in item.get("rows", [item]):
            if "number" in one:
                found[one["number"]] = one
    return found


def texts(values: Any) -> Iterator[str]:
    if isinstance(values, str):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from texts(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from texts(value)


def paper(dialogue: Dialogue, *, address: Address = Address.TU, **more: bool) -> dict[str, Any]:
    return paper_of(dialogue, address, SCHOOL, **more)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@every_dialogue
def test_every_dialogue_is_an_accessible_form(
    folder: Path, read_pdf: Callable[[bytes], Pdf]
) -> None:
    dialogue = load_folder(folder)
    values = paper(dialogue)

    composed = compose(TEMPLATE, values, Form.PDF)

    pdf = read_pdf(composed.content)
    assert composed.accessible
    assert pdf.facts["Tagged"] == "yes"
    assert pdf.facts["Title"] == dialogue.title.tu
    assert pdf.facts["Page size"] == "595.276 x 841.89 pts (A4)"
    assert "CreationDate" not in pdf.facts
    assert {"H1", "H2", "H3", "Table", "THead", "TH", "TD", "L", "LI"} <= set(pdf.structure)
    text = squeezed(pdf.text)
    for number, question in questions(values).items():
        assert squeezed(f"{number}. {question['ask']}") in text
    for line in dialogue.help_card.numbers:
        assert squeezed(f"{line.number} {line.name}. {line.when}") in text
    assert all(squeezed(part) in text for part in values["notice"])
    assert composed == compose(TEMPLATE, paper(dialogue), Form.PDF)


@every_dialogue
@pytest.mark.parametrize("address", [Address.TU, Address.VOUS])
def test_no_placeholder_is_left_open(folder: Path, address: Address) -> None:
    values = paper_of(load_folder(folder), address, PaperSchool())

    assert not [words for words in texts(values) if "{" in words or "( )" in words]


def test_hostile_words_of_a_school_are_printed(
    kinds: Dialogue, read_pdf: Callable[[bytes], Pdf]
) -> None:
    composed = compose(TEMPLATE, paper_of(kinds, Address.TU, HOSTILE), Form.PDF)

    assert composed.accessible
    assert "#panic() ??" in read_pdf(composed.content).text


def test_each_kind_of_question_has_its_place_for_an_answer(kinds: Dialogue) -> None:
    answers = [question["answer"]["kind"] for question in questions(paper(kinds)).values()]

    assert answers[:8] == "options options lines row row number date lines".split()


def test_an_offered_question_stands_once_at_its_own_place(kinds: Dialogue) -> None:
    asked = [question["ask"] for question in questions(paper(kinds)).values()]

    assert len(asked) == len(set(asked)) == len(kinds.questions)


def test_conditions_and_jumps_are_said_in_words(kinds: Dialogue) -> None:
    values = paper(kinds)

    introduced = [plain(group["when"]) for group in values["groups"] if group["when"]]
    jumps = [plain(words) for item in items(values) for words in item.get("then", [])]
    assert introduced == ["Si tu as coché « Nulle part » à la question 2 :"]
    assert jumps == ["Si tu as répondu « Non » à la question 5, passe à la question 7."]


def test_limits_are_written_beside_the_question(kinds: Dialogue) -> None:
    found = questions(paper(kinds))

    assert found[2]["hints"] == ["2 au plus."]
    assert found[6]["answer"]["note"] == "de 0 à 20"
    assert found[7]["answer"]["note"] == "entre le 1er septembre 2026 et le 3 juillet 2027"
    assert found[3]["readers"] == "Lu par ton prof référent."


def test_vous_is_said_where_the_school_says_vous(kinds: Dialogue) -> None:
    said = " ".join(texts(paper(kinds, address=Address.VOUS)))

    assert "Comment allez-vous" in said
    assert "votre prof référent" in said
    assert not any(f" {word} " in f" {said.lower()} " for word in ("tu", "ton", "tes", "toi"))


def test_lines_on_one_scale_are_a_table() -> None:
    welcome = paper(Catalogue().dialogue("welcome"))

    (table,) = [item for item in items(welcome) if item["kind"] == "table"]
    assert table["labels"] == ("Presque jamais", "Parfois", "Souvent", "Presque toujours")
    assert [row["number"] for row in table["rows"]] == [10, 11, 12, 13, 14]


def test_an_adult_is_spoken_to_as_an_adult() -> None:
    values = paper(Catalogue().dialogue("observation"))

    assert values["fields"] == ["Élève", "Classe", "Rempli par", "Date"]
    assert values["groups"][0]["items"][0]["rows"][0]["ask"] == "S'investit dans les activités."
    assert any(question["required"] for question in questions(values).values())
    assert "réponse attendue" in " ".join(values["how"])


def test_an_anonymous_sheet_asks_for_no_name() -> None:
    values = paper(Catalogue().dialogue("workshop_review"))

    assert values["fields"] == ["Atelier", "Date"]
    assert "N'écris pas ton nom sur cette feuille." in values["how"]
    assert "« V »" not in plain(" ".join(values["how"]))


def test_where_either_may_answer_each_has_a_sheet() -> None:
    dialogue = Catalogue().dialogue("positioning")

    student, adult = (paper(dialogue, for_adult=adult) for adult in (False, True))

    assert student["fields"][0] == "Prénom"
    assert adult["fields"][0] == "Élève"
    assert len(questions(adult)) == len(dialogue.questions) > len(questions(student))
    assert list(questions(student)) == list(range(1, len(questions(student)) + 1))


RECALLING = """\
steps:
  - id: d.tried
    type: yes_no
    topic: Avant
    ask: "La dernière fois : « {last_goal} ». Essayé ?"
    when: answered(last_goal) and last_goal != 'own'
  - id: d.tried_own
    type: yes_no
    topic: Avant
    ask: "La dernière fois, tes mots : « {last_words} ». Essayé ?"
    when: last_goal == 'own' and answered(last_words)
  - id: d.class
    type: yes_no
    topic: Classe
    ask: En première ?
    when: not answered(stage)
  - id: d.exam
    type: yes_no
    topic: Bac
    ask: Le bac ?
    when: stage == 'premiere' or d.class == 'yes'
  - id: d.level
    type: yes_no
    topic: Niveau
    ask: Et sinon ?
    when: level == 'terminale_gt'
  - id: d.goal
    type: choice
    topic: Objectif
    ask: Ton objectif ?
    options: [{id: own, label: Le mien}, {id: plan, label: Prévoir}]
  - {id: d.goal_words, type: text, topic: Mots, ask: Lequel ?, readers: Lu par toi.}
"""
RECALL = (
    "recall: {last_goal: d.goal, last_words: d.goal_words, stage: class.stage, "
    "level: class.stage}\n"
)


def test_what_was_said_last_time_is_a_blank_to_copy() -> None:
    values = paper(dialogue_of(RECALLING, head=HEAD + RECALL))

    first = values["groups"][0]
    assert plain(first["when"]) == "Si tu as déjà répondu à ce questionnaire :"
    assert "« ....." in plain(first["items"][0]["ask"])
    assert len(first["items"]) == 1  # the second way to ask about the same memory is left out


def test_a_fact_that_a_question_stands_in_for_is_asked() -> None:
    values = paper(dialogue_of(RECALLING, head=HEAD + RECALL))

    by_ask = {item["ask"]: group["when"] for group in values["groups"] for item in group["items"]}
    assert plain(by_ask["En première\u00a0?"]) == ""
    assert plain(by_ask["Le bac\u00a0?"]) == "Si tu as répondu « Oui » à la question 2 :"
    said = "Si tu es en terminale générale ou technologique :"
    assert plain(by_ask["Et sinon\u00a0?"]) == said


def test_what_only_the_program_says_is_left_out() -> None:
    about = " ".join(paper(Catalogue().dialogue("welcome"))["about"])

    assert about.startswith("Il y a 26 questions au plus")
    assert "programme" not in about
    assert "envoyé" not in about
