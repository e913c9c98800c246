"""The pages where classes, students and adults are changed: tables and forms, whatever of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Input(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    EMAIL = "email"
    DATE = "date"
    SELECT = "select"
    TICK = "tick"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """``value``: what was typed, or what is stored. ``error`` is said beside the field."""

    name: str
    label: str
    input: Input = Input.TEXT
    value: str = ""
    error: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class ManageForm:
    """``key`` begins the ids of its fields: no two forms of a page share one."""

    key: str
    heading: str
    post_to: str
    submit: str
    fields: tuple[FormField, ...] = ()
    sentences: tuple[str, ...] = ()
    primary: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, perhaps a link; or a button that posts ``field`` = ``value``."""

    text: str = ""
    href: str = ""
    post_to: str = ""
    button: str = ""
    about: str = ""
    """What the button is about, for who hears the page."""
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class ManageTable:
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    """Said where there is no row."""


@dataclass(frozen=True, slots=True)
class ManageView:
    heading: str
    back_to: str
    back_label: str
    status: str = ""
    problem: str = ""
    """Said above where something typed could not be taken."""
    sentences: tuple[str, ...] = ()
    tables: tuple[ManageTable, ...] = ()
    forms: tuple[ManageForm, ...] = ()
    leave_to: str = ""
    token: str = ""
