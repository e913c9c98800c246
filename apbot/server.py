"""``apbot serve``: the web channel on a socket, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack, suppress
from typing import TextIO

from .bootstrap import campaigns_channel, email_channel, open_site, telegram_channel
from .channels.web.serving import run
from .clock import system_clock
from .errors import Unusable
from .logs import on_stderr
from .settings import Settings
from .starting import undisturbed

_BACKLOG = 2048


def serve(settings: Settings, out: TextIO) -> int:
    """Serve until stopped; the exit status. Raises ``Unusable``."""
    with (
        suppress(KeyboardInterrupt),
        on_stderr(settings.log_level, settings.secrets),
        ExitStack() as opened,
    ):
        with undisturbed():
            site = opened.enter_context(open_site(settings, clock=system_clock))
            listener = opened.enter_context(bound(settings))
            others = (*telegram_channel(site, settings), *email_channel(site, settings))
        print(f"apbot est ouvert sur {settings.public_url} (Ctrl-C pour arrêter).", file=out)
        if settings.telegram_token:
            print("Telegram est ouvert pour les classes où il est permis.", file=out)
        out.flush()
        run(site, listener, (campaigns_channel(site), *others))
    print("apbot est arrêté.", file=out)
    return 0


def bound(settings: Settings) -> socket.socket:
    """A socket on the host and port. Raises ``Unusable`` when the port cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        # Open before it is announced: who comes in the meantime waits instead of being refused.
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise Unusable(_refusal(error, settings)) from error
    return listener


def _refusal(error: OSError, settings: Settings) -> str:
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"Le port {settings.port} est déjà pris sur {settings.host} : "
            "choisissez-en un autre avec --port, ou arrêtez l'autre programme."
        )
    if error.errno == errno.EACCES:
        return f"Le port {settings.port} est réservé : choisissez-en un au-dessus de 1024."
    return f"Impossible d'écouter sur {where} : vérifiez l'adresse (--host)."
