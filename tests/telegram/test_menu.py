"""The menus as Telegram takes them."""

from __future__ import annotations

import re

import pytest

from apbot.channels.telegram.events import (
    OUTSIDE,
    EraseAsked,
    NumberWanted,
    Outside,
    Where,
    event_of,
)
from apbot.channels.telegram.menu import STAFF, STUDENTS, Menu, forget_menu, menus, staff_menu
from apbot.channels.telegram.updates import Command
from dialogues.snapshot import Snapshot
from tests.dialogues.making import AT


@pytest.mark.parametrize("menu", [STUDENTS, STAFF])
def test_commands_are_as_telegram_takes_them(menu: Menu) -> None:
    names = [name for name, _ in menu]

    assert all(re.fullmatch("[a-z0-9_]{1,32}", name) for name in names)
    assert all(1 <= len(meaning) <= 256 for _, meaning in menu)
    assert len(set(names)) == len(names) <= 100


def test_students_have_the_commands_they_were_promised() -> None:
    promised = (
        "aide retour passer pause reprendre corriger mesreponses mesdonnees effacer privacy "
        "urgence stop quitter"
    )

    assert {name for name, _ in STUDENTS} == set(promised.split())


@pytest.mark.parametrize("name", sorted({name for name, _ in (*STUDENTS, *STAFF)}))
def test_every_command_of_a_menu_is_understood(name: str) -> None:
    meant = event_of(Command(5, 1, name, "", f"/{name}"), Where(Snapshot("d", "r")), at=AT)

    known = not isinstance(meant, Outside) or meant.name in OUTSIDE
    assert known
    assert isinstance(meant, EraseAsked) == (name == "effacer")
    assert isinstance(meant, NumberWanted) == (name == "corriger")


def test_everybody_has_the_menu_of_students_and_each_teacher_their_own() -> None:
    (first,), second = menus(), staff_menu(77)

    assert first.method == second.method == "setMyCommands"
    assert first.body["scope"] == {"type": "all_private_chats"}
    assert first.body["commands"][0] == {"command": "aide", "description": "Comment ça marche"}
    assert second.body["scope"] == {"type": "chat", "chat_id": 77}
    assert {"command": "eleves", "description": "Les élèves, et qui a répondu"} in second.body[
        "commands"
    ]


def test_a_chat_that_is_nobodys_loses_its_menu() -> None:
    call = forget_menu(77)

    assert call.method == "deleteMyCommands"
    assert call.body == {"scope": {"type": "chat", "chat_id": 77}}
