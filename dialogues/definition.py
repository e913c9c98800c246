"""What a dialogue is: plain values, made by the loader, read by everybody, changed by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .conditions import ALWAYS, Condition
from .errors import NOWHERE, Place
from .safeguarding import HelpCard, WordList


class Address(StrEnum):
    """How the school speaks to its students; ``ADULT`` is the ``vous`` that adults read."""

    TU = "tu"
    VOUS = "vous"
    ADULT = "adult"


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
    EITHER = "either"
    """Each conversation is answered by one or the other; the fact ``respondent.kind`` tells."""


class About(StrEnum):
    """The subject: whom or what the answers are about, which need not be who answers."""

    SELF = "self"
    STUDENT = "student"
    WORKSHOP = "workshop"


class WhenHidden(StrEnum):
    """What becomes of an answer when a correction takes its question off the path."""

    KEEP = "keep"
    """It waits, unread by anybody, in case the question comes back; it is never sent."""
    DROP = "drop"
    """It is superseded at once."""
    ASK = "ask"
    """The respondent decides."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both forms of address; ``adult`` where an adult reads other words."""

    tu: str
    vous: str
    adult: str | None = None

    def to(self, address: Address) -> str:
        match address:
            case Address.TU:
                return self.tu
            case Address.VOUS:
                return self.vous
            case Address.ADULT:
                return self.vous if self.adult is None else self.adult

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form, each once, ``tu`` first."""
        forms = (self.tu, self.vous, self.to(Address.ADULT))
        return tuple(dict.fromkeys(forms))


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
    unscored: bool = False
    """Of a scale, and outside it: "Pas observé". Its value is its id."""
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
class Grid:
    """The place of a line among those that share one stem and one scale."""

    id: str
    stem: Text
    """What all its lines complete: "Depuis le dernier point…"."""
    number: int
    """Counted from 1."""
    of: int


@dataclass(frozen=True, slots=True)
class Prefill:
    """An answer proposed from a fact known before the first question; the respondent confirms."""

    fact: str
    values: tuple[tuple[str | int, str | int], ...]
    """(value of the fact, value proposed); any other value proposes nothing."""
    words: Text
    """Where it comes from; said with the proposal."""
    place: Place = field(default=NOWHERE, compare=False)

    def proposed(self, value: object) -> str | int | None:
        return next((mine for theirs, mine in self.values if theirs == value), None)


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
    grid: Grid | None = None
    prefill: Prefill | None = None
    when_hidden: WhenHidden = WhenHidden.DROP
    frozen: bool = False
    """The wording stays the same all year, so that answers can be compared over time."""
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
    about: About = About.SELF
    anonymous: bool = False
    """Stored without who answered; what is counted is shown from five answers on."""
    recall: Mapping[str, str] = field(default_factory=dict)
    """Facts the host knows beforehand: name (without a dot) -> question or property of the past."""
    recall_places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by its id, in the order of the file (an offer is not a place of its own)."""
        return {entry.step.id: entry.step for entry in self.entries if not entry.is_offer}

    @cached_property
    def questions(self) -> dict[str, Step]:
        return {key: step for key, step in self.steps.items() if step.is_question}
