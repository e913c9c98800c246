"""Roles as schools write them."""

from __future__ import annotations

import pytest

from apbot.roles import LABELS, role_of, roles_of
from storage.records import Role


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_read_as_it_is_shown(role: Role) -> None:
    assert role_of(LABELS[role]) is role
    assert role_of(LABELS[role].upper()) is role


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Prof référente", Role.REFERENT),
        ("Professeur(e) référent(e)", Role.REFERENT),
        ("professeur·e principal·e", Role.HOMEROOM_TEACHER),
        ("PP", Role.HOMEROOM_TEACHER),
        ("Enseignante", Role.OBSERVER),
        ("Coordinatrice AP", Role.COORDINATOR),
        ("Conseillère principale d’éducation", Role.CPE),
        ("Psy-EN", Role.PSYEN),
        ("Proviseure adjointe", Role.HEAD),
        ("Professeur documentaliste", Role.LIBRARIAN_TEACHER),
        ("Infirmière", Role.NURSE),
        ("Assistante de service social", Role.SOCIAL_WORKER),
        ("AED", Role.FACILITATOR),
    ],
)
def test_the_words_of_a_school_are_understood(words: str, role: Role) -> None:
    assert role_of(words) is role


def test_a_cell_may_hold_several_roles() -> None:
    both = (Role.HOMEROOM_TEACHER, Role.REFERENT)
    assert roles_of("Prof principal, référent") == (both, "")
    assert roles_of("PP et professeur référent / PP") == (both, "")
    assert roles_of("PP, surveillant général") == ((), "surveillant général")
    assert roles_of(" , ") == ((), "")
