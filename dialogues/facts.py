"""Facts: what a host knows before the first question, under the names a dialogue gives them.

To conditions and texts a fact is an answer that was given beforehand: it is read, never asked,
never stored again. A fact that nobody knows is like a question passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

from .answers import Answer, Answers, Value
from .definition import Address, Dialogue, Respondent

STUDENT, ADULT = "student", "adult"
PROPERTY_LABELS: Mapping[str, Mapping[str, str]] = {
    "class.stage": {
        "seconde_gt": "2de générale et technologique",
        "seconde_pro": "2de professionnelle ou CAP",
        "premiere": "1re",
        "terminale_gt": "terminale générale ou technologique",
        "terminale_pro": "terminale professionnelle",
    },
    "respondent.kind": {STUDENT: "élève", ADULT: "adulte"},
}
"""What ``recall:`` may name besides the questions of an earlier conversation: values, labels."""
PROPERTIES: Mapping[str, tuple[str, ...]] = {
    name: tuple(labels) for name, labels in PROPERTY_LABELS.items()
}
PROPERTY_TOPICS: Mapping[str, str] = {"class.stage": "Classe", "respondent.kind": "Qui répond"}


def fact(name: str, value: Value, label: str) -> Answer:
    """``label`` is what ``{name}`` becomes in a text.

    The value of a free text is empty: its words are in the label, and no rule compares words.
    """
    return Answer(name, value, "", label, "")


def complete(dialogue: Dialogue, known: Answers) -> dict[str, Answer]:
    """Every fact of the dialogue by its name, those that are not known as passed over."""
    unknown = {name: fact(name, None, "") for name in dialogue.recall}
    return unknown | {name: known[name] for name in dialogue.recall if name in known}


def labels(facts: Answers) -> dict[str, str]:
    """What each ``{name}`` becomes in a text."""
    return {name: answer.label for name, answer in facts.items()}


def spoken_to(dialogue: Dialogue, facts: Answers, student: Address = Address.TU) -> Address:
    """The form of the texts: an adult's, or the one in which students are addressed."""
    match dialogue.respondent:
        case Respondent.ADULT:
            return Address.ADULT
        case Respondent.STUDENT:
            return student
        case Respondent.EITHER:
            return Address.ADULT if says_adult(dialogue, facts) else student


def chooses_readers(dialogue: Dialogue, facts: Answers) -> bool:
    """Whether each answer is theirs to share or to keep: a student's own, under their name."""
    is_adult = spoken_to(dialogue, facts) is Address.ADULT
    return not is_adult and not dialogue.anonymous


def says_adult(dialogue: Dialogue, facts: Answers) -> bool:
    """Whether the facts say that an adult answers, where either may."""
    kinds = [name for name, source in dialogue.recall.items() if source == "respondent.kind"]
    return any(name in facts and facts[name].value == ADULT for name in kinds)
