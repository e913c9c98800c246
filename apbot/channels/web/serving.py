"""The only door to the web server: a site, on a socket, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence

import uvicorn

from .app import Channel, make_app
from .site import Site

_SWITCH_SECONDS = 0.0005


def run(site: Site, listener: socket.socket, channels: Sequence[Channel] = ()) -> None:
    """Serve this site on this socket until stopped; both ways come out as ``KeyboardInterrupt``.

    Crash-only: stopping saves nothing more.
    """
    # The writer thread gives the interpreter away at each statement and must get it back soon:
    # with the default of 5 ms it waits longer than it works.
    sys.setswitchinterval(_SWITCH_SECONDS)
    config = uvicorn.Config(
        make_app(site, channels),
        log_config=None,  # whoever serves decides what is written (`apbot.logs`)
        log_level="warning",
        # The access log would hold personal links.
        access_log=False,
        server_header=False,
        date_header=True,
        lifespan="on",
        timeout_graceful_shutdown=2,
        # A student thinks for a while between two answers.
        timeout_keep_alive=75,
    )
    # The server hands a signal on once it has stopped: SIGTERM, too, then lets what stands around
    # it (the throw-away folder of the demonstration) be cleared away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    uvicorn.Server(config).run(sockets=[listener])
