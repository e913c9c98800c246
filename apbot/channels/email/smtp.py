"""One message to one SMTP server, over TLS; what became of it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from apbot.delivery.outcomes import Delivered, InDoubt, NotSent, Outcome, Refused

TIMEOUT = 20.0
"""Seconds."""
_TLS_PORT, _STARTTLS_PORT = 465, 587
_PERMANENT = 500
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
"""A relay on this machine may speak without TLS."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """``url``: ``smtps://user@host:465``, or ``smtp://user@host:587`` with STARTTLS."""

    url: str
    password: str = field(default="", repr=False)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def send(self, message: EmailMessage) -> Outcome:
        """Blocks for some seconds at most; raises nothing that the network can cause."""
        try:
            server = self._open()
        except (OSError, smtplib.SMTPException) as error:
            return NotSent(type(error).__name__)
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(max(code for code, _ in error.recipients.values()))
        except smtplib.SMTPSenderRefused as error:
            return NotSent(type(error).__name__)  # the school's to repair: it waits
        except smtplib.SMTPDataError as error:
            return _refused(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            return InDoubt(type(error).__name__)
        finally:
            server.close()
        return Delivered(None)

    def _open(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or _TLS_PORT, timeout=TIMEOUT, context=self.context
            )
        else:
            server = smtplib.SMTP(host, parts.port or _STARTTLS_PORT, timeout=TIMEOUT)
        try:
            self._greet(server, host)
            if parts.username:
                server.login(unquote(parts.username), self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, host: str) -> None:
        """Nothing goes in clear to another machine: without STARTTLS there, it raises."""
        server.ehlo()
        in_clear = host in _HERE and not server.has_extn("starttls")
        if not isinstance(server, smtplib.SMTP_SSL) and not in_clear:
            server.starttls(context=self.context)
            server.ehlo()


def _refused(code: int) -> Outcome:
    """Tried again where the server says "not now"."""
    return Refused(code, "smtp") if code >= _PERMANENT else NotSent(f"smtp {code}")
