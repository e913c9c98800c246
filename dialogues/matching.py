"""What somebody typed or pressed -> a value of the question. Typed and pressed meet here.

The ladder for options, in this order: exact, folded, number or letter of the option, synonym,
unique prefix, small edit distance (which only *suggests*: the respondent confirms). The caller
counts the retries.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from .answers import Value
from .definition import Address, Kind, Option, Step
from .effects import Phrase
from .folding import fold
from .french_dates import parse_date
from .french_numbers import parse_number

MAX_TYPED = 4096
"""Characters looked at of any message; longer ones are refused unread."""
_MIN_PREFIX = 3
_LONG_WORD = 7
_MIN_FUZZY = 4
_MOST_JOINED = 4
_SEPARATOR = re.compile(r"\s*[,;+/\n]\s*|\s+et\s+", re.IGNORECASE)
# NUL and the other control characters but tabulation and line feed, and lone surrogates.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Matched:
    """A value, and what a person reads back."""

    value: Value
    label: str
    dropped: bool = False
    """An exclusive option cleared others."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Probably this one; to be confirmed."""

    option: Option


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it cannot be taken."""

    phrase: Phrase
    values: tuple[tuple[str, str], ...] = ()


Match = Matched | Suggested | Refused


class Vocabulary:
    """What may be typed for the options of one question; folded once, read ever after."""

    __slots__ = ("exact", "folded", "names", "step", "synonyms")

    def __init__(self, step: Step) -> None:
        self.step = step
        self.exact: dict[str, Option] = {}
        self.folded: dict[str, Option] = {}
        self.synonyms: dict[str, Option] = {}
        self.names: list[tuple[Option, frozenset[str]]] = []
        for option in step.options:
            for word in (*option.label.forms, option.id):
                self.exact.setdefault(word, option)
            names = _names(option)
            self.names.append((option, names))
            for name in names:
                self.folded.setdefault(name, option)
            for synonym in option.synonyms:
                self.synonyms.setdefault(fold(synonym), option)

    def named(self, words: str) -> Option | None:
        """The option whose own name or number this is."""
        if option := self.exact.get(words):
            return option
        folded = fold(words)
        if option := self.folded.get(folded):
            return option
        position = _position(self.step, folded)
        if position is not None:
            return self.step.options[position]
        return self.synonyms.get(folded) if folded else None


def is_readable(text: str) -> bool:
    """No NUL, no lone surrogate, no control characters: those are refused at the door."""
    return _UNREADABLE.search(text) is None


def match_typed(
    step: Step,
    text: str,
    *,
    today: dt.date,
    vocabulary: Vocabulary | None = None,
    form: Address = Address.TU,
) -> Match:
    """What the typed ``text`` means for this question.

    ``vocabulary``: the step's, if kept; ``form``: whose words the label takes.
    """
    limit = step.limits.characters
    if len(text) > MAX_TYPED:
        return Refused(Phrase.TOO_LONG, (("limit", str(limit)),))
    words = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not is_readable(words):
        return Refused(Phrase.UNREADABLE)
    if len(words) > limit:
        return Refused(Phrase.TOO_LONG, (("limit", str(limit)),))
    if not words:
        return Refused(Phrase.NOTHING_CHOSEN)
    match step.kind:
        case Kind.TEXT:
            return Matched(words, words)
        case Kind.NUMBER:
            return _number(step, words)
        case Kind.DATE:
            return _date(step, words, today)
        case Kind.CHOICES:
            return _typed_choices(vocabulary or Vocabulary(step), words, form)
        case _:
            found = _find(vocabulary or Vocabulary(step), words)
            return _single(found, form) if isinstance(found, Option) else found


def match_pressed(step: Step, option_ids: tuple[str, ...], *, form: Address = Address.TU) -> Match:
    """What the pressed buttons mean; ids that the question does not have are refused."""
    options = [step.option(option_id) for option_id in option_ids]
    if None in options:
        return Refused(Phrase.NOT_UNDERSTOOD)
    return _chosen(step, [option for option in options if option is not None], form)


def _chosen(step: Step, options: list[Option], form: Address) -> Match:
    if not options:
        return Refused(Phrase.NOTHING_CHOSEN)
    unique = list({option.id: option for option in options}.values())
    if step.kind is not Kind.CHOICES:
        return _single(unique[0], form) if len(unique) == 1 else Refused(Phrase.ONE_ONLY)
    kept = _clear_exclusive(unique)
    most = step.limits.choices
    if most is not None and len(kept) > most:
        return Refused(Phrase.TOO_MANY, (("limit", str(most)),))
    label = ", ".join(
        option.label.to(form) if not index else _inside(option.label.to(form))
        for index, option in enumerate(kept)
    )
    return Matched(tuple(option.id for option in kept), label, dropped=len(kept) < len(unique))


def _inside(label: str) -> str:
    """A label inside a sentence: no capital, unless it is an acronym or one letter ("SVT")."""
    first_word = label.split(" ", 1)[0]
    return label if first_word.isupper() and len(first_word) > 1 else label[:1].lower() + label[1:]


def _clear_exclusive(options: list[Option]) -> list[Option]:
    """The last choice decides: an exclusive one clears the others, another clears it."""
    if options[-1].exclusive:
        return options[-1:]
    return [option for option in options if not option.exclusive]


def _single(option: Option, form: Address) -> Matched:
    return Matched(option.value, option.label.to(form))


def _typed_choices(vocabulary: Vocabulary, words: str, form: Address) -> Match:
    step = vocabulary.step
    whole = _find(vocabulary, words)
    if isinstance(whole, Option):
        return _chosen(step, [whole], form)
    parts = [part for part in _SEPARATOR.split(words) if part.strip()]
    if len(parts) == 1 and all(_position(step, fold(token)) is not None for token in words.split()):
        parts = words.split()
    if len(parts) <= 1:
        return whole
    options = _each(vocabulary, words, parts) if len(parts) <= 2 * len(step.options) else None
    return Refused(Phrase.NOT_UNDERSTOOD) if options is None else _chosen(step, options, form)


def _each(vocabulary: Vocabulary, words: str, parts: list[str]) -> list[Option] | None:
    """Every part an option, or nothing. A name may hold "et" or a comma: the longest is tried."""
    options: list[Option] = []
    spans, position = [], 0
    for part in parts:
        start = words.index(part, position)
        position = start + len(part)
        spans.append((start, position))
    index = 0
    while index < len(spans):
        for last in range(min(index + _MOST_JOINED, len(spans)) - 1, index, -1):
            found: Option | Suggested | Refused | None
            found = vocabulary.named(words[spans[index][0] : spans[last][1]])
            if found is not None:
                index = last
                break
        else:
            found = _find(vocabulary, parts[index])
        if not isinstance(found, Option):
            return None
        options.append(found)
        index += 1
    return options


def _find(vocabulary: Vocabulary, words: str) -> Option | Suggested | Refused:
    """One option, by the ladder."""
    return vocabulary.named(words) or _near(vocabulary, fold(words))


def _near(vocabulary: Vocabulary, folded: str) -> Option | Suggested | Refused:
    if len(folded) >= _MIN_PREFIX:
        starting = [
            option
            for option, names in vocabulary.names
            if any(name.startswith(folded) for name in names)
        ]
        if len(starting) == 1:
            return starting[0]
    if len(folded) >= _MIN_FUZZY:
        close = [
            option
            for option, names in vocabulary.names
            if any(_is_close(folded, name) for name in names)
        ]
        close += [
            option
            for synonym, option in vocabulary.synonyms.items()
            if option not in close and _is_close(folded, synonym)
        ]
        if len(close) == 1:
            return Suggested(close[0])
    return Refused(Phrase.NOT_UNDERSTOOD)


def _is_close(folded: str, name: str) -> bool:
    most = 2 if len(folded) >= _LONG_WORD else 1
    return len(name) >= _MIN_FUZZY and OSA.distance(folded, name, score_cutoff=most) <= most


def _names(option: Option) -> frozenset[str]:
    texts = [option.label, *([option.short] if option.short else [])]
    names = {fold(form) for text in texts for form in text.forms}
    return frozenset(names - {""})


def _position(step: Step, token: str) -> int | None:
    """ "2", "b": the place of an option in the list shown."""
    if token.isdecimal():
        position = int(token[:4]) - 1
    elif len(token) == 1:
        position = ord(token) - ord("a")
    else:
        return None
    return position if 0 <= position < len(step.options) else None


def _number(step: Step, words: str) -> Match:
    value = parse_number(words)
    if value is None:
        return Refused(Phrase.NOT_A_NUMBER)
    least, most = step.limits.least, step.limits.most
    if (least is not None and value < least) or (most is not None and value > most):
        bounds = (("least", _plain(least)), ("most", _plain(most)))
        return Refused(Phrase.OUT_OF_RANGE, bounds)
    return Matched(value, _plain(value))


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}".replace(".", ",")


def _date(step: Step, words: str, today: dt.date) -> Match:
    date = parse_date(words, today=today)
    if date is None:
        return Refused(Phrase.NOT_A_DATE)
    earliest, latest = step.limits.earliest, step.limits.latest
    iso = date.isoformat()
    if (earliest and iso < earliest) or (latest and iso > latest):
        bounds = (("earliest", _day(earliest)), ("latest", _day(latest)))
        return Refused(Phrase.DATE_OUT_OF_RANGE, bounds)
    return Matched(iso, date.strftime("%d/%m/%Y"))


def _day(iso: str | None) -> str:
    return dt.date.fromisoformat(iso).strftime("%d/%m/%Y") if iso else ""
