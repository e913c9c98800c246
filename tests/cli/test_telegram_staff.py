"""``apbot telegram staff``: the link of an adult of the school."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.cli.test_telegram import LINK, Terminal, empty_database, telegram, terminal

__all__ = ["empty_database", "telegram", "terminal"]


def test_an_adult_gets_a_link_though_no_class_may_use_telegram(terminal: Terminal) -> None:
    assert not terminal.allowed()

    ran = terminal("staff", "lauréole")

    assert ran.status == 0, ran.errors
    assert "Lien de Dominique Lauréole : " in ran.out
    assert "remettez-le en main propre" in ran.out
    assert len(LINK.findall(ran.out)) == 1
    assert terminal.audit("staff", terminal.school.laureole.id) == ["reissue_telegram"]


def test_a_second_link_ends_the_first_and_the_account(terminal: Terminal) -> None:
    adult = terminal.school.laureole
    terminal("staff", "Dominique Lauréole")
    terminal.linked(adult)

    said = json.loads(terminal("staff", "Lauréole Dominique", "--json").out)

    assert said["unlinked"] is True
    assert said["id"] == adult.id
    assert terminal.audit("staff", adult.id)[1:] == ["unlink_telegram", "reissue_telegram"]


@pytest.mark.parametrize("name", ["Sacha Pivoine", "Zut", ""])
def test_who_is_no_adult_of_the_school_is_one_sentence(terminal: Terminal, name: str) -> None:
    ran = terminal("staff", name)

    assert ran.status == 1
    assert f"Il n'y a pas d'adulte « {name} »" in ran.errors
    assert ran.out == ""


def test_homonyms_are_told_apart_by_their_identifier(terminal: Terminal) -> None:
    storage, school = terminal.opened(), terminal.school
    with storage.write() as uow:
        uow.people.add(replace(school.laureole, id="7" * 32), at=school.clock())
        uow.commit()
    storage.close()

    asked = terminal("staff", "Dominique Lauréole")

    assert asked.status == 1
    assert "7" * 32 in asked.errors
    assert terminal("staff", "7" * 32).status == 0
