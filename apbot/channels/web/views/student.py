"""A student's pages around the conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogues.answers import Visibility

from .page import Html, Next, Posting

SHARING_LABELS = (
    (Visibility.SHARED, "Partager"),
    (Visibility.MINE, "Garder pour moi"),
    (Visibility.ALOUD, "À dire de vive voix"),
)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A number to call, whose it is, when it answers."""

    number: str
    name: str
    when: str

    @property
    def href(self) -> str:
        """Dials the first number written ("15 ou 112"), by SMS where that is how it is reached."""
        first = re.match(r"[\d\s.]+", self.number)
        digits = "".join(filter(str.isdigit, first[0])) if first else ""
        scheme = "sms" if "SMS" in self.name else "tel"
        return f"{scheme}:{digits}" if digits else ""


@dataclass(frozen=True, slots=True)
class WelcomeDoorView:
    """Whose questionnaire this is, by first name; posts ``yes`` = 1 or 0 to ``post_to``."""

    heading: str
    """ "Questionnaire d'accueil de Camille"."""
    question: str
    """ "C'est bien toi ?"."""
    post_to: str
    token: str = ""
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeutralView:
    """A link unknown, used or expired, and a browser that is not the student's: one same page."""

    heading: str
    sentences: tuple[str, ...]
    href: str = ""
    link_label: str = ""


@dataclass(frozen=True, slots=True)
class CodeView:
    """Where the short code of a card is typed; posts ``code`` to ``post_to``."""

    heading: str
    label: str
    hint: str
    sentences: tuple[str, ...]
    post_to: str
    submit_label: str
    typed: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """The introduction and the information notice, then "On commence"."""

    title: str
    post: Posting
    intro: tuple[str, ...]
    notice: tuple[str, ...]
    start_label: str
    numbers: tuple[HelpLine, ...] = ()
    error: str = ""
    status: str = ""
    """What was sent just before: "C'est envoyé pour Sacha P."."""


@dataclass(frozen=True, slots=True)
class PausedView:
    """Paused, or stopped: where things stand and the ways on."""

    title: str
    post: Posting
    heading: str
    sentences: tuple[str, ...]
    resume_label: str
    can_resume: bool = True
    can_stop: bool = True
    can_erase: bool = True
    next: Next | None = None


@dataclass(frozen=True, slots=True)
class HelpCardView:
    """The numbers, and who can be met; the conversation waits."""

    title: str
    post: Posting
    heading: str
    sentences: tuple[str, ...]
    numbers: tuple[HelpLine, ...]
    contact: str
    """Who is told; until a contact is configured, that nobody is."""
    verified: str
    """ "Numéros vérifiés le 20 novembre 2026."."""
    can_continue: bool = True
    can_stop: bool = True


@dataclass(frozen=True, slots=True)
class HelpView:
    """How this works, at ``/aide``."""

    title: str
    back_to: str
    back_label: str
    commands: tuple[tuple[str, str], ...]
    """(words to touch or to type, what they do)."""
    sentences: tuple[str, ...] = ()
    numbers: tuple[HelpLine, ...] = ()
    verified: str = ""


@dataclass(frozen=True, slots=True)
class SharingChoice:
    value: Visibility
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One answer on the review screen. ``visibility`` is None where there is nothing to share."""

    question_id: str
    question: str
    answer: str
    visibility: Visibility | None
    note: str = ""
    """What the choice means here: "Seul le sujet apparaîtra : tes premières semaines."."""

    @property
    def sharing(self) -> tuple[SharingChoice, ...]:
        if self.visibility is None:
            return ()
        return tuple(
            SharingChoice(value, label, chosen=value is self.visibility)
            for value, label in SHARING_LABELS
        )


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The sheet exactly as it will be read, each answer, then one button."""

    title: str
    post: Posting
    heading: str
    sentences: tuple[str, ...]
    sheet_heading: str
    """ "Ce que lira Mme Dupré"; empty where nobody reads it as a sheet."""
    sheet_html: Html
    items_heading: str
    items: tuple[ReviewItem, ...]
    send_label: str
    """ "Envoyer à Mme Dupré"."""
    status: str = ""
    error: str = ""

    @property
    def announced(self) -> str:
        return " ".join(filter(None, (self.error, self.status)))


@dataclass(frozen=True, slots=True)
class EraseView:
    """Asked before anything is erased."""

    title: str
    post: Posting
    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoneView:
    """Sent: thanks once, what happens next, where help is."""

    title: str
    post: Posting
    heading: str
    sentences: tuple[str, ...]
    numbers: tuple[HelpLine, ...] = ()
    verified: str = ""
    can_erase: bool = False
    next: Next | None = None


@dataclass(frozen=True, slots=True)
class NothingView:
    """Nothing is open for this person, and they never sent anything."""

    heading: str
    sentences: tuple[str, ...]
    post: Posting
