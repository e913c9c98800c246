"""``apbot init``: makes the database, the key and the school's file, and says where they are."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from storage import open_storage
from storage.errors import CannotOpen

from .errors import Unusable
from .school import read_school
from .settings import Settings

_TEMPLATE = Path(__file__).parent / "school" / "school.yaml"


def initialise(settings: Settings, out: TextIO, *, school_file: Path) -> int:
    """Create what is missing, or bring an older database up to date. Raises ``Unusable``."""
    written = _write_school_file(school_file)
    read_school(school_file)
    had_key = settings.key_file.exists()
    try:
        open_storage(settings.database_url, key_file=settings.key_file, create=True).close()
    except CannotOpen as error:
        raise Unusable(str(error)) from error
    print(f"Base de données : {settings.database_url}", file=out)
    print(f"Clé de chiffrement : {settings.key_file}", file=out)
    if not had_key:
        print(
            "Cette clé vient d'être créée. Gardez-en une copie ailleurs que la base : sans elle, "
            "aucune réponse ne peut plus être lue.",
            file=out,
        )
    print(f"Fichier du lycée : {school_file}", file=out)
    if written:
        print("Ce fichier vient d'être écrit : ouvrez-le, et dites-y votre lycée.", file=out)
    return 0


def _write_school_file(path: Path) -> bool:
    """Never over one that is there; whether it was written. Raises ``Unusable``."""
    if path.exists():
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise Unusable(
            f"Le fichier {path} ne peut pas être écrit : vérifiez le dossier et ses droits, ou "
            "donnez un autre nom dans APBOT_SCHOOL_FILE."
        ) from error
    return True
