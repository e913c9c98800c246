"""Every page of the web channel: complete, inert, its own host alone, and closed to markup."""

from __future__ import annotations

import dataclasses
import re
from enum import Enum
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from apbot.channels.web.views import HelpLine, Page
from apbot.documents.templates import render

from .sample_pages import PAGES

WEB = Path(str(files("apbot.channels.web")))
HOSTILE = """<script>alert(1)</script>"' onload=x {{7*7}} {% raw %} </main>"""
KEPT = ("_to", "_href", "number")
PIECES = ("layout/", "student/question.html")
ACTIONS = {
    *("acknowledge", "answer", "say", "confirm", "skip", "back", "keep", "pause", "resume"),
    *("stop", "adult", "edit", "share", "submit", "erase"),
}
VOID = {"input", "link", "meta", "br"}


class Reading(HTMLParser):
    """A page as a browser takes it: its elements in order, and what is shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(name: str, *, fragment: bool = False) -> str:
    template, view = PAGES[name]
    return render(template, page=Page("Un titre", fragment=fragment), view=view)


def made_hostile(value: Any) -> Any:
    """The same view with hostile words wherever words are shown."""
    if isinstance(value, tuple):
        return tuple(made_hostile(part) for part in value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return HOSTILE if value else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        words = {
            field.name: made_hostile(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.type != "Html" and not field.name.endswith(KEPT)
        }
        return dataclasses.replace(value, **words)
    return value


def test_every_template_has_a_sample() -> None:
    folder = WEB / "templates"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    assert {name for name in names if not name.startswith(PIECES)} == {
        template for template, _ in PAGES.values()
    }


@pytest.mark.parametrize("name", PAGES)
def test_page_closes_what_it_opens_and_names_nothing_twice(name: str) -> None:
    reading = Reading(page(name))
    ids = [attributes["id"] for _, attributes in reading.elements if "id" in attributes]
    assert reading.open == []
    assert len(ids) == len(set(ids))
    assert ids.count("ici") == 1
    assert reading.all("html") == [{"lang": "fr"}]
    assert reading.all("h1")


@pytest.mark.parametrize("name", PAGES)
def test_page_carries_no_script_and_no_style_of_its_own(name: str) -> None:
    reading = Reading(page(name))
    assert not reading.all("style")
    assert all(script.get("src") == "/static/chat.js" for script in reading.all("script"))
    for _, attributes in reading.elements:
        assert not [key for key in attributes if key == "style" or key.startswith("on")]


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_no_other_host(name: str) -> None:
    for _, attributes in Reading(page(name)).elements:
        for key in ("href", "src", "action"):
            assert re.match(r"(/(?!/)|#|tel:\d|sms:\d|$)", attributes.get(key, ""))


@pytest.mark.parametrize("name", PAGES)
def test_student_forms_keep_the_contract(name: str) -> None:
    reading = Reading(page(name))
    forms = [form for form in reading.all("form") if form["action"].startswith("/questionnaire")]
    fields = [*reading.all("input"), *reading.all("button")]
    assert all(form["method"] == "post" for form in reading.all("form"))
    assert len([field for field in fields if field.get("name") == "token"]) >= len(forms)
    assert {field["value"] for field in fields if field.get("name") == "action"} <= ACTIONS


@pytest.mark.parametrize("name", PAGES)
def test_hostile_words_are_shown_as_they_were_written(name: str) -> None:
    template, view = PAGES[name]
    html = render(template, page=Page(HOSTILE), view=made_hostile(view))
    reading, harmless = Reading(html), Reading(page(name))
    assert [tag for tag, _ in reading.elements] == [tag for tag, _ in harmless.elements]
    assert not any("onload" in attributes for _, attributes in reading.elements)
    assert HOSTILE in reading.text


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("staff")])
def test_fragment_is_the_main_element_of_the_page(name: str) -> None:
    fragment = page(name, fragment=True).strip()
    assert fragment.startswith('<main id="contenu"')
    assert fragment.endswith("</main>")
    assert fragment in page(name)


def test_every_asset_a_page_names_is_shipped() -> None:
    names = {
        value
        for _, attributes in Reading(page("chat_scale")).elements
        for value in (attributes.get("href", ""), attributes.get("src", ""))
        if value.startswith("/static/")
    }
    styles = (WEB / "static/apbot.css").read_text("utf-8")
    names |= {f"/static/{name}" for name in re.findall(r'url\("([^"]+)"\)', styles)}
    assert len(names) > 4
    assert all((WEB / name.removeprefix("/")).is_file() for name in names)


@pytest.mark.parametrize("name", ["apbot.css", "chat.js"])
def test_asset_asks_no_other_host(name: str) -> None:
    text = (WEB / "static" / name).read_text("utf-8")
    assert "//" not in re.sub(r"(?m)^ *//.*$", "", text)


@pytest.mark.parametrize(
    ("line", "href"),
    [
        (HelpLine("3114", "Prévention du suicide", ""), "tel:3114"),
        (HelpLine("0 800 235 236", "Fil Santé Jeunes", ""), "tel:0800235236"),
        (HelpLine("15 ou 112", "Urgences", ""), "tel:15"),
        (HelpLine("114", "Urgence par SMS", ""), "sms:114"),
        (HelpLine("à la loge", "Infirmerie", ""), ""),
    ],
)
def test_help_number_can_be_touched_to_call(line: HelpLine, href: str) -> None:
    assert line.href == href
