"""The longest path: exact where much may be answered, an upper bound where too much is read."""

from __future__ import annotations

import pytest

from dialogues.longest import Longest, TooManyWaysError
from dialogues.route import Route
from tests.dialogues.making import answer, dialogue

MANY = 14


def yes_no(key: str, when: str = "") -> str:
    condition = f', when: "{when}"' if when else ""
    return f"  - {{id: d.{key}, type: yes_no, ask: Encore ?, topic: Suite{condition}}}\n"


def test_many_branches_that_have_nothing_to_do_with_each_other_are_counted_exactly() -> None:
    either = "".join(
        yes_no(f"q{n}")
        + yes_no(f"more{n}", f"d.q{n} == 'yes'")
        + yes_no(f"less{n}", f"d.q{n} == 'no'")
        for n in range(MANY)
    )
    branching = dialogue("steps:\n" + either)

    assert Longest(branching).questions({}) == 2 * MANY
    assert Longest(branching).questions({"d.q0": answer("d.q0", None)}) == 2 * MANY - 1


def test_dialogue_that_reads_everything_at_its_end_gets_an_upper_bound() -> None:
    first = "".join(yes_no(f"q{n}") for n in range(MANY))
    last = " and ".join(f"d.q{n} == 'yes'" for n in range(MANY))
    reading = dialogue("steps:\n" + first + yes_no("last", last))

    with pytest.raises(TooManyWaysError):
        Longest(reading).questions({})

    assert Route(reading).progress({}, reached=0).total == MANY + 1
