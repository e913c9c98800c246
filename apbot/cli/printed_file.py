"""A file that cannot be made twice: written whole beside its place, then given its name."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from apbot.errors import Unusable

_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """``write``, then whatever makes its content worth something, then ``finish`` (or ``drop``).

    Whatever stops in between, the content is on the disk before it counts, and is never lost.
    """

    path: Path
    replaces: bool = False
    """A file of that name may be replaced."""

    @property
    def unfinished(self) -> Path:
        """A name that is seen, so that what was left can be found and opened."""
        return self.path.with_name(f"{self.path.stem}.part{self.path.suffix}")

    def refuse_wrong(self) -> None:
        """Asked before the work. Raises ``Unusable``."""
        path = self.path
        if path.suffix.lower() != ".pdf":
            raise Unusable(f"{path} : donnez un nom de fichier qui finit par .pdf.")
        if not path.parent.is_dir():
            raise Unusable(f"Le dossier {path.parent} n'existe pas : créez-le d'abord.")
        if path.is_dir():
            raise Unusable(f"{path} est un dossier : donnez un nom de fichier.")
        if path.exists() and not self.replaces:
            raise Unusable(
                f"{path} existe déjà : choisissez un autre nom, ou ajoutez --force pour le "
                "remplacer."
            )

    def write(self, content: bytes) -> None:
        """Readable by its owner alone. Raises ``Unusable``."""
        unfinished = self.unfinished
        try:
            number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        except FileExistsError as error:
            raise Unusable(
                f"{unfinished} est resté d'une écriture interrompue, et ses cartes sont peut-être "
                "bonnes : ouvrez-le, puis renommez-le ou effacez-le."
            ) from error
        except OSError as error:
            raise Unusable(self._refusal) from error
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self.drop()
            raise Unusable(self._refusal) from error

    def finish(self) -> None:
        """Raises ``Unusable``: the content keeps its unfinished name."""
        try:
            self.unfinished.replace(self.path)
        except OSError as error:
            raise Unusable(
                f"Les cartes sont faites, dans {self.unfinished} : {self.path} ne peut pas être "
                "remplacé, peut-être est-il ouvert. Renommez ce fichier, il ne peut pas être "
                "refait."
            ) from error

    def drop(self) -> None:
        with suppress(OSError):
            self.unfinished.unlink(missing_ok=True)

    @property
    def _refusal(self) -> str:
        return f"{self.path} ne peut pas être écrit : vérifiez son dossier et la place du disque."
