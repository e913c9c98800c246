"""Persons, classes, rights, in SQL."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from . import grants
from .encryption import DataKey, Place
from .errors import UnknownReference
from .records import ClassGroup, Person, PersonKind, RoleGrant
from .statements import Row
from .storable import refuse_unstorable
from .tables import CLASS_GROUP, DATA_KEY, PERSON, ROLE_GRANT
from .transaction import Transaction

_WITH_KEY = select(
    PERSON.c.id,
    PERSON.c.kind,
    PERSON.c.class_id,
    PERSON.c.left_at,
    PERSON.c.names,
    PERSON.c.email,
    DATA_KEY.c.wrapped,
).select_from(PERSON.outerjoin(DATA_KEY))
_GET = _WITH_KEY.where(PERSON.c.id == bindparam("person_id"))
_ALL_STUDENTS = _WITH_KEY.where(PERSON.c.kind == PersonKind.STUDENT.value)
_STAFF = _WITH_KEY.where(PERSON.c.kind == PersonKind.STAFF.value)
_STUDENTS = _ALL_STUDENTS.where(
    PERSON.c.class_id == bindparam("class_id"), PERSON.c.left_at.is_(None)
)
_SAVE = (
    update(PERSON)
    .where(PERSON.c.id == bindparam("wanted"))
    .values(
        class_id=bindparam("new_class"),
        left_at=bindparam("moment"),
        names=bindparam("new_names"),
        email=bindparam("new_email"),
    )
)
_ADD = insert(PERSON)
_ADD_KEY = insert(DATA_KEY)
_ADD_CLASS = insert(CLASS_GROUP)
_SAVE_CLASS = (
    update(CLASS_GROUP)
    .where(CLASS_GROUP.c.id == bindparam("wanted"))
    .values(
        label=bindparam("new_label"), level=bindparam("new_level"), track=bindparam("new_track")
    )
)
_CLASSES = select(CLASS_GROUP).where(CLASS_GROUP.c.school_year == bindparam("year"))
_GET_CLASS = select(CLASS_GROUP).where(CLASS_GROUP.c.id == bindparam("class_id"))
_ALLOW_TELEGRAM = (
    update(CLASS_GROUP)
    .where(CLASS_GROUP.c.id == bindparam("class_id"))
    .values(telegram=bindparam("allowed"))
)
_REMOVE_KEY = delete(DATA_KEY).where(DATA_KEY.c.person_id == bindparam("person_id"))
_REMOVE = delete(PERSON).where(PERSON.c.id == bindparam("person_id"))
_STAFF_WITH = _WITH_KEY.where(
    PERSON.c.id.in_(
        select(ROLE_GRANT.c.person_id).where(
            ROLE_GRANT.c.role == bindparam("role"),
            grants.IN_FORCE,
            or_(
                ROLE_GRANT.c.class_id == bindparam("class_id"),
                ROLE_GRANT.c.student_id == bindparam("student_id"),
                and_(ROLE_GRANT.c.class_id.is_(None), ROLE_GRANT.c.student_id.is_(None)),
            ),
        )
    )
)


class SqlPeople:
    """``People`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, person: Person, *, at: dt.datetime) -> None:
        refuse_unstorable(person)
        ring = self._transaction.ring
        key, wrapped = ring.new_data_key(person.id)
        self._transaction.change(
            _ADD,
            {
                "id": person.id,
                "kind": person.kind.value,
                "class_id": person.class_id,
                "names": _sealed_names(person, key),
                "email": _sealed_email(person, key),
                "created_at": at,
                "left_at": person.left_at,
            },
        )
        self._transaction.change(
            _ADD_KEY,
            {
                "person_id": person.id,
                "wrapping_key_id": ring.id,
                "wrapped": wrapped,
                "created_at": at,
            },
        )

    def get(self, person_id: str) -> Person | None:
        row = self._transaction.row(_GET, {"person_id": person_id})
        return None if row is None else self._person(row)

    def save(self, person: Person) -> None:
        refuse_unstorable(person)
        key = self._transaction.key_to_write(person.id)
        self._transaction.change(
            _SAVE,
            {
                "wanted": person.id,
                "new_class": person.class_id,
                "moment": person.left_at,
                "new_names": _sealed_names(person, key),
                "new_email": _sealed_email(person, key),
            },
        )

    def remove(self, person_id: str) -> None:
        for statement in (_REMOVE_KEY, _REMOVE):
            self._transaction.change(statement, {"person_id": person_id})

    def add_class(self, group: ClassGroup) -> None:
        self._transaction.change(
            _ADD_CLASS,
            {
                "id": group.id,
                "label": group.label,
                "level": group.level,
                "track": group.track,
                "school_year": group.school_year,
                "telegram": group.telegram,
            },
        )

    def get_class(self, class_id: str) -> ClassGroup | None:
        row = self._transaction.row(_GET_CLASS, {"class_id": class_id})
        if row is None:
            return None
        return _group(row)

    def save_class(self, group: ClassGroup) -> None:
        values = {
            "wanted": group.id,
            "new_label": group.label,
            "new_level": group.level,
            "new_track": group.track,
        }
        if self._transaction.change(_SAVE_CLASS, values) != 1:
            raise UnknownReference("no such class")

    def classes(self, school_year: str) -> Sequence[ClassGroup]:
        return by_label(map(_group, self._transaction.rows(_CLASSES, {"year": school_year})))

    def allow_telegram(self, class_id: str, allowed: bool) -> None:  # noqa: FBT001 - reads well
        values = {"class_id": class_id, "allowed": allowed}
        if self._transaction.change(_ALLOW_TELEGRAM, values) != 1:
            raise UnknownReference("no such class")

    def grant(self, grant: RoleGrant) -> None:
        self._transaction.change(
            grants.ADD,
            {
                "person_id": grant.person_id,
                "role": grant.role.value,
                "class_id": grant.class_id,
                "student_id": grant.student_id,
                "starts_at": grant.starts_at,
                "ends_at": grant.ends_at,
            },
        )

    def grants_of(self, person_id: str, *, at: dt.datetime) -> Sequence[RoleGrant]:
        return grants.as_grants(
            self._transaction.rows(grants.OF, {"person_id": person_id, "moment": at})
        )

    def all_grants_of(self, person_id: str) -> Sequence[RoleGrant]:
        return grants.as_grants(self._transaction.rows(grants.ALL_OF, {"person_id": person_id}))

    def grants(self, *, at: dt.datetime) -> Sequence[RoleGrant]:
        return grants.as_grants(self._transaction.rows(grants.NOT_OVER, {"moment": at}))

    def end_grant(self, grant: RoleGrant, *, at: dt.datetime) -> bool:
        values = {
            "holder": grant.person_id,
            "held": grant.role.value,
            "over_class": grant.class_id,
            "over_student": grant.student_id,
            "since": grant.starts_at,
            "moment": at,
        }
        return self._transaction.change(grants.END, values) > 0

    def grants_over(self, class_id: str, *, at: dt.datetime) -> Sequence[RoleGrant]:
        wanted = {"class_id": class_id, "moment": at}
        return grants.as_grants(self._transaction.rows(grants.OVER, wanted))

    def students(self) -> Sequence[Person]:
        """In the order of a register, whatever their class."""
        return by_name(map(self._person, self._transaction.rows(_ALL_STUDENTS, {})))

    def staff(self) -> Sequence[Person]:
        """In the order of a register."""
        return by_name(map(self._person, self._transaction.rows(_STAFF, {})))

    def students_of_class(self, class_id: str) -> Sequence[Person]:
        """In the order of a register."""
        return by_name(map(self._person, self._transaction.rows(_STUDENTS, {"class_id": class_id})))

    def staff_with(
        self, role: str, *, class_id: str | None, student_id: str | None, at: dt.datetime
    ) -> Sequence[Person]:
        """A right over the whole school counts for each class and each student."""
        wanted = {"role": role, "class_id": class_id, "student_id": student_id, "moment": at}
        return by_name(map(self._person, self._transaction.rows(_STAFF_WITH, wanted)))

    def _person(self, row: Row) -> Person:
        person_id, kind, class_id, left_at, names, email, wrapped = row
        key = self._transaction.key_from(person_id, wrapped)
        given_name, family_name = json.loads(key.open(names, _names_place(person_id)))
        address = "" if email is None else key.open(email, _email_place(person_id))
        return Person(
            person_id, PersonKind(kind), given_name, family_name, class_id, left_at, address
        )


def _group(row: Row) -> ClassGroup:
    group_id, label, level, track, school_year, telegram = row
    return ClassGroup(group_id, label, level, track, school_year, bool(telegram))


def by_name(persons: Iterable[Person]) -> list[Person]:
    """Family name then given name, accents and case aside."""
    return sorted(
        persons,
        key=lambda person: (_folded(person.family_name), _folded(person.given_name), person.id),
    )


def by_label(groups: Iterable[ClassGroup]) -> list[ClassGroup]:
    """Case aside; here and not in SQL, where each engine has an order of its own."""
    return sorted(groups, key=lambda group: (group.label.casefold(), group.id))


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _names_place(person_id: str) -> Place:
    return Place("person.names", person_id)


def _sealed_names(person: Person, key: DataKey) -> bytes:
    names = json.dumps([person.given_name, person.family_name])
    return key.seal(names, _names_place(person.id))


def _email_place(person_id: str) -> Place:
    return Place("person.email", person_id)


def _sealed_email(person: Person, key: DataKey) -> bytes | None:
    return key.seal(person.email, _email_place(person.id)) if person.email else None
