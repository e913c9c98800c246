"""Texts of a workbook -> texts of a dialogue: cleaned, named, shortened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from dialogues.checks.labels import MAX_BUTTON
from dialogues.definition import Text
from dialogues.folding import fold

from .headers import address_of, best_of
from .reading import Row
from .report import Report

_REFERENCE = re.compile(r"\$\{[^{}]*\}")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|\*\*|__(?=\S)|(?<=\S)__|^#{1,6}\s+", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ASKING = re.compile(
    r"^(?:quel(?:le)?s? (?:est|sont|était|a été)|qu'est-ce qu[ei']|est-ce qu[ei']|combien d[e']|"
    r"dans quel(?:le)?s?|quel(?:le)?s?|comment|pourquoi|où|quand|avec qui|à quel(?:le)?s?|as-tu|"
    r"es-tu|avez-vous|êtes-vous|peux-tu|pouvez-vous|penses-tu|pensez-vous|aimes-tu|aimez-vous|"
    r"faut-il|y a-t-il|merci de|veuillez|indique[zr]?|précise[zr]?|je)(?:\s+|(?<=')|$)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"^(?:(?:ta|ton|tes|votre|vos|les?|la|une?|des?|du|mon|ma|mes|cet?|cette|que)\s+|[ldq]u?')",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"-(?:tu|vous|toi|t-il|il|elle|on|ce)$", re.IGNORECASE)
_TOPIC_WORDS = 3
_LEAST_LETTERS = 3


class Texts:
    """Reads texts in the language chosen for the form, and reports what a dialogue cannot say."""

    def __init__(self, report: Report, *, language: str, placeholders: Iterable[str]) -> None:
        self._report = report
        self._language = language
        self._placeholders = frozenset(placeholders)

    def read(self, row: Row, column: str) -> Text | None:
        """The text of a translated column: ``label::Français (fr)`` before ``label``."""
        cells = row.cells.get(column, {})
        spoken = {address_of(language): text for language, text in cells.items()}
        spoken.pop("", None)
        if not spoken:
            best = best_of(cells, default=self._language)
            return self._text(row, column, {"tu": cells[best[0]]}) if best else None
        return self._text(row, column, spoken)

    def own(self, row: Row, column: str) -> Text | None:
        """The text of one of our columns: ``apbot_topic``, ``apbot_topic_vous``…"""
        forms = {
            form: row.get(column if form == "tu" else f"{column}_{form}")
            for form in ("tu", "vous", "adult")
        }
        found = {form: text for form, text in forms.items() if text}
        return self._text(row, column, found) if found else None

    def _text(self, row: Row, column: str, forms: Mapping[str, str]) -> Text:
        clean = {form: self._clean(row, column, text) for form, text in forms.items()}
        tu = clean.get("tu") or clean.get("vous") or clean.get("adult", "")
        return Text(tu, clean.get("vous") or tu, clean.get("adult"))

    def _clean(self, row: Row, column: str, text: str) -> str:
        said = (row.sheet, row.number, column)
        if _REFERENCE.search(text):
            text = _REFERENCE.sub("…", text).replace("….", "…")
            what = "Le texte citait une autre réponse (${…}) : elle est remplacée par « … »."
            self._report.lost(*said, what, "Reformulez sans citer la réponse.")
        if _MARKUP.search(text):
            text = _MARKUP.sub("", text).strip() or text
            self._report.changed(*said, "La mise en forme (gras, titre, HTML) est retirée.")
        unknown = [one for one in _PLACEHOLDER.findall(text) if one not in self._placeholders]
        stray = "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text)
        if unknown or stray:
            text = _without_braces(text, self._placeholders)
            what = "Les accolades { } sont remplacées par des parenthèses."
            self._report.changed(*said, what, "Relisez ce texte.")
        return text


def _without_braces(text: str, known: frozenset[str]) -> str:
    """``{referent}`` stays, other braces become parentheses."""

    def marked(found: re.Match[str]) -> str:
        return f"\x01{found[1]}\x02" if found[1] in known else f"({found[1]})"

    plain = _PLACEHOLDER.sub(marked, text).replace("{", "(").replace("}", ")")
    return plain.replace("\x01", "{").replace("\x02", "}")


def identifier(text: str) -> str:
    """Lower case letters, digits and « _ »: "Âge de l'élève" is ``age_de_l_eleve``."""
    return fold(text).replace(" ", "_")[:60].strip("_")


def topic_of(label: str, name: str = "") -> str:
    """Two or three words: "Quelle est ta matière préférée ?" becomes "Matière préférée".

    ``name`` serves when the label says nothing but a verb ("Où travailles-tu ?").
    """
    line = label.strip().split("\n")[0].replace("’", "'")
    bare = _ARTICLE.sub("", _ASKING.sub("", line, count=1), count=1)
    words = re.split(r"[?!.:;,(…]", bare, maxsplit=1)[0].split()
    topic = _some_words([word for word in words if not _TO_WHOM.search(word)])
    if len(topic) < _LEAST_LETTERS:
        topic = _some_words(name.replace("_", " ").split() or line.split())
    return topic[:1].upper() + topic[1:]


def _some_words(words: Sequence[str]) -> str:
    """The first words, as many as a button holds, without a small word at the end."""
    kept = [word[:MAX_BUTTON] for word in words[:_TOPIC_WORDS]]
    while len(" ".join(kept)) > MAX_BUTTON or (len(kept) > 1 and len(kept[-1]) <= _LEAST_LETTERS):
        kept.pop()
    return " ".join(kept)


def shortened(label: Text, taken: Iterable[str]) -> Text | None:
    """A label for a button when the long one does not fit; none when it does."""
    if all(len(form) <= MAX_BUTTON for form in label.forms):
        return None
    others = set(taken)
    tu = _cut(label.tu, others)
    vous = tu if label.vous == label.tu else _cut(label.vous, others)
    return Text(tu, vous, None if label.adult is None else _cut(label.adult, others))


def _cut(text: str, taken: set[str]) -> str:
    line = " ".join(text.split())
    if len(line) <= MAX_BUTTON:
        return line
    cut = line[: MAX_BUTTON - 1].rsplit(" ", 1)[0] if " " in line[:MAX_BUTTON] else line
    short = cut[: MAX_BUTTON - 1].rstrip(" ,;:") + "…"
    number = 2
    while short in taken:
        short = f"{cut[: MAX_BUTTON - 4].rstrip()}… {number}"
        number += 1
    return short
