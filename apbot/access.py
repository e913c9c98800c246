"""Who may do what: deny by default, one function decides, the matrix is data.

The matrix is that of the design (section 7); rights are rows with dates, over a class, a student
or the school.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from storage.records import Person, PersonKind, Role, RoleGrant


class Verb(StrEnum):
    """What can be asked of a student's record."""

    ANSWER = "answer"
    READ_OWN = "read_own"
    LIST = "list"
    READ_SHEET = "read_sheet"
    REOPEN_ACCESS = "reopen_access"
    OBSERVE = "observe"
    """Answer a dialogue about them: an observation, a positioning."""


MATRIX: Mapping[Role, frozenset[Verb]] = {
    Role.REFERENT: frozenset({Verb.LIST, Verb.READ_SHEET, Verb.REOPEN_ACCESS, Verb.OBSERVE}),
    Role.HOMEROOM_TEACHER: frozenset(
        {Verb.LIST, Verb.READ_SHEET, Verb.REOPEN_ACCESS, Verb.OBSERVE}
    ),
    Role.OBSERVER: frozenset({Verb.LIST, Verb.OBSERVE}),
    Role.FACILITATOR: frozenset(),
    Role.COORDINATOR: frozenset({Verb.LIST}),
    Role.CPE: frozenset(),
    Role.PSYEN: frozenset(),
    Role.NURSE: frozenset(),
    Role.SOCIAL_WORKER: frozenset(),
    Role.LIBRARIAN_TEACHER: frozenset(),
    Role.HEAD: frozenset({Verb.LIST}),
    Role.IT: frozenset(),
}
OWN = frozenset({Verb.ANSWER, Verb.READ_OWN})
"""What a student may do with their own record, and nobody else."""


def may(actor: Person, grants: Sequence[RoleGrant], verb: Verb, subject: Person) -> bool:
    """Whether ``actor``, holding ``grants`` in force now, may do this to ``subject``'s record."""
    if verb in OWN:
        return actor.kind is PersonKind.STUDENT and actor.id == subject.id
    if actor.kind is not PersonKind.STAFF or subject.kind is not PersonKind.STUDENT:
        return False
    return any(
        verb in MATRIX[grant.role] and _covers(grant, subject)
        for grant in grants
        if grant.person_id == actor.id
    )


def _covers(grant: RoleGrant, subject: Person) -> bool:
    if grant.student_id is not None:
        return grant.student_id == subject.id
    return grant.class_id is None or grant.class_id == subject.class_id
