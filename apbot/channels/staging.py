"""A dialogue set up for somebody who rehearses it: what is known beforehand, neutral names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from apbot import telling
from dialogues.answers import Answer, Answers
from dialogues.definition import About, Address, Dialogue, Kind, Step
from dialogues.errors import DialogueError
from dialogues.facts import fact, labels, spoken_to
from dialogues.loader import Catalogue

from .messages import Voice
from .transcript import KnownFact

FindStep = Callable[[str], Step | None]
"""From the id of a question, of this dialogue or another, to the question."""


def step_finder(dialogue: Dialogue, catalogue: Catalogue) -> FindStep:
    """Looks in the dialogue itself, then in that of the catalogue which the id names."""

    def find(question: str) -> Step | None:
        if question in dialogue.questions:
            return dialogue.questions[question]
        name = question.partition(".")[0]
        try:
            other = catalogue.dialogue(name) if name in catalogue.ids else None
        except DialogueError:
            return None
        return other.questions.get(question) if other else None

    return find


def known_facts(
    dialogue: Dialogue, facts: Iterable[KnownFact], find: FindStep
) -> dict[str, Answer]:
    """Facts as the engine takes them; those the dialogue does not recall are left out."""
    known = {}
    for said in facts:
        source = dialogue.recall.get(said.name)
        if source is not None:
            known[said.name] = _known(said, find(source))
    return known


def _known(said: KnownFact, step: Step | None) -> Answer:
    if step is not None and step.kind is Kind.TEXT:
        return fact(said.name, "", said.label or said.value)
    value: str | int = int(said.value) if said.value.isdecimal() else said.value
    option = step.option_for(value) if step else None
    label = said.label or (option.label.tu if option else said.value)
    return fact(said.name, value, label)


def neutral_values(dialogue: Dialogue, *, school: str, dpo: str, polite: bool) -> dict[str, str]:
    """A value for each placeholder, with names that mean nobody."""
    subjects = {About.STUDENT: "Camille D.", About.WORKSHOP: "Organiser sa semaine"}
    return telling.values_for(
        dialogue,
        referent="votre prof référent" if polite else "ton prof référent",
        given_name="Camille",
        school=school,
        dpo=dpo,
        subject=subjects.get(dialogue.about, ""),
    )


def voice_of(
    dialogue: Dialogue, student: Address, values: Mapping[str, str], facts: Answers
) -> Voice:
    """Speaks to whoever the facts say answers; ``student`` is how students are addressed."""
    address = spoken_to(dialogue, facts, student)
    return Voice(dialogue, address, {**values, **labels(facts)})
