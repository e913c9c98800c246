"""A ``Dialogue`` -> the plain values that ``typst/diagram.typ`` draws. Read by adults: vous.

One row for each place in the order of the file. A row stands at a depth: 0 for everybody, one more
for each condition around it. Steps in a row under the same condition share a box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from apbot import telling
from apbot.wording import typeset
from dialogues.conditions import (
    ALWAYS,
    Both,
    Comparison,
    Condition,
    Either,
    Negation,
    State,
)
from dialogues.definition import (
    About,
    Address,
    Dialogue,
    Entry,
    Goto,
    Kind,
    Respondent,
    Step,
    Text,
)
from dialogues.diagram import condition_in_words

TEMPLATE = "diagram"

_RESPONDENTS = {
    Respondent.STUDENT: "Répond : l'élève",
    Respondent.ADULT: "Répond : un adulte",
    Respondent.EITHER: "Répond : l'élève ou un adulte",
}
_ABOUT = {
    About.SELF: "à propos de soi",
    About.STUDENT: "à propos d'un élève",
    About.WORKSHOP: "à propos d'un atelier",
}
_SUBJECTS = {About.STUDENT: "l'élève", About.WORKSHOP: "l'atelier"}
_ANYBODY = {
    "referent": "le prof référent",
    "given_name": "…",
    "school": "le lycée",
    "dpo": "…",
    "questions": "…",
}
_OPERATORS = {"!=": "autre que ", "<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ "}


def picture_of(dialogue: Dialogue) -> dict[str, Any]:
    """``rows`` in order; each has its ``depth``, and ``opens``: the conditions that begin there."""
    reads = Address.VOUS if dialogue.respondent is Respondent.STUDENT else Address.ADULT
    rows = list(_Plan(dialogue, reads).rows())
    facts = [f"{name} ({source})" for name, source in dialogue.recall.items()]
    return {
        "title": typeset(_said(dialogue.title, reads)),
        "id": dialogue.id,
        "summary": _summary(dialogue),
        "facts": typeset(f"Connu d'avance : {', '.join(facts)}") if facts else "",
        "rows": rows,
        "has_conditions": any(row["depth"] for row in rows),
        "has_jumps": any(row["kind"] == "offer" or row["jumps"] for row in rows),
        "has_deciders": any(row["decides"] for row in rows),
    }


def numbers_of(dialogue: Dialogue) -> dict[str, int]:
    """The number of each question, in the order of the file."""
    return {key: number for number, key in enumerate(dialogue.questions, start=1)}


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """``a and b and c`` -> (a, b, c)."""
    if isinstance(condition, Both):
        return conjuncts(condition.left) + conjuncts(condition.right)
    return () if condition is ALWAYS else (condition,)


def number_range(least: float | None, most: float | None) -> str:
    """ "de 0 à 20"; empty without bounds."""
    if least is None:
        return "" if most is None else f"jusqu'à {most:g}"
    return f"à partir de {least:g}" if most is None else f"de {least:g} à {most:g}"


def _summary(dialogue: Dialogue) -> str:
    count = len(dialogue.questions)
    conditional = sum(
        entry.when is not ALWAYS
        for entry in dialogue.entries
        if entry.step.is_question and not entry.is_offer
    )
    questions = f"{count} question{'s' if count > 1 else ''}"
    under = f", dont {conditional} sous condition" if conditional else ""
    secret = ", sans nom" if dialogue.anonymous else ""
    about = _ABOUT[dialogue.about]
    return typeset(f"{questions}{under}. {_RESPONDENTS[dialogue.respondent]}, {about}{secret}.")


def _said(text: Text, reads: Address) -> str:
    return " ".join(text.to(reads).split())


@dataclass(slots=True)
class _Plan:
    """Walks the entries; ``_open`` are the conditions around the current one, outermost first."""

    dialogue: Dialogue
    reads: Address
    _open: list[tuple[Condition, ...]] = field(default_factory=list)

    def rows(self) -> Iterator[dict[str, Any]]:
        numbers = numbers_of(self.dialogue)
        decisions = self._decisions(numbers)
        offered = {entry.step.id for entry in self.dialogue.entries if entry.is_offer}
        previous: Entry | None = None
        for entry in self.dialogue.entries:
            step = entry.step
            row = self._offer(step, numbers) if entry.is_offer else self._step(step, numbers)
            opens = self._enter(entry.when)
            if step.id in offered and not entry.is_offer:
                row["marks"].append("pas reposée si déjà posée plus haut")
            yield {
                "jumps": [],
                "marks": [],
                **row,
                "decides": [] if entry.is_offer else decisions.get(step.id, []),
                "depth": len(self._open),
                "opens": opens,
                "new_box": bool(opens) or not _same_box(previous, entry),
                "grid": None if entry.is_offer else self._grid(step),
            }
            previous = entry

    def _enter(self, condition: Condition) -> list[str]:
        """Close what does not hold here, open what is new; the words of the latter."""
        own = conjuncts(condition)
        parts = tuple(dict.fromkeys((*self._implied(own), *own)))
        while self._open and not _within(self._open, parts):
            self._open.pop()
        around = [part for level in self._open for part in level]
        inner = tuple(part for part in parts if part not in around)
        if not inner:
            return []
        self._open.append(inner)
        said = [part for part in inner if part in own] or list(inner)
        words = (self._condition(part, grouped=len(said) > 1) for part in said)
        return [typeset(" et ".join(words))]

    def _implied(self, parts: tuple[Condition, ...]) -> Iterator[Condition]:
        """What held where the questions were asked: a question not asked makes nothing true."""
        for part in parts:
            around = [self._around(atom.question) for atom in part.atoms()]
            yield from (outer for outer in around[0] if all(outer in each for each in around))

    def _around(self, question: str) -> tuple[Condition, ...]:
        """All that holds whenever this question is asked; nothing where it is offered earlier."""
        places = [entry for entry in self.dialogue.entries if entry.step.id == question]
        if len(places) != 1:
            return ()
        own = conjuncts(places[0].when)
        return (*self._implied(own), *own)

    def _condition(self, condition: Condition, *, grouped: bool) -> str:
        words = condition_in_words(self.dialogue, condition)
        return f"({words})" if grouped and isinstance(condition, Either) else words

    def _offer(self, step: Step, numbers: Mapping[str, int]) -> dict[str, Any]:
        return {"kind": "offer", "number": numbers.get(step.id), "topic": self._shown(step.topic)}

    def _step(self, step: Step, numbers: Mapping[str, int]) -> dict[str, Any]:
        row = {
            "id": step.id,
            "ask": self._shown(step.ask),
            "jumps": [self._jump(step, goto, numbers) for goto in step.gotos],
            "marks": _marks(step),
        }
        if step.kind is Kind.NOTE:
            return {"kind": "note", **row}
        topic, number = self._shown(step.topic), numbers[step.id]
        return {
            "kind": "question",
            "number": number,
            "topic": topic,
            "type": typeset(self._type(step)),
            **row,
        } | ({"type": "", "marks": _marks(step, in_grid=True)} if step.grid else {})

    def _shown(self, text: Text) -> str:
        """Placeholders become what they stand for: nobody is meant."""
        said = _said(text, self.reads)
        subject = _SUBJECTS.get(self.dialogue.about, "")
        values = {**_ANYBODY, **dict.fromkeys(self.dialogue.recall, "…"), "subject": subject}
        return typeset(telling.fill(Text(said, said), Address.VOUS, values))

    def _jump(self, step: Step, goto: Goto, numbers: Mapping[str, int]) -> str:
        number = numbers.get(goto.target)
        target = f"aller à {number}" if number else f"aller au texte {goto.target}"
        if goto.when is ALWAYS:
            return typeset(f"Ensuite, {target}")
        own = isinstance(goto.when, Comparison | State) and goto.when.question == step.id
        words = self._atom(step, goto.when) if own else condition_in_words(self.dialogue, goto.when)
        return typeset(f"Si {words} : {target}")

    def _grid(self, step: Step) -> dict[str, Any] | None:
        if step.grid is None:
            return None
        labels = [self._shown(option.label) for option in step.options]
        frozen = "formulations figées" if step.frozen else ""
        return {"stem": self._shown(step.grid.stem), "labels": labels, "mark": frozen}

    def _type(self, step: Step) -> str:
        """ "un choix parmi 4", "nombre de 0 à 20"."""
        count, limits = len(step.options), step.limits
        match step.kind:
            case Kind.CHOICE:
                return f"un choix parmi\u00a0{count}"
            case Kind.CHOICES:
                most = f"{limits.choices} choix au plus" if limits.choices else "plusieurs choix"
                return f"{most} parmi\u00a0{count}"
            case Kind.SCALE:
                return f"échelle de {count} réponses"
            case Kind.YES_NO:
                return "oui ou non"
            case Kind.NUMBER:
                return f"nombre {number_range(limits.least, limits.most)}".strip()
            case Kind.DATE:
                return "date"
            case _:
                return f"texte libre, {limits.characters} signes au plus"

    # -- which answers decide what ----------------------------------------------------------

    def _decisions(self, numbers: Mapping[str, int]) -> dict[str, list[str]]:
        """For each question that conditions ask about: "« Non » : 9 à 12"."""
        found: dict[str, dict[str, list[int]]] = {}
        for entry in self.dialogue.entries:
            number = numbers.get(entry.step.id)
            for atom, negated in leaves(entry.when):
                step = self.dialogue.steps.get(atom.question)
                if step is None or number is None:
                    continue
                words = f"{'sauf ' if negated else ''}{self._atom(step, atom)}"
                targets = found.setdefault(step.id, {}).setdefault(words, [])
                if number not in targets:
                    targets.append(number)
        return {
            question: [
                typeset(f"{words} :\u00a0{ranges(targets)}") for words, targets in said.items()
            ]
            for question, said in found.items()
        }

    def _atom(self, step: Step, atom: Condition) -> str:
        """One comparison, said where its question is known: "« Non » ou « Peut-être »"."""
        match atom:
            case State(skipped=skipped):
                return "passée" if skipped else "avec réponse"
            case Comparison(operator=operator, literals=literals):
                labels = [self._label(step, literal) for literal in literals]
                return _OPERATORS.get(operator, "") + " ou ".join(labels)
            case _:
                return ""

    def _label(self, step: Step, literal: object) -> str:
        option = step.option_for(literal)
        return f"« {_said(option.label, self.reads)} »" if option else str(literal)


def leaves(
    condition: Condition, *, negated: bool = False
) -> Iterator[tuple[Comparison | State, bool]]:
    """Each leaf, and whether it is under a negation."""
    match condition:
        case Negation(inner=inner):
            yield from leaves(inner, negated=not negated)
        case Both(left=left, right=right) | Either(left=left, right=right):
            yield from leaves(left, negated=negated)
            yield from leaves(right, negated=negated)
        case Comparison() | State():
            yield condition, negated
        case _:
            return


def _within(levels: list[tuple[Condition, ...]], parts: tuple[Condition, ...]) -> bool:
    return all(part in parts for level in levels for part in level)


def _same_box(previous: Entry | None, entry: Entry) -> bool:
    if previous is None or previous.when != entry.when:
        return False
    before, here = previous.step.grid, entry.step.grid
    return (before and before.id) == (here and here.id)


def _marks(step: Step, *, in_grid: bool = False) -> list[str]:
    said = {
        "obligatoire": step.required,
        "sensible": step.sensitive,
        "hors décompte": not step.counted and step.is_question,
        "réponse proposée d'avance": step.prefill is not None,
        "formulation figée": step.frozen and not in_grid,
    }
    return [words for words, holds in said.items() if holds]


def ranges(numbers: list[int]) -> str:
    """ "3, 7 à 9"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    if len(run) > 2:  # noqa: PLR2004  # two neighbours read better with a comma
        return f"{run[0]} à {run[-1]}"
    return ", ".join(map(str, run))
