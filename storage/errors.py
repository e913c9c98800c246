"""What storage can say went wrong. Messages for people are French sentences with the repair."""

from __future__ import annotations


class StorageError(Exception):
    """Root of this package's errors."""


class StaleConversation(StorageError):
    """Somebody else saved this conversation first; load it again."""


class CannotOpen(StorageError):
    """The database cannot be opened; the message says why and what to do, in French."""


class WrongKey(CannotOpen):
    """The key does not belong to this database."""


class NewerDatabase(CannotOpen):
    """The database was made by a newer version; it is left untouched."""


class UnreadableValue(StorageError):
    """An encrypted value cannot be opened: damaged, moved, or its person's key is gone."""


class UnstorableText(StorageError, ValueError):
    """A text with NUL or half a surrogate pair, or a number that is not finite; nothing stored."""


class NaiveTime(StorageError, ValueError):
    """A moment without a time zone; nothing stored."""


class AlreadyStored(StorageError):
    """Something else has this identity already."""


class UnknownReference(StorageError):
    """It points at a person, class, conversation or dialogue revision that is not there."""


class ReadOnly(StorageError):
    """A ``read()`` block was asked to write."""


class StorageBusy(StorageError):
    """Another writer kept the database for too long; nothing was done, try again."""


class StorageFailed(StorageError):
    """The database failed (disk full, disk error, connection lost); nothing was done."""


class TransactionOver(StorageError):
    """The ``with`` block of this unit of work has ended."""
