"""References of ``summary.yaml`` into its dialogue: questions, answers, levels, facts."""

from __future__ import annotations

from collections.abc import Iterator

from dialogues.conditions import Comparison, Condition, State
from dialogues.definition import Dialogue, Kind, Option, Step
from dialogues.errors import Place
from dialogues.facts import PROPERTIES
from dialogues.yaml_source import Located

from .lines import LineReader

_EXACT = frozenset({"==", "!=", "in", "has"})


class References(LineReader):
    """It holds the dialogue that references point into; a wrong one is reported once."""

    def __init__(self, dialogue: Dialogue) -> None:
        super().__init__(placeholders=frozenset({"choices"}))
        self.dialogue = dialogue

    def question(self, node: Located) -> Step | None:
        """The question that the line is about."""
        found = self.child(node, "question")
        if found is None or not self.string(node, "question"):
            if found is None:
                repair = "Ajoutez « question: … »."
                self.report("missing-key", node.place, "Il manque « question ».", repair)
            return None
        return self.step(found)

    def step(self, name: Located) -> Step | None:
        step = self.dialogue.questions.get(str(name.value))
        if step is None:
            self._unknown_question(str(name.value), name.place, tuple(self.dialogue.questions))
        return step

    def steps(self, node: Located, key: str) -> tuple[Step, ...]:
        """The questions that the list under the key names."""
        found = (self.step(name) for name in self.lines(node, key))
        return tuple(step for step in found if step is not None)

    def option(self, step: Step | None, name: Located) -> None:
        """Report an answer that the question does not have."""
        if step is not None and step.options and step.option(str(name.value)) is None:
            self._unknown_option(
                step.id, str(name.value), name.place, [option.id for option in step.options]
            )

    def options_of_keys(self, step: Step | None, node: Located) -> None:
        for option, place in node.keys.items():
            self.option(step, Located(option, place))

    def free_text(self, node: Located, section: str) -> Step | None:
        """The question of a line whose answer is quoted: words, not a choice."""
        step = self.question(node)
        if step is not None and step.kind is not Kind.TEXT:
            place = self.place_of(node, "question")
            what = (
                f"« {section} » cite des mots : « {step.id} » n'est pas une question à texte libre."
            )
            repair = "Nommez une question « type: text »."
            self.report("not-free-text", place, what, repair)
            return None
        return step

    def phrase(self, node: Located, key: str) -> str:
        """Words of the sheet; they may leave ``{choices}`` open."""
        found = self.child(node, key)
        if found is not None and isinstance(found.value, str):
            self._check_placeholders(found)
        return self.string(node, key)

    def checked_condition(self, node: Located, key: str) -> Condition:
        """The condition under the key, every name in it known to the dialogue."""
        condition = self.condition(node, key)
        found = self.child(node, key)
        if found is not None:
            for atom in condition.atoms():
                self._atom(atom, found.at(atom.column))
        return condition

    def _atom(self, atom: Comparison | State, place: Place) -> None:
        step = self.dialogue.questions.get(atom.question)
        source = self.dialogue.recall.get(atom.question)
        if step is None and source is None:
            known = (*self.dialogue.questions, *self.dialogue.recall)
            self._unknown_question(atom.question, place, known)
        elif isinstance(atom, Comparison) and atom.operator in _EXACT:
            values = _values(step.options) if step else PROPERTIES.get(source or "", ())
            for literal in _unknown(atom, values):
                self._unknown_option(atom.question, literal, place, [str(v) for v in values])

    def _unknown_question(self, name: str, place: Place, known: tuple[str, ...]) -> None:
        what = f"Question inconnue « {name} »."
        otherwise = f"« {self.dialogue.id} » n'a pas cette question : nommez-en une autre."
        self.report_unknown("unknown-question", place, what, name, known, otherwise=otherwise)

    def _unknown_option(self, question: str, name: str, place: Place, known: list[str]) -> None:
        what = f"« {question} » n'a pas de réponse « {name} »."
        otherwise = f"Au choix : {', '.join(known)}."
        self.report_unknown("unknown-option", place, what, name, known, otherwise=otherwise)


def _values(options: tuple[Option, ...]) -> tuple[str | int, ...]:
    return tuple(option.value for option in options)


def _unknown(atom: Comparison, values: tuple[str | int, ...]) -> Iterator[str]:
    """The values of a comparison that no answer has; anything may be said where none are listed."""
    if values:
        yield from (str(literal) for literal in atom.literals if literal not in values)
