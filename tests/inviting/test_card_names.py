"""A card says no more of a name than the class needs."""

from __future__ import annotations

import pytest

from apbot.inviting.card_names import names_on_cards
from storage.records import Person, PersonKind


def names(*people: tuple[str, str]) -> list[str]:
    students = [
        Person(str(number), PersonKind.STUDENT, given, family)
        for number, (given, family) in enumerate(people)
    ]
    return list(names_on_cards(students).values())


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([("Sacha", "Pivoine"), ("Noa", "Verveine")], ["Sacha", "Noa"]),
        ([("Sacha", "Pivoine"), ("Sacha", "Verveine")], ["Sacha P.", "Sacha V."]),
        ([("Chloé", "Iris"), ("CHLOE", "Lavande")], ["Chloé I.", "CHLOE L."]),
        ([("Sacha", "Pivoine"), ("Sacha", "Pissenlit")], ["Sacha Piv.", "Sacha Pis."]),
        ([("Sacha", "Pin"), ("Sacha", "Pinède")], ["Sacha Pin", "Sacha Pinè."]),
        ([("Sacha", "Iris"), ("Sacha", "Iris")], ["Sacha Iris", "Sacha Iris"]),
        ([("Sacha", "De Lys"), ("Sacha", "Delys")], ["Sacha De L.", "Sacha Del."]),
        ([("花", "木"), ("木", "花")], ["花", "木"]),
        ([("Sacha", ""), ("Sacha", "Iris")], ["Sacha", "Sacha I."]),
    ],
)
def test_name_on_a_card(people: list[tuple[str, str]], said: list[str]) -> None:
    assert names(*people) == said
