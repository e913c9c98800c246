"""How a card names its student: as little as lets the class hand it to the right person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dialogues.folding import fold
from storage.records import Person


def names_on_cards(students: Sequence[Person]) -> Mapping[str, str]:
    """By id: "Sacha", or "Sacha P." and "Sacha V." where two share the given name.

    Two who share both names have the same words on their cards; the number tells them apart.
    """
    namesakes: dict[str, list[Person]] = defaultdict(list)
    for student in students:
        namesakes[_key(student.given_name)].append(student)
    return {student.id: _name(student, namesakes[_key(student.given_name)]) for student in students}


def _name(student: Person, namesakes: Sequence[Person]) -> str:
    if len(namesakes) == 1 or not student.family_name:
        return student.given_name
    others = {_key(one.family_name) for one in namesakes if one.id != student.id}
    family = student.family_name
    for length in range(1, len(family)):
        begins = _key(family[:length])
        if not any(other.startswith(begins) for other in others):
            return f"{student.given_name} {family[:length].rstrip()}."
    return f"{student.given_name} {family}"


def _key(name: str) -> str:
    """Without case or accents; a name in another alphabet as it is."""
    return fold(name) or name.strip().casefold()
