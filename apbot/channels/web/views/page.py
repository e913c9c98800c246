"""What every page has, and the pages of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

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
