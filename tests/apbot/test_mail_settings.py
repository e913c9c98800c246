"""The mail server's settings: what is wrong is named, and the password stands nowhere."""

from __future__ import annotations

import pytest

from apbot.errors import Unusable
from apbot.settings import Settings

MAIL = {
    "APBOT_SMTP_URL": "smtps://ap@smtp.lycee.example:465",
    "APBOT_SMTP_PASSWORD": "a-password-of-tests",
    "APBOT_MAIL_FROM": "ap@lycee.example",
}


def test_without_a_server_there_is_no_mail() -> None:
    assert Settings.from_environ({"APBOT_SMTP_PASSWORD": "x"}).smtp_url == ""


def test_a_server_its_password_and_the_sender() -> None:
    settings = Settings.from_environ(MAIL)
    assert (settings.smtp_url, settings.mail_from) == (MAIL["APBOT_SMTP_URL"], "ap@lycee.example")
    assert settings.smtp_password == MAIL["APBOT_SMTP_PASSWORD"]
    assert settings.smtp_password in settings.secrets
    assert settings.smtp_password not in repr(settings)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"APBOT_SMTP_URL": "smtp.lycee.example"}, "APBOT_SMTP_URL ne se lit pas"),
        ({"APBOT_SMTP_URL": "https://smtp.lycee.example"}, "APBOT_SMTP_URL ne se lit pas"),
        ({"APBOT_SMTP_URL": "smtp://x:port"}, "APBOT_SMTP_URL ne se lit pas"),
        ({"APBOT_SMTP_URL": "smtps://ap:a-secret@x"}, "APBOT_SMTP_PASSWORD_FILE"),
        ({"APBOT_MAIL_FROM": ""}, "APBOT_MAIL_FROM doit être"),
        ({"APBOT_MAIL_FROM": "le lycée"}, "APBOT_MAIL_FROM doit être"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, str], words: str) -> None:
    with pytest.raises(Unusable, match=words) as raised:
        Settings.from_environ(MAIL | change)
    assert "a-secret" not in str(raised.value)
