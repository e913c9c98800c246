"""How a dialogue is written: short sentences, short questions, no word that judges.

These look at the located text of a file, so that each is shown at its place, and so that a file
which is no dialogue yet is helped too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogues.errors import Place, Problem
from dialogues.folding import fold
from dialogues.yaml_source import Located

from .avoid import AvoidList

MAX_QUESTION = 15
MAX_SENTENCE = 20
"""Words."""
MAX_TOPIC = 5
_PHONE = 350
"""Characters: what a phone shows of one message without scrolling."""
_LENGTHS: Mapping[str, int] = {
    **dict.fromkeys(("ask", "hint", "readers", "retry", "after", "stem", "words"), _PHONE),
    **dict.fromkeys(("intro", "closing"), 2 * _PHONE),
    "text": 3500,
}
"""``text`` is that of the notice, which has much to say; a message carries 4,096."""
_SPOKEN = frozenset(_LENGTHS) | {"title"}
_NAMES = frozenset({"topic", "label", "short"})
_SUMMARY = frozenset({"label", "words", "ask", "opening_question", "items", "branch", "workshop"})
_NOT_READ = frozenset({"synonyms", "recall", "as", "when", "id"})
_SENTENCE = re.compile(r"(?<=[.!?…])[\s»\"]+|\n+")
_WORD = re.compile(r"\w")
_QUOTED = 40
"""Characters of a sentence that a problem quotes."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A text somebody reads, in one form of address."""

    key: str
    text: str
    place: Place
    is_question: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read, and its lines, to show a word inside a long text."""

    root: Located
    lines: Sequence[str] = ()

    def find(self, fragment: str, near: Place, text: str) -> Place:
        """Where the fragment begins; the beginning of its text when it cannot be seen."""
        first, last = near.line - 1, near.line + text.count("\n") + 2
        opening = " ".join(fragment.split()[:3])
        for index, line in enumerate(self.lines[first:last], start=first):
            start = near.column - 1 if index == first else 0
            column = line.find(opening, start)
            if column >= 0:
                return Place(near.file, index + 1, column + 1)
        return near


def check_writing(source: Source) -> Iterator[Problem]:
    for said in _said(source.root, _SPOKEN | _NAMES):
        if said.key in _SPOKEN:
            yield from _sentences(source, said)
        if said.key == "topic" and len(said.text.split()) > MAX_TOPIC:
            what = f"Le thème « {said.text} » a plus de {MAX_TOPIC} mots."
            yield Problem("long-topic", said.place, what, "Gardez deux ou trois mots.")
        if len(said.text) > _LENGTHS.get(said.key, _PHONE):
            what = f"Ce texte a {len(said.text)} caractères : c'est long sur un téléphone."
            yield Problem(
                "long-text", said.place, what, "Coupez-le, ou ajoutez une étape « note »."
            )


def _sentences(source: Source, said: _Said) -> Iterator[Problem]:
    for sentence in _SENTENCE.split(said.text):
        words = len(words_of(sentence))
        start = f"« {sentence[:_QUOTED].strip()}… »"
        if words > MAX_SENTENCE:
            place = source.find(sentence, said.place, said.text)
            what = f"Cette phrase a {words} mots, plus de {MAX_SENTENCE} : {start}"
            yield Problem("long-sentence", place, what, "Coupez-la en deux phrases.")
        elif said.is_question and words > MAX_QUESTION:
            place = source.find(sentence, said.place, said.text)
            what = f"Cette question a {words} mots, plus de {MAX_QUESTION} : {start}"
            yield Problem("long-question", place, what, "Gardez une idée, en moins de mots.")


def words_of(sentence: str) -> list[str]:
    return [word for word in sentence.split() if _WORD.search(word)]


def check_words(source: Source, avoid: AvoidList, *, summary: bool = False) -> Iterator[Problem]:
    """Words that judge, in a dialogue or in what its summary says."""
    for said in _said(source.root, _SUMMARY if summary else _SPOKEN | _NAMES):
        for word, better in avoid.found_in(said.text):
            place = source.find(_as_written(word, said.text), said.place, said.text)
            what = f"« {_as_written(word, said.text)} » juge la personne."
            yield Problem("word-to-avoid", place, what, f"Écrivez plutôt : {better}.")


def _as_written(folded: str, text: str) -> str:
    """The word or phrase of the text that folds to this."""
    length = len(folded.split())
    words = re.findall(r"\w+", text)
    for start in range(len(words)):
        phrase = " ".join(words[start : start + length])
        if fold(phrase) == folded:
            return phrase
    return folded


def _said(node: Located, keys: frozenset[str]) -> Iterator[_Said]:
    if isinstance(node.value, list):
        for item in node.value:
            yield from _said(item, keys)
    if not isinstance(node.value, dict):
        return
    kind = node.value.get("type")
    is_note = kind is not None and kind.value == "note"
    for key, child in node.value.items():
        if key in keys and not _holds_lines(child):
            yield from _read(key, child, is_question=key == "ask" and not is_note)
        elif key == "after" and isinstance(child.value, dict):
            for text in child.value.values():
                yield from _read(key, text, is_question=False)
        elif key not in _NOT_READ:
            yield from _said(child, keys)


def _holds_lines(node: Located) -> bool:
    """Whether what stands under the key are lines of their own, as under ``items`` of a grid."""
    return isinstance(node.value, list) and any(isinstance(i.value, dict) for i in node.value)


def _read(key: str, node: Located, *, is_question: bool) -> Iterator[_Said]:
    """One text, or one for each form of address, or for each option."""
    if isinstance(node.value, str):
        yield _Said(key, node.value, node.place, is_question)
    elif isinstance(node.value, dict):
        for child in node.value.values():
            yield from _read(key, child, is_question=is_question)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _read(key, child, is_question=is_question)
