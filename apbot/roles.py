"""The roles of adults in the words of a school: to be read on a list, to be shown on a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dialogues.folding import fold
from storage.records import Role, RoleGrant
from storage.unit_of_work import UnitOfWork

LABELS: Mapping[Role, str] = {
    Role.REFERENT: "professeur référent",
    Role.HOMEROOM_TEACHER: "professeur principal",
    Role.OBSERVER: "professeur de la classe",
    Role.FACILITATOR: "intervenant",
    Role.COORDINATOR: "coordonnateur AP",
    Role.CPE: "CPE",
    Role.PSYEN: "PsyEN",
    Role.LIBRARIAN_TEACHER: "professeur documentaliste",
    Role.NURSE: "infirmier",
    Role.SOCIAL_WORKER: "assistant social",
    Role.HEAD: "direction",
    Role.IT: "informatique",
}
"""In the order in which they are offered."""
NEEDS_CLASS = frozenset({Role.REFERENT, Role.HOMEROOM_TEACHER, Role.OBSERVER})
"""They read or write about students: their classes are named, one by one."""

_ALSO: Mapping[Role, tuple[str, ...]] = {
    Role.REFERENT: (
        *("professeure référente", "professeur référente", "prof référent", "prof référente"),
        *("référent", "référente", "référent AP", "référente AP", "enseignant référent"),
        "enseignante référente",
    ),
    Role.HOMEROOM_TEACHER: (
        *("professeure principale", "professeur principale", "prof principal", "prof principale"),
        *("PP", "enseignant principal", "enseignante principale"),
    ),
    Role.OBSERVER: (
        *("professeur", "professeure", "prof", "enseignant", "enseignante"),
        *("professeure de la classe", "prof de la classe", "enseignant de la classe"),
        "enseignante de la classe",
    ),
    Role.FACILITATOR: (
        *("intervenante", "intervenant AP", "intervenante AP", "animateur", "animatrice"),
        *("AED", "assistant d'éducation", "assistante d'éducation"),
    ),
    Role.COORDINATOR: (
        *("coordonnateur", "coordonnatrice", "coordonnatrice AP", "coordinateur", "coordinatrice"),
        *("coordinateur AP", "coordinatrice AP", "coordonnateur de l'AP", "coordonnatrice de l'AP"),
        *("coordinateur de l'AP", "coordinatrice de l'AP"),
    ),
    Role.CPE: ("conseiller principal d'éducation", "conseillère principale d'éducation"),
    Role.PSYEN: (
        *("Psy-EN", "psychologue de l'éducation nationale", "psychologue", "COP"),
        *("conseiller d'orientation psychologue", "conseillère d'orientation psychologue"),
    ),
    Role.LIBRARIAN_TEACHER: (
        *("professeure documentaliste", "prof documentaliste", "prof doc", "documentaliste"),
        *("enseignant documentaliste", "enseignante documentaliste"),
    ),
    Role.NURSE: ("infirmière", "infirmier scolaire", "infirmière scolaire"),
    Role.SOCIAL_WORKER: (
        *("assistante sociale", "assistant de service social", "assistante de service social"),
        *("assistant social scolaire", "assistante sociale scolaire"),
    ),
    Role.HEAD: (
        *("proviseur", "proviseure", "proviseur adjoint", "proviseure adjointe"),
        *("proviseur adjointe", "chef d'établissement", "cheffe d'établissement"),
        *("chef d'établissement adjoint", "cheffe d'établissement adjointe"),
        *("directeur", "directrice", "directeur adjoint", "directrice adjointe"),
    ),
    Role.IT: (
        *("informaticien", "informaticienne", "administrateur réseau", "administratrice réseau"),
        *("service informatique", "responsable informatique"),
    ),
}
_INCLUSIVE = re.compile(r"\([a-z]{1,4}\)|[·•.](e|ère|trice|euse)(?![^\W\d_])", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;/+&\n]| et ")


def role_of(words: str) -> Role | None:
    """ "Prof référente", "PROFESSEUR(E) PRINCIPAL(E)", "Psy-EN"; None: no role we know."""
    wanted = fold(_INCLUSIVE.sub("", words))
    for role, label in LABELS.items():
        if wanted in {fold(one) for one in (label, *_ALSO.get(role, ()))}:
            return role
    return None


def roles_of(words: str) -> tuple[tuple[Role, ...], str]:
    """Every role of a cell, and the first words of it that are none ("": all are)."""
    whole = role_of(words)
    if whole is not None:
        return (whole,), ""
    found: list[Role] = []
    for part in filter(str.strip, _BETWEEN.split(words)):
        role = role_of(part)
        if role is None:
            return (), part.strip()
        if role not in found:
            found.append(role)
    return tuple(found), ""


def said_rights(uow: UnitOfWork, grants: Sequence[RoleGrant]) -> str:
    """ "professeur référent (2nde 3, 2nde 4), CPE"; a right over one student names nobody."""
    over: dict[Role, list[str]] = {}
    for grant in grants:
        places = over.setdefault(grant.role, [])
        if grant.student_id is not None:
            places.append("un élève")
        elif grant.class_id is not None:
            group = uow.people.get_class(grant.class_id)
            places.append(group.label if group else "classe inconnue")
    return ", ".join(
        f"{LABELS[role]} ({', '.join(places)})" if places else LABELS[role]
        for role, places in over.items()
    )
