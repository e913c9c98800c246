"""Settings, read once from the environment (prefix ``APBOT_``). Secrets are files, not values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from .emails import is_address
from .errors import Unusable

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
TELEGRAM = "https://api.telegram.org"
WEBHOOK_PATH = "/telegram"
"""Where this server listens for Telegram; whatever the proxy calls it outside."""
_LEVELS = ("debug", "info", "warning", "error")
_LAST_PORT = 65_535
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,256}")  # 22 of 64 signs: 132 bits when drawn at random
_WEBHOOK_PORTS = frozenset({None, 443, 80, 88, 8443})


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. ``public_url`` is the address printed in links, without a final slash."""

    database_url: str
    key_file: Path
    public_url: str
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    school_file: Path | None = None
    """None: there is none yet."""
    log_level: str = "warning"
    telegram_token: str = field(default="", repr=False)
    """Empty: Telegram is off."""
    telegram_api_url: str = TELEGRAM
    telegram_webhook_secret: str = field(default="", repr=False)
    """By which Telegram is known when it posts; empty: Telegram is asked, again and again."""
    telegram_webhook_secret_old: str = field(default="", repr=False)
    """Still accepted; empty: none."""
    telegram_webhook_url: str = ""
    """Where Telegram posts."""

    smtp_url: str = ""
    """``smtp://user@host:587`` or ``smtps://user@host:465``; empty: no e-mail."""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    """The sender's address."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must stand nowhere."""
        secret, older = self.telegram_webhook_secret, self.telegram_webhook_secret_old
        return tuple(filter(None, (self.telegram_token, secret, older, self.smtp_password)))

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Raises ``Unusable`` naming the variable that is wrong."""
        share = _home_of(environ) / ".local" / "share"
        data = Path(environ.get("XDG_DATA_HOME") or share) / "apbot"
        config = _config_of(environ)
        host = environ.get("APBOT_HOST") or DEFAULT_HOST
        port = _port(environ.get("APBOT_PORT"))
        school = school_file_of(environ)
        is_there = bool(environ.get("APBOT_SCHOOL_FILE")) or school.exists()
        public_url = (environ.get("APBOT_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/")
        return cls(
            database_url=environ.get("APBOT_DATABASE_URL") or f"sqlite:///{data / 'apbot.db'}",
            # Never beside the database: a copy of one must not bring the other along.
            key_file=Path(environ.get("APBOT_KEY_FILE") or config / "apbot.key"),
            public_url=public_url,
            host=host,
            port=port,
            school_file=school if is_there else None,
            log_level=_log_level(environ),
            telegram_token=_secret(environ, "APBOT_TELEGRAM_TOKEN"),
            telegram_api_url=_api_url(environ),
            **_webhook(environ, public_url),
            **_mail(environ),
        )


def school_file_of(environ: Mapping[str, str]) -> Path:
    """Where the school's file is, or is to be written."""
    return Path(environ.get("APBOT_SCHOOL_FILE") or _config_of(environ) / "school.yaml")


def _home_of(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("HOME") or environ.get("USERPROFILE") or ".")


def _config_of(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("XDG_CONFIG_HOME") or _home_of(environ) / ".config") / "apbot"


def _secret(environ: Mapping[str, str], name: str) -> str:
    """From the environment, or from a file that only its owner can read; empty: none."""
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise Unusable(
                f"Le fichier {path} ({name}_FILE) ne peut pas être lu : vérifiez son nom et ses "
                "droits."
            ) from error
    return (environ.get(name) or "").strip()


def _log_level(environ: Mapping[str, str]) -> str:
    level = (environ.get("APBOT_LOG_LEVEL") or "warning").lower()
    if level not in _LEVELS:
        raise Unusable(f"APBOT_LOG_LEVEL vaut « {level} » : écrivez {', '.join(_LEVELS)}.")
    return level


def _api_url(environ: Mapping[str, str]) -> str:
    return (environ.get("APBOT_TELEGRAM_API_URL") or TELEGRAM).rstrip("/")


# -- e-mail ---------------------------------------------------------------------------------------


def _mail(environ: Mapping[str, str]) -> dict[str, str]:
    url, sender = environ.get("APBOT_SMTP_URL") or "", environ.get("APBOT_MAIL_FROM") or ""
    password = _secret(environ, "APBOT_SMTP_PASSWORD")
    if not url:
        return {}
    parts = _parts(url)
    if parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise Unusable(
            "APBOT_SMTP_URL ne se lit pas : écrivez par exemple smtps://compte@serveur:465."
        )
    if parts.password:
        # An address is shown in error messages; a password must stand nowhere.
        raise Unusable(
            "APBOT_SMTP_URL ne doit pas contenir le mot de passe : donnez-le dans un fichier, avec "
            "APBOT_SMTP_PASSWORD_FILE."
        )
    if not is_address(sender):
        raise Unusable(
            "APBOT_MAIL_FROM doit être l'adresse qui envoie les e-mails : ap@lycee.example."
        )
    return {"smtp_url": url, "smtp_password": password, "mail_from": sender}


# -- the webhook ----------------------------------------------------------------------------------


def _webhook(environ: Mapping[str, str], public_url: str) -> dict[str, str]:
    """The settings of the webhook; a secret is what asks for one."""
    name = "APBOT_TELEGRAM_WEBHOOK_SECRET"
    secret, older = _secret(environ, name), _secret(environ, f"{name}_OLD")
    explicit = environ.get("APBOT_TELEGRAM_WEBHOOK_URL") or ""
    alone = f"{name}_OLD" if older else "APBOT_TELEGRAM_WEBHOOK_URL" if explicit else ""
    if not secret and not alone:
        return {}
    if not secret:
        raise Unusable(f"{alone} ne sert qu'avec {name} : donnez les deux, ou aucun.")
    if not _secret(environ, "APBOT_TELEGRAM_TOKEN"):
        raise Unusable(f"{name} ne sert qu'avec APBOT_TELEGRAM_TOKEN : donnez les deux, ou aucun.")
    _refuse_weak(secret, name)
    if older:
        _refuse_weak(older, f"{name}_OLD")
    url = explicit or f"{public_url}{WEBHOOK_PATH}"
    _refuse_unreachable(url, is_ours=_api_url(environ) != TELEGRAM, is_explicit=bool(explicit))
    return {
        "telegram_webhook_secret": secret,
        "telegram_webhook_secret_old": older,
        "telegram_webhook_url": url,
    }


def _refuse_weak(secret: str, name: str) -> None:
    if not _SECRET.fullmatch(secret):
        raise Unusable(
            f"{name} doit avoir de 22 à 256 signes tirés au hasard (lettres sans accent, chiffres, "
            '_ ou -) : python3 -c "import secrets; print(secrets.token_urlsafe(32))" en écrit un.'
        )


def _refuse_unreachable(url: str, *, is_ours: bool, is_explicit: bool) -> None:
    """``is_ours``: a Bot API server of the school's own, which posts to any address."""
    name = "APBOT_TELEGRAM_WEBHOOK_URL" if is_explicit else "APBOT_PUBLIC_URL"
    parts = _parts(url)
    schemes = {"https", "http"} if is_ours else {"https"}
    if parts is None or parts.scheme not in schemes or not parts.hostname:
        raise Unusable(
            f"{name} vaut « {url if is_explicit else url.removesuffix(WEBHOOK_PATH)} » : avec un "
            "webhook, Telegram demande une adresse publique en https://."
        )
    if not is_ours and parts.port not in _WEBHOOK_PORTS:
        raise Unusable(
            f"{name} a le port {parts.port} : Telegram n'envoie que vers 443, 80, 88 ou 8443."
        )


def _parts(url: str) -> SplitResult | None:
    """None: no address, or one whose port is no number."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return parts if has_port else None


def _port(text: str | None) -> int:
    if not text:
        return DEFAULT_PORT
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= _LAST_PORT:
        raise Unusable(f"APBOT_PORT vaut « {text} » : écrivez un nombre entre 0 et {_LAST_PORT}.")
    return int(text)
