"""Rights as rows with dates: the statements, for ``SqlPeople``."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, insert, or_, select, update

from .records import Role, RoleGrant
from .statements import Row
from .tables import PERSON, ROLE_GRANT

ADD = insert(ROLE_GRANT)
_HOLDS_ON = or_(ROLE_GRANT.c.ends_at.is_(None), ROLE_GRANT.c.ends_at > bindparam("moment"))
IN_FORCE = and_(ROLE_GRANT.c.starts_at <= bindparam("moment"), _HOLDS_ON)
ALL = select(
    ROLE_GRANT.c.person_id,
    ROLE_GRANT.c.role,
    ROLE_GRANT.c.class_id,
    ROLE_GRANT.c.student_id,
    ROLE_GRANT.c.starts_at,
    ROLE_GRANT.c.ends_at,
).order_by(ROLE_GRANT.c.id)
ALL_OF = ALL.where(ROLE_GRANT.c.person_id == bindparam("person_id"))
OF = ALL_OF.where(IN_FORCE)
NOT_OVER = ALL.where(_HOLDS_ON)
OVER = ALL.where(
    IN_FORCE,
    or_(
        ROLE_GRANT.c.class_id == bindparam("class_id"),
        ROLE_GRANT.c.student_id.in_(
            select(PERSON.c.id).where(PERSON.c.class_id == bindparam("class_id"))
        ),
        and_(ROLE_GRANT.c.class_id.is_(None), ROLE_GRANT.c.student_id.is_(None)),
    ),
)
END = (
    update(ROLE_GRANT)
    .where(
        ROLE_GRANT.c.person_id == bindparam("holder"),
        ROLE_GRANT.c.role == bindparam("held"),
        ROLE_GRANT.c.class_id.is_not_distinct_from(bindparam("over_class")),
        ROLE_GRANT.c.student_id.is_not_distinct_from(bindparam("over_student")),
        ROLE_GRANT.c.starts_at == bindparam("since"),
        _HOLDS_ON,
    )
    .values(ends_at=bindparam("moment"))
)


def as_grants(rows: Sequence[Row]) -> list[RoleGrant]:
    return [RoleGrant(person, Role(role), *rest) for person, role, *rest in rows]
