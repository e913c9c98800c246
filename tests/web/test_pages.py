"""True of every page: its headers, its own host alone, the same words with and without script."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from starlette.types import ASGIApp

from apbot.channels.web.site import Site
from storage.records import Person
from tests.apbot.school import SmallSchool
from tests.web.visitor import Visitor, answers_everything

WORDS = "Je prends le car de six heures quarante."

pytestmark = pytest.mark.parametrize("storage", ["memory"], indirect=True)


async def door(visitor: Visitor, school: SmallSchool) -> None:
    await visitor.opens(f"/e/{school.invite(school.noa)}")


async def after(visitor: Visitor, *labels: str) -> None:
    for label in labels:
        await visitor.presses(label)


async def review(visitor: Visitor, school: SmallSchool) -> None:
    school.bring(school.sacha, profile={"welcome.free_word": WORDS})
    await visitor.opens("/questionnaire")


PAGES: dict[str, Callable[[Visitor, SmallSchool], Awaitable[object]]] = {
    "door": door,
    "notice": lambda visitor, _: visitor.opens("/questionnaire"),
    "choice": lambda visitor, _: after(visitor, "On commence"),
    "choices": lambda visitor, _: after(visitor, "On commence", "Très bien"),
    "help": lambda visitor, _: visitor.opens("/aide"),
    "help card": lambda visitor, _: after(visitor, "On commence", "Parler à un adulte"),
    "paused": lambda visitor, _: after(visitor, "On commence", "Pause"),
    "stopped": lambda visitor, _: after(visitor, "Parler à un adulte", "Arrêter sans envoyer"),
    "privacy": lambda visitor, _: visitor.opens("/confidentialite"),
    "neutral": lambda visitor, _: visitor.opens("/e/x"),
    "too large": lambda visitor, _: visitor.posts({"text": "a" * 300_000}),
    "review": review,
}


@pytest.mark.parametrize("name", PAGES)
async def test_every_page_of_a_student_is_closed_to_the_outside(
    sacha: Visitor, school: SmallSchool, name: str
) -> None:
    await PAGES[name](sacha, school)

    assert_closed(sacha)


async def test_every_page_of_the_staff_is_closed_to_the_outside(
    laureole: Visitor, school: SmallSchool
) -> None:
    school.send(school.sacha)
    for path in (f"/p/{school.invite(school.laureole)}", "/equipe", "/equipe?acces=rouvert"):
        await laureole.opens(path)
        assert_closed(laureole)
    await laureole.opens(f"/equipe/eleve/{school.sacha.id}")
    assert_closed(laureole)


@pytest.mark.parametrize("path", ["/static/apbot.css", "/static/chat.js", "/static/nothing", "/"])
async def test_what_is_no_page_has_the_headers_too(visitor: Visitor, path: str) -> None:
    await visitor.opens(path)

    assert visitor.response.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in visitor.response.headers["content-security-policy"]


async def test_the_static_files_name_no_other_host(visitor: Visitor) -> None:
    for path in ("/static/apbot.css", "/static/chat.js"):
        await visitor.opens(path)
        assert visitor.status == 200
        assert "//" not in re.sub(r"(?m)^\s*// .*$|/\*.*?\*/", "", visitor.response.text)


async def test_redirects_have_the_headers_too(asked: Visitor) -> None:
    response = await asked.client.post(
        "/questionnaire", data={"token": asked.token, "action": "skip"}
    )

    assert response.status_code == 303
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"


async def test_the_notice_speaks_of_telegram_where_the_head_allowed_it(
    app: ASGIApp, school: SmallSchool
) -> None:
    words = (
        "La direction de ton lycée permet à ta classe de répondre aussi par l'application Telegram"
    )
    with school.storage.write() as uow:
        uow.people.allow_telegram(school.sacha.class_id or "", allowed=True)
        uow.commit()

    sacha = await Visitor(app).signs_in(f"/e/{school.invite(school.sacha)}")
    robin = await Visitor(app).signs_in(f"/e/{school.invite(school.robin)}")

    assert sacha.sees(words)
    assert not robin.sees("Telegram")
    await sacha.presses("On commence")
    assert not sacha.sees("Telegram")


async def test_the_privacy_page_is_open_to_everybody(visitor: Visitor) -> None:
    await visitor.opens("/confidentialite")

    assert visitor.status == 200
    assert visitor.sees("mission de service public")
    assert "{" not in visitor.page.text


@pytest.mark.parametrize("script", [False, True])
async def test_the_logs_hold_no_name_no_word_and_no_token(
    app: ASGIApp, school: SmallSchool, caplog: pytest.LogCaptureFixture, *, script: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    link = school.invite(school.sacha)
    visitor = await Visitor(app).signs_in(f"/e/{link}")
    visitor.script = script
    cookie = visitor.client.cookies["apbot_eleve"]
    await visitor.presses("On commence")
    await answers_everything(visitor)
    await visitor.presses("Envoyer")
    await visitor.posts_bytes(b"\xff\x00action=say&text=secret")
    staff = await Visitor(app).signs_in(f"/p/{school.invite(school.laureole)}")
    await staff.opens(f"/equipe/eleve/{school.sacha.id}")

    # The client of these tests logs the addresses it asks for; a server does not.
    lines = [r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    logged = "\n".join(lines)
    kept_out = ("Sacha", "Pivoine", "spécialités", link, cookie, visitor.token, "secret")
    assert not [words for words in kept_out if words in logged]


async def test_a_defect_of_ours_is_one_french_page_and_its_kind_in_the_log(
    site: Site, app: ASGIApp, school: SmallSchool, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await Visitor(app).signs_in(f"/e/{school.invite(school.sacha)}")
    await visitor.presses("On commence")
    spoil(site, school.sacha)

    await visitor.posts({"token": visitor.token, "action": "say", "text": "mon secret"})

    assert visitor.status == 500
    assert visitor.sees("Quelque chose n'a pas marché de notre côté.")
    assert_closed(visitor)
    logged = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert logged == ["request failed: UnknownState"]
    assert not any(record.exc_info for record in caplog.records)
    assert "Sacha" not in caplog.text
    assert "mon secret" not in caplog.text


def spoil(site: Site, student: Person) -> None:
    """A snapshot at a question that does not exist."""
    with site.storage.write() as uow:
        found = uow.conversations.find(student.id, student.id, "welcome")
        assert found is not None
        broken = found.snapshot.replace("welcome.first_weeks", "welcome.nowhere")
        uow.conversations.save(replace(found, snapshot=broken))
        uow.commit()


def assert_closed(visitor: Visitor) -> None:
    """No other host anywhere, every header there, nothing kept by a cache."""
    headers = visitor.response.headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    for address in visitor.page.hosts:
        parts = urlsplit(address)
        assert parts.scheme in {"", "tel", "sms"}, address
        assert parts.netloc == "", address
    assert not re.findall(r"https?://|style=|<script(?! src=)|\son\w+=", visitor.response.text)
