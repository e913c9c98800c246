"""``apbot demo``: one line, two links that work, and nothing left after Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.botapi.apart import emulator
from tests.web.reading import Reading

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the demonstration makes its throw-away folder."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def demo(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with started(folder) as process:
        yield process


@contextmanager
def started(folder: Path, **environ: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-m", "apbot", "demo", "--json", "--port", "0"]
    environment = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), **environ}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_the_order_to_stop_leaves_nothing_behind_either(
    demo: subprocess.Popen[str], folder: Path
) -> None:
    assert demo.stdout is not None
    link = json.loads(demo.stdout.readline())["student"]
    assert httpx.get(link).status_code == 200
    demo.terminate()

    assert demo.communicate(timeout=10) == ("", "")
    assert demo.returncode == 0
    assert list(folder.iterdir()) == []


def confirmed(client: httpx.Client, link: str) -> Reading:
    assert client.get(link).status_code == 200
    answer = client.post(link, data={"yes": "1"})
    assert answer.status_code == 200
    return Reading(answer.text)


def test_the_demonstration_from_its_line_to_its_end(
    demo: subprocess.Popen[str], folder: Path
) -> None:
    assert demo.stdout is not None
    links = json.loads(demo.stdout.readline())
    assert set(links) == {"student", "teacher", "coordinator"}
    (made,) = folder.iterdir()
    assert {file.suffix for file in made.rglob("*")} >= {".db", ".key"}

    with httpx.Client(follow_redirects=True) as phone:
        student = confirmed(phone, links["student"])
    with httpx.Client(follow_redirects=True) as computer:
        teacher = confirmed(computer, links["teacher"])
        sheets = [href for label, href in teacher.links.items() if "Lire la synthèse" in label]
        first = computer.get(httpx.URL(links["teacher"]).join(sheets[0]))

    with httpx.Client(follow_redirects=True) as desk:
        coordinator = confirmed(desk, links["coordinator"])
    assert "Adultes et droits" in coordinator.links
    assert "20 synthèses sur 24 élèves" in coordinator.text
    assert any(button.label == "On commence" for button in student.buttons)
    assert len(sheets) == 20
    assert "À aborder en premier" in first.text

    demo.send_signal(signal.SIGINT)
    out, errors = demo.communicate(timeout=10)

    assert demo.returncode == 0, errors
    assert (out, errors) == ("", "")
    assert list(folder.iterdir()) == []


def test_with_a_bot_the_same_student_has_a_link_to_telegram_too(folder: Path) -> None:
    with (
        emulator() as telegram,
        started(
            folder, APBOT_TELEGRAM_TOKEN=telegram.token, APBOT_TELEGRAM_API_URL=telegram.url
        ) as demo,
    ):
        assert demo.stdout is not None
        links = json.loads(demo.stdout.readline())
        assert set(links) == {"student", "teacher", "coordinator", "telegram"}
        bot, _, token = links["telegram"].partition("?start=")

        telegram.acts(7, "starts", payload=token)

        assert bot == "https://t.me/apbot_test_bot"
        assert telegram.said(7).startswith("Tu es bien ")
        demo.terminate()
        assert demo.communicate(timeout=10) == ("", "")
        assert list(folder.iterdir()) == []


def test_demonstration_with_a_token_that_is_wrong_says_so(folder: Path) -> None:
    wrong = "1:wrong"
    with (
        emulator() as telegram,
        started(folder, APBOT_TELEGRAM_TOKEN=wrong, APBOT_TELEGRAM_API_URL=telegram.url) as demo,
    ):
        out, errors = demo.communicate(timeout=30)

    assert (demo.returncode, out) == (1, "")
    assert errors.startswith("Telegram ne connaît pas ce bot")
    assert len(errors.splitlines()) == 1
