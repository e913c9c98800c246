"""What every act here begins with: who acts, whether they may, what is wrong in what they typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apbot.errors import ApbotError, NotAllowed
from apbot.importing.entries import FORMULA, MAX_NAME, NOT_A_NAME
from storage.records import AuditEntry, Person, RoleGrant
from storage.unit_of_work import UnitOfWork

SCHOOL = "school"
"""The object of an act that is over no class, student or adult in particular."""


class Refused(ApbotError):
    """What was typed cannot be taken; ``problems`` are French sentences by the name of a field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody's act, with their rights in force at that moment."""

    uow: UnitOfWork
    actor: Person
    at: dt.datetime

    @property
    def grants(self) -> Sequence[RoleGrant]:
        return self.uow.people.grants_of(self.actor.id, at=self.at)

    def need(self, verb: str, kind: str, object_id: str, *, allowed: bool) -> None:
        """Raises ``NotAllowed``, once that is on record."""
        if not allowed:
            self.note(verb, kind, object_id, "denied")
            raise NotAllowed

    def note(self, verb: str, kind: str, object_id: str, outcome: str = "done") -> None:
        self.uow.audit.add(AuditEntry(self.at, self.actor.id, verb, kind, object_id, outcome))


def tidy(text: str) -> str:
    """One space where there were several, none at the ends."""
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").split())


def names_typed(given_name: str, family_name: str) -> tuple[str, str]:
    """Both names, tidied. Raises ``Refused`` for fields ``given_name`` and ``family_name``."""
    given, family = tidy(given_name), tidy(family_name)
    problems = {
        field: problem
        for field, problem in (
            ("given_name", _problem(given, "le prénom")),
            ("family_name", _problem(family, "le nom")),
        )
        if problem
    }
    if problems:
        raise Refused(problems)
    return given, family


def _problem(name: str, what: str) -> str:
    if not name:
        return f"Écrivez {what}."
    if name.startswith(tuple(FORMULA)) or NOT_A_NAME.search(name):
        return f"Ces signes ne vont pas dans {what} : gardez les lettres, les traits d'union."
    if len(name) > MAX_NAME or not any(sign.isalpha() for sign in name):
        return f"Ce n'est pas {what} : écrivez-le en {MAX_NAME} signes au plus."
    return ""
