"""``summary.yaml`` -> ``SummaryRules``, every reference checked against the dialogue it sums up."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from dialogues import yaml_source
from dialogues.conditions import Comparison, Condition, State
from dialogues.definition import Dialogue, Kind, Step, Text
from dialogues.errors import InvalidDialogue
from dialogues.reading import Reader
from dialogues.yaml_source import Located

from .rules import (
    Branch,
    Index,
    LevelRule,
    Line,
    Listing,
    MessageRule,
    NeedRule,
    OrientationRules,
    Place,
    Source,
    SummaryRules,
    Test,
    Wording,
)

FILE = "summary.yaml"
_KINDS_OF_TEST = ("at_most", "option", "options", "tag", "other_than")
_TEST = ("question", *_KINDS_OF_TEST, "also")
_SECTIONS = (
    *("summary", "first", "message", "strengths", "requests", "needs", "conditions"),
    *("orientation", "questions", "opening_question", "levels"),
)
_T = TypeVar("_T")


def read_rules(path: Path, dialogue: Dialogue) -> SummaryRules:
    """The rules in this file. Raises ``InvalidDialogue`` with everything that is wrong in it."""
    reader = _RuleReader(dialogue)
    rules = reader.rules(yaml_source.read(path))
    if reader.problems:
        raise InvalidDialogue(tuple(reader.problems))
    return rules


class _RuleReader(Reader):
    """One method for each kind of line; it holds the dialogue that references point into."""

    def __init__(self, dialogue: Dialogue) -> None:
        super().__init__()
        self._dialogue = dialogue

    def rules(self, top: Located) -> SummaryRules:
        self.known_keys(top, _SECTIONS, where="dans ce fichier")
        if self.string(top, "summary") not in {"", self._dialogue.id}:
            self._report(top, f"« summary » : ce fichier est lu pour « {self._dialogue.id} ».")
        return SummaryRules(
            dialogue=self._dialogue.id,
            first=self._each(top, "first", self._line),
            message=self._message(self._section(top, "message")),
            strengths=self._each(top, "strengths", self._listing),
            requests=self._each(top, "requests", self._listing),
            needs=self._each(top, "needs", self._need),
            conditions=self._each(top, "conditions", self._line),
            orientation=self._orientation(self._section(top, "orientation")),
            questions=self._each(top, "questions", self._line),
            opening_question=self.text(top, "opening_question") or Text("", ""),
            levels=self._each(top, "levels", self._level),
        )

    # -- sections -------------------------------------------------------------------------

    def _line(self, node: Located) -> Line:
        self.known_keys(node, ("key", "label", "indices", "ask"), where="dans une ligne")
        return Line(
            key=self.string(node, "key"),
            indices=self._indices(node),
            label=self.string(node, "label", required=False),
            ask=self.text(node, "ask", required=False),
        )

    def _message(self, node: Located) -> MessageRule:
        self.known_keys(node, ("question", "words"), where="dans « message »")
        step = self._question(node)
        if step is not None and step.kind is not Kind.TEXT:
            self._report(node, "« message » : une question à texte libre est attendue.")
        return MessageRule(step.id if step else "", self.string(node, "words"))

    def _listing(self, node: Located) -> Listing:
        self.known_keys(node, ("key", *_TEST), where="dans une liste")
        return Listing(self.string(node, "key"), self._test(node))

    def _need(self, node: Located) -> NeedRule:
        optional = ("individual", "place", "ask")
        required = ("key", "label", "strand", "workshop", "indices")
        self.known_keys(node, (*required, *optional), where="dans un besoin")
        return NeedRule(
            key=self.string(node, "key"),
            label=self.string(node, "label"),
            strand=self.string(node, "strand"),
            workshop=self.string(node, "workshop"),
            indices=self._indices(node),
            individual=self.flag(node, "individual", default=False),
            place=Place(self._one_of(node, "place", tuple(Place), Place.NEEDS)),
            ask=self.text(node, "ask", required=False),
        )

    def _orientation(self, node: Located) -> OrientationRules:
        self.known_keys(node, ("question", "branches", "more"), where="dans « orientation »")
        step = self._question(node)
        branches = self._section(node, "branches")
        self._known_options(step, branches)
        return OrientationRules(
            question=step.id if step else "",
            branches=tuple(
                Branch(option, self.string(line, "branch"), self.string(line, "words"))
                for option, line in _named(branches)
            ),
            more=self._each(node, "more", self._line),
        )

    def _level(self, node: Located) -> LevelRule:
        self.known_keys(node, ("key", "label", "least", "questions"), where="dans un niveau")
        names = []
        for item in self.items(self.child(node, "questions"), what="« questions »"):
            step = self._step(item)
            if step is not None and step.kind is not Kind.SCALE:
                self._report(item, f"« {step.id} » n'est pas une question à échelle.")
            names.append(str(item.value))
        least = self.number(node, "least")
        return LevelRule(
            key=self.string(node, "key"),
            label=self.string(node, "label"),
            questions=tuple(names),
            least=int(least) if least else 1,
        )

    # -- indices --------------------------------------------------------------------------

    def _indices(self, node: Located) -> tuple[Index, ...]:
        found = self.child(node, "indices")
        indices = tuple(self._index(line) for line in self.items(found, what="« indices »"))
        if not indices:
            self._report(node, "« indices » : un indice au moins est attendu.")
        return indices

    def _index(self, node: Located) -> Index:
        self.known_keys(node, (*_TEST, "kind", "words"), where="dans un indice")
        test = self._test(node)
        source = self._one_of(node, "kind", tuple(Source), Source.ANSWERS)
        return Index(test, Source(source), self._wording(node, test))

    def _test(self, node: Located) -> Test:
        step = self._question(node)
        given = [name for name in _KINDS_OF_TEST if self.child(node, name)]
        if len(given) > 1:
            self._report(node, f"« {given[0]} » et « {given[1]} » s'excluent.")
        single = self.child(node, "option")
        options = [single] if single else self._list(node, "options")
        others = self._list(node, "other_than")
        for item in (*options, *others):
            self._option(step, item)
        return Test(
            question=step.id if step else "",
            at_most=self._score(step, node),
            options=frozenset(str(item.value) for item in options),
            tag=self.string(node, "tag", required=False) or None,
            other_than=frozenset(str(item.value) for item in others),
            also=self._also(node),
        )

    def _score(self, step: Step | None, node: Located) -> int | None:
        score = self.number(node, "at_most")
        if score is None or step is None:
            return None
        if score not in {option.score for option in step.options}:
            self._report(node, f"« at_most » : « {step.id} » n'a pas de niveau {score}.")
        return int(score)

    def _also(self, node: Located) -> Condition:
        condition = self.condition(node, "also")
        place = self.child(node, "also") or node
        for atom in condition.atoms():
            self._check(atom, place)
        return condition

    def _check(self, atom: Comparison | State, node: Located) -> None:
        step = self._step(Located(atom.question, node.place))
        for literal in atom.literals if isinstance(atom, Comparison) else ():
            if isinstance(literal, str) and step is not None and step.options:
                self._option(step, Located(literal, node.place))

    def _wording(self, node: Located, test: Test) -> Wording:
        """One phrase, or one for each option that the test accepts, none forgotten."""
        words = self.child(node, "words")
        step = self._dialogue.questions.get(test.question)
        if words is None or not isinstance(words.value, dict):
            return Wording(self.string(node, "words", required=False))
        self._known_options(step, words)
        phrases = {option: self.string(words, option) for option in words.value}
        for option in step.options if step else ():
            if test.accepts(option) and option.id not in phrases:
                self._report(words, f"« words » : il manque la réponse « {option.id} ».")
        return Wording(by_option=tuple(phrases.items()))

    # -- references -----------------------------------------------------------------------

    def _question(self, node: Located) -> Step | None:
        found = self.child(node, "question")
        if found is None or not self.string(node, "question"):
            self._report(node, "Il manque « question ».")
            return None
        return self._step(found)

    def _step(self, node: Located) -> Step | None:
        step = self._dialogue.questions.get(str(node.value))
        if step is None:
            near = _near(str(node.value), self._dialogue.questions)
            self._report(node, f"Question inconnue « {node.value} ».", near)
        return step

    def _known_options(self, step: Step | None, node: Located) -> None:
        for option, place in node.keys.items():
            self._option(step, Located(option, place))

    def _option(self, step: Step | None, node: Located) -> None:
        if step is not None and step.option(str(node.value)) is None:
            near = _near(str(node.value), [option.id for option in step.options])
            self._report(node, f"« {step.id} » n'a pas de réponse « {node.value} ».", near)

    # -- shapes ---------------------------------------------------------------------------

    def _section(self, node: Located, key: str) -> Located:
        return self.mapping(self.child(node, key), what=f"« {key} »", place=node.place)

    def _list(self, node: Located, key: str) -> list[Located]:
        return list(self.items(self.child(node, key), what=f"« {key} »"))

    def _each(self, node: Located, key: str, read: Callable[[Located], _T]) -> tuple[_T, ...]:
        """Each line of a section; two never share their key."""
        seen: set[str] = set()
        for line in self._list(node, key):
            name = str(line.plain().get("key")) if isinstance(line.value, dict) else ""
            if name in seen:
                self._report(line, f"« {key} » : « {name} » est déjà écrit plus haut.")
            seen.add(name)
        return tuple(read(line) for line in self._list(node, key))

    def _one_of(self, node: Located, key: str, known: tuple[str, ...], default: str) -> str:
        found = self.child(node, key)
        if found is None:
            return default
        if found.value not in known:
            near = _near(str(found.value), known)
            self._report(found, f"« {key} » : « {found.value} » n'existe pas.", near)
            return default
        return str(found.value)

    def _report(self, node: Located, what: str, repair: str = "Corrigez cette ligne.") -> None:
        self.report("summary-rule", node.place, what, repair)


def _named(node: Located) -> Iterable[tuple[str, Located]]:
    return tuple(node.value.items()) if isinstance(node.value, dict) else ()


def _near(wrong: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(wrong, names, n=1)
    return f"Vouliez-vous dire « {near[0]} » ?" if near else f"Au choix : {', '.join(names)}."
