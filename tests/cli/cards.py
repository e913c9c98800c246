"""A school at a terminal, and the cards that come out of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from apbot.enrolment import sign_in
from apbot.inviting.entering import open_class
from apbot.library import Library
from dialogues.loader import Catalogue
from storage import open_storage
from storage.records import Person, PersonKind
from storage.unit_of_work import Storage
from tests.apbot.fixtures import empty_database
from tests.apbot.school import SmallSchool, make_school
from tests.botapi.apart import Emulator, emulator
from tests.clock import FakeClock
from tests.inviting.paper import PaperCard, cards_on

from .conftest import Apbot, Ran

__all__ = ["empty_database"]
URL = "https://ap.lycee.example"
CODE = re.compile("[BCDFGHJKMNPRSTVWXZ]{4} ?[BCDFGHJKMNPRSTVWXZ]{4}")


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

    def __call__(self, *arguments: str | Path, typed: str = "", **environ: str) -> Ran:
        environ = {**self.environ, **environ}
        return self.apbot("invite", *arguments, typed=typed, environ=environ)

    @property
    def file(self) -> Path:
        return self.folder / "cartes.pdf"

    def prints(self, *arguments: str, typed: str = "", **environ: str) -> Ran:
        ran = self("2nde 3", "-o", self.file, "--force", *arguments, typed=typed, **environ)
        assert ran.status == 0, ran.errors
        return ran

    def opened(self) -> Storage:
        return open_storage(
            f"sqlite:///{self.folder / 'apbot.db'}", key_file=self.folder / "apbot.key"
        )

    def add(self, given: str, family: str, number: int) -> Person:
        class_id = self.school.sacha.class_id
        student = Person(f"{number:032x}", PersonKind.STUDENT, given, family, class_id)
        storage = self.opened()
        with storage.write() as uow:
            uow.people.add(student, at=self.school.clock())
            uow.commit()
        storage.close()
        return student

    def has_links(self) -> bool:
        storage, school = self.opened(), self.school
        with storage.read() as uow:
            found = uow.links.of_each([school.sacha.id, school.noa.id, school.robin.id])
        storage.close()
        return any(found.values())

    def lets_in(self, token: str) -> bool:
        storage = self.opened()
        with storage.write() as uow:
            entered = sign_in(uow, token, PersonKind.STUDENT, at=self.school.clock())
            uow.commit()
        storage.close()
        return entered is not None

    def opens_codes(self) -> None:
        storage, school = self.opened(), self.school
        with storage.write() as uow:
            assert open_class(uow, school.laureole, school.sacha.class_id or "", at=school.clock())
            uow.commit()
        storage.close()


@pytest.fixture
def terminal(apbot: Apbot, empty_database: Path, tmp_path: Path, clock: FakeClock) -> Terminal:
    folder = shutil.copytree(empty_database, tmp_path / "school")
    url, key = f"sqlite:///{folder / 'apbot.db'}", folder / "apbot.key"
    storage = open_storage(url, key_file=key)
    school = make_school(storage, Library(Catalogue()), clock)
    storage.close()
    environ = {
        "APBOT_DATABASE_URL": url,
        "APBOT_KEY_FILE": str(key),
        "APBOT_PUBLIC_URL": URL,
    }
    return Terminal(apbot, environ, folder, school)


@pytest.fixture
def paper(
    require: Callable[[str, object], None], tmp_path: Path
) -> Callable[[Path], list[PaperCard]]:
    require("poppler", shutil.which("pdftoppm"))
    folders = iter(range(100))

    def read(pdf: Path) -> list[PaperCard]:
        folder = tmp_path / f"pages-{next(folders)}"
        folder.mkdir()
        return cards_on(pdf, folder)

    return read


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


# -- the cards ----------------------------------------------------------------------------------
