"""What a dialogue is: plain values, made by the loader, read by everybody, changed by nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .conditions import ALWAYS, Condition
from .errors import NOWHERE, Place
from .safeguarding import HelpCard, WordList


class Address(StrEnum):
    """How the school speaks to its students; adults always get ``VOUS``."""

    TU = "tu"
    VOUS = "vous"


class Kind(StrEnum):
    """The types of step. ``NOTE`` takes no answer."""

    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    NOTE = "note"


OPTION_KINDS = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.SCALE, Kind.YES_NO})


class Respondent(StrEnum):
    """Who answers; only an adult's dialogue may have required steps."""

    STUDENT = "student"
    ADULT = "adult"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both forms of address."""

    tu: str
    vous: str

    def to(self, address: Address) -> str:
        return self.tu if address is Address.TU else self.vous


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. ``short`` is the label for a button of at most 28 characters."""

    id: str
    label: Text
    short: Text | None = None
    synonyms: tuple[str, ...] = ()
    exclusive: bool = False
    """Choosing it clears the others ("Aucune", "Rien pour l'instant")."""
    apart: bool = False
    """A request that goes to another adult alone: never on the sheet, not even as a topic."""
    score: int | None = None
    """The value of a scale's option, 1 for the lowest."""
    tags: frozenset[str] = frozenset()
    """What rules may ask of it: ``maths`` for every mathematics subject of a school's list."""
    place: Place = field(default=NOWHERE, compare=False)

    def button(self, address: Address) -> str:
        return (self.short or self.label).to(address)

    @property
    def value(self) -> str | int:
        return self.id if self.score is None else self.score


@dataclass(frozen=True, slots=True)
class Goto:
    """After this step, when ``when`` holds, go on at ``target`` (always further down)."""

    target: str
    when: Condition = ALWAYS
    place: Place = field(default=NOWHERE, compare=False)
    when_place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of an answer: length of a text, number of choices, range of a number or date."""

    characters: int = 300
    choices: int | None = None
    least: float | None = None
    most: float | None = None
    earliest: str | None = None
    latest: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One question or note of a dialogue, where it stands in the order of the file."""

    id: str
    kind: Kind
    ask: Text
    topic: Text
    """Two or three words for the subject: all that "à dire de vive voix" shows."""
    wording: str
    """Hash of everything the respondent sees of this question."""
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    limits: Limits = field(default_factory=Limits)
    when: Condition = ALWAYS
    gotos: tuple[Goto, ...] = ()
    retry: Text | None = None
    after: tuple[tuple[str, Text], ...] = ()
    """What is said once after an option is chosen: (option id, text)."""
    sensitive: bool = False
    required: bool = False
    counted: bool = True
    """Whether progress counts it; the closing offer is not counted."""
    readers: Text | None = None
    """Who will read it and what not to write; said before a free text."""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def is_question(self) -> bool:
        return self.kind is not Kind.NOTE

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)

    def is_apart(self, value: object) -> bool:
        option = self.option_for(value)
        return option is not None and option.apart

    def option_for(self, value: object) -> Option | None:
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the order: a step, or an earlier offer of a step that stands further down.

    An offered question already answered is not asked again.
    """

    step: Step
    when: Condition = ALWAYS
    is_offer: bool = False
    when_place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """The information notice shown before the first question, and its version."""

    version: str
    text: Text


@dataclass(frozen=True)
class Dialogue:
    """A dialogue of one revision. ``revision`` is the hash of the files it was made from."""

    id: str
    title: Text
    revision: str
    respondent: Respondent
    intro: Text
    notice: Notice
    closing: Text
    entries: tuple[Entry, ...]
    help_card: HelpCard
    word_list: WordList

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by its id, in the order of the file (an offer is not a place of its own)."""
        return {entry.step.id: entry.step for entry in self.entries if not entry.is_offer}

    @cached_property
    def questions(self) -> dict[str, Step]:
        return {key: step for key, step in self.steps.items() if step.is_question}
