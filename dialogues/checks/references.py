"""Everything that names something else: it exists, and it stands where it may be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dialogues.conditions import Comparison, State
from dialogues.definition import OPTION_KINDS, Dialogue, Kind, Step
from dialogues.errors import Place, Problem
from dialogues.facts import PROPERTIES

from .written import Written, conditions, did_you_mean, probably

BY_NAME = frozenset({"==", "!=", "in", "has"})
"""Operators that name an answer, so that it must exist."""


def check_conditions(dialogue: Dialogue) -> Iterator[Problem]:
    for written in conditions(dialogue):
        yield from wrong_names(dialogue, written)


def wrong_names(dialogue: Dialogue, written: Written) -> Iterator[Problem]:
    """What a condition names and should not: then nobody can say whether it holds."""
    first = {entry.step.id: i for i, entry in reversed(list(enumerate(dialogue.entries)))}
    for atom in written.condition.atoms():
        place = written.place.right(atom.column)
        asked = dialogue.questions.get(atom.question)
        if atom.question in dialogue.recall:
            yield from _of_a_fact(dialogue, place, atom)
        elif asked is None:
            yield _unknown(place, atom.question, {**dialogue.questions, **dialogue.recall})
        elif first[atom.question] >= written.seen:
            yield _too_early(place, written.step, atom.question)
        elif isinstance(atom, Comparison):
            yield from _literals(place, atom, asked)


def _too_early(place: Place, step: Step, question: str) -> Problem:
    if question == step.id:
        what = f"La condition de « {question} » regarde « {question} » elle-même."
        repair = "Elle n'a pas encore de réponse : regardez une question posée avant."
        return Problem("self-reference", place, what, repair)
    what = f"La condition regarde « {question} », posée plus loin."
    repair = "Une condition ne regarde que des questions déjà posées."
    return Problem("forward-condition", place, what, repair)


def _of_a_fact(dialogue: Dialogue, place: Place, atom: Comparison | State) -> Iterator[Problem]:
    """A fact of the host, or of a question of this very dialogue, has known values."""
    source = dialogue.recall[atom.question]
    remembered = dialogue.questions.get(source)
    known = PROPERTIES.get(source, ())
    if remembered is not None and isinstance(atom, Comparison):
        yield from _literals(place, atom, remembered)
    elif known and isinstance(atom, Comparison):
        for literal in atom.literals:
            if literal not in known:
                yield no_such_option(place, atom.question, literal, known)


def _literals(place: Place, atom: Comparison, asked: Step) -> Iterator[Problem]:
    if asked.kind not in OPTION_KINDS:
        return
    if asked.kind is Kind.CHOICES and atom.operator != "has":
        what = f"« {asked.id} » a plusieurs choix : la comparaison n'est jamais vraie."
        yield Problem("never-true", place, what, f"Écrivez 'option' in {atom.question}.")
        return
    if asked.kind is not Kind.CHOICES and atom.operator == "has":
        what = f"« {asked.id} » n'a qu'un choix : « in » s'écrit dans l'autre sens."
        yield Problem("never-true", place, what, f"Écrivez {atom.question} in ['option'].")
        return
    known = [str(option.value) for option in asked.options]
    for literal in atom.literals:
        if atom.operator in BY_NAME and asked.option_for(literal) is None:
            yield no_such_option(place, asked.id, literal, known)


def no_such_option(place: Place, question: str, literal: object, known: Sequence[str]) -> Problem:
    near = probably(str(literal), known)
    what = f"« {question} » n'a pas d'option « {literal} »."
    repair = did_you_mean(near, "Options : " + ", ".join(known) + ".")
    return Problem("unknown-option", place, what, repair, suggestion=near)


def _unknown(place: Place, name: str, known: Mapping[str, object]) -> Problem:
    near = probably(name, known)
    what = f"« {name} » n'existe pas dans ce dialogue."
    repair = did_you_mean(near, "Citez une étape de ce dialogue.")
    return Problem("unknown-reference", place, what, repair, suggestion=near)


def check_jumps(dialogue: Dialogue) -> Iterator[Problem]:
    last = {entry.step.id: i for i, entry in enumerate(dialogue.entries) if not entry.is_offer}
    for step in dialogue.steps.values():
        for goto in step.gotos:
            if goto.target not in last:
                yield _unknown(goto.place, goto.target, dialogue.steps)
            elif goto.target == step.id:
                what = f"« goto » revient à « {step.id} », l'étape où il est écrit."
                repair = "Un saut va toujours vers une étape plus loin dans le fichier."
                yield Problem("self-reference", goto.place, what, repair)
            elif last[goto.target] < last[step.id]:
                what = f"« goto » revient en arrière, vers « {goto.target} »."
                repair = "Un saut va toujours vers une étape plus loin dans le fichier."
                yield Problem("backward-goto", goto.place, what, repair)


def check_proposals(dialogue: Dialogue) -> Iterator[Problem]:
    """``prefill``: from a fact that is recalled, to answers that the question has."""
    for step in dialogue.questions.values():
        prefill = step.prefill
        if prefill is None:
            continue
        if prefill.fact not in dialogue.recall:
            near = probably(prefill.fact, dialogue.recall)
            what = f"« prefill » cite « {prefill.fact} », que « recall » ne donne pas."
            repair = did_you_mean(near, "Ajoutez-le dans « recall », en tête du dialogue.")
            place = prefill.place
            yield Problem("unknown-reference", place, what, repair, suggestion=near)
        known = [str(option.value) for option in step.options]
        for _, mine in prefill.values:
            if known and step.option_for(mine) is None:
                yield no_such_option(prefill.place, step.id, mine, known)
