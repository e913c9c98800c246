"""Words to avoid in what a student or a family reads, and the better wording of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dialogues.folding import fold


@dataclass(frozen=True, slots=True)
class AvoidList:
    """Folded words, each with what to write instead; phrases in which they do no harm."""

    reviewed_on: dt.date
    words: tuple[tuple[str, str], ...]
    harmless: tuple[str, ...] = ()

    def found_in(self, text: str) -> Iterator[tuple[str, str]]:
        """The folded words of the list that this text uses, with their better wording."""
        spaced = f" {fold(text)} "
        for phrase in self.harmless:
            spaced = spaced.replace(f" {phrase} ", " | ")
        for word, better in self.words:
            if f" {word} " in spaced:
                spaced = spaced.replace(f" {word} ", " | ")
                yield word, better


NOTHING_TO_AVOID = AvoidList(dt.date.min, ())


def avoid_list(plain: Any) -> AvoidList:
    """From the plain values of ``avoid.yaml``.

    Raises ``AttributeError``, ``KeyError``, ``TypeError`` or ``ValueError`` on another form.
    """
    words = [(fold(word), line["better"]) for line in plain["words"] for word in line["avoid"]]
    # Longest first, so that a phrase is taken out before anything shorter inside it.
    words.sort(key=lambda pair: len(pair[0]), reverse=True)
    harmless = sorted({fold(phrase) for phrase in plain["harmless"]}, key=len, reverse=True)
    return AvoidList(dt.date.fromisoformat(plain["reviewed_on"]), tuple(words), tuple(harmless))
