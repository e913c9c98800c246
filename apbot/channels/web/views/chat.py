"""The conversation: what was said, and the question that waits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apbot.telling import NO_LABEL, YES_LABEL

from .page import Posting


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """ "Question 7 sur 25"."""

    number: int
    total: int
    words: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question and its answer."""

    question_id: str
    question: str
    answer: str
    can_edit: bool = True
    skipped: bool = False
    note: str = ""
    """Who typed it, where that was not the student."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: its id, its label, the number in front of it."""

    value: str
    label: str
    number: int
    selected: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """One press answers: choice, scale, yes or no."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Several choices, then "Valider"."""

    choices: tuple[Choice, ...]
    most: int | None = None
    most_words: str = ""
    """Said when a choice over the limit is refused: "3 choix au plus."."""


class FieldType(StrEnum):
    """How a field is typed. A ``DATE`` arrives as ISO 8601."""

    LINE = "line"
    AREA = "area"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """Words typed: the answer itself, or the other way to answer a question of choices."""

    label: str
    type: FieldType = FieldType.LINE
    value: str = ""
    """What was typed, when it could not be taken."""
    limit: int | None = None
    earliest: str = ""
    latest: str = ""
    aside: bool = False
    """The field stands beside buttons and is quieter."""

    @property
    def is_area(self) -> bool:
        return self.type is FieldType.AREA

    @property
    def is_date(self) -> bool:
        return self.type is FieldType.DATE

    @property
    def keyboard(self) -> str:
        return "decimal" if self.type is FieldType.NUMBER else "text"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The question that waits, a fieldset with its legend."""

    text: str
    stem: str = ""
    """What the lines of a grid complete, and which line this is."""
    hint: str = ""
    """ "3 choix au plus", "300 caractères au plus"."""
    readers: str = ""
    """Who reads it and what not to write."""
    error: str = ""
    buttons: Buttons | None = None
    boxes: Boxes | None = None
    field: Field | None = None
    current: str = ""
    """The earlier answer of a question returned to; offers "Garder cette réponse"."""
    current_from: str = ""
    """Where a proposed answer comes from, instead of "Réponse actuelle"."""

    @property
    def described_by(self) -> str:
        """The ids of the sentences that belong to the fieldset."""
        present = (("indice", self.hint), ("lecture", self.readers), ("erreur", self.error))
        return " ".join(name for name, text in present if text)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """ "Tu voulais dire … ?", asked instead of the question. ``question`` may be empty."""

    question: str
    text: str
    yes_label: str = YES_LABEL
    no_label: str = NO_LABEL


@dataclass(frozen=True, slots=True)
class ChatView:
    """Exactly one of ``open`` and ``confirm`` is there."""

    title: str
    post: Posting
    progress: ProgressBar | None = None
    intro: tuple[str, ...] = ()
    history: tuple[Exchange, ...] = ()
    says: tuple[str, ...] = ()
    """Notes and sentences after an answer, just before the open question."""
    status: str = ""
    """Three quiet words: "C'est noté."."""
    open: OpenQuestion | None = None
    confirm: Confirmation | None = None
    can_skip: bool = True
    can_back: bool = True
    can_pause: bool = True

    @property
    def announced(self) -> str:
        """What the script gives to a screen reader once the page has changed."""
        error = self.open.error if self.open else ""
        return " ".join(filter(None, (error, self.status, *self.says)))
