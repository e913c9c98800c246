"""A ``Dialogue`` -> the plain values that ``typst/paper.typ`` sets: the questionnaire on paper.

Every question stands once, at its own place. What only a program can say (greetings, reactions,
answers proposed from earlier ones) is left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from apbot import telling
from apbot.wording import typeset
from dialogues.conditions import ALWAYS, Condition, State
from dialogues.definition import Address, Dialogue, Goto, Kind, Option, Step, Text
from dialogues.facts import ADULT, fact, spoken_to

from .conditions_on_paper import Conditions, recalls, simplified
from .diagram import leaves, number_range
from .paper_words import PaperWords

TEMPLATE = "paper"

_TABLE_FROM = 3
"""As many lines on one scale, one after the other, are set as a table."""
_NARROW = 22
"""Labels up to this many characters stand side by side."""
_WIDE = 42
_SIGNS_PER_LINE = 50
_MOST_LINES = 6
_SPOKEN = re.compile(r"bonjour|programme|envoy|reprendre|arrêter", re.IGNORECASE)
"""Paragraphs of the introduction that only the program can say."""
_NAMELESS = re.compile(r"[\s\u00a0]*\{given_name\}")
_SCHOOL_ASIDE = re.compile(r"[\s\u00a0]*\(\{school\}\)")
_PROGRAM_HAS = re.compile(r"^J'ai (?=(une \w+ de|\d+) questions)")
_QUOTED_SUBJECT = re.compile(r"l'atelier «[\s\u00a0]\{subject\}[\s\u00a0]»")


@dataclass(frozen=True, slots=True)
class PaperSchool:
    """What a school puts on its paper. ``name`` is empty where it has not said its name."""

    name: str = ""
    dpo: str = "la direction du lycée"


def paper_of(
    dialogue: Dialogue, address: Address, school: PaperSchool, *, for_adult: bool = False
) -> dict[str, Any]:
    """``address`` is that of students. ``for_adult``: where either may answer, the adult's form."""
    who = fact("who", ADULT if for_adult else "student", "")
    facts = {n: who for n, source in dialogue.recall.items() if source == "respondent.kind"}
    facts |= {n: fact(n, None, "") for n in dialogue.recall if _asks_when_unknown(dialogue, n)}
    return _Paper(dialogue, spoken_to(dialogue, facts, address), school, facts).values()


@dataclass(frozen=True, slots=True)
class _Paper:
    dialogue: Dialogue
    address: Address
    school: PaperSchool
    facts: Mapping[str, Any]

    def values(self) -> dict[str, Any]:
        dialogue, words = self.dialogue, self._words
        return {
            "title": self._said(dialogue.title),
            "school": self.school.name,
            "fields": words.fields,
            "about": [
                _PROGRAM_HAS.sub("Il y a ", part)
                for part in self._paragraphs(dialogue.intro)
                if not _SPOKEN.search(part)
            ],
            "how": [typeset(sentence) for sentence in words.how],
            "notice_heading": words.notice_heading,
            "notice_first": typeset(words.on_sending),
            "notice": self._paragraphs(dialogue.notice.text),
            "help": self._help(),
            "questions_heading": words.questions_heading,
            "required": words.required,
            "go_directly": typeset(words.go_directly),
            "groups": list(self._groups()),
            "closing": typeset(words.closing),
            "entry": {"heading": "Partie réservée à l'adulte qui saisit"},
        }

    @property
    def _words(self) -> PaperWords:
        return PaperWords(self.dialogue, self.address)

    def _help(self) -> dict[str, Any]:
        card = self.dialogue.help_card
        return {
            "heading": self._words.help_heading,
            "sentence": typeset(self._words.numbers),
            "columns": ["Numéro", "Qui répond, pour quoi, quand"],
            "rows": [[number.number, number.name, number.when] for number in card.numbers],
            "contacts": typeset(self._words.contacts),
            "verified": telling.verified_sentence(card),
        }

    # -- texts ------------------------------------------------------------------------------

    def _filled(self, text: Text) -> str:
        """Placeholders filled with what is true of any reader; what is not known is a blank."""
        words = _NAMELESS.sub("", text.to(self.address))
        words = _QUOTED_SUBJECT.sub("cet atelier", words)
        if not self.school.name:
            words = _SCHOOL_ASIDE.sub("", words)
        values = telling.values_for(
            self.dialogue,
            referent=self._words.referent,
            given_name="",
            school=self.school.name or self._words.your_school,
            dpo=self.school.dpo,
            subject=self._words.subject,
        )
        values |= dict.fromkeys(self.dialogue.recall, self._words.blank)
        values["questions"] = str(len(self._numbers()))
        return telling.fill(Text(words, words), Address.TU, values)

    def _said(self, text: Text | None) -> str:
        return typeset(" ".join(self._filled(text).split())) if text else ""

    def _paragraphs(self, text: Text) -> list[str]:
        return [typeset(part) for part in telling.paragraphs(self._filled(text))]

    # -- questions --------------------------------------------------------------------------

    def _groups(self) -> Iterator[dict[str, Any]]:
        """Neighbours under one condition, which is said once above them."""
        conditions = Conditions(self.dialogue, self.address, self._numbers())
        for when, steps in groupby(self._steps(), key=lambda pair: pair[0]):
            said = "" if when is ALWAYS else f"{conditions.sentence(when)} :"
            items = self._items([step for _, step in steps], conditions)
            yield {"when": typeset(said), "items": list(items)}

    def _numbers(self) -> dict[str, int]:
        """Counted without gaps: a missing number would look like a missing page."""
        asked = (step.id for _, step in self._steps() if step.is_question)
        return {key: number for number, key in enumerate(asked, start=1)}

    def _steps(self) -> Iterator[tuple[Condition, Step]]:
        """Those that may be asked of this reader, with what is left of their condition."""
        before: Step | None = None
        left_out: set[str] = set()
        for entry in self.dialogue.entries:
            if entry.is_offer:
                continue
            step, when = entry.step, simplified(entry.when, self.facts, left_out)
            if when is None:
                left_out.add(step.id)
            elif recalls(self.dialogue, when):
                # two ways to ask about one memory: on paper they would read the same
                if before is not None and _alike(before, step):
                    left_out.add(step.id)
                else:
                    yield when, step
                before = step
            else:
                yield when, step

    def _items(self, steps: list[Step], conditions: Conditions) -> Iterator[dict[str, Any]]:
        for key, run in groupby(steps, key=self._table_key):
            lines = list(run)
            if key and (lines[0].grid or len(lines) >= _TABLE_FROM):
                yield self._table(lines, conditions.numbers)
                continue
            for step in lines:
                yield self._item(step, conditions)

    def _table_key(self, step: Step) -> tuple[object, ...]:
        """Steps with an equal key share a table; empty for what stands alone."""
        if step.kind is not Kind.SCALE or step.gotos:
            return ()
        grid = step.grid.id if step.grid else None
        return (grid, self._labels(step), self._said(step.hint), self._said(step.readers))

    def _table(self, lines: list[Step], numbers: Mapping[str, int]) -> dict[str, Any]:
        first = lines[0]
        stem = self._said(first.grid.stem) if first.grid else ""
        return {
            "kind": "table",
            "stem": stem or self._said(first.hint),
            "hint": self._said(first.hint) if stem else "",
            "corner": "Question",
            "labels": self._labels(first),
            "rows": [
                {"number": numbers[s.id], "ask": self._said(s.ask), "required": s.required}
                for s in lines
            ],
        }

    def _item(self, step: Step, conditions: Conditions) -> dict[str, Any]:
        if step.kind is Kind.NOTE:
            return {"kind": "note", "paragraphs": self._paragraphs(step.ask)}
        hints = [self._said(step.hint), self._limit(step)]
        return {
            "kind": "question",
            "number": conditions.numbers[step.id],
            "ask": self._said(step.ask),
            "hints": [hint for hint in hints if hint],
            "readers": self._said(step.readers),
            "required": step.required,
            "is_apart": any(option.apart for option in step.options),
            "answer": self._answer(step),
            "then": list(self._jumps(step, conditions)),
        }

    def _limit(self, step: Step) -> str:
        """How many may be ticked, unless the hint says it."""
        if step.kind is not Kind.CHOICES:
            return ""
        said = self._said(step.hint).lower()
        if step.limits.choices is None:
            return "" if "plusieurs" in said else "Plusieurs réponses possibles."
        return "" if "au plus" in said else f"{step.limits.choices} au plus."

    def _jumps(self, step: Step, conditions: Conditions) -> Iterator[str]:
        left_out = self.dialogue.questions.keys() - conditions.numbers.keys()
        for goto in step.gotos:
            when = simplified(goto.when, self.facts, left_out)
            target = self._target(goto, conditions.numbers)
            if when is None:
                continue
            go = self._words.go_to(target) if target else self._words.go_to_end
            said = f"Ensuite, {go}." if when is ALWAYS else f"{conditions.sentence(when)}, {go}."
            yield typeset(said)

    def _target(self, goto: Goto, numbers: Mapping[str, int]) -> int | None:
        """The number of the first question from there on."""
        order = list(self.dialogue.steps)
        later = order[order.index(goto.target) :]
        return next((numbers[key] for key in later if key in numbers), None)

    # -- the place for an answer --------------------------------------------------------------

    def _answer(self, step: Step) -> dict[str, Any]:
        limits = step.limits
        match step.kind:
            case Kind.SCALE | Kind.YES_NO:
                return {"kind": "row", "labels": self._labels(step)}
            case Kind.CHOICE | Kind.CHOICES:
                return self._options(step.options)
            case Kind.NUMBER:
                return {"kind": "number", "note": number_range(limits.least, limits.most)}
            case Kind.DATE:
                return {"kind": "date", "note": _days(limits.earliest, limits.latest)}
            case _:
                count = -(-limits.characters // _SIGNS_PER_LINE)
                return {"kind": "lines", "count": max(1, min(count, _MOST_LINES))}

    def _options(self, options: tuple[Option, ...]) -> dict[str, Any]:
        labels = [self._said(option.label) for option in options]
        longest = max(map(len, labels), default=0)
        columns = 3 if longest <= _NARROW else 2 if longest <= _WIDE else 1
        alone = [option.exclusive for option in options]
        return {"kind": "options", "columns": columns, "labels": labels, "alone": alone}

    def _labels(self, step: Step) -> tuple[str, ...]:
        return tuple(self._said(option.label) for option in step.options)


def _asks_when_unknown(dialogue: Dialogue, name: str) -> bool:
    """Whether a question stands in for that fact; then paper asks it instead of supposing."""
    return any(
        isinstance(leaf, State) and leaf.question == name and leaf.skipped is not negated
        for entry in dialogue.entries
        for leaf, negated in leaves(entry.when)
    )


def _alike(one: Step, other: Step) -> bool:
    return (one.kind, one.topic, one.options) == (other.kind, other.topic, other.options)


def _days(earliest: str | None, latest: str | None) -> str:
    """ "entre le 1er septembre 2026 et le 3 juillet 2027"."""
    first, last = (
        telling.day(dt.date.fromisoformat(day)) if day else "" for day in (earliest, latest)
    )
    if first and last:
        return f"entre le {first} et le {last}"
    if first or last:
        return f"à partir du {first}" if first else f"jusqu'au {last}"
    return ""
