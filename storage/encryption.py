"""The only door to ``cryptography``: a data key per person, wrapped by a key outside the database.

Every value is bound to its place (table, column, row), so that a value moved to another row, or
another person's, does not open. Layouts, in bytes:

    value     version (1) · nonce (12) · AES-256-GCM
    data key  version (1) · id of the wrapping key (8) · nonce (12) · AES-256-GCM

Nothing here remembers a key of a person: whoever opens one drops it with the transaction.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from pathlib import Path
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import CannotOpen, UnreadableValue

_VERSION = b"\x01"
_NONCE = 12
_KEY_ID = 8
_KEY = 32
_FILE_MARK = "apbot-key-1 "


class Place(NamedTuple):
    """Where an encrypted value lives."""

    column: str
    """With its table: ``"person.names"``."""
    row: str

    @property
    def bound(self) -> bytes:
        return f"{self.column}|{self.row}".encode()


class DataKey:
    """The key of one person."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, text: str, place: Place) -> bytes:
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), place.bound)

    def open(self, sealed: bytes, place: Place) -> str:
        if sealed[:1] != _VERSION:
            raise UnreadableValue(_unreadable(place))
        nonce, content = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, content, place.bound).decode()
        except (InvalidTag, ValueError):
            # No cause: it could carry a part of the text.
            raise UnreadableValue(_unreadable(place)) from None


class KeyRing:
    """The wrapping key of a school."""

    __slots__ = ("_cipher", "fingerprint", "id", "service")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self.fingerprint = hmac.new(key, b"apbot fingerprint", hashlib.sha256).hexdigest()
        """Recognises the key; kept in the database, from which the key cannot be found."""
        self.id = self.fingerprint[: 2 * _KEY_ID]
        self.service = DataKey(hmac.new(key, b"apbot service key", hashlib.sha256).digest())
        """For what passes through and belongs to no single person: the inbox and the outbox."""

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """``CannotOpen`` if it is missing, readable by others or not a key."""
        return cls(_read_key_file(path))

    def new_data_key(self, person_id: str) -> tuple[DataKey, bytes]:
        """A fresh key and its wrapped form, to be stored."""
        key = AESGCM.generate_key(8 * _KEY)
        nonce = os.urandom(_NONCE)
        header = _VERSION + bytes.fromhex(self.id)
        wrapped = header + nonce + self._cipher.encrypt(nonce, key, _key_place(person_id).bound)
        return DataKey(key), wrapped

    def open_data_key(self, person_id: str, wrapped: bytes) -> DataKey:
        place = _key_place(person_id)
        header = 1 + _KEY_ID
        if wrapped[:header] != _VERSION + bytes.fromhex(self.id):
            raise UnreadableValue(_unreadable(place))
        nonce, content = wrapped[header : header + _NONCE], wrapped[header + _NONCE :]
        try:
            return DataKey(self._cipher.decrypt(nonce, content, place.bound))
        except (InvalidTag, ValueError):
            # No cause: it could carry a part of the text.
            raise UnreadableValue(_unreadable(place)) from None


def create_key_file(path: Path) -> None:
    """Write a new random key that its owner alone may read; never replaces a file."""
    if path.exists():
        raise CannotOpen(
            f"Le fichier de clé {path} existe déjà et n'a pas été remplacé :"
            " gardez-le, ou indiquez un autre nom."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotOpen(
            f"Impossible de créer le fichier de clé {path} :"
            " choisissez un dossier où vous avez le droit d'écrire."
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_FILE_MARK + os.urandom(_KEY).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _read_key_file(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise CannotOpen(
            f"Le fichier de clé {path} est introuvable :"
            " restaurez-le depuis sa copie, ou indiquez où il est (APBOT_KEY_FILE)."
        ) from error
    except (OSError, ValueError) as error:
        raise CannotOpen(
            f"Le fichier de clé {path} est illisible :"
            " vérifiez ses droits, ou restaurez-le depuis sa copie."
        ) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise CannotOpen(
            f"Le fichier de clé {path} est lisible par d'autres comptes :"
            f" protégez-le avec « chmod 600 {path} »."
        )
    try:
        key = bytes.fromhex(text.removeprefix(_FILE_MARK))
    except ValueError:
        key = b""
    if not text.startswith(_FILE_MARK) or len(key) != _KEY:
        raise CannotOpen(
            f"Le fichier {path} n'est pas une clé d'apbot :"
            " restaurez la clé depuis sa copie, ou indiquez le bon fichier (APBOT_KEY_FILE)."
        )
    return key


def _key_place(person_id: str) -> Place:
    return Place("data_key.wrapped", person_id)


def _unreadable(place: Place) -> str:
    return f"{place.column} cannot be opened"
