"""Settings come from the environment; what is wrong is named with its repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from apbot.errors import Unusable
from apbot.settings import Settings


def test_nothing_set_gives_a_place_for_everything() -> None:
    settings = Settings.from_environ({"HOME": "/h"})

    assert settings.database_url == "sqlite:////h/.local/share/apbot/apbot.db"
    assert settings.key_file == Path("/h/.config/apbot/apbot.key")
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.school_file is None


def test_the_key_never_stands_beside_the_database() -> None:
    settings = Settings.from_environ({"HOME": "/h"})

    assert settings.key_file.parent != Path(settings.database_url.removeprefix("sqlite:///")).parent


def test_every_setting_can_be_given() -> None:
    settings = Settings.from_environ(
        {
            "APBOT_DATABASE_URL": "sqlite:///x.db",
            "APBOT_KEY_FILE": "/k",
            "APBOT_PUBLIC_URL": "https://ap.lycee.example/",
            "APBOT_HOST": "192.0.2.1",
            "APBOT_PORT": "80",
            "APBOT_SCHOOL_FILE": "school.yaml",
        }
    )

    assert settings == Settings(
        database_url="sqlite:///x.db",
        key_file=Path("/k"),
        public_url="https://ap.lycee.example",
        host="192.0.2.1",
        port=80,
        school_file=Path("school.yaml"),
    )


@pytest.mark.parametrize("port", ["beaucoup", "-1", "65536", "8000.5", "٨٠٨٠", " 80"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(Unusable, match=r"^APBOT_PORT vaut «"):
        Settings.from_environ({"APBOT_PORT": port})


# -- the webhook ----------------------------------------------------------------------------------

SECRET = "mot-de-passe-du-webhook_1"  # noqa: S105  # for the tests
HOOKED = {
    "APBOT_TELEGRAM_TOKEN": "1:x",
    "APBOT_PUBLIC_URL": "https://ap.lycee.example",
    "APBOT_TELEGRAM_WEBHOOK_SECRET": SECRET,
}


def hook(environ: dict[str, str]) -> tuple[str, str, str]:
    given = Settings.from_environ(environ)
    assert SECRET not in repr(given)
    return (
        given.telegram_webhook_url,
        given.telegram_webhook_secret,
        given.telegram_webhook_secret_old,
    )


def test_without_a_secret_telegram_is_asked() -> None:
    assert hook({"APBOT_TELEGRAM_TOKEN": "1:x"}) == ("", "", "")


def test_a_secret_makes_telegram_post_to_the_public_address() -> None:
    assert hook(HOOKED) == ("https://ap.lycee.example/telegram", SECRET, "")


def test_another_address_and_an_older_secret_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("the-older-secret-of-the-hook\n")
    environ = HOOKED | {
        "APBOT_PUBLIC_URL": "http://10.0.0.1",
        "APBOT_TELEGRAM_WEBHOOK_URL": "https://bot.lycee.example:8443/tg",
        "APBOT_TELEGRAM_WEBHOOK_SECRET_OLD_FILE": str(tmp_path / "old"),
    }

    url, secret, older = hook(environ)

    assert (url, secret) == ("https://bot.lycee.example:8443/tg", SECRET)
    assert older == "the-older-secret-of-the-hook"


def test_a_bot_api_of_ones_own_posts_to_any_address() -> None:
    environ = HOOKED | {
        "APBOT_TELEGRAM_API_URL": "http://127.0.0.1:8081",
        "APBOT_PUBLIC_URL": "http://127.0.0.1:8000",
    }

    assert hook(environ)[0] == "http://127.0.0.1:8000/telegram"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"APBOT_TELEGRAM_WEBHOOK_SECRET": "trop-court"}, "de 22 à 256 signes"),
        ({"APBOT_TELEGRAM_WEBHOOK_SECRET": "a" * 257}, "de 22 à 256 signes"),
        ({"APBOT_TELEGRAM_WEBHOOK_SECRET": "é" * 30}, "de 22 à 256 signes"),
        ({"APBOT_TELEGRAM_WEBHOOK_SECRET_OLD": "a b" * 10}, "_OLD doit avoir"),
        ({"APBOT_TELEGRAM_TOKEN": ""}, "ne sert qu'avec APBOT_TELEGRAM_TOKEN"),
        ({"APBOT_PUBLIC_URL": "http://ap.lycee.example"}, "« http://ap.lycee.example »"),
        ({"APBOT_PUBLIC_URL": ""}, "adresse publique en https://"),
        ({"APBOT_PUBLIC_URL": "https://ap.lycee.example:9000"}, "n'envoie que vers 443"),
        ({"APBOT_TELEGRAM_WEBHOOK_URL": "https://"}, "APBOT_TELEGRAM_WEBHOOK_URL vaut"),
        ({"APBOT_TELEGRAM_WEBHOOK_URL": "https://x:port/"}, "APBOT_TELEGRAM_WEBHOOK_URL vaut"),
        ({"APBOT_TELEGRAM_WEBHOOK_SECRET_FILE": "/nowhere"}, "SECRET_FILE) ne peut pas être lu"),
    ],
)
def test_a_webhook_that_cannot_be_is_one_sentence(change: dict[str, str], words: str) -> None:
    with pytest.raises(Unusable) as raised:
        Settings.from_environ(HOOKED | change)

    assert words in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    "alone",
    [
        {"APBOT_TELEGRAM_WEBHOOK_SECRET_OLD": SECRET},
        {"APBOT_TELEGRAM_WEBHOOK_URL": "https://x.example"},
    ],
)
def test_what_serves_nothing_alone_is_said(alone: dict[str, str]) -> None:
    with pytest.raises(Unusable, match="ne sert qu'avec APBOT_TELEGRAM_WEBHOOK_SECRET"):
        Settings.from_environ(alone)


def test_what_is_logged_is_chosen_by_its_name() -> None:
    assert Settings.from_environ({}).log_level == "warning"
    assert Settings.from_environ({"APBOT_LOG_LEVEL": "DEBUG"}).log_level == "debug"
    with pytest.raises(Unusable, match="debug, info, warning, error"):
        Settings.from_environ({"APBOT_LOG_LEVEL": "bavard"})
