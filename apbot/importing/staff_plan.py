"""What a staff list changes: who comes, which rights begin and end. Nothing is written here.

An adult is recognised by name; two of one name by their addresses. Rights over one student are
given by hand, and no list ends them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from apbot.emails import same_address
from apbot.errors import Unusable
from apbot.roles import LABELS, NEEDS_CLASS
from dialogues.folding import fold
from storage.records import ClassGroup, Person, Role, RoleGrant

from .entries import name_key
from .planning import bare
from .staff_list import StaffLine, StaffList

_ALL_CLASSES = frozenset({"tout", "toutes", "tous", "toutes les classes", "lycee", "etablissement"})
_BETWEEN = re.compile(r"[,;/+&]| et ")
_SHOWN_CLASSES = 30


@dataclass(frozen=True, slots=True)
class Right:
    """A role over a class of this year, or (None) over the school."""

    role: Role
    class_id: str | None


@dataclass(frozen=True, slots=True)
class ListedAdult:
    """All that the list says of one adult."""

    family_name: str
    given_name: str
    email: str
    rights: tuple[Right, ...]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"


@dataclass(frozen=True, slots=True)
class KnownStaff:
    """What is stored: the classes of the year, every adult, the rights that are not over."""

    groups: Sequence[ClassGroup]
    adults: Sequence[Person]
    grants: Sequence[RoleGrant]


@dataclass(frozen=True, slots=True)
class AdultChange:
    """Somebody known: how the list writes them, the rights that begin and that end."""

    person: Person
    listed: ListedAdult
    begin: tuple[Right, ...]
    end: tuple[RoleGrant, ...]

    @property
    def returns(self) -> bool:
        return self.person.left_at is not None

    @property
    def is_respelt(self) -> bool:
        there = (self.person.family_name, self.person.given_name)
        return there != (self.listed.family_name, self.listed.given_name)

    @property
    def moves_address(self) -> bool:
        """What the list does not say is kept."""
        return bool(self.listed.email) and self.listed.email != self.person.email

    @property
    def changes_nothing(self) -> bool:
        moved = self.returns or self.is_respelt or self.moves_address
        return not (moved or self.begin or self.end)


@dataclass(frozen=True, slots=True)
class StaffPlan:
    source: str
    listed: int
    arrivals: tuple[ListedAdult, ...]
    changes: tuple[AdultChange, ...]
    departures: tuple[Person, ...]
    unchanged: int
    missing: tuple[Person, ...]
    """Adults that the list does not name, left as they are."""

    @property
    def changes_nothing(self) -> bool:
        return not (self.arrivals or self.changes or self.departures)


def plan_staff(
    listed: StaffList, known: KnownStaff, *, two_people: bool = False, whole_school: bool = False
) -> StaffPlan:
    """``two_people``: one name with two addresses is two adults. Raises ``Unusable``.

    ``whole_school``: whoever is not on the list has left.
    """
    grants: dict[str, list[RoleGrant]] = defaultdict(list)
    for grant in known.grants:
        grants[grant.person_id].append(grant)
    by_name: dict[str, list[Person]] = defaultdict(list)
    for one in known.adults:
        by_name[name_key_of(one)].append(one)
    arrivals: list[ListedAdult] = []
    changes: list[AdultChange] = []
    labels = {bare(group.label): group for group in known.groups}
    adults = list(_adults(listed, two_people=two_people))
    often = Counter(lines[0].key for lines in adults)
    for lines in adults:
        adult = _merged(listed.name, lines, labels)
        persons = by_name[lines[0].key]
        alone = often[lines[0].key] == 1
        person = _recognised(listed.name, lines, adult.email, persons, alone=alone)
        if person is None:
            arrivals.append(adult)
        else:
            by_name[lines[0].key].remove(person)
            changes.append(_change(person, adult, grants[person.id]))
    absent = [one for one in known.adults if one in by_name[name_key_of(one)]]
    present = tuple(one for one in absent if one.left_at is None)
    kept = tuple(one for one in changes if not one.changes_nothing)
    return StaffPlan(
        source=listed.name,
        listed=len(arrivals) + len(changes),
        arrivals=tuple(arrivals),
        changes=kept,
        departures=present if whole_school else (),
        unchanged=len(changes) - len(kept),
        missing=() if whole_school else present,
    )


def name_key_of(person: Person) -> str:
    return name_key(person.family_name, person.given_name)


# -- who is one adult -----------------------------------------------------------------------------


def _adults(listed: StaffList, *, two_people: bool) -> Iterator[list[StaffLine]]:
    """The lines of each adult."""
    by_name: dict[str, list[StaffLine]] = defaultdict(list)
    for line in listed.lines:
        by_name[line.key].append(line)
    for lines in by_name.values():
        addresses = dict.fromkeys(line.email.casefold() for line in lines if line.email)
        if len(addresses) < 2:  # noqa: PLR2004  # nothing tells them apart
            yield lines
            continue
        where = f"{listed.name}, {_numbers(lines)} : {lines[0]}"
        if not two_people:
            raise Unusable(
                f"{where} a deux adresses e-mail. Gardez-en une ; ou, si ce sont deux personnes, "
                "relancez avec --two-people."
            )
        if not all(line.email for line in lines):
            raise Unusable(f"{where} : on ne sait pas de qui il s'agit. Ajoutez l'adresse e-mail.")
        for address in addresses:
            yield [line for line in lines if same_address(line.email, address)]


def _recognised(
    source: str, lines: Sequence[StaffLine], email: str, persons: Sequence[Person], *, alone: bool
) -> Person | None:
    """None: an arrival. Raises ``Unusable`` where several could be meant.

    Where the list has another of that name (not ``alone``), only an address tells who is who.
    """
    by_address = [one for one in persons if email and same_address(one.email, email)]
    here = [one for one in persons if one.left_at is None]
    candidates = by_address or here or list(persons)
    is_unsure = len(candidates) > 1
    if not alone and not by_address:
        candidates = []
        is_unsure = not all(one.email for one in persons)
    if is_unsure:
        raise Unusable(
            f"{source}, {_numbers(lines)} : plusieurs adultes s'appellent {lines[0]}. Ajoutez "
            "l'adresse e-mail de chacun, dans la liste et sur la page des adultes."
        )
    return candidates[0] if candidates else None


def _change(person: Person, adult: ListedAdult, grants: Sequence[RoleGrant]) -> AdultChange:
    over_classes = [grant for grant in grants if grant.student_id is None]
    have = {Right(grant.role, grant.class_id) for grant in over_classes}
    begin = tuple(right for right in adult.rights if right not in have)
    end = tuple(
        grant for grant in over_classes if Right(grant.role, grant.class_id) not in adult.rights
    )
    return AdultChange(person, adult, begin, end)


# -- what they may do -----------------------------------------------------------------------------


def _merged(
    source: str, lines: Sequence[StaffLine], labels: Mapping[str, ClassGroup]
) -> ListedAdult:
    rights = dict.fromkeys(right for line in lines for right in _rights(source, line, labels))
    last = lines[-1]
    email = next((line.email for line in lines if line.email), "")
    return ListedAdult(last.family_name, last.given_name, email, tuple(rights))


def _rights(source: str, line: StaffLine, labels: Mapping[str, ClassGroup]) -> Iterator[Right]:
    where = f"{source}, ligne {line.line}"
    groups = _classes(where, line.classes, labels)
    for role in line.roles:
        if role in NEEDS_CLASS and not groups:
            raise Unusable(
                f"{where} : les classes manquent. Nommez celles de ce {LABELS[role]}, séparées "
                "par une virgule."
            )
        yield from (Right(role, group.id) for group in groups) if groups else [Right(role, None)]


def _classes(where: str, cell: str, labels: Mapping[str, ClassGroup]) -> tuple[ClassGroup, ...]:
    """None where the cell is empty or says all of them."""
    if not cell or fold(cell) in _ALL_CLASSES:
        return ()
    if whole := labels.get(bare(cell)):
        return (whole,)
    found: list[ClassGroup] = []
    for part in filter(str.strip, _BETWEEN.split(cell)):
        group = labels.get(bare(part))
        if group is None:
            known = ", ".join([one.label for one in labels.values()][:_SHOWN_CLASSES])
            hint = f"Classes connues : {known}." if known else "Importez d'abord les élèves."
            raise Unusable(
                f"{where} : il n'y a pas de classe « {part.strip()} » cette année. Corrigez la "
                f"case, ou importez la liste des élèves de cette classe. {hint}"
            )
        found.append(group)
    return tuple(found)


def _numbers(lines: Sequence[StaffLine]) -> str:
    numbers = [str(line.line) for line in lines]
    if len(numbers) == 1:
        return f"ligne {numbers[0]}"
    return f"lignes {', '.join(numbers[:-1])} et {numbers[-1]}"
