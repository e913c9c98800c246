"""``apbot telegram`` in a terminal: a school's own database, an emulated Telegram."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from apbot.enabling import ALARM_MARK
from apbot.library import Library
from apbot.tokens import token_hash
from dialogues.loader import Catalogue
from storage import open_storage
from storage.records import AuditEntry, Person, PersonKind, TelegramAccount
from storage.unit_of_work import Storage
from tests.apbot.fixtures import empty_database
from tests.apbot.school import SmallSchool, make_school
from tests.botapi.apart import Emulator, emulator
from tests.clock import FakeClock

from .conftest import Apbot, Ran

__all__ = ["empty_database"]
BOT = "apbot_test_bot"
LINK = re.compile(rf"https://t\.me/{BOT}\?start=([\w-]{{22}})")


@pytest.fixture(scope="module")
def telegram() -> Iterator[Emulator]:
    with emulator() as telegram:
        yield telegram


@dataclass(frozen=True)
class Terminal:
    """Each command opens the database anew, as it does for a school."""

    apbot: Apbot
    environ: dict[str, str]
    folder: Path
    school: SmallSchool

    def __call__(self, *arguments: str, typed: str = "", **environ: str) -> Ran:
        return self.apbot("telegram", *arguments, typed=typed, environ={**self.environ, **environ})

    def opened(self) -> Storage:
        return open_storage(
            f"sqlite:///{self.folder / 'apbot.db'}", key_file=self.folder / "apbot.key"
        )

    def audit(self, kind: str, object_id: str) -> list[str]:
        storage = self.opened()
        with storage.read() as uow:
            found = [line.verb for line in uow.audit.about(kind, object_id)]
        storage.close()
        return found

    def allowed(self) -> bool:
        return any(one["allowed"] for one in json.loads(self("--json").out)["classes"])

    def linked(self, person: Person) -> None:
        storage, at = self.opened(), self.school.clock()
        with storage.write() as uow:
            uow.accounts.link(TelegramAccount(person.id, f"chat of {person.id}", 7, "active", at))
            uow.commit()
        storage.close()


@pytest.fixture
def terminal(
    apbot: Apbot, telegram: Emulator, empty_database: Path, tmp_path: Path, clock: FakeClock
) -> Terminal:
    folder = shutil.copytree(empty_database, tmp_path / "school")
    url, key = f"sqlite:///{folder / 'apbot.db'}", folder / "apbot.key"
    storage = open_storage(url, key_file=key)
    school = make_school(storage, Library(Catalogue()), clock)
    storage.close()
    environ = {
        "APBOT_DATABASE_URL": url,
        "APBOT_KEY_FILE": str(key),
        "APBOT_TELEGRAM_TOKEN": telegram.token,
        "APBOT_TELEGRAM_API_URL": telegram.url,
    }
    return Terminal(apbot, environ, folder, school)


@pytest.fixture
def open_class(terminal: Terminal) -> Terminal:
    assert terminal("allow", "2nde 3", "--age-decided").status == 0
    return terminal


# -- the head's decision ------------------------------------------------------------------------


def test_nothing_is_allowed_until_the_head_decides(terminal: Terminal) -> None:
    ran = terminal()

    assert ran.status == 0, ran.errors
    assert ran.out.splitlines() == [
        f"Bot : @{BOT} (https://t.me/{BOT})",
        "  2nde 3  non permis",
        "  2nde 4  non permis",
    ]


def test_allowing_says_the_age_and_asks(terminal: Terminal) -> None:
    ran = terminal("allow", "2nde 3", typed="oui\n")

    assert ran.status == 0
    assert "18 ans" in ran.out
    assert 'apbot telegram links "2nde 3"' in ran.out
    assert terminal.allowed()
    assert terminal.audit("class", terminal.school.sacha.class_id or "") == ["allow_telegram"]


@pytest.mark.parametrize("typed", ["", "\n", "n\n", "peut-être\n"])
def test_anything_but_yes_allows_nothing(terminal: Terminal, typed: str) -> None:
    ran = terminal("allow", "2nde 3", typed=typed)

    assert ran.status == 1
    assert "Rien n'a changé" in ran.out
    assert not terminal.allowed()


def test_refusing_unlinks_and_ends_links(open_class: Terminal) -> None:
    school = open_class.school
    open_class.linked(school.sacha)
    (given,) = LINK.findall(open_class("links", "2nde 3").out)

    ran = open_class("refuse", "2NDE 3")

    assert ran.status == 0
    assert "1 compte délié, 1 lien annulé" in ran.out
    assert not open_class.allowed()
    storage = open_class.opened()
    with storage.write() as uow:
        assert uow.accounts.of(school.sacha.id) is None
        assert not uow.links.claim(token_hash(given), at=school.clock())
    storage.close()
    assert open_class.audit("student", school.sacha.id) == ["unlink_telegram"]
    assert "était déjà fermé" in open_class("refuse", "2nde 3").out


# -- links --------------------------------------------------------------------------------------


def test_links_go_to_who_has_no_account_and_end_the_earlier_ones(open_class: Terminal) -> None:
    school = open_class.school
    first = LINK.findall(open_class("links", "2nde 3").out)
    open_class.linked(school.noa)

    ran = open_class("links", "2nde 3")

    second = LINK.findall(ran.out)
    assert (len(first), len(second)) == (2, 1)
    assert "annulés : 2" in ran.out
    assert "déjà un compte relié : 1" in ran.out
    assert "Pivoine Sacha" in ran.out
    storage = open_class.opened()
    with storage.write() as uow:
        found = uow.links.get(token_hash(second[0]))
        assert found is not None
        assert (found.person_id, found.channel) == (school.sacha.id, "telegram")
        assert found.expires_at is not None
        assert (found.expires_at - school.clock()).days == 14
        assert not [one for one in first if uow.links.claim(token_hash(one), at=school.clock())]
    storage.close()


def test_links_as_json_are_the_only_copy(open_class: Terminal) -> None:
    said = json.loads(open_class("links", "2nde 3", "--json").out)

    tokens = [LINK.fullmatch(one["url"]) for one in said["links"]]
    assert (said["class"], said["bot"], said["revoked"]) == ("2nde 3", BOT, 0)
    assert all(tokens)
    written = b"".join(file.read_bytes() for file in open_class.folder.iterdir())
    assert not [found for found in tokens if found and found[1].encode() in written]


def test_no_link_where_the_head_has_not_decided(terminal: Terminal) -> None:
    ran = terminal("links", "2nde 3")

    assert ran.status == 1
    assert "Telegram n'est pas permis en 2nde 3." in ran.errors
    assert 'apbot telegram allow "2nde 3"' in ran.errors


# -- a link again -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Sacha Pivoine", "PIVOINE sacha", "pivoine", "1" * 32])
def test_reissue_unlinks_and_gives_a_fresh_link(open_class: Terminal, name: str) -> None:
    sacha = open_class.school.sacha
    open_class.linked(sacha)

    ran = open_class("reissue", name)

    assert ran.status == 0, ran.errors
    assert "le compte relié ne l'est plus" in ran.out
    assert len(LINK.findall(ran.out)) == 1
    assert open_class.audit("student", sacha.id) == ["unlink_telegram", "reissue_telegram"]


def test_reissue_without_account_ends_the_lost_link(open_class: Terminal) -> None:
    lost = LINK.findall(open_class("links", "2nde 3").out)

    said = json.loads(open_class("reissue", "Sacha Pivoine", "--json").out)

    assert said["unlinked"] is False
    storage = open_class.opened()
    with storage.write() as uow:
        # In the order of names: Pivoine, Verveine.
        assert not uow.links.claim(token_hash(lost[0]), at=open_class.school.clock())
        assert uow.links.claim(token_hash(lost[1]), at=open_class.school.clock())
    storage.close()


def test_homonyms_are_asked_for_their_class_then_for_their_identifier(terminal: Terminal) -> None:
    school, storage = terminal.school, terminal.opened()
    twin = replace(school.sacha, id="8" * 32, class_id=school.robin.class_id)
    with storage.write() as uow:
        uow.people.add(twin, at=school.clock())
        uow.commit()
    for label in ("2nde 3", "2nde 4"):
        terminal("allow", label, "--age-decided")

    asked = terminal("reissue", "Sacha Pivoine")
    given = terminal("reissue", "Sacha Pivoine", "--class", "2nde 4")
    with storage.write() as uow:
        uow.people.add(replace(twin, id="9" * 32), at=school.clock())
        uow.commit()
    storage.close()
    again = terminal("reissue", "Sacha Pivoine", "--class", "2nde 4")

    assert asked.status == 1
    assert '--class "2nde 3"' in asked.errors
    assert given.status == 0
    assert "2nde 4" in given.out
    assert again.status == 1
    assert "9" * 32 in again.errors
    assert terminal("reissue", "9" * 32).status == 0


# -- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("links", "2nde 9"), "Il n'y a pas de classe « 2nde 9 » cette année"),
        (("allow", "2nde 9", "--age-decided"), "Vouliez-vous dire « 2nde 3 » ou « 2nde 4 » ?"),
        (("refuse", ""), "Il n'y a pas de classe"),
        (("reissue", "Camille Chardon"), "Il n'y a pas d'élève « Camille Chardon »"),
        (("reissue", "Robin", "--class", "2nde 3"), "en 2nde 3"),
    ],
)
def test_who_or_what_is_unknown_is_one_sentence(
    open_class: Terminal, arguments: tuple[str, ...], said: str
) -> None:
    ran = open_class(*arguments)

    assert ran.status == 1
    assert said in ran.errors
    assert len(ran.errors.splitlines()) == 1
    assert ran.out == ""


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"APBOT_TELEGRAM_TOKEN": ""}, "Aucun bot Telegram n'est réglé"),
        ({"APBOT_TELEGRAM_TOKEN": "1:wrong"}, "Telegram ne connaît pas ce bot"),
        ({"APBOT_TELEGRAM_TOKEN": "pas un jeton"}, "Telegram ne connaît pas ce bot"),
        ({"APBOT_TELEGRAM_API_URL": "http://127.0.0.1:1"}, "Telegram ne répond pas"),
    ],
)
@pytest.mark.parametrize("arguments", [("links", "2nde 3"), ("reissue", "Sacha Pivoine")])
def test_bot_that_cannot_be_had_changes_nothing(
    open_class: Terminal, environ: dict[str, str], said: str, arguments: tuple[str, ...]
) -> None:
    open_class.linked(open_class.school.sacha)

    ran = open_class(*arguments, **environ)

    assert ran.status == 1
    assert ran.errors.startswith(said)
    assert len(ran.errors.splitlines()) == 1
    assert ran.out == ""
    assert environ.get("APBOT_TELEGRAM_TOKEN") not in ran.errors.split()
    assert json.loads(open_class("--json").out)["classes"][0]["linked"] == 1


def test_state_without_a_bot_says_that_telegram_is_off(open_class: Terminal) -> None:
    ran = open_class(APBOT_TELEGRAM_TOKEN="")

    assert ran.status == 0
    assert "Telegram est éteint" in ran.out
    assert "2nde 3  permis, aucun compte relié pour 2 élèves" in ran.out


def test_state_is_told_even_where_the_bot_is_unknown(open_class: Terminal) -> None:
    ran = open_class(APBOT_TELEGRAM_TOKEN="1:wrong")  # noqa: S106  # a wrong one

    assert ran.status == 1
    assert "2nde 3  permis" in ran.out
    assert "Telegram ne connaît pas ce bot" in ran.errors


def test_state_shows_what_the_staff_should_look_at(open_class: Terminal) -> None:
    school, storage, at = open_class.school, open_class.opened(), open_class.school.clock()
    with storage.write() as uow:
        tried = AuditEntry(
            at, "unknown_account", "open_used_link", "student", school.sacha.id, "denied"
        )
        uow.audit.add(tried)
        uow.marks.put(ALARM_MARK, at.isoformat())
        uow.commit()
    storage.close()

    ran, said = open_class(), json.loads(open_class("--json").out)

    assert "À voir : le lien de Sacha Pivoine (2nde 3)" in ran.out
    assert "Beaucoup de liens faux ont été essayés le 01/09/2026" in ran.out
    assert said["alarm"] == at.isoformat()
    assert said["classes"][0]["used_links_tried"][0]["id"] == school.sacha.id
    open_class("reissue", "Sacha Pivoine")
    assert "À voir" not in open_class().out


def test_who_is_no_student_is_nobody_here(open_class: Terminal) -> None:
    assert open_class.school.laureole.kind is PersonKind.STAFF
    assert open_class("reissue", "Lauréole").status == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("links",), "Il manque CLASSE."),
        (("chanter",), "La commande « chanter » n'existe pas."),
        (("reissue", "Sacha", "Pivoine"), "« Pivoine » est de trop."),
    ],
)
def test_mistake_of_usage_has_status_two(
    terminal: Terminal, arguments: tuple[str, ...], said: str
) -> None:
    ran = terminal(*arguments)

    assert ran.status == 2
    assert said in ran.errors
