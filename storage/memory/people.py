"""Persons, classes, rights, links and browsers, in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from storage.errors import UnknownReference
from storage.people import by_label, by_name
from storage.records import Browser, ClassGroup, Link, Person, PersonKind, Role, RoleGrant
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
        self._rows.delete("person", person_id)
        self._rows.delete("person_created", person_id)

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

    def grants_of(self, person_id: str, *, at: dt.datetime) -> Sequence[RoleGrant]:
        return [grant for grant in self._in_force(at) if grant.person_id == person_id]

    def students(self) -> Sequence[Person]:
        everybody = map(_person, self._rows.all("person"))
        return by_name(person for person in everybody if person.kind is PersonKind.STUDENT)

    def staff(self) -> Sequence[Person]:
        everybody = map(_person, self._rows.all("person"))
        return by_name(person for person in everybody if person.kind is PersonKind.STAFF)

    def students_of_class(self, class_id: str) -> Sequence[Person]:
        return [
            person
            for person in self.students()
            if person.class_id == class_id and person.left_at is None
        ]

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
        for row in self._rows.all("role_grant"):
            grant = RoleGrant(**{**row, "role": Role(row["role"])})
            if grant.starts_at <= at and (grant.ends_at is None or grant.ends_at > at):
                yield grant


class MemoryLinks:
    """``Links`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, link: Link) -> None:
        refuse_unstorable(link)
        self._rows.must_exist("person", link.person_id)
        self._rows.add("personal_link", link.token_hash, row=link)

    def get(self, token_hash: str) -> Link | None:
        row = self._rows.get("personal_link", token_hash)
        return None if row is None else Link(**row)

    def claim(self, token_hash: str, *, at: dt.datetime) -> bool:
        refuse_unstorable(at)
        link = self.get(token_hash)
        if link is None or link.claimed_at is not None or link.revoked_at is not None:
            return False
        if link.expires_at is not None and link.expires_at <= at:
            return False
        self._rows.put("personal_link", token_hash, row=replace(link, claimed_at=at))
        return True

    def reopen(self, person_id: str, *, until: dt.datetime) -> None:
        for link in [Link(**row) for row in self._rows.all("personal_link")]:
            over = link.expires_at is not None and link.expires_at < until
            shut = link.claimed_at is not None or over
            is_web = link.channel == "web"
            if link.person_id == person_id and is_web and link.revoked_at is None and shut:
                again = replace(link, claimed_at=None, expires_at=until)
                self._rows.put("personal_link", link.token_hash, row=again)
        self._sign_out_everywhere(person_id)

    def _sign_out_everywhere(self, person_id: str) -> None:
        for browser in [Browser(**row) for row in self._rows.all("browser")]:
            if browser.person_id == person_id:
                self._rows.delete("browser", browser.token_hash)

    def close(self, person_id: str, *, at: dt.datetime) -> None:
        refuse_unstorable([person_id, at])
        for link in [Link(**row) for row in self._rows.all("personal_link")]:
            if link.person_id == person_id and link.revoked_at is None:
                closed = replace(link, revoked_at=at)
                self._rows.put("personal_link", link.token_hash, row=closed)
        self._sign_out_everywhere(person_id)

    def revoke_unused(self, person_id: str, channel: str, *, at: dt.datetime) -> int:
        refuse_unstorable([person_id, channel, at])
        revoked = 0
        for link in [Link(**row) for row in self._rows.all("personal_link")]:
            theirs = link.person_id == person_id and link.channel == channel
            unused = link.claimed_at is None and link.revoked_at is None
            if theirs and unused and (link.expires_at is None or link.expires_at > at):
                self._rows.put("personal_link", link.token_hash, row=replace(link, revoked_at=at))
                revoked += 1
        return revoked

    def add_browser(self, browser: Browser) -> None:
        refuse_unstorable(browser)
        self._rows.must_exist("person", browser.person_id)
        self._rows.add("browser", browser.token_hash, row=browser)

    def browser(self, token_hash: str, *, at: dt.datetime) -> Browser | None:
        refuse_unstorable(at)
        row = self._rows.get("browser", token_hash)
        browser = None if row is None else Browser(**row)
        return browser if browser is not None and browser.expires_at > at else None

    def sign_out(self, token_hash: str) -> None:
        self._rows.delete("browser", token_hash)


def _person(row: dict[str, Any]) -> Person:
    return Person(**{**row, "kind": PersonKind(row["kind"])})


def _covers(grant: RoleGrant, *, class_id: str | None, student_id: str | None) -> bool:
    if grant.class_id is None and grant.student_id is None:
        return True
    return (class_id is not None and grant.class_id == class_id) or (
        student_id is not None and grant.student_id == student_id
    )
