"""`apbot invite` with what it cannot do: one sentence, nothing lost, nothing half-written."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest

from apbot.cli import inviting
from apbot.cli.printed_file import PrintedFile
from apbot.inviting import making
from apbot.inviting.making import Card, Plan
from tests.apbot.fixtures import empty_database

from .cards import Terminal, paper, telegram, terminal

__all__ = ["empty_database", "paper", "telegram", "terminal"]


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (("2nde 33", "-o", "a.pdf"), "Vouliez-vous dire « 2nde 3 »", 1),
        (("CAP cuisine", "-o", "a.pdf"), "Classes connues : 2nde 3, 2nde 4.", 1),
        (("2nde 3",), "ajoutez -o FICHIER.pdf (ou --json)", 2),
        (("2nde 3", "-o", "a.txt"), "finit par .pdf", 1),
        (("2nde 3", "-o", "nulle/part.pdf"), "Le dossier nulle n'existe pas", 1),
        (
            ("2nde 3", "--reissue", "Sacha Pivoin", "--json"),
            "Vouliez-vous dire « PIVOINE Sacha »",
            1,
        ),
        (("2nde 3", "--revoke", "Zoé Zinnia"), "Vérifiez le nom", 1),
        (("2nde 3", "--revoke", "Robin Coriandre"), "Il n'y a pas d'élève", 1),
        (("2nde 3", "--again", "--reissue", "Noa", "-o", "a.pdf"), "ne vont pas ensemble", 2),
        (("2nde 3", "--revoke", "Noa", "-o", "a.pdf"), "enlevez -o", 2),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
    status: int,
) -> None:
    monkeypatch.chdir(terminal.folder)

    ran = terminal(*arguments)

    assert (ran.status, ran.out) == (status, "")
    assert said in " ".join(ran.errors.split())
    assert len(ran.errors.splitlines()) == 1
    assert not terminal.has_links()
    assert not list(terminal.folder.glob("*.pdf"))


def test_cards_need_an_address_that_phones_open(terminal: Terminal) -> None:
    ran = terminal("2nde 3", "-o", terminal.file, APBOT_PUBLIC_URL="")
    assert ran.status == 1
    assert "APBOT_PUBLIC_URL" in ran.errors
    assert not terminal.has_links()

    ran = terminal("2nde 3", "-o", terminal.file, APBOT_PUBLIC_URL="http://127.0.0.1:8000")
    assert ran.status == 0
    assert "pas sur un téléphone" in ran.errors


def test_file_is_replaced_only_with_force_and_is_for_its_owner(terminal: Terminal) -> None:
    terminal.file.write_bytes(b"%PDF- of somebody")

    ran = terminal("2nde 3", "-o", terminal.file)

    assert ran.status == 1
    assert "ajoutez --force" in ran.errors
    assert terminal.file.read_bytes() == b"%PDF- of somebody"
    assert not terminal.has_links()
    terminal.prints()
    assert terminal.file.read_bytes() != b"%PDF- of somebody"
    assert stat.S_IMODE(terminal.file.stat().st_mode) == 0o600


def test_file_left_by_an_interrupted_run_is_not_written_over(terminal: Terminal) -> None:
    left = PrintedFile(terminal.file).unfinished
    left.write_bytes(b"%PDF- perhaps good cards")

    ran = terminal("2nde 3", "-o", terminal.file)

    assert ran.status == 1
    assert "écriture interrompue" in ran.errors
    assert left.read_bytes() == b"%PDF- perhaps good cards"
    assert not terminal.has_links()


def test_nothing_is_left_on_paper_that_was_not_stored(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else prints the same class meanwhile."""
    before = making.draw

    def draw(plan: Plan, *, with_telegram: bool, at: dt.datetime) -> tuple[Card, ...]:
        monkeypatch.setattr(inviting, "draw", before)
        assert terminal("2nde 3", "--json").status == 0
        return before(plan, with_telegram=with_telegram, at=at)

    monkeypatch.setattr(inviting, "draw", draw)

    ran = terminal("2nde 3", "-o", terminal.file)

    assert (ran.status, ran.out) == (1, "")
    assert "vient de changer : rien n'a été écrit" in ran.errors
    assert not list(terminal.folder.glob("*.pdf"))


def test_cards_are_not_lost_when_the_file_cannot_get_its_name(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)

    ran = terminal("2nde 3", "-o", terminal.file)

    assert ran.status == 1
    assert "cartes.part.pdf" in ran.errors
    assert PrintedFile(terminal.file).unfinished.exists()
    assert terminal.has_links()
