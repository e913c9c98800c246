"""A mail server on a socket, that keeps what it is given and says no where it is told to."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Postbox:
    """``says``: what it answers to a recipient, or to the end of a message."""

    letters: list[EmailMessage] = field(default_factory=list)
    to_recipient: str = ""
    to_data: str = ""
    hangs_up: bool = False
    """After it took the message, before it says so."""

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: object, envelope: Any) -> str:  # noqa: N802
        if self.to_data:
            return self.to_data
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.letters.append(parsed)
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"


@contextmanager
def open_postbox(postbox: Postbox, **options: Any) -> Iterator[str]:
    """Its address, as a setting gives it."""
    # It connects to itself to begin, so that it must know its port before.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop(no_assert=True)
