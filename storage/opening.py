"""Opening a database. Each reason not to is one French sentence, and then nothing was touched."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, Connection, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from .database import Database, SqlStorage, reading, writing
from .encryption import KeyRing, create_key_file
from .errors import CannotOpen, NewerDatabase, WrongKey
from .schema import HEAD, known_revisions, upgrade
from .tables import WRAPPING_KEY
from .unit_of_work import Storage


def open_storage(url: str, *, key_file: Path, create: bool, busy_seconds: float) -> Storage:
    """Open the database at ``url``.

    With ``create``, what is missing is made (database, key) and an older schema is brought up
    to date; without, an older schema is refused. Raises ``CannotOpen`` and its kinds.
    """
    place = _parsed(url)
    file = _file(place)
    missing = file is not None and not _exists(file)
    if missing and not create:
        raise CannotOpen(f"La base {file} n'existe pas : créez-la avec « apbot init ».")
    if create and (missing or file is None) and not key_file.exists():
        # A server's database that has a key already refuses this one.
        create_key_file(key_file)
    ring = KeyRing.from_file(key_file)
    if file is not None and missing:
        _create_file(file)
    writer = _writer(place, busy_seconds)
    try:
        _prepare(writer, ring, create=create)
    except BaseException:
        writer.engine.dispose()
        raise
    reader = reading(place, busy_seconds=busy_seconds)
    return SqlStorage(writer=writer, reader=reader, ring=ring)


def _parsed(url: str) -> URL:
    try:
        place = make_url(url)
    except ArgumentError as error:
        raise CannotOpen(
            "L'adresse de la base est mal écrite :"
            " donnez par exemple APBOT_DATABASE_URL=sqlite:///apbot.db."
        ) from error
    match place.get_backend_name():
        case "sqlite" if place.database not in {None, "", ":memory:"}:
            return place.set(drivername="sqlite+pysqlite")
        case "postgresql":
            return place.set(drivername="postgresql+psycopg")
        case _:
            raise CannotOpen(
                "Cette adresse de base ne convient pas : donnez un fichier SQLite"
                " (sqlite:///apbot.db) ou une base PostgreSQL (postgresql://…)."
            )


def _file(place: URL) -> Path | None:
    if place.get_backend_name() == "sqlite" and place.database is not None:
        return Path(place.database)
    return None


def file_of(url: str) -> Path | None:
    """Raises ``CannotOpen`` for an address that is none."""
    return _file(_parsed(url))


def _name(place: URL) -> str:
    """For messages: a file or a database name, never a password."""
    return place.database or place.get_backend_name()


def _exists(file: Path) -> bool:
    try:
        return file.exists()
    except OSError as error:
        raise _unwritable(file) from error


def _create_file(file: Path) -> None:
    """An empty file that its owner alone may read; SQLite gives its neighbours the same rights."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise _unwritable(file) from error


def _unwritable(file: Path) -> CannotOpen:
    return CannotOpen(
        f"Impossible d'écrire la base {file} :"
        " choisissez un dossier qui existe et où vous avez le droit d'écrire."
    )


def _writer(place: URL, busy_seconds: float) -> Database:
    try:
        return writing(place, busy_seconds=busy_seconds)
    except ImportError as error:
        raise CannotOpen(
            "Le pilote PostgreSQL manque : installez-le avec « pip install psycopg[binary] »."
        ) from error


def _prepare(writer: Database, ring: KeyRing, *, create: bool) -> None:
    """Check version and key, upgrade if asked. One transaction: all or nothing."""
    place = writer.engine.url
    try:
        with writer.engine.connect() as connection:
            if _file(place) is not None:
                # A table that is made anew is dropped in between: its references are checked
                # once it is there again. The pragma means nothing inside a transaction.
                connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if create else 'ON'}")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            _check_version(connection, create=create)
            _check_references(connection)
            _check_key(connection, ring)
            connection.commit()
            if _file(place) is not None:
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            _use_write_ahead_log(connection)
    except SQLAlchemyError as error:
        raise _reason(error, place) from error


def _check_version(connection: Connection, *, create: bool) -> None:
    name = _name(connection.engine.url)
    found = _revision(connection)
    if found == HEAD:
        return
    if found is None and inspect(connection).get_table_names():
        raise CannotOpen(
            f"Le fichier {name} n'est pas une base d'apbot :"
            " indiquez le bon fichier (APBOT_DATABASE_URL)."
        )
    if found is not None and found not in known_revisions():
        raise NewerDatabase(
            f"La base {name} vient d'une version plus récente d'apbot :"
            " installez cette version, ou restaurez une sauvegarde plus ancienne."
        )
    if not create:
        raise CannotOpen(
            f"La base {name} n'est pas à jour : faites-en une copie, puis lancez « apbot init »."
        )
    upgrade(connection)


def _check_references(connection: Connection) -> None:
    """Nothing points at a row that is not there. Only asked where an upgrade may have run."""
    if connection.dialect.name != "sqlite":
        return
    enforced = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    if not enforced and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise CannotOpen(
            f"La base {_name(connection.engine.url)} est abîmée : restaurez une sauvegarde."
        )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    return revision


def _check_key(connection: Connection, ring: KeyRing) -> None:
    known = set(connection.execute(select(WRAPPING_KEY.c.fingerprint)).scalars())
    if not known:
        row = {"id": ring.id, "fingerprint": ring.fingerprint}
        connection.execute(insert(WRAPPING_KEY), row)
    elif ring.fingerprint not in known:
        raise WrongKey(
            f"Cette clé n'est pas celle de la base {_name(connection.engine.url)} :"
            " indiquez le bon fichier de clé (APBOT_KEY_FILE), ou restaurez-le depuis sa copie."
        )


def _use_write_ahead_log(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        mode = driver.execute("PRAGMA journal_mode = WAL").fetchone()[0] if driver else None
        if mode != "wal":
            raise CannotOpen(
                f"La base {_name(connection.engine.url)} est sur un disque qui ne convient pas"
                " (réseau) : placez-la sur un disque de cette machine."
            )


def _reason(error: SQLAlchemyError, place: URL) -> CannotOpen:
    reason = str(getattr(error, "orig", error)).lower()
    if "not a database" in reason or "malformed" in reason:
        return CannotOpen(
            f"Le fichier {_name(place)} n'est pas une base lisible :"
            " indiquez le bon fichier, ou restaurez une sauvegarde."
        )
    if "locked" in reason:
        return CannotOpen(
            f"La base {_name(place)} est occupée par un autre programme :"
            " arrêtez-le, ou réessayez dans un instant."
        )
    file = _file(place)
    if file is not None:
        return _unwritable(file)
    return CannotOpen(
        f"La base {_name(place)} ne répond pas :"
        " vérifiez l'adresse, le compte, et que le serveur tourne."
    )
