"""``apbot invite``: cards on paper, read back and followed through the real pages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from apbot.bootstrap import open_site
from apbot.channels.web.app import make_app
from apbot.settings import Settings
from tests.apbot.fixtures import empty_database
from tests.botapi.apart import Emulator
from tests.inviting.paper import PaperCard
from tests.web.visitor import Visitor

from .cards import CODE, URL, Terminal, paper, telegram, terminal, token_of

__all__ = ["empty_database", "paper", "telegram", "terminal"]


async def test_each_card_opens_the_page_of_its_own_student(
    terminal: Terminal, paper: Callable[[Path], list[PaperCard]]
) -> None:
    for number in range(9):
        terminal.add("Camille", f"Bruyère {'abcdefghi'[number]}", 100 + number)
    terminal.prints()

    cards = paper(terminal.file)

    assert len(cards) == 11
    names = [card.name for card in cards]
    assert len(set(names)) == 11
    assert {"Sacha", "Noa", "Camille Bruyère a"} <= set(names)
    assert len({card.number for card in cards}) == 11
    settings = Settings.from_environ(terminal.environ)
    terminal.opens_codes()
    with open_site(settings, clock=terminal.school.clock) as site:
        # The client of these tests speaks plain HTTP.
        app = make_app(replace(site, secure_cookies=False))
        for card in cards:
            (address,) = card.addresses
            assert address.startswith(f"{URL}/e/")
            visitor = await Visitor(app).opens(address.removeprefix(URL))
            assert visitor.sees(f"pour {card.name.split()[0]}")
            by_code = await Visitor(app).posts({"code": card.code}, to="/code")
            await by_code.presses("Oui, c'est moi")
            assert by_code.sees("On commence")
            assert (await visitor.presses("Oui, c'est moi")).status == 404
    storage = terminal.opened()
    with storage.read() as uow:
        students = uow.people.students_of_class(terminal.school.sacha.class_id or "")
        assert [card.number for card in sorted(cards, key=lambda card: card.number)] == list(
            range(1, len(students) + 1)
        )
        by_number = dict(enumerate(students, start=1))
        assert all(card.name.startswith(by_number[card.number].given_name) for card in cards)
    storage.close()


def test_two_lines_say_what_to_do_and_the_card_says_no_more_of_a_name(
    terminal: Terminal, paper: Callable[[Path], list[PaperCard]]
) -> None:
    terminal.prints()

    sacha = next(card for card in paper(terminal.file) if card.name == "Sacha")

    assert "2nde 3" in sacha.text
    assert "Scanne ce carré" in sacha.text
    assert "01/10/2026" in sacha.text
    assert "ap.lycee.example/code" in sacha.text
    assert "Pivoine" not in sacha.text
    assert CODE.fullmatch(sacha.code)


def test_school_that_says_vous_says_it_on_cards(
    terminal: Terminal, paper: Callable[[Path], list[PaperCard]]
) -> None:
    school = terminal.folder / "lycee.yaml"
    school.write_text("school: Lycée des Deux-Rives\naddress: vous\n", encoding="utf-8")
    terminal.prints(APBOT_SCHOOL_FILE=str(school))

    card = paper(terminal.file)[0]

    assert "Scannez ce carré" in card.text
    assert "votre" in card.text
    assert "2nde 3, Lycée des Deux-Rives" in card.text


def test_telegram_is_on_cards_only_where_the_head_allowed_it(
    terminal: Terminal, telegram: Emulator, paper: Callable[[Path], list[PaperCard]]
) -> None:
    bot = {
        "APBOT_TELEGRAM_TOKEN": telegram.token,
        "APBOT_TELEGRAM_API_URL": telegram.url,
    }
    terminal.prints(**bot)
    assert [len(card.addresses) for card in paper(terminal.file)] == [1, 1]
    terminal.apbot("telegram", "allow", "2nde 3", "--age-decided", environ=terminal.environ)

    assert "aucun bot n'est réglé" in terminal.prints("--again").errors
    terminal.prints("--again", **bot)

    for card in paper(terminal.file):
        web, chat = card.addresses
        assert web.startswith(f"{URL}/e/")
        assert re.fullmatch(r"https://t\.me/apbot_test_bot\?start=[\w-]{22}", chat)


# -- the list -----------------------------------------------------------------------------------


def test_list_says_who_has_joined_and_has_no_code(
    terminal: Terminal, paper: Callable[[Path], list[PaperCard]], read_text: Callable[[Path], str]
) -> None:
    terminal.prints()
    sacha = next(card for card in paper(terminal.file) if card.name == "Sacha")
    assert terminal.lets_in(token_of(sacha.addresses[0]))

    ran = terminal.prints()

    text = read_text(terminal.file)
    assert "1 sur 2 élèves" in text
    assert "PIVOINE Sacha utilisée 01/09/2026" in text
    assert "VERVEINE Noa jusqu'au 01/10/2026" in text
    assert not CODE.search(text)
    assert paper(terminal.file) == []
    assert "Aucune carte à faire" in ran.out
    assert "Ont une carte et ne sont pas encore entrés (1) : VERVEINE Noa." in ran.out
    assert "ne peut pas être réimprimée" in ran.out


@pytest.fixture
def read_text(require: Callable[[str, object], None]) -> Callable[[Path], str]:
    require("poppler", shutil.which("pdftotext"))

    def read(pdf: Path) -> str:
        command = ["pdftotext", "-layout", str(pdf), "-"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        return " ".join(done.stdout.split())

    return read


# -- once more, no more --------------------------------------------------------------------------


def test_second_run_leaves_cards_in_force_and_again_replaces_them(terminal: Terminal) -> None:
    first = json.loads(terminal("2nde 3", "--json").out)["cards"]
    assert json.loads(terminal("2nde 3", "--json").out)["cards"] == []

    again = json.loads(terminal("2nde 3", "--again", "--json").out)["cards"]

    assert [card["given_name"] for card in again] == ["Sacha", "Noa"]
    assert not terminal.lets_in(token_of(first[0]["url"]))
    assert terminal.lets_in(token_of(again[0]["url"]))


def test_one_card_is_made_again(
    terminal: Terminal, paper: Callable[[Path], list[PaperCard]]
) -> None:
    old = json.loads(terminal("2nde 3", "--json").out)["cards"]
    assert terminal.lets_in(token_of(old[0]["url"]))

    ran = terminal.prints("--reissue", "PIVOINE Sacha")

    (card,) = paper(terminal.file)
    assert card.name == "Sacha"
    assert "les appareils où elle avait servi sont déconnectés" in ran.out
    storage = terminal.opened()
    with storage.read() as uow:
        sacha = terminal.school.sacha.id
        assert not uow.links.signed_in([sacha], at=terminal.school.clock())
    storage.close()
    assert terminal.lets_in(token_of(card.addresses[0]))
    assert terminal.lets_in(token_of(old[1]["url"]))


def test_one_card_is_ended(terminal: Terminal) -> None:
    sacha, noa = json.loads(terminal("2nde 3", "--json").out)["cards"]

    ran = terminal("2nde 3", "--revoke", "Sacha Pivoine")

    assert ran.status == 0
    assert ran.out.startswith("PIVOINE Sacha : la carte ne vaut plus rien")
    assert not terminal.lets_in(token_of(sacha["url"]))
    assert terminal.lets_in(token_of(noa["url"]))
    assert json.loads(terminal("2nde 3", "--json").out)["cards"] == []
    assert "Carte annulée (1) : PIVOINE Sacha" in terminal.prints().out
    said = json.loads(terminal("2nde 3", "--revoke", "Noa", "--json").out)
    assert [one["id"] for one in said["revoked"]] == [terminal.school.noa.id]


def test_homonyms_are_asked_about(terminal: Terminal) -> None:
    other = terminal.add("Sacha", "Pivoine", 100)
    terminal.prints()

    refused = terminal("2nde 3", "--revoke", "Sacha Pivoine", typed="\n")
    assert refused.status == 1
    assert "Plusieurs élèves s'appellent « Sacha Pivoine » en 2nde 3 :" in refused.out
    assert "rien n'a changé" in refused.errors
    assert other.id in refused.errors
    assert terminal("2nde 3", "--revoke", "Sacha Pivoine", "--json").status == 1

    listed = [line for line in refused.out.splitlines() if re.match(r"  \d\. ", line)]
    assert len(listed) == 2
    chosen = terminal("2nde 3", "--revoke", "Sacha Pivoine", typed="2\n")
    assert chosen.status == 0
    assert json.loads(terminal("2nde 3", "--json").out)["cards"] == []
    by_id = terminal("2nde 3", "--revoke", other.id)
    assert by_id.status == 0


def test_json_gives_the_links_once(terminal: Terminal) -> None:
    said = json.loads(terminal("2nde 3", "--json").out)

    assert said["class"] == "2nde 3"
    for card, student in zip(said["cards"], ["Sacha", "Noa"], strict=True):
        assert card["given_name"] == student
        assert card["url"].startswith(f"{URL}/e/")
        assert CODE.fullmatch(card["code"])
        assert card["telegram_url"] is None
        assert card["expires_at"] == "2026-10-01T08:00:00+00:00"
    assert [one["card"] for one in said["students"]] == ["none", "none"]
    second = terminal("2nde 3", "--json").out
    assert [one["card"] for one in json.loads(second)["students"]] == ["waiting", "waiting"]
    assert "/e/" not in second


# -- what goes wrong -----------------------------------------------------------------------------
