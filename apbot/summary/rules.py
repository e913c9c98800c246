"""The rules of a summary as plain values: data from ``summary.yaml``, read by ``reading``.

They are the school's to change, so they say nothing but "this answer counts here, and is worded
so". How they combine (``needs``, ``summary``) is the same for every school.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dialogues.conditions import ALWAYS, Condition
from dialogues.definition import Option, Text

CHOICES = "{choices}"
"""Where a phrase takes the labels of the answers that counted."""
LONGEST_QUOTE = 200
"""Characters of a free text that may be quoted on a sheet of one page."""


class Source(StrEnum):
    """Where an index of a need comes from."""

    REQUEST = "request"
    """The student asked for it."""
    ANSWERS = "answers"
    TEAM = "team"
    """An adult saw it. Whatever an adult answers is of this kind without saying so."""


class Place(StrEnum):
    """The section of the sheet that prints a need."""

    NEEDS = "needs"
    CONDITIONS = "conditions"


class Strand(StrEnum):
    """The four strands of the AP, and what is no strand: the conditions of work."""

    ORIENTATION = "orientation"
    REMEDIATION = "remediation"
    ENRICHMENT = "enrichment"
    PERSONAL_DEVELOPMENT = "personal_development"
    CONDITIONS = "conditions"


class QuoteSection(StrEnum):
    """The section of the sheet that quotes a free text."""

    STRENGTHS = "strengths"
    REQUESTS = "requests"
    ORIENTATION = "orientation"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Test:
    """Which answers to a question count. Exclusive ones ("Aucune") do only when named."""

    __test__ = False  # not a test case, whatever its name says to pytest

    question: str
    at_most: int | None = None
    options: frozenset[str] = frozenset()
    tag: str | None = None
    other_than: frozenset[str] = frozenset()
    also: Condition = ALWAYS

    def accepts(self, option: Option) -> bool:
        if self.at_most is not None:
            return option.score is not None and option.score <= self.at_most
        if self.options:
            return option.id in self.options
        if option.exclusive or option.id in self.other_than:
            return False
        return self.tag is None or self.tag in option.tags


@dataclass(frozen=True, slots=True)
class Wording:
    """How a met index is said: one phrase, or one for each option."""

    phrase: str = ""
    by_option: tuple[tuple[str, str], ...] = ()

    def of(self, options: tuple[Option, ...]) -> str:
        ids = {option.id for option in options}
        own = [phrase for option_id, phrase in self.by_option if option_id in ids]
        return " ; ".join(own) if self.by_option else self.phrase


@dataclass(frozen=True, slots=True)
class Index:
    """One line of a rule: a test, the kind of source it is, its words."""

    test: Test
    source: Source = Source.ANSWERS
    words: Wording = field(default_factory=Wording)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet, there as soon as one of its indices is met."""

    key: str
    indices: tuple[Index, ...]
    label: str = ""
    ask: Text | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A question whose answers are quoted as they are, after its topic."""

    key: str
    test: Test


@dataclass(frozen=True, slots=True)
class NeedKind:
    """A need as every dialogue knows it, and what is proposed for it (``needs.yaml``)."""

    key: str
    label: str
    strand: Strand
    workshop: str
    individual: bool = False
    place: Place = Place.NEEDS
    ask: Text | None = None


@dataclass(frozen=True, slots=True)
class NeedRule:
    """What shows a need in one dialogue; ``ask`` is this dialogue's own question, or the need's."""

    need: NeedKind
    indices: tuple[Index, ...]
    ask: Text | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Where an answer leads in the orientation interview."""

    option: str
    branch: str
    words: str


@dataclass(frozen=True, slots=True)
class OrientationRules:
    question: str
    branches: tuple[Branch, ...]
    more: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LevelRule:
    """A dimension read from scale questions; ``least`` of them must be answered."""

    key: str
    label: str
    questions: tuple[str, ...]
    least: int
    strand: Strand | None = None


@dataclass(frozen=True, slots=True)
class SourceRule:
    """A question of several choices whose options are keys of levels: they come from there."""

    question: str
    label: str


@dataclass(frozen=True, slots=True)
class MessageRule:
    """The free text that the referent reads first."""

    question: str
    words: str


@dataclass(frozen=True, slots=True)
class QuoteRule:
    """A short free text quoted as it is; without a label, after the topic of its question."""

    key: str
    question: str
    section: QuoteSection
    label: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistRule:
    """What there is to do when a condition holds, for the referent to tick off."""

    key: str
    label: str
    items: tuple[str, ...]
    cites: tuple[str, ...]
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class SummaryRules:
    """Everything ``summarise`` needs to know about one dialogue; any section may be empty."""

    dialogue: str
    first: tuple[Line, ...] = ()
    message: MessageRule | None = None
    strengths: tuple[Listing, ...] = ()
    requests: tuple[Listing, ...] = ()
    needs: tuple[NeedRule, ...] = ()
    conditions: tuple[Line, ...] = ()
    orientation: OrientationRules | None = None
    quotes: tuple[QuoteRule, ...] = ()
    questions: tuple[Line, ...] = ()
    opening_question: Text | None = None
    checklists: tuple[ChecklistRule, ...] = ()
    levels: tuple[LevelRule, ...] = ()
    sources: tuple[SourceRule, ...] = ()
