"""``init`` and ``serve`` from the command line: what is missing is said with its repair."""

from __future__ import annotations

import socket
from pathlib import Path

from .conftest import Apbot


def test_init_says_where_database_and_key_are(apbot: Apbot, tmp_path: Path) -> None:
    ran = apbot("init")

    assert ran.status == 0, ran.errors
    database, key = (line.split(" : ", 1)[1] for line in ran.out.splitlines()[:2])
    assert Path(database.removeprefix("sqlite:///")).is_file()
    assert Path(key).is_file()
    assert Path(key).parent != Path(database.removeprefix("sqlite:///")).parent
    assert str(tmp_path) in key


def test_init_again_changes_nothing(apbot: Apbot) -> None:
    apbot("init")
    again = apbot("init")

    assert again.status == 0, again.errors
    assert [line.split(" : ")[0] for line in again.out.splitlines()] == [
        "Base de données",
        "Clé de chiffrement",
        "Fichier du lycée",
    ]


def test_init_writes_a_school_file_to_fill_in_and_never_over_one(
    apbot: Apbot, tmp_path: Path
) -> None:
    written = apbot("init").out
    file = tmp_path / ".config" / "apbot" / "school.yaml"
    assert f"Fichier du lycée : {file}" in written
    assert "dites-y votre lycée" in written
    file.write_text("zone: Z\n", encoding="utf-8")

    refused = apbot("init")

    assert refused.status == 1
    assert f"{file}:1:7" in refused.errors
    assert file.read_text(encoding="utf-8") == "zone: Z\n"


def test_init_writes_the_school_file_where_it_is_told(apbot: Apbot, tmp_path: Path) -> None:
    file = tmp_path / "ici" / "lycee.yaml"
    apbot("init", environ={"APBOT_SCHOOL_FILE": str(file)})
    assert file.read_text(encoding="utf-8").startswith("# Le fichier de votre lycée.")


def test_serving_without_a_database_says_how_to_make_one(apbot: Apbot) -> None:
    ran = apbot("serve")

    assert ran.status == 1
    assert "« apbot init »" in ran.errors
    assert len(ran.errors.splitlines()) == 1


def test_port_in_use_is_a_sentence(apbot: Apbot) -> None:
    apbot("init")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ran = apbot("serve", "--port", str(port))

    assert ran.status == 1
    assert f"Le port {port} est déjà pris" in ran.errors


def test_setting_that_is_wrong_is_named(apbot: Apbot) -> None:
    ran = apbot("serve", environ={"APBOT_PORT": "beaucoup"})

    assert ran.status == 1
    assert ran.errors.startswith("APBOT_PORT vaut « beaucoup »")
