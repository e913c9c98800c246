"""A small dialogue with a question of each kind a summary may name, and rules for all of it."""

from __future__ import annotations

from pathlib import Path

from apbot.summary.reading import FILE, inspect_rules
from apbot.summary.rules import SummaryRules
from dialogues.definition import Dialogue
from dialogues.errors import Problem
from dialogues.loader import Sources, make
from tests.dialogues.making import SHARED

_SCALES = """\
freq4:
  - {id: "1", label: Presque jamais, score: 1}
  - {id: "2", label: Parfois, score: 2}
  - {id: "3", label: Souvent, score: 3}
  - {id: "4", label: Presque toujours, score: 4}
mastery4:
  - {id: "1", label: {tu: Pas encore, vous: Pas encore, adult: À construire}, score: 1}
  - {id: "2", label: {tu: Avec de l'aide, vous: Avec de l'aide, adult: À consolider}, score: 2}
  - {id: na, label: Pas observé, unscored: true}
"""
_DIALOGUE = """\
dialogue: d
title: Essai
respondent: {respondent}
recall:
  who: respondent.kind
  stage: class.stage
  project: welcome.project_state
intro: Bonjour.
closing: Merci.
notice: {version: "1", text: Voici.}
steps:
  - {id: d.plan, type: scale, scale: freq4, ask: Prévoir ?, topic: Prévoir}
  - {id: d.notes, type: scale, scale: freq4, ask: Noter ?, topic: Cours et notes}
  - {id: d.read, type: scale, scale: mastery4, ask: Lire ?, topic: Lire}
  - {id: d.write, type: scale, scale: mastery4, ask: Écrire ?, topic: Écrire}
  - id: d.tested
    type: choices
    ask: Quoi a été testé ?
    topic: Test
    options:
      - {id: reading, label: Lire}
      - {id: writing, label: Écrire}
      - {id: none, label: Rien, exclusive: true}
  - id: d.subjects
    type: choices
    ask: Quelles matières ?
    topic: Matières
    options:
      - {id: algebra, label: Algèbre, tags: [maths]}
      - {id: art, label: Art, tags: [art]}
      - {id: nothing, label: Aucune, exclusive: true}
  - id: d.track
    type: choice
    ask: Quelle voie ?
    topic: Voie
    options: [{id: stay, label: Rester}, {id: change, label: Changer}]
  - {id: d.day, type: date, ask: Quel jour ?, topic: Jour}
  - id: d.first_year
    type: yes_no
    ask: Une question de première ?
    topic: Première
    when: stage == 'premiere'
  - {id: d.success, type: text, max_length: 150, ask: Une réussite ?, topic: Réussite, readers: Lu.}
  - {id: d.long, type: text, ask: Racontez ?, topic: Récit, readers: Lu.}
"""
RULES = """\
summary: d

first:
  - key: track
    label: Voie
    indices: [{question: d.track, option: change, words: veut changer de voie}]
    ask: {tu: Où en es-tu ?, vous: Où en êtes-vous ?}

message: {question: d.long, words: Message à lire}

strengths:
  - {key: plan, question: d.plan, options: ["3", "4"]}

requests:
  - {key: subjects, question: d.subjects}

needs:
  - key: organisation
    indices:
      - question: d.plan
        at_most: 2
        words: {"1": ne prévoit presque jamais, "2": prévoit parfois}
      - {question: d.notes, at_most: 2, words: note peu}
    ask: {tu: Et toi ?, vous: Et vous ?}
  - key: maths
    indices:
      - {question: d.subjects, tag: maths, kind: request, words: "souhaite progresser ({choices})"}

conditions:
  - key: notes
    label: Notes
    indices:
      - {question: d.notes, option: "1", also: d.plan == 1 and not answered(project), words: rien}

orientation:
  question: d.track
  branches:
    change: {branch: C, words: Veut changer de voie}
  more:
    - key: stay
      label: Voie
      indices: [{question: d.track, option: stay, words: reste}]

quotes:
  - {key: success, question: d.success, section: strengths}

questions:
  - key: test
    indices: [{question: d.tested, other_than: [writing]}]
    ask: {tu: Et ce test ?, vous: Ce test ?}

opening_question: {tu: Comment vas-tu ?, vous: Comment allez-vous ?}

checklists:
  - key: bridge
    label: Changer de voie
    when: d.track == 'change' and stage == 'premiere'
    items: [Demande écrite de la famille, Avis du conseil de classe]
    cites: [d.track]

levels:
  - {key: reading, label: Lire, strand: remediation, questions: [d.read]}
  - {key: writing, label: Écrire, questions: [d.write]}
  - {key: methods, label: Méthodes, least: 2, questions: [d.plan, d.notes]}

sources:
  - {question: d.tested, label: Test de positionnement}
"""


def small_dialogue(respondent: str = "either") -> Dialogue:
    text = _DIALOGUE.replace("{respondent}", respondent)
    return make(Sources(text, {**SHARED, "scales.yaml": _SCALES}))


def inspected(
    dialogue: Dialogue, folder: Path, text: str = RULES, *, needs: str = ""
) -> tuple[SummaryRules | None, tuple[Problem, ...]]:
    """What is read of these rules, in a catalogue of its own; ``needs`` is its list of needs."""
    path = folder / "d" / FILE
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    if needs:
        (folder / "needs.yaml").write_text(needs, encoding="utf-8")
    return inspect_rules(path, dialogue)


def pointed_at(problem: Problem) -> str:
    """The rest of the line from the place of the problem on."""
    lines = Path(problem.place.file).read_text(encoding="utf-8").splitlines()
    return lines[problem.place.line - 1][problem.place.column - 1 :]
