"""Who may do what: deny by default, one function decides, the matrix is data.

The matrix is that of the design (section 7); rights are rows with dates, over a class, a student
or the school.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from storage.records import Person, PersonKind, Role, RoleGrant


class Verb(StrEnum):
    """What can be asked of a student's record, of a class, of the school."""

    ANSWER = "answer"
    READ_OWN = "read_own"
    LIST = "list"
    READ_SHEET = "read_sheet"
    REOPEN_ACCESS = "reopen_access"
    OBSERVE = "observe"
    """Answer a dialogue about them: an observation, a positioning."""
    ENTER = "enter"
    """Type what they answered aloud or on paper; what they typed themselves stays unseen."""
    MANAGE_STUDENTS = "manage_students"
    """Their names, their class, that they left; never an answer."""
    MANAGE_CLASSES = "manage_classes"
    """Its name, its level; a new class asks for the whole school."""
    MANAGE_STAFF = "manage_staff"
    """See who works here with which rights; add somebody, without any right."""
    GIVE_RIGHTS = "give_rights"
    """Begin and end those that ``GIVES`` names."""
    INVITE_STAFF = "invite_staff"
    """Make a sign-in link for another adult: whoever holds it is them."""
    ALLOW_TELEGRAM = "allow_telegram"


_MANAGES = frozenset(
    {
        Verb.MANAGE_STUDENTS,
        Verb.MANAGE_CLASSES,
        Verb.MANAGE_STAFF,
        Verb.GIVE_RIGHTS,
        Verb.INVITE_STAFF,
    }
)
MATRIX: Mapping[Role, frozenset[Verb]] = {
    Role.REFERENT: frozenset(
        {Verb.LIST, Verb.READ_SHEET, Verb.REOPEN_ACCESS, Verb.OBSERVE, Verb.ENTER}
    ),
    Role.HOMEROOM_TEACHER: frozenset(
        {Verb.LIST, Verb.READ_SHEET, Verb.REOPEN_ACCESS, Verb.OBSERVE, Verb.ENTER}
    ),
    Role.OBSERVER: frozenset({Verb.LIST, Verb.OBSERVE}),
    Role.FACILITATOR: frozenset(),
    Role.COORDINATOR: _MANAGES | {Verb.LIST},
    Role.CPE: frozenset(),
    Role.PSYEN: frozenset(),
    Role.NURSE: frozenset(),
    Role.SOCIAL_WORKER: frozenset(),
    Role.LIBRARIAN_TEACHER: frozenset(),
    Role.HEAD: _MANAGES | {Verb.LIST, Verb.ALLOW_TELEGRAM},
    # Neither rights nor links of others: either would open answers.
    Role.IT: frozenset({Verb.MANAGE_STUDENTS, Verb.MANAGE_CLASSES, Verb.MANAGE_STAFF}),
}
GIVES: Mapping[Role, frozenset[Role]] = {
    Role.HEAD: frozenset(Role),
    Role.COORDINATOR: frozenset(Role) - {Role.HEAD, Role.IT, Role.COORDINATOR},
}
"""Which roles somebody who may give rights gives and takes; never to or from themselves."""
OWN = frozenset({Verb.ANSWER, Verb.READ_OWN})
"""What a student may do with their own record, and nobody else."""


def may(actor: Person, grants: Sequence[RoleGrant], verb: Verb, subject: Person) -> bool:
    """Whether ``actor``, holding ``grants`` in force now, may do this to ``subject``'s record."""
    if verb in OWN:
        return actor.kind is PersonKind.STUDENT and actor.id == subject.id
    if actor.kind is not PersonKind.STAFF or subject.kind is not PersonKind.STUDENT:
        return False
    return any(_covers(grant, subject) for grant in _with(actor, grants, verb))


def may_in(actor: Person, grants: Sequence[RoleGrant], verb: Verb, class_id: str | None) -> bool:
    """The same of a class as such, or (None) of the whole school."""
    return any(_covers_class(grant, class_id) for grant in _with(actor, grants, verb))


def may_somewhere(actor: Person, grants: Sequence[RoleGrant], verb: Verb) -> bool:
    """Of the school, or of one class of it at least."""
    return any(grant.student_id is None for grant in _with(actor, grants, verb))


def may_give(
    actor: Person, grants: Sequence[RoleGrant], right: RoleGrant, *, student: Person | None = None
) -> bool:
    """Whether ``actor`` may begin or end that right; ``student``: the one it is over, if any."""
    if right.person_id == actor.id:
        return False
    over = student.class_id if student is not None else right.class_id
    return any(
        right.role in GIVES.get(grant.role, frozenset()) and _covers_class(grant, over)
        for grant in _with(actor, grants, Verb.GIVE_RIGHTS)
    )


def _with(actor: Person, grants: Sequence[RoleGrant], verb: Verb) -> Iterator[RoleGrant]:
    """Those of the rights that hold the verb."""
    if actor.kind is PersonKind.STAFF:
        yield from (
            grant for grant in grants if grant.person_id == actor.id and verb in MATRIX[grant.role]
        )


def _covers_class(grant: RoleGrant, class_id: str | None) -> bool:
    if grant.student_id is not None:
        return False
    return grant.class_id is None or (class_id is not None and grant.class_id == class_id)


def _covers(grant: RoleGrant, subject: Person) -> bool:
    if grant.student_id is not None:
        return grant.student_id == subject.id
    return grant.class_id is None or grant.class_id == subject.class_id
