"""One message to a real server on a socket, and everything it may answer."""

from __future__ import annotations

import socket

import pytest
from aiosmtpd.smtp import AuthResult

from apbot.channels.email.letters import Envelope
from apbot.channels.email.smtp import Smtp
from apbot.delivery.outcomes import Delivered, InDoubt, NotSent, Refused
from storage.records import Person, PersonKind
from tests.mail.postbox import Postbox, open_postbox

ADULT = Person("a" * 32, PersonKind.STAFF, "Dominique", "Lauréole", email="d@lycee.example")
ENVELOPE = Envelope("Lycée Exemple", "ap@lycee.example", "https://ap.lycee.example/equipe")
LETTER = ENVELOPE.letter(ADULT, "Objet accentué", ("Une phrase.",), message_id="x")


def test_it_arrives_as_it_was_written() -> None:
    postbox = Postbox()
    with open_postbox(postbox) as url:
        assert Smtp(url).send(LETTER) == Delivered(None)
    (letter,) = postbox.letters
    assert letter["Subject"] == "Objet accentué"
    assert letter["To"] == "d@lycee.example"
    assert str(letter["From"]) == "Lycée Exemple <ap@lycee.example>"
    assert letter["Message-ID"] == "<x@lycee.example>"
    body = letter.get_content().replace("\r\n", "\n")
    assert body.startswith("Bonjour Dominique Lauréole,\n\nUne phrase.\n\nhttps://ap.lycee")


@pytest.mark.parametrize(
    ("postbox", "outcome"),
    [
        (Postbox(to_recipient="550 nobody here"), Refused(550, "smtp")),
        (Postbox(to_recipient="450 later"), NotSent("smtp 450")),
        (Postbox(to_data="554 no"), Refused(554, "smtp")),
        (Postbox(to_data="452 full"), NotSent("smtp 452")),
        (Postbox(hangs_up=True), InDoubt("SMTPServerDisconnected")),
    ],
)
def test_what_the_server_says_tells_what_became_of_it(
    postbox: Postbox, outcome: Refused | NotSent | InDoubt
) -> None:
    with open_postbox(postbox) as url:
        assert Smtp(url).send(LETTER) == outcome


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        assert Smtp(url).send(LETTER) == NotSent("ConnectionRefusedError")


def test_a_wrong_password_is_not_sent_and_stands_nowhere() -> None:
    def no(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    with open_postbox(Postbox(), authenticator=no, auth_require_tls=False) as url:
        smtp = Smtp(url.replace("//", "//ap@"), "a-password-of-tests")
        assert smtp.send(LETTER) == NotSent("SMTPAuthenticationError")
    assert "a-password-of-tests" not in repr(smtp)


def test_a_name_that_would_forge_a_header_is_one_line() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        ENVELOPE.letter(ADULT, "Objet\nBcc: autre@lycee.example", (), message_id="x")
