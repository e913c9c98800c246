"""Persons, classes and rights, in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from storage.errors import UnknownReference
from storage.people import by_label, by_name
from storage.records import ClassGroup, Person, PersonKind, Role, RoleGrant
from storage.storable import refuse_unstorable

from .tables import MemoryTransaction


class MemoryPeople:
    """``People`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, person: Person, *, at: dt.datetime) -> None:
        refuse_unstorable([person, at])
        self._rows.must_exist("class_group", person.class_id)
        self._rows.add("person", person.id, row=person)
        self._rows.put("person_created", person.id, row=[at])
        self._move(person.id, None, person.class_id)

    def get(self, person_id: str) -> Person | None:
        row = self._rows.get("person", person_id)
        return None if row is None else _person(row)

    def save(self, person: Person) -> None:
        refuse_unstorable(person)
        self._rows.must_exist("person", person.id)
        self._rows.must_exist("class_group", person.class_id)
        kept = self._rows.get("person", person.id)
        assert kept is not None  # noqa: S101  # it must exist
        self._rows.put("person", person.id, row=replace(person, kind=PersonKind(kept["kind"])))
        self._move(person.id, kept["class_id"], person.class_id)

    def remove(self, person_id: str) -> None:
        refuse_unstorable(person_id)
        pointing = (
            ("conversation", "respondent_id"),
            ("role_grant", "person_id"),
            ("role_grant", "student_id"),
            ("link", "person_id"),
            ("browser", "person_id"),
            ("workshop", "facilitator_id"),
            ("assignment", "respondent_id"),
            ("assignment", "subject_id"),
        )
        for table, column in pointing:
            if any(row[column] == person_id for row in self._rows.all(table)):
                raise UnknownReference(table)
        known = self.get(person_id)
        if known is not None:
            self._move(person_id, known.class_id, None)
        self._rows.delete("person", person_id)
        self._rows.delete("person_created", person_id)

    def _move(self, person_id: str, before: str | None, after: str | None) -> None:
        """Beside the rows, as an index would be: who is of which class."""
        if before is not None and before != after:
            left = [one for one in self._members(before) if one != person_id]
            self._rows.put("class_members", before, row=left)
        if after is not None and before != after:
            self._rows.put("class_members", after, row=[*self._members(after), person_id])

    def _members(self, class_id: str) -> list[str]:
        return self._rows.get("class_members", class_id) or []

    def add_class(self, group: ClassGroup) -> None:
        self._rows.add("class_group", group.id, row=group)

    def get_class(self, class_id: str) -> ClassGroup | None:
        row = self._rows.get("class_group", class_id)
        return None if row is None else ClassGroup(**row)

    def save_class(self, group: ClassGroup) -> None:
        refuse_unstorable(group)
        known = self.get_class(group.id)
        if known is None:
            raise UnknownReference("class_group")
        kept = replace(known, label=group.label, level=group.level, track=group.track)
        self._rows.put("class_group", group.id, row=kept)

    def classes(self, school_year: str) -> Sequence[ClassGroup]:
        groups = (ClassGroup(**row) for row in self._rows.all("class_group"))
        return by_label(group for group in groups if group.school_year == school_year)

    def allow_telegram(self, class_id: str, allowed: bool) -> None:  # noqa: FBT001 - reads well
        group = self.get_class(class_id)
        if group is None:
            raise UnknownReference("class_group")
        self._rows.put("class_group", class_id, row=replace(group, telegram=allowed))

    def grant(self, grant: RoleGrant) -> None:
        refuse_unstorable(grant)
        self._rows.must_exist("person", grant.person_id)
        self._rows.must_exist("class_group", grant.class_id)
        self._rows.must_exist("person", grant.student_id)
        number = self._rows.next_number("role_grant")
        self._rows.put("role_grant", str(number), row=grant)

    def end_grant(self, grant: RoleGrant, *, at: dt.datetime) -> bool:
        refuse_unstorable([grant, at])
        ended = False
        for number, known in list(self._grants()):
            same = replace(known, ends_at=grant.ends_at) == grant
            if same and (known.ends_at is None or known.ends_at > at):
                self._rows.put("role_grant", number, row=replace(known, ends_at=at))
                ended = True
        return ended

    def grants_of(self, person_id: str, *, at: dt.datetime) -> Sequence[RoleGrant]:
        return [grant for grant in self._in_force(at) if grant.person_id == person_id]

    def all_grants_of(self, person_id: str) -> Sequence[RoleGrant]:
        return [grant for _, grant in self._grants() if grant.person_id == person_id]

    def grants(self, *, at: dt.datetime) -> Sequence[RoleGrant]:
        refuse_unstorable(at)
        return [one for _, one in self._grants() if one.ends_at is None or one.ends_at > at]

    def grants_over(self, class_id: str, *, at: dt.datetime) -> Sequence[RoleGrant]:
        theirs = set(self._members(class_id))
        return [
            grant
            for grant in self._in_force(at)
            if grant.class_id == class_id
            or grant.student_id in theirs
            or (grant.class_id is None and grant.student_id is None)
        ]

    def students(self) -> Sequence[Person]:
        everybody = map(_person, self._rows.all("person"))
        return by_name(person for person in everybody if person.kind is PersonKind.STUDENT)

    def staff(self) -> Sequence[Person]:
        everybody = map(_person, self._rows.all("person"))
        return by_name(person for person in everybody if person.kind is PersonKind.STAFF)

    def students_of_class(self, class_id: str) -> Sequence[Person]:
        members = [_person(self._rows.get("person", one)) for one in self._members(class_id)]
        return by_name(
            one for one in members if one.kind is PersonKind.STUDENT and one.left_at is None
        )

    def staff_with(
        self, role: str, *, class_id: str | None, student_id: str | None, at: dt.datetime
    ) -> Sequence[Person]:
        holders = {
            grant.person_id
            for grant in self._in_force(at)
            if grant.role == role and _covers(grant, class_id=class_id, student_id=student_id)
        }
        return by_name(_person(self._rows.get("person", holder)) for holder in holders)

    def _in_force(self, at: dt.datetime) -> Iterator[RoleGrant]:
        refuse_unstorable(at)
        for _, grant in self._grants():
            if grant.starts_at <= at and (grant.ends_at is None or grant.ends_at > at):
                yield grant

    def _grants(self) -> Iterator[tuple[str, RoleGrant]]:
        """With the number each was given, in that order."""
        for number in range(1, (self._rows.get("counter", "role_grant") or 0) + 1):
            row = self._rows.get("role_grant", str(number))
            yield str(number), RoleGrant(**{**row, "role": Role(row["role"])})


def _person(row: dict[str, Any]) -> Person:
    return Person(**{**row, "kind": PersonKind(row["kind"])})


def _covers(grant: RoleGrant, *, class_id: str | None, student_id: str | None) -> bool:
    if grant.class_id is None and grant.student_id is None:
        return True
    return (class_id is not None and grant.class_id == class_id) or (
        student_id is not None and grant.student_id == student_id
    )
