"""What a list changes: who comes, moves, leaves. Nothing is written here, nothing guessed.

A student is recognised by name and class. The same name in another class is the same person where
nobody else it could be is on either side; every other case is a question, for a person to answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from storage.records import ClassGroup, Person

from .entries import Entry, StudentList, name_key
from .levels import Proposal, propose


class SameName(StrEnum):
    """What one name twice means."""

    ASK = "ask"
    SAME = "same"
    """One person: a line too many, or a change of class."""
    DIFFERENT = "different"
    """Two people."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored: the classes of the year, and every student of the school."""

    groups: Sequence[ClassGroup]
    students: Sequence[Person]
    school_year: str


@dataclass(frozen=True, slots=True)
class NewClass:
    label: str
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody known, and how the list writes them and their class now."""

    person: Person
    entry: Entry


@dataclass(frozen=True, slots=True)
class Question:
    """``sentence`` says what is unclear; ``is_open`` whether ``SameName`` can answer it."""

    sentence: str
    can_be_answered: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    source: str
    classes: tuple[NewClass, ...]
    arrivals: tuple[Entry, ...]
    moves: tuple[Change, ...]
    returns: tuple[Change, ...]
    spellings: tuple[Change, ...]
    departures: tuple[Person, ...]
    unchanged: int
    questions: tuple[Question, ...]
    missing: tuple[str, ...]
    """Labels of classes with students that the list does not name."""

    @property
    def changes_nothing(self) -> bool:
        return not (
            self.classes
            or self.arrivals
            or self.moves
            or self.returns
            or self.spellings
            or self.departures
        )


def plan_import(
    listed: StudentList,
    known: Known,
    *,
    same_name: SameName = SameName.ASK,
    whole_school: bool = False,
) -> Plan:
    """``whole_school``: whoever is not on this list has left, whatever their class."""
    return _Planner(listed, known, same_name, whole_school=whole_school).plan()


class _Planner:
    """Lives as long as one plan takes; collects what it finds."""

    def __init__(
        self, listed: StudentList, known: Known, same_name: SameName, *, whole_school: bool
    ) -> None:
        self._listed, self._known = listed, known
        self._same_name, self._whole_school = same_name, whole_school
        self._label_of = {group.id: bare(group.label) for group in known.groups}
        self._covered = {bare(entry.group) for entry in listed.entries}
        self._arrivals: list[Entry] = []
        self._changes: list[Change] = []
        self._left: list[Person] = []
        self._questions: list[Question] = []

    def plan(self) -> Plan:
        by_name: dict[str, tuple[list[Entry], list[Person]]] = defaultdict(lambda: ([], []))
        for entry in self._listed.entries:
            by_name[entry.key][0].append(entry)
        for person in self._known.students:
            by_name[name_key(person.family_name, person.given_name)][1].append(person)
        for entries, persons in by_name.values():
            self._match(entries, persons)
        moves = [one for one in self._changes if self._moves(one)]
        still = [one for one in self._changes if not self._moves(one)]
        returns = tuple(one for one in still if one.person.left_at is not None)
        here = [one for one in still if one.person.left_at is None]
        spellings = tuple(one for one in here if _is_respelt(one))
        return Plan(
            source=self._listed.name,
            classes=tuple(self._new_classes()),
            arrivals=tuple(self._arrivals),
            moves=tuple(moves),
            returns=returns,
            spellings=spellings,
            departures=tuple(self._left),
            unchanged=len(here) - len(spellings),
            questions=tuple(self._questions),
            missing=() if self._whole_school else tuple(self._missing()),
        )

    # -- one name ------------------------------------------------------------------------------

    def _match(self, entries: list[Entry], persons: list[Person]) -> None:
        entries = list(self._without_doubles(entries, persons))
        entries, persons = self._pair_in_their_class(entries, persons)
        present = [one for one in persons if one.left_at is None]
        if not entries:
            self._left += [one for one in present if self._should_be_listed(one)]
            return
        candidates = present or persons
        if not candidates:
            self._arrivals += entries
        elif len(entries) == len(candidates) == 1:
            self._one_to_one(entries[0], candidates[0])
        else:
            self._questions.append(
                Question(
                    f"{_lines(entries)} : plusieurs élèves s'appellent {entries[0]} et leur classe "
                    "a changé. Importez d'abord une liste où un seul figure.",
                    can_be_answered=False,
                )
            )

    def _without_doubles(self, entries: list[Entry], persons: list[Person]) -> Iterator[Entry]:
        """Two lines of one name in one class, where that many are not known there already."""
        by_class: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_class[bare(entry.group)].append(entry)
        for label, same in by_class.items():
            there = sum(self._label_of.get(one.class_id or "") == label for one in persons)
            if len(same) <= max(there, 1) or self._same_name is SameName.DIFFERENT:
                yield from same
                continue
            if self._same_name is SameName.ASK:
                self._questions.append(
                    Question(
                        f"{_lines(same)} : {same[0]} figure {len(same)} fois en {same[0].group}. "
                        "Est-ce la même personne ?"
                    )
                )
            yield same[0]

    def _pair_in_their_class(
        self, entries: list[Entry], persons: list[Person]
    ) -> tuple[list[Entry], list[Person]]:
        left_entries, left_persons = [], list(persons)
        for entry in entries:
            found = next((one for one in left_persons if self._is_in(one, entry)), None)
            if found is None:
                left_entries.append(entry)
            else:
                left_persons.remove(found)
                self._changes.append(Change(found, entry))
        return left_entries, left_persons

    def _one_to_one(self, entry: Entry, person: Person) -> None:
        label = self._label_of.get(person.class_id or "")
        # From last year's class, from a class on this list, or back again: nobody else it could be.
        sure = label is None or label in self._covered or person.left_at or self._whole_school
        if sure or self._same_name is SameName.SAME:
            self._changes.append(Change(person, entry))
        elif self._same_name is SameName.DIFFERENT:
            self._arrivals.append(entry)
        else:
            known = self._group_of(person)
            self._questions.append(
                Question(
                    f"Ligne {entry.line} : {entry} est déjà en {known}, qui n'est pas sur cette "
                    f"liste. Est-ce la même personne, passée en {entry.group} ?"
                )
            )

    # -- classes -------------------------------------------------------------------------------

    def _should_be_listed(self, person: Person) -> bool:
        label = self._label_of.get(person.class_id or "")
        return label is not None and (self._whole_school or label in self._covered)

    def _is_in(self, person: Person, entry: Entry) -> bool:
        return self._label_of.get(person.class_id or "") == bare(entry.group)

    def _moves(self, change: Change) -> bool:
        return not self._is_in(change.person, change.entry)

    def _group_of(self, person: Person) -> str:
        return next(one.label for one in self._known.groups if one.id == person.class_id)

    def _new_classes(self) -> Iterator[NewClass]:
        known = set(self._label_of.values())
        for entry in self._listed.entries:
            label = bare(entry.group)
            if label not in known:
                known.add(label)
                yield NewClass(entry.group, propose(entry.group))

    def _missing(self) -> Iterator[str]:
        if len(self._covered) < 2:  # noqa: PLR2004  # a list of one class says nothing of others
            return
        filled = {one.class_id for one in self._known.students if one.left_at is None}
        for group in self._known.groups:
            if group.id in filled and bare(group.label) not in self._covered:
                yield group.label


def with_levels(plan: Plan, decided: Mapping[str, Proposal]) -> Plan:
    """The same with levels that somebody decided, by label as written."""
    known = {bare(label): proposal for label, proposal in decided.items()}
    classes = tuple(
        replace(one, proposal=known.get(bare(one.label), one.proposal)) for one in plan.classes
    )
    return replace(plan, classes=classes)


def _is_respelt(change: Change) -> bool:
    person, entry = change.person, change.entry
    return (person.family_name, person.given_name) != (entry.family_name, entry.given_name)


def bare(label: str) -> str:
    """Two ways to write one class have one: "2nde 3", "2NDE3"."""
    return "".join(label.casefold().split())


def _lines(entries: Sequence[Entry]) -> str:
    numbers = [str(entry.line) for entry in entries]
    if len(numbers) == 1:
        return f"Ligne {numbers[0]}"
    return f"Lignes {', '.join(numbers[:-1])} et {numbers[-1]}"
