"""How many questions the longest path has that some answers leave open.

The entries are passed once, with every way things may stand at that point. Two ways that agree on
all the answers which a later condition still reads are one way, and the longer of them counts; so
the work grows with what is read later, not with the product of everything that may be answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .answers import Answer, Answers, Value
from .conditions import Comparison, Condition, State
from .definition import Dialogue, Entry, Kind, Step

MAX_WAYS = 1_000
"""More ways at one entry than that are not followed."""
_ENUMERABLE = frozenset({Kind.CHOICE, Kind.SCALE, Kind.YES_NO})


class TooManyWaysError(Exception):
    """The dialogue branches more than is worth following; an upper bound has to do."""


@dataclass(frozen=True, slots=True)
class _Way:
    """What later conditions may still read of one way through the entries so far."""

    known: tuple[tuple[str, Value], ...] = ()
    open: frozenset[str] = frozenset()
    """Questions of this way whose answers are not enumerated: anything may come."""
    asked: frozenset[str] = frozenset()
    """Steps of this way that have another entry still to come."""
    target: str | None = None

    def outlook(self, condition: Condition) -> tuple[bool, bool]:
        answers = {key: Answer(key, value, "", "", "") for key, value in self.known}
        return condition.outlook(answers, set(self.open))


class Longest:
    """The longest paths of one dialogue."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._last_entry = {entry.step.id: at for at, entry in enumerate(dialogue.entries)}
        self._last_read: dict[str, int] = {}
        atoms: dict[str, list[Comparison | State]] = {}
        for at, entry in enumerate(dialogue.entries):
            for condition in (entry.when, *(goto.when for goto in entry.step.gotos)):
                for atom in condition.atoms():
                    self._last_read[atom.question] = at
                    atoms.setdefault(atom.question, []).append(atom)
        self._values = {
            step.id: tuple(_distinct(step, atoms[step.id]))
            for step in dialogue.questions.values()
            if step.id in atoms and step.kind in _ENUMERABLE
        }

    def questions(self, answers: Answers) -> int:
        """Counted questions on the longest path; ``answers`` holds the facts too.

        Raises ``TooManyWaysError``.
        """
        facts = {name: answers.get(name) for name in self._dialogue.recall}
        known = tuple((name, fact.value if fact else None) for name, fact in facts.items())
        ways = {_Way(known=known): 0}
        for at, entry in enumerate(self._dialogue.entries):
            following: dict[_Way, int] = {}
            for way, count in ways.items():
                for reached, more in self._pass(entry, way, answers):
                    then = self._forget(at, reached)
                    following[then] = max(following.get(then, 0), count + more)
            if len(following) > MAX_WAYS:
                raise TooManyWaysError
            ways = following
        return max(ways.values())

    def _pass(self, entry: Entry, way: _Way, answers: Answers) -> Iterator[tuple[_Way, int]]:
        """Every way that this entry may leave things, and the questions it counts."""
        step = entry.step
        if way.target is not None and (entry.is_offer or step.id != way.target):
            yield way, 0
            return
        way = replace(way, target=None)
        may_hold, may_fail = way.outlook(entry.when)
        if step.id in way.asked or not may_hold:
            yield way, 0
            return
        if may_fail:
            yield way, 0
        asked = replace(way, asked=way.asked | {step.id})
        for answered in self._answer(step, asked, answers):
            for jumped in _jumps(step, answered):
                yield jumped, int(step.is_question and step.counted)

    def _answer(self, step: Step, way: _Way, answers: Answers) -> Iterator[_Way]:
        if not step.is_question:
            yield way
        elif step.id in answers:
            yield replace(way, known=(*way.known, (step.id, answers[step.id].value)))
        elif step.id in self._values:
            for value in self._values[step.id]:
                yield replace(way, known=(*way.known, (step.id, value)))
        else:
            yield replace(way, open=way.open | {step.id})

    def _forget(self, at: int, way: _Way) -> _Way:
        """The way without what no later entry reads."""
        return replace(
            way,
            known=tuple(pair for pair in way.known if self._last_read.get(pair[0], -1) > at),
            open=frozenset(name for name in way.open if self._last_read.get(name, -1) > at),
            asked=frozenset(key for key in way.asked if self._last_entry[key] > at),
        )


def _distinct(step: Step, atoms: list[Comparison | State]) -> Iterator[Value]:
    """One value for each set of answers that all conditions treat alike."""
    seen: set[tuple[bool | None, ...]] = set()
    values: list[Value] = [option.value for option in step.options]
    for value in values if step.required else [*values, None]:
        answer = {step.id: Answer(step.id, value, "", "", "")}
        truths = tuple(atom.truth(answer) for atom in atoms)
        if truths not in seen:
            seen.add(truths)
            yield value


def _jumps(step: Step, way: _Way) -> Iterator[_Way]:
    """The first jump that holds is taken; where answers are open, any that may hold."""
    for goto in step.gotos:
        may_hold, may_fail = way.outlook(goto.when)
        if may_hold:
            yield replace(way, target=goto.target)
        if may_hold and not may_fail:
            return
    yield way
