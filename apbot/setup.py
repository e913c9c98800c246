"""``apbot init``: makes the database and the key, and says where they are."""

from __future__ import annotations

from typing import TextIO

from storage import open_storage
from storage.errors import CannotOpen

from .errors import Unusable
from .school import read_school
from .settings import Settings


def initialise(settings: Settings, out: TextIO) -> int:
    """Create what is missing, or bring an older database up to date. Raises ``Unusable``."""
    read_school(settings.school_file)
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
    return 0
