"""What stands in an e-mail: that something waits, and where. No word, no name of a student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

from storage.records import Person

_END = (
    "Ces messages sont envoyés par l'assistant d'accompagnement personnalisé de votre lycée. Vous "
    "pouvez choisir, sur votre page, de les recevoir par jour ou par semaine."
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """``school``: as it names itself; ``sender``: its address; ``home``: the page to go to."""

    school: str
    sender: str
    home: str

    def letter(
        self, to: Person, subject: str, said: Sequence[str], *, message_id: str
    ) -> EmailMessage:
        """``message_id``: the same for the same message, so that a copy is seen as one."""
        message = EmailMessage()
        message["From"] = Address(display_name=self.school, addr_spec=self.sender)
        message["To"] = Address(addr_spec=to.email)
        message["Subject"] = subject
        message["Message-ID"] = f"<{message_id}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = "fr"
        hello = f"Bonjour {to.given_name} {to.family_name},"
        message.set_content("\n\n".join((hello, *said, self.home, _END)) + "\n")
        return message
