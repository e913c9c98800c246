"""A page as a person uses it: its words, its buttons by their labels, its boxes, its field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_TYPESET = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})


def plain(words: str) -> str:
    """Without what typesetting adds: one kind of apostrophe, one kind of space."""
    return " ".join(words.translate(_TYPESET).split())


@dataclass(slots=True)
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    """Hidden, typed and ticked, in the order of the page."""
    boxes: dict[str, tuple[str, str]] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)
    typed: str | None = None
    """The name of the field for words."""


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    value: tuple[str, str] | None
    form: Form
    pressed: bool = False


class Reading(HTMLParser):
    """One page, read once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.hosts: list[str] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._text: list[str] = []
        self._box: dict[str, str] | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        return plain(" ".join(self._text))

    @property
    def buttons(self) -> list[Button]:
        return [button for form in self.forms for button in form.buttons]

    @property
    def tokens(self) -> set[str]:
        return {value for form in self.forms for name, value in form.fields if name == "token"}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.hosts += [given[name] for name in ("href", "src", "action") if name in given]
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self.forms[-1].typed = given["name"]
        if tag in {"button", "a", "label", "legend", "h1", "h2", "p", "title", "main", "textarea"}:
            self._open.append((tag, given, []))

    def _input(self, given: dict[str, str]) -> None:
        match given.get("type", "text"):
            case "hidden":
                self.forms[-1].fields.append((given["name"], given["value"]))
            case "checkbox":
                self._box = given
            case _:
                self.forms[-1].typed = given["name"]

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        for _, _, words in self._open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        _, given, parts = self._open.pop()
        words = plain("".join(parts))
        if "id" in given:
            self.ids[given["id"]] = words
        if tag == "a":
            self.links[words] = given["href"]
        elif tag == "button" and self.forms:
            self._button(given, words)
        elif tag == "label" and self._box is not None:
            label = re.sub(r"^\d+ ", "", words)
            self.forms[-1].boxes[label] = (self._box["name"], self._box["value"])
            self._box = None

    def _button(self, given: dict[str, str], words: str) -> None:
        value = (given["name"], given.get("value", "")) if "name" in given else None
        label = re.sub(r"^\d+ ", "", words)
        pressed = given.get("aria-pressed") == "true"
        self.forms[-1].buttons.append(Button(label, value, self.forms[-1], pressed))
