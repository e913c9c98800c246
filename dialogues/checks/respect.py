"""What a dialogue owes to whoever answers: a way to pass, to know who reads, to find help."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dialogues.conditions import Both
from dialogues.definition import Dialogue, Kind, Respondent, Step
from dialogues.errors import Problem
from dialogues.satisfiable import always_holds, can_hold

MAX_FREE_TEXTS = 2


def check_respect(dialogue: Dialogue) -> Iterator[Problem]:
    for step in dialogue.questions.values():
        if step.required and dialogue.respondent is not Respondent.ADULT:
            what = f"« {step.id} » oblige un élève à répondre."
            yield Problem("required-for-student", step.place, what, "Retirez « required ».")
        if step.kind is Kind.TEXT and step.readers is None:
            what = f"« {step.id} » ne dit pas qui lira ce texte libre."
            yield Problem("missing-readers", step.place, what, "Ajoutez « readers: … ».")
        if step.kind is Kind.TEXT and dialogue.anonymous:
            what = f"« {step.id} » est un texte libre dans un questionnaire anonyme."
            repair = "L'écriture fait reconnaître : remplacez-le par des options."
            yield Problem("anonymous-free-text", step.place, what, repair)
        if step.sensitive and not _finds_help(dialogue, step):
            what = f"« {step.id} » est sensible, et rien ne propose ensuite de voir un adulte."
            repair = "Ajoutez plus loin, pour tous, une question dont une option a « apart: true »."
            yield Problem("sensitive-without-help", step.place, what, repair)


def check_free_texts(dialogue: Dialogue) -> Iterator[Problem]:
    """Those that one student may meet on one way."""
    if dialogue.respondent is Respondent.ADULT:
        return
    texts = [step for step in dialogue.questions.values() if step.kind is Kind.TEXT]
    for index, step in enumerate(texts):
        for before in combinations(texts[:index], MAX_FREE_TEXTS):
            together = step.when
            for other in before:
                together = Both(together, other.when)
            if can_hold(dialogue, together):
                what = f"« {step.id} » est un texte libre de plus : {MAX_FREE_TEXTS} suffisent."
                repair = "Remplacez-le par des options, plus rapides à toucher."
                yield Problem("many-free-texts", step.place, what, repair)
                break


def _finds_help(dialogue: Dialogue, sensitive: Step) -> bool:
    """Everybody who meets the question meets, there or later, one that leads to another adult."""
    if dialogue.respondent is Respondent.ADULT:
        return True
    order = [entry.step for entry in dialogue.entries if not entry.is_offer]
    return any(
        not _may_jump_over(order, start=order.index(sensitive), stop=index)
        and always_holds(dialogue, step.when, given=sensitive.when)
        for index, step in enumerate(order)
        if index >= order.index(sensitive) and any(option.apart for option in step.options)
    )


def _may_jump_over(order: list[Step], *, start: int, stop: int) -> bool:
    after = {step.id for step in order[stop + 1 :]}
    return any(goto.target in after for step in order[start:stop] for goto in step.gotos)
