"""Options: they fit a button, they differ, and the limits around them mean something."""

from __future__ import annotations

from collections.abc import Iterator

from dialogues.commands import Command, recognise
from dialogues.definition import Dialogue, Kind, Option, Step
from dialogues.errors import Problem
from dialogues.folding import fold

MAX_BUTTON = 28
"""Characters that fit a button on a phone."""
MAX_STEP_ID = 48
MAX_OPTION_ID = 32
"""With both, what a button sends back stays under the 64 bytes that Telegram carries."""
LEVELS = 4
_SEVERAL = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.SCALE})


def check_options(dialogue: Dialogue) -> Iterator[Problem]:
    for step in dialogue.questions.values():
        yield from _buttons(step)
        yield from _namesakes(step)
        yield from _synonyms(step)
        yield from _commands(step)
        yield from _exclusive(step)
        yield from _scale(step)
        if step.kind in _SEVERAL and len(step.options) == 1:
            what = f"« {step.id} » n'a qu'une option : il n'y a rien à choisir."
            yield Problem("single-option", step.place, what, "Ajoutez une option.")


def check_ids(dialogue: Dialogue) -> Iterator[Problem]:
    for step in dialogue.steps.values():
        if len(step.id) > MAX_STEP_ID:
            what = f"L'id « {step.id} » a plus de {MAX_STEP_ID} caractères."
            yield Problem("long-id", step.place, what, "Raccourcissez-le.")
        for option in step.options:
            if len(option.id) > MAX_OPTION_ID:
                what = f"L'id d'option « {option.id} » a plus de {MAX_OPTION_ID} caractères."
                yield Problem("long-id", option.place, what, "Raccourcissez-le.")


def _buttons(step: Step) -> Iterator[Problem]:
    for option in step.options:
        for text in (option.short or option.label).forms:
            if len(text) > MAX_BUTTON:
                what = f"« {text} » dépasse {MAX_BUTTON} caractères : trop long pour un bouton."
                yield Problem("long-label", option.place, what, "Ajoutez « short: … ».")


def _namesakes(step: Step) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for option in step.options:
        name = fold(option.label.tu)
        if seen.setdefault(name, option.id) != option.id:
            what = f"L'option « {option.id} » a le même nom que « {seen[name]} »."
            repair = "Elle ne servirait jamais : changez son nom, ou retirez-la."
            yield Problem("unused-option", option.place, what, repair)


def _synonyms(step: Step) -> Iterator[Problem]:
    """A word typed means one option: the first that has it would silently win."""
    names = {fold(form): option for option in step.options for form in option.label.forms}
    seen: dict[str, Option] = {}
    for option in step.options:
        for synonym in dict.fromkeys(map(fold, option.synonyms)):
            other = names.get(synonym) or seen.setdefault(synonym, option)
            if other.id != option.id:
                what = f"« {synonym} » désigne « {option.id} » et « {other.id} » à la fois."
                repair = "Gardez ce mot pour une seule des deux options."
                yield Problem("shared-synonym", option.place, what, repair)


def _commands(step: Step) -> Iterator[Problem]:
    """A word that is a command is never heard as an answer. Passing over a question is let be:
    "Je préfère ne pas répondre" says the same either way."""
    for option in step.options:
        texts = [option.label, *([option.short] if option.short else [])]
        words = [form for text in texts for form in text.forms] + list(option.synonyms)
        taken = [word for word in words if recognise(word) not in {None, Command.SKIP}]
        for word in dict.fromkeys(taken):
            what = f"« {word} » est une commande (aide, pause, stop…) : elle serait entendue ainsi."
            yield Problem("option-is-command", option.place, what, "Prenez d'autres mots.")


def _exclusive(step: Step) -> Iterator[Problem]:
    free = [option for option in step.options if not option.exclusive]
    alone = [option for option in step.options if option.exclusive]
    if alone and (step.kind is not Kind.CHOICES or not free):
        what = f"« exclusive » ne change rien pour « {alone[0].id} »."
        repair = "Il sert dans une question « choices », à côté d'autres options."
        yield Problem("useless-exclusive", alone[0].place, what, repair)
    if step.limits.choices is not None and free and step.limits.choices >= len(free):
        what = f"« max: {step.limits.choices} » ne limite rien : il y a {len(free)} choix."
        yield Problem("useless-max", step.place, what, "Retirez « max », ou baissez-le.")


def _scale(step: Step) -> Iterator[Problem]:
    if step.kind is not Kind.SCALE or not step.options:
        return
    scores = [option.score for option in step.options if option.score is not None]
    if scores != sorted(set(scores)):
        what = f"L'échelle de « {step.id} » ne va pas du plus bas au plus haut."
        yield Problem("scale-order", step.place, what, "Rangez ses options par « score ».")
    if len(scores) != LEVELS:
        what = f"L'échelle de « {step.id} » n'a pas {LEVELS} niveaux."
        repair = "Prenez une échelle de scales.yaml : mêmes niveaux partout."
        yield Problem("scale-levels", step.place, what, repair)
