"""The pages of the staff."""

from __future__ import annotations

from dataclasses import dataclass

from .page import Html


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do today; never a word of a student."""

    text: str
    href: str
    link_label: str
    about: str = ""
    """What the link is about, for who hears it out of its line."""


@dataclass(frozen=True, slots=True)
class StudentRow:
    name: str
    status: str
    """In words: "Synthèse à lire", "En cours", "Pas commencé"."""
    since: str = ""
    sheet_href: str = ""
    enter_href: str = ""
    """Where to type what the student answers aloud or on paper."""
    reopen_to: str = ""
    """Where to post to re-open the student's access for ten minutes."""
    alert: str = ""
    """What is not as it should be, and whom to ask."""


@dataclass(frozen=True, slots=True)
class ClassTable:
    label: str
    summary: str
    """ "20 synthèses sur 24 élèves"."""
    rows: tuple[StudentRow, ...]
    anchor: str = ""
    """By which its place on the page is found again."""
    codes_to: str = ""
    """Where to post to open the codes of its cards."""
    codes_open: str = ""
    """Said while they are."""


@dataclass(frozen=True, slots=True)
class PageLink:
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class StaffHomeView:
    heading: str
    tasks: tuple[Task, ...]
    no_task: str
    """Said when there is nothing to do today."""
    classes: tuple[ClassTable, ...]
    status: str = ""
    token: str = ""
    leave_to: str = ""
    """Where to post to sign this browser out."""
    access_to: str = ""
    """The page of one's own devices."""
    manages: tuple[PageLink, ...] = ()
    """The pages of what this adult may change."""


@dataclass(frozen=True, slots=True)
class StaffLinkView:
    """A sign-in link, shown this once."""

    heading: str
    sentences: tuple[str, ...]
    address: str
    back_to: str
    back_label: str
    leave_to: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class RhythmView:
    """One way of being told, of which one is chosen."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class StaffAccessView:
    """One's own settings: another device let in, all of them out, how often to be told."""

    heading: str
    sentences: tuple[str, ...]
    told: str
    """On which channel, or that there is none."""
    rhythms: tuple[RhythmView, ...]
    rhythm_to: str
    link_to: str
    everywhere_to: str
    back_to: str
    leave_to: str = ""
    token: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class SheetPageView:
    """One interview sheet, to read and to print."""

    name: str
    back_to: str
    sheet_html: Html
    leave_to: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class EnteringView:
    """Which answers of a student are typed, and how they were given."""

    heading: str
    sentences: tuple[str, ...]
    choices: tuple[PageLink, ...]
    back_to: str
    leave_to: str = ""
    token: str = ""
