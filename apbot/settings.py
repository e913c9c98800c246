"""Settings, read once from the environment (prefix ``APBOT_``). Secrets are files, not values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .errors import Unusable

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
TELEGRAM = "https://api.telegram.org"
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. ``public_url`` is the address printed in links, without a final slash."""

    database_url: str
    key_file: Path
    public_url: str
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    school_file: Path | None = None
    telegram_token: str = field(default="", repr=False)
    """Empty: Telegram is off."""
    telegram_api_url: str = TELEGRAM

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Raises ``Unusable`` naming the variable that is wrong."""
        home = Path(environ.get("HOME") or environ.get("USERPROFILE") or ".")
        data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "apbot"
        config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "apbot"
        host = environ.get("APBOT_HOST") or DEFAULT_HOST
        port = _port(environ.get("APBOT_PORT"))
        school = environ.get("APBOT_SCHOOL_FILE")
        return cls(
            database_url=environ.get("APBOT_DATABASE_URL") or f"sqlite:///{data / 'apbot.db'}",
            # Never beside the database: a copy of one must not bring the other along.
            key_file=Path(environ.get("APBOT_KEY_FILE") or config / "apbot.key"),
            public_url=(environ.get("APBOT_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
            host=host,
            port=port,
            school_file=Path(school) if school else None,
            telegram_token=_token(environ),
            telegram_api_url=(environ.get("APBOT_TELEGRAM_API_URL") or TELEGRAM).rstrip("/"),
        )


def _token(environ: Mapping[str, str]) -> str:
    """From the environment, or from a file that only its owner can read."""
    if path := environ.get("APBOT_TELEGRAM_TOKEN_FILE"):
        try:
            return Path(path).read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise Unusable(
                f"Le fichier {path} (APBOT_TELEGRAM_TOKEN_FILE) ne peut pas être lu : vérifiez "
                "son nom et ses droits."
            ) from error
    return (environ.get("APBOT_TELEGRAM_TOKEN") or "").strip()


def _port(text: str | None) -> int:
    if not text:
        return DEFAULT_PORT
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= _LAST_PORT:
        raise Unusable(f"APBOT_PORT vaut « {text} » : écrivez un nombre entre 0 et {_LAST_PORT}.")
    return int(text)
