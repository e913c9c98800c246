"""What a step asks its host to do, as plain values. Nothing here does anything.

Texts that belong to a dialogue come as ``Text`` (both forms of address); what the engine itself
has to say comes as a ``Phrase`` whose words are in ``phrases.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .answers import Answer
from .definition import Option, Step, Text
from .progress import Progress


class Phrase(StrEnum):
    """The engine's own sentences; ``phrases.words`` gives them in the form of address."""

    NOTICE_FIRST = "notice_first"
    STALE = "stale"
    NOT_UNDERSTOOD = "not_understood"
    NOT_UNDERSTOOD_AGAIN = "not_understood_again"
    NOT_UNDERSTOOD_TEXT = "not_understood_text"
    ONE_ONLY = "one_only"
    TOO_MANY = "too_many"
    EXCLUSIVE = "exclusive"
    NOTHING_CHOSEN = "nothing_chosen"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    REQUIRED = "required"
    NO_WAY_BACK = "no_way_back"
    NOTHING_TO_KEEP = "nothing_to_keep"
    CANNOT_EDIT = "cannot_edit"
    NOT_NOW = "not_now"
    PAUSED = "paused"
    STOPPED = "stopped"
    ERASED = "erased"
    EXPIRED = "expired"
    SUBMITTED_ALREADY = "submitted_already"
    KEPT_FOR_YOU = "kept_for_you"
    NOT_YOURS_ANY_MORE = "not_yours_any_more"


@dataclass(frozen=True, slots=True)
class Say:
    """A note of the dialogue, or a sentence after an answer."""

    text: Text


@dataclass(frozen=True, slots=True)
class Tell:
    """A sentence of the engine's own."""

    phrase: Phrase
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """The answer could not be taken; nothing was stored; the open question is asked again.

    ``text`` is the step's own retry text, which then replaces the phrase.
    """

    phrase: Phrase
    values: tuple[tuple[str, str], ...] = ()
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class ShowNotice:
    """The information notice, to be acknowledged."""

    prompt: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A question is open under this prompt number."""

    step: Step
    prompt: int
    progress: Progress
    current: Answer | None = None
    """The earlier answer, when the respondent came back to this question."""
    insist: bool = False
    """After two misunderstandings: point to the buttons, "je passe" and an adult."""
    proposal: Answer | None = None
    """What a fact suggests, not yet the respondent's: kept or answered otherwise."""


@dataclass(frozen=True, slots=True)
class AskConfirmation:
    """ "Tu voulais dire … ?" """

    step: Step
    prompt: int
    option: Option


@dataclass(frozen=True, slots=True)
class AskHidden:
    """The correction just made leaves these answers without their question: erase or keep them?

    Answered by ``Confirmed``: yes erases, no keeps them waiting.
    """

    steps: tuple[Step, ...]
    prompt: int


@dataclass(frozen=True, slots=True)
class Record:
    """A new revision of one answer is to be stored."""

    answer: Answer
    prompt: int


@dataclass(frozen=True, slots=True)
class Supersede:
    """These answers are off the path now: mark them, delete nothing."""

    questions: tuple[str, ...]


class HelpReason(StrEnum):
    ASKED = "asked"
    WORDS = "words"
    """The word list matched; nothing is disclosed unless the student acts."""


@dataclass(frozen=True, slots=True)
class ShowHelpCard:
    """The numbers, and "demander à voir un adulte"; the conversation waits."""

    reason: HelpReason


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """How this works: the commands, and where the numbers are."""


@dataclass(frozen=True, slots=True)
class ShowReview:
    """Everything that will be sent, before it is sent."""

    prompt: int


@dataclass(frozen=True, slots=True)
class Complete:
    """The respondent has sent: summaries may be made of it."""


@dataclass(frozen=True, slots=True)
class EraseAnswers:
    """Every answer of this conversation is to be deleted from storage."""


Effect = (
    Say
    | Tell
    | Reject
    | ShowNotice
    | Ask
    | AskConfirmation
    | AskHidden
    | Record
    | Supersede
    | ShowHelpCard
    | ShowHelp
    | ShowReview
    | Complete
    | EraseAnswers
)
