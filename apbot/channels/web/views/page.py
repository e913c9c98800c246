"""What every page has, and the pages of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from apbot.telling import HELP_CARD_HEADING

Html = NewType("Html", str)
"""Markup that ``render`` made; the only values shown without escaping."""


@dataclass(frozen=True, slots=True)
class Page:
    """What every page has. ``title`` is the document's ("7/25 · Questionnaire d'accueil")."""

    title: str
    script: bool = True
    fragment: bool = False
    """The request carried ``X-Fragment: 1``: only ``<main id="contenu">`` is wanted."""
    offline: str = ""
    """What the script says when a post could not leave, in the form of address."""
    failed: str = ""
    """What the script says when the server failed."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Where the forms of a conversation go, and what stands below each of its pages."""

    token: str
    """What proves that a form is ours, and says which prompt of which conversation it answers."""
    to: str = "/questionnaire"
    leave_to: str = "/questionnaire/quitter"
    """Where to post to close it on this device; empty where the page has no such button."""
    adult_label: str = HELP_CARD_HEADING
    """On the button that shows the numbers to call."""
    aside_href: str = "/aide"
    aside_label: str = "Aide"


@dataclass(frozen=True, slots=True)
class Next:
    """What is left once something is sent: a sentence, and the way to the next."""

    sentence: str
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrivacyView:
    heading: str
    sections: tuple[Section, ...]
    version: str
    back_to: str = ""


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What happened, whether anything was lost, what to do."""

    heading: str
    sentences: tuple[str, ...]
    href: str = ""
    link_label: str = ""
