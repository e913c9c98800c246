"""What can only be seen with the whole catalogue at hand: names, and facts of other dialogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogues.conditions import Comparison
from dialogues.definition import Dialogue, Step
from dialogues.errors import NOWHERE, Place, Problem
from dialogues.facts import PROPERTIES
from dialogues.yaml_source import Located

from .references import BY_NAME, no_such_option
from .written import conditions, did_you_mean, probably


def check_catalogue(dialogues: Mapping[str, Dialogue]) -> Iterator[Problem]:
    """By id: the dialogues of one catalogue, all those that could be read."""
    questions = {key: step for one in dialogues.values() for key, step in one.questions.items()}
    for dialogue in dialogues.values():
        yield from _recalls(dialogue, questions)


def _recalls(dialogue: Dialogue, questions: Mapping[str, Step]) -> Iterator[Problem]:
    for name, source in dialogue.recall.items():
        if source in PROPERTIES:
            continue
        if source not in questions:
            near = probably(source, (*questions, *PROPERTIES))
            place = dialogue.recall_places.get(name, NOWHERE)
            what = f"« recall » cite une question qu'aucun dialogue ne pose : « {source} »."
            repair = did_you_mean(near, "Écrivez dialogue.question, ou class.stage.")
            yield Problem("unknown-recall", place, what, repair, suggestion=near)
        elif not source.startswith(f"{dialogue.id}."):
            yield from _values(dialogue, name, questions[source])


def _values(dialogue: Dialogue, name: str, asked: Step) -> Iterator[Problem]:
    """What is compared with a fact, or proposed from it, is an answer to its question."""
    known = [str(option.value) for option in asked.options]
    uses = (*_compared(dialogue, name), *_proposed(dialogue, name))
    for place, literal in uses if known else ():
        if asked.option_for(literal) is None:
            yield no_such_option(place, asked.id, literal, known)


def _compared(dialogue: Dialogue, name: str) -> Iterator[tuple[Place, object]]:
    for written in conditions(dialogue):
        for atom in written.condition.atoms():
            if not isinstance(atom, Comparison) or atom.question != name:
                continue
            if atom.operator in BY_NAME:
                for literal in atom.literals:
                    yield written.place.right(atom.column), literal


def _proposed(dialogue: Dialogue, name: str) -> Iterator[tuple[Place, object]]:
    for step in dialogue.questions.values():
        if step.prefill is not None and step.prefill.fact == name:
            for theirs, _ in step.prefill.values:
                yield step.prefill.place, theirs


def check_name(folder: str, root: Located) -> Iterator[Problem]:
    """A dialogue is found by the name of its folder, and its answers are kept under its id."""
    named = root.value.get("dialogue") if isinstance(root.value, dict) else None
    if named is not None and isinstance(named.value, str) and named.value != folder:
        what = f"Le dossier s'appelle « {folder} » et le dialogue « {named.value} »."
        yield Problem("wrong-folder", named.place, what, "Donnez-leur le même nom.")
