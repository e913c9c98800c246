"""The help card, and the reviewed list of words that offers it.

The list helps to *offer* help; it is never detection, evaluates nothing and discloses nothing
(``domain.md`` 4.6). Both are dated data files of the catalogue.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from .folding import fold


@dataclass(frozen=True, slots=True)
class HelpNumber:
    """One helpline: what to dial, whose it is, when it answers."""

    number: str
    name: str
    when: str
    """For whom or in which situation, and the opening hours, ready to print."""


@dataclass(frozen=True, slots=True)
class HelpCard:
    """The numbers, and the day a person last checked them."""

    verified_on: dt.date
    numbers: tuple[HelpNumber, ...]


@dataclass(frozen=True)
class WordList:
    """Phrases that offer the card, and everyday expressions that do not ("mort de rire").

    Both are kept folded (no case, accents or apostrophes) and match whole words.
    """

    reviewed_on: dt.date
    phrases: tuple[str, ...]
    harmless: tuple[str, ...]

    def matches(self, text: str) -> bool:
        """Whether the text holds one of the phrases once the harmless expressions are taken out."""
        folded = fold(text)
        # Nearly every message ends here; taking expressions out can only remove a match.
        if not self._holds(folded):
            return False
        spaced = f" {folded} "
        for expression in self.harmless:
            spaced = spaced.replace(f" {expression} ", " . ")
        return self._holds(spaced.strip())

    def _holds(self, folded: str) -> bool:
        start = 0
        for word in folded.split(" "):
            for phrase in self._by_first_word.get(word, ()):
                end = start + len(phrase)
                if folded.startswith(phrase, start) and folded[end : end + 1] in {"", " "}:
                    return True
            start += len(word) + 1
        return False

    @cached_property
    def _by_first_word(self) -> dict[str, tuple[str, ...]]:
        index: dict[str, tuple[str, ...]] = {}
        for phrase in self.phrases:
            word = phrase.split(" ", 1)[0]
            index[word] = (*index.get(word, ()), phrase)
        return index
