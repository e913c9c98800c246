"""What is written on stderr while the server runs: nothing of any person, at any level.

A message of ours is a sentence with no values of persons in it. Libraries speak from warnings on,
and only their own words: what they would fill in may be an address with a token, or an answer. A
traceback shows where it was, and the class of the error; what the error says is left out.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType

OURS = "apbot"
_LIBRARIES = (
    *("aiohttp", "alembic", "asyncio", "httpcore", "httpx", "python_multipart"),
    *("sqlalchemy", "telegram", "uvicorn"),
)
_LINK = re.compile(r"/(e|p)/[\w-]{8,}")
_BOT_TOKEN = re.compile(r"\d{4,}:[\w-]{20,}")
_HIDDEN = "***"

log = logging.getLogger(OURS)


@contextmanager
def on_stderr(level: str, hidden: Iterable[str] = ()) -> Iterator[None]:
    """Until the block ends. ``hidden``: secrets that are written as stars wherever they stand."""
    handler = _Stderr()
    handler.setFormatter(_Discreet(hidden))
    levels = dict.fromkeys(_LIBRARIES, logging.WARNING) | {OURS: level.upper()}
    before = {name: logging.getLogger(name).level for name in levels}
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    logging.getLogger().addHandler(handler)
    for name, wanted in levels.items():
        logging.getLogger(name).setLevel(wanted)
    sys.excepthook = _crashed
    threading.excepthook = _crashed_in_thread
    sys.unraisablehook = _crashed_unraisable
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        for name, former in before.items():
            logging.getLogger(name).setLevel(former)
        logging.getLogger().removeHandler(handler)


class _Stderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        # Nobody is left to be told when stderr itself fails.
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()


class _Discreet(logging.Formatter):
    def __init__(self, hidden: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._hidden = [secret for secret in hidden if secret]

    def format(self, record: logging.LogRecord) -> str:
        return self._without_secrets(super().format(_own_words(record)))

    def formatException(  # noqa: N802  # the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "\n".join(_frames(ei[1])) if ei[1] is not None else ""

    def _without_secrets(self, text: str) -> str:
        for secret in self._hidden:
            text = text.replace(secret, _HIDDEN)
        return _BOT_TOKEN.sub(_HIDDEN, _LINK.sub(rf"/\1/{_HIDDEN}", text))


def _own_words(record: logging.LogRecord) -> logging.LogRecord:
    """A copy with no traceback written by somebody else; of a library, its first line unfilled."""
    kept = logging.makeLogRecord(record.__dict__)
    kept.exc_text = kept.stack_info = None
    if record.name.partition(".")[0] != OURS:
        kept.msg, kept.args = str(record.msg).partition("\n")[0], None
    return kept


def _frames(error: BaseException) -> Iterator[str]:
    """From the first cause on: files, lines of our source, and classes."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _frames(cause)
    for entry in traceback.format_tb(error.__traceback__):
        yield entry.rstrip()
    yield type(error).__qualname__


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("Arrêt sur une erreur imprévue.", exc_info=(kind, error, trace))


def _crashed_in_thread(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None:
        _crashed(crash.exc_type, crash.exc_value, crash.exc_traceback)


def _crashed_unraisable(crash: sys.UnraisableHookArgs) -> None:
    if crash.exc_value is not None:
        _crashed(crash.exc_type, crash.exc_value, crash.exc_traceback)
