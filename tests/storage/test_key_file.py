"""The file that holds the key: made once, for its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage.encryption import KeyRing, create_key_file
from storage.errors import CannotOpen

posix = pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")


def test_a_new_key_is_read_back(tmp_path: Path) -> None:
    create_key_file(tmp_path / "a")
    create_key_file(tmp_path / "b")

    assert KeyRing.from_file(tmp_path / "a").id == KeyRing.from_file(tmp_path / "a").id
    assert KeyRing.from_file(tmp_path / "a").id != KeyRing.from_file(tmp_path / "b").id


@posix
def test_a_new_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    create_key_file(tmp_path / "folder" / "key")

    assert (tmp_path / "folder" / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    create_key_file(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()

    with pytest.raises(CannotOpen, match="existe déjà"):
        create_key_file(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(CannotOpen, match="Impossible de créer le fichier de clé"):
        create_key_file(tmp_path / "file" / "key")


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_open_to_others_is_refused_with_the_repair(tmp_path: Path, mode: int) -> None:
    create_key_file(tmp_path / "key")
    (tmp_path / "key").chmod(mode)

    with pytest.raises(CannotOpen, match="chmod 600"):
        KeyRing.from_file(tmp_path / "key")


def test_a_missing_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"introuvable.*APBOT_KEY_FILE"):
        KeyRing.from_file(tmp_path / "key")


def test_a_folder_in_place_of_a_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="illisible"):
        KeyRing.from_file(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"apbot-key-1 ", b"apbot-key-1 zz", b"00" * 32, b"apbot-key-1 " + b"00" * 31]
)
def test_what_is_not_a_key_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(CannotOpen, match="n'est pas une clé"):
        KeyRing.from_file(tmp_path / "key")


def test_bytes_that_are_no_text_are_said(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(CannotOpen, match="illisible"):
        KeyRing.from_file(tmp_path / "key")
