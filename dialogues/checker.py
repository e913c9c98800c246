"""Static checks of a dialogue that was read: what would go wrong while it is played.

Each problem has a code, a place, what is wrong and the repair, in French, for a teacher.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from .conditions import ALWAYS, Comparison, Condition, State
from .definition import OPTION_KINDS, Dialogue, Kind, Respondent, Step
from .errors import Place, Problem
from .folding import fold
from .satisfiable import can_hold

MAX_BUTTON = 28
"""Characters that fit a button on a phone (``domain.md`` 4.7)."""


def check(dialogue: Dialogue) -> list[Problem]:
    """Every problem found, in no particular order."""
    checks = (_truths, _jumps, _labels, _reach, _rules_of_respect)
    return [problem for one in checks for problem in one(dialogue)]


@dataclass(frozen=True, slots=True)
class _Written:
    """A condition where it is written, and the number of entries before it."""

    step: Step
    index: int
    condition: Condition
    place: Place


def _conditions(dialogue: Dialogue) -> Iterator[_Written]:
    for index, entry in enumerate(dialogue.entries):
        yield _Written(entry.step, index, entry.when, entry.when_place)
        if not entry.is_offer:
            for goto in entry.step.gotos:
                yield _Written(entry.step, index + 1, goto.when, goto.when_place)


def _truths(dialogue: Dialogue) -> Iterator[Problem]:
    """Each condition: what it names exists, and it can hold (asked only of what exists)."""
    first = {entry.step.id: i for i, entry in reversed(list(enumerate(dialogue.entries)))}
    for written in _conditions(dialogue):
        wrong = [
            p for atom in written.condition.atoms() for p in _atom(dialogue, first, written, atom)
        ]
        yield from wrong
        if not wrong and not can_hold(dialogue, written.condition):
            what = f"La condition de « {written.step.id} » ne peut jamais être vraie."
            yield Problem("never-true", written.place, what, "Relisez les valeurs comparées.")


def _atom(
    dialogue: Dialogue, first: Mapping[str, int], written: _Written, atom: Comparison | State
) -> Iterator[Problem]:
    place = written.place.right(atom.column)
    asked = dialogue.questions.get(atom.question)
    if asked is None:
        yield _unknown(place, atom.question, dialogue.questions)
    elif first[atom.question] >= written.index:
        what = f"La condition regarde « {atom.question} », posée plus loin."
        repair = "Une condition ne regarde que des questions déjà posées."
        yield Problem("forward-condition", place, what, repair)
    elif isinstance(atom, Comparison):
        yield from _literals(place, atom, asked)


def _jumps(dialogue: Dialogue) -> Iterator[Problem]:
    last = {entry.step.id: i for i, entry in enumerate(dialogue.entries) if not entry.is_offer}
    for step in dialogue.steps.values():
        for goto in step.gotos:
            if goto.target not in last:
                yield _unknown(goto.place, goto.target, dialogue.steps)
            elif last[goto.target] <= last[step.id]:
                yield Problem(
                    "backward-goto",
                    goto.place,
                    f"« goto » revient en arrière, vers « {goto.target} ».",
                    "Un saut va toujours vers une étape plus loin dans le fichier.",
                )


def _unknown(place: Place, name: str, known: dict[str, Step]) -> Problem:
    near = get_close_matches(name, known, n=1)
    repair = f"Vouliez-vous dire « {near[0]} » ?" if near else "Citez une étape de ce dialogue."
    what = f"« {name} » n'existe pas dans ce dialogue."
    return Problem("unknown-reference", place, what, repair)


def _literals(place: Place, atom: Comparison, asked: Step) -> Iterator[Problem]:
    if asked.kind not in OPTION_KINDS:
        return
    if asked.kind is Kind.CHOICES and atom.operator != "has":
        what = f"« {asked.id} » a plusieurs choix : la comparaison n'est jamais vraie."
        yield Problem("never-true", place, what, f"Écrivez 'option' in {asked.id}.")
        return
    if asked.kind is not Kind.CHOICES and atom.operator == "has":
        what = f"« {asked.id} » n'a qu'un choix : « in » s'écrit dans l'autre sens."
        yield Problem("never-true", place, what, f"Écrivez {asked.id} in ['option'].")
        return
    known = {str(option.value): option for option in asked.options}
    for literal in atom.literals:
        if atom.operator in {"==", "!=", "in", "has"} and asked.option_for(literal) is None:
            near = get_close_matches(str(literal), known, n=1)
            listed = "Options : " + ", ".join(known) + "."
            repair = f"Vouliez-vous dire « {near[0]} » ?" if near else listed
            what = f"« {asked.id} » n'a pas d'option « {literal} »."
            yield Problem("unknown-option", place, what, repair)


def _labels(dialogue: Dialogue) -> Iterator[Problem]:
    for step in dialogue.questions.values():
        seen: dict[str, str] = {}
        for option in step.options:
            for text in {(option.short or option.label).tu, (option.short or option.label).vous}:
                if len(text) > MAX_BUTTON:
                    what = f"« {text} » dépasse {MAX_BUTTON} caractères : trop long pour un bouton."
                    yield Problem("long-label", option.place, what, "Ajoutez « short: … ».")
            name = fold(option.label.tu)
            if seen.setdefault(name, option.id) != option.id:
                what = f"L'option « {option.id} » a le même nom que « {seen[name]} »."
                repair = "Elle ne servirait jamais : changez son nom, ou retirez-la."
                yield Problem("unused-option", option.place, what, repair)


def _reach(dialogue: Dialogue) -> Iterator[Problem]:
    reachable = _reachable(dialogue)
    for index, entry in enumerate(dialogue.entries):
        if index not in reachable and not entry.is_offer:
            what = f"L'étape « {entry.step.id} » n'est jamais atteinte : un « goto » la saute."
            repair = "Retirez-la, ou donnez une condition au « goto »."
            yield Problem("unreachable", entry.step.place, what, repair)


def _reachable(dialogue: Dialogue) -> set[int]:
    place = {e.step.id: i for i, e in enumerate(dialogue.entries) if not e.is_offer}
    reached, waiting = set[int](), [0] if dialogue.entries else []
    while waiting:
        index = waiting.pop()
        if index in reached or index >= len(dialogue.entries):
            continue
        reached.add(index)
        entry = dialogue.entries[index]
        known = [goto for goto in entry.step.gotos if goto.target in place]
        always_jumps = any(goto.when == ALWAYS for goto in known)
        if not always_jumps or entry.when != ALWAYS:
            waiting.append(index + 1)
        waiting += [place[goto.target] for goto in known]
    return reached


def _rules_of_respect(dialogue: Dialogue) -> Iterator[Problem]:
    for step in dialogue.questions.values():
        if step.required and dialogue.respondent is Respondent.STUDENT:
            what = f"« {step.id} » oblige un élève à répondre."
            yield Problem("required-for-student", step.place, what, "Retirez « required ».")
        if step.kind is Kind.TEXT and step.readers is None:
            what = f"« {step.id} » ne dit pas qui lira ce texte libre."
            yield Problem("missing-readers", step.place, what, "Ajoutez « readers: … ».")
