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
