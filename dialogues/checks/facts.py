"""Facts (``recall:``): each is used, and a text says one only where it is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogues.conditions import State, questions_of
from dialogues.definition import Dialogue, Step, Text
from dialogues.errors import NOWHERE, Problem
from dialogues.satisfiable import always_holds

from .written import conditions, entries_of

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_facts(dialogue: Dialogue) -> Iterator[Problem]:
    yield from _unused(dialogue)
    yield from _said_to_everybody(dialogue)
    for step in dialogue.steps.values():
        yield from _unguarded(dialogue, step)


def _unguarded(dialogue: Dialogue, step: Step) -> Iterator[Problem]:
    for name in sorted(placeholders(*_texts(step)) & set(dialogue.recall)):
        known = State(name, skipped=False)
        if not all(
            always_holds(dialogue, known, given=entry.when) for entry in entries_of(dialogue, step)
        ):
            what = f"« {{{name}}} » est dit même quand ce fait n'est pas connu."
            repair = f"Ajoutez « when: answered({name}) » à « {step.id} »."
            yield Problem("unguarded-fact", step.place, what, repair)


def _said_to_everybody(dialogue: Dialogue) -> Iterator[Problem]:
    for name in sorted(placeholders(*_always_said(dialogue)) & set(dialogue.recall)):
        place = dialogue.recall_places.get(name, NOWHERE)
        what = f"« {{{name}}} » est dit en tête ou en fin de dialogue, même s'il n'est pas connu."
        repair = f"Dites-le dans une étape, avec « when: answered({name}) »."
        yield Problem("unguarded-fact", place, what, repair)


def _unused(dialogue: Dialogue) -> Iterator[Problem]:
    used = placeholders(*_always_said(dialogue))
    for written in conditions(dialogue):
        used |= questions_of(written.condition)
    for step in dialogue.steps.values():
        used |= placeholders(*_texts(step))
        if step.prefill is not None:
            used |= {step.prefill.fact} | placeholders(step.prefill.words)
    for name in dialogue.recall:
        # Who answers an `either` dialogue is asked of this fact by the host itself.
        if name not in used and dialogue.recall[name] != "respondent.kind":
            place = dialogue.recall_places.get(name, NOWHERE)
            what = f"Le fait « {name} » n'est utilisé nulle part."
            yield Problem("unused-fact", place, what, "Retirez-le de « recall ».")


def _always_said(dialogue: Dialogue) -> tuple[Text, ...]:
    return (dialogue.title, dialogue.intro, dialogue.notice.text, dialogue.closing)


def _texts(step: Step) -> Iterator[Text]:
    """What is said at a step; the words of a proposal are said only with its fact."""
    optional = (step.hint, step.retry, step.readers, step.grid.stem if step.grid else None)
    yield from (step.ask, step.topic, *(text for text in optional if text is not None))
    yield from (text for _, text in step.after)
    for option in step.options:
        yield option.label
        if option.short is not None:
            yield option.short


def placeholders(*texts: Text) -> set[str]:
    return {name for text in texts for form in text.forms for name in _PLACEHOLDER.findall(form)}
