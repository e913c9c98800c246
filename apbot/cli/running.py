"""The commands that run something: they hand over to the modules that know how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from apbot.errors import Unusable
from apbot.settings import Settings, school_file_of
from apbot.starting import undisturbed

from .console import Console
from .french import Misused

_LAST_PORT = 65_535
_BOT = ("APBOT_TELEGRAM_TOKEN", "APBOT_TELEGRAM_TOKEN_FILE", "APBOT_TELEGRAM_API_URL")
"""All that the demonstration takes from the environment."""


def demonstrate(console: Console, *, port: int | None, open_browser: bool, as_json: bool) -> int:
    from apbot.demo import Bot, run  # noqa: PLC0415  # the server loads slowly

    _refuse_port(port)
    settings = Settings.from_environ(
        {name: console.environ[name] for name in _BOT if name in console.environ}
    )
    token, url = settings.telegram_token, settings.telegram_api_url
    with _sayable():
        return run(
            port=port,
            open_browser=open_browser,
            as_json=as_json,
            out=console.writer,
            bot=Bot(token, url) if token else None,
        )


def serve_school(console: Console, *, host: str | None, port: int | None) -> int:
    with undisturbed():
        from apbot.server import serve  # noqa: PLC0415  # the server loads slowly

    _refuse_port(port)
    environ = dict(console.environ)
    if host is not None:
        environ["APBOT_HOST"] = host
    if port is not None:
        environ["APBOT_PORT"] = str(port)
    with _sayable():
        return serve(Settings.from_environ(environ), console.writer)


def initialise_school(console: Console) -> int:
    from apbot.setup import initialise  # noqa: PLC0415  # the database loads slowly

    with _sayable():
        file = school_file_of(console.environ)
        return initialise(Settings.from_environ(console.environ), console.writer, school_file=file)


def _refuse_port(port: int | None) -> None:
    if port is not None and not 0 <= port <= _LAST_PORT:
        raise Misused(f"--port vaut {port} : donnez un nombre entre 0 et {_LAST_PORT}.")


@contextmanager
def _sayable() -> Iterator[None]:
    """A database that cannot be opened is the user's to repair: its sentence, no more."""
    from storage.errors import CannotOpen  # noqa: PLC0415  # the database loads slowly

    try:
        yield
    except CannotOpen as error:
        raise Unusable(str(error)) from error
