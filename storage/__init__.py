"""Remembers people, conversations and answers; decides nothing.

Importing this package is cheap: the database libraries come with the first storage opened.
"""

from __future__ import annotations

from pathlib import Path

from .unit_of_work import Storage, UnitOfWork

__all__ = ["Storage", "UnitOfWork", "database_file", "memory_storage", "migrate", "open_storage"]


def open_storage(
    url: str, *, key_file: Path, create: bool = False, busy_seconds: float = 5.0
) -> Storage:
    """Open the database at ``url``; ``CannotOpen`` says in French why it is not possible.

    With ``create``, a missing database and a missing key are made, and an older database is
    brought up to date.
    """
    from .opening import open_storage as really_open  # noqa: PLC0415 - see above

    return really_open(url, key_file=key_file, create=create, busy_seconds=busy_seconds)


def database_file(url: str) -> Path | None:
    """The file of the database at this address; None for a server's."""
    from .opening import file_of  # noqa: PLC0415 - see above

    return file_of(url)


def migrate(url: str, *, key_file: Path) -> None:
    """Bring a database up to date, or create it."""
    open_storage(url, key_file=key_file, create=True).close()


def memory_storage() -> Storage:
    """The same promises, for tests and demonstrations; nothing outlives it."""
    from .memory import MemoryStorage  # noqa: PLC0415 - see above

    return MemoryStorage()
