"""What keeps the server from starting is one French sentence, exit 1, the database untouched."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from apbot.errors import Unusable
from apbot.server import bound, serve
from apbot.settings import Settings
from apbot.setup import initialise
from storage import open_storage

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(empty_database: Path, tmp_path: Path) -> Path:
    return shutil.copytree(empty_database, tmp_path / "data")


@pytest.fixture
def settings(place: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{place / 'apbot.db'}",
        key_file=place / "apbot.key",
        public_url="http://127.0.0.1",
        port=0,
    )


def refusal(settings: Settings) -> str:
    out = io.StringIO()
    with pytest.raises(Unusable) as raised:
        serve(settings, out)
    assert out.getvalue() == ""
    assert len(str(raised.value).splitlines()) == 1
    return str(raised.value)


def no_key(place: Path) -> None:
    (place / "apbot.key").unlink()


def foreign_key(place: Path) -> None:
    other = place.parent / "other"
    url = f"sqlite:///{other / 'apbot.db'}"
    open_storage(url, key_file=other / "apbot.key", create=True).close()
    shutil.copy(other / "apbot.key", place / "apbot.key")


def open_key(place: Path) -> None:
    (place / "apbot.key").chmod(0o644)


def no_database(place: Path) -> None:
    (place / "apbot.db").unlink()


def no_real_database(place: Path) -> None:
    (place / "apbot.db").write_text("Ceci n'est pas une base. " * 100)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (no_key, "est introuvable"),
        (foreign_key, "Cette clé n'est pas celle de la base"),
        (open_key, "chmod 600"),
        (no_database, "« apbot init »"),
        (no_real_database, "n'est pas une base"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_touched(
    place: Path, settings: Settings, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(place)
    before = {file.name: file.read_bytes() for file in place.iterdir()}

    assert words in refusal(settings)
    assert {file.name: file.read_bytes() for file in place.iterdir()} == before


def test_a_broken_school_file_is_said_with_its_place(place: Path, settings: Settings) -> None:
    file = place / "school.yaml"
    file.write_text("schol: x\n")

    assert "school.yaml:1:1: clé inconnue « schol »" in refusal(replace(settings, school_file=file))


def test_a_port_in_use_is_said(settings: Settings) -> None:
    with bound(settings) as taken:
        port = taken.getsockname()[1]

        words = refusal(replace(settings, port=port))

    assert words.startswith(f"Le port {port} est déjà pris")


def test_an_address_of_another_machine_is_said(settings: Settings) -> None:
    words = refusal(replace(settings, host="192.0.2.1"))

    assert words.startswith("Impossible d'écouter sur 192.0.2.1")


def test_a_host_that_is_no_address_is_said(settings: Settings) -> None:
    words = refusal(replace(settings, host="nulle part"))

    assert words.startswith("Impossible d'écouter sur nulle part")


def test_a_socket_waits_for_visitors_before_it_is_announced(settings: Settings) -> None:
    with bound(settings) as listener, socket.create_connection(listener.getsockname(), timeout=5):
        pass


def test_from_the_command_line_it_is_one_line_and_exit_status_1(place: Path) -> None:
    no_key(place)
    environment = {
        **os.environ,
        "APBOT_DATABASE_URL": f"sqlite:///{place / 'apbot.db'}",
        "APBOT_KEY_FILE": str(place / "apbot.key"),
    }

    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "apbot", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "est introuvable" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("what", ["apbot.db", "apbot.key"])
def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(
    tmp_path: Path, what: str
) -> None:
    in_the_way = tmp_path / "a file, not a folder"
    in_the_way.write_text("")
    paths = {name: tmp_path / "new" / name for name in ("apbot.db", "apbot.key")}
    paths[what] = in_the_way / what
    settings = Settings(
        database_url=f"sqlite:///{paths['apbot.db']}",
        key_file=paths["apbot.key"],
        public_url="http://127.0.0.1",
    )

    with pytest.raises(Unusable, match="droit d'écrire") as raised:
        initialise(settings, io.StringIO(), school_file=tmp_path / "school.yaml")

    assert len(str(raised.value).splitlines()) == 1
    assert not paths["apbot.db"].exists()
