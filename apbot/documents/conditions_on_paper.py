"""Conditions in the words of a paper form: "tu as répondu « Non » à la question 5".

What paper knows beforehand is who answers; other facts are put as conditions too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dialogues.answers import Answer, Answers, Value
from dialogues.conditions import ALWAYS, Both, Comparison, Condition, Either, Negation, State
from dialogues.definition import OPTION_KINDS, Address, Dialogue, Step
from dialogues.diagram import condition_in_words
from dialogues.facts import PROPERTY_LABELS

_STAGE = "class.stage"
# (no, yes), said to each reader
_HAVE = {
    Address.TU: ("tu n'as pas", "tu as"),
    Address.VOUS: ("vous n'avez pas", "vous avez"),
    Address.ADULT: ("vous n'avez pas", "vous avez"),
}
_BE = {
    Address.TU: ("tu n'es pas", "tu es"),
    Address.VOUS: ("vous n'êtes pas", "vous êtes"),
    Address.ADULT: ("l'élève n'est pas", "l'élève est"),
}
_AMOUNTS = {
    "==": "{}",
    "!=": "autre chose que {}",
    "<": "moins de {}",
    "<=": "{} ou moins",
    ">": "plus de {}",
    ">=": "{} ou plus",
}


def simplified(condition: Condition, facts: Answers, left_out: Collection[str]) -> Condition | None:
    """What is left to ask when these facts are known; None when it cannot hold any more.

    A comparison with a question that is left out of the sheet can neither hold nor fail.
    """
    outcome = _Reduction(facts, left_out).of(condition)
    if isinstance(outcome, bool):
        return ALWAYS if outcome else None
    return outcome


_Outcome = Condition | bool | None
"""None is the third truth, as in ``dialogues.conditions``."""


@dataclass(frozen=True, slots=True)
class _Reduction:
    facts: Answers
    left_out: Collection[str]

    def of(self, condition: Condition) -> _Outcome:
        match condition:
            case Comparison(question=question) | State(question=question):
                if question in self.left_out:
                    return None
                return condition.truth(self.facts) if question in self.facts else condition
            case Negation(inner=inner):
                return _negated(self.of(inner))
            case Both(left=left, right=right):
                return self._joined(condition, self.of(left), self.of(right), decisive=False)
            case Either(left=left, right=right):
                return self._joined(condition, self.of(left), self.of(right), decisive=True)
            case _:
                return True

    def _joined(
        self,
        condition: Both | Either,
        left: _Outcome,
        right: _Outcome,
        *,
        decisive: bool,
    ) -> _Outcome:
        if left is decisive or right is decisive:
            return decisive
        if left is None or right is None:
            # "a and unknown" can no longer hold; "a or unknown" hangs on a
            return (right if left is None else left) if decisive else None
        if isinstance(left, bool):
            return right
        return left if isinstance(right, bool) else replace(condition, left=left, right=right)


def _negated(outcome: _Outcome) -> _Outcome:
    if outcome is None or isinstance(outcome, bool):
        return None if outcome is None else not outcome
    return Negation(outcome)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Says conditions to one reader. ``numbers``: that of each question."""

    dialogue: Dialogue
    address: Address
    numbers: Mapping[str, int]

    def sentence(self, condition: Condition) -> str:
        """Without its end: "Si tu as répondu « Non » à la question 5"."""
        return f"Si {self._clause(condition, negated=False)}"

    def _clause(self, condition: Condition, *, negated: bool) -> str:
        match condition:
            case Negation(inner=inner):
                return self._clause(inner, negated=not negated)
            case Both() | Either():
                return self._both_sides(condition, negated=negated)
            case State(question=question, skipped=skipped):
                return self._state(question, answered=skipped is negated)
            case Comparison():
                return self._comparison(condition, negated=negated)
            case _:
                return condition_in_words(self.dialogue, condition)

    def _both_sides(self, condition: Both | Either, *, negated: bool) -> str:
        together = isinstance(condition, Both) is not negated
        word = "et" if together else "ou"
        sides = (
            _without_echo(condition.left, condition.right)
            if together
            else (
                condition.left,
                condition.right,
            )
        )
        clauses = list(dict.fromkeys(self._clause(side, negated=negated) for side in sides))
        if len(clauses) == 1:
            return clauses[0]
        # the comma says where the inner condition ends: "si a ou si b, et si c"
        inner = " ou si " if together else " et si "
        comma = "," if any(inner in clause for clause in clauses) else ""
        return f"{clauses[0]}{comma} {word} si {self._referring(*clauses)}"

    def _referring(self, first: str, second: str) -> str:
        """ "À la question 7" is not said twice in a row."""
        for number in self.numbers.values():
            place = f" à la question\u00a0{number}"
            if first.endswith(place) and second.endswith(place):
                return second.removesuffix(place) + " à cette question"
        return second

    # -- leaves -----------------------------------------------------------------------------

    def _state(self, question: str, *, answered: bool) -> str:
        if question in self.dialogue.recall:
            return self._recalled(question, known=answered)
        verb = self._have("répondu", positive=answered)
        return f"{verb} à la question\u00a0{self.numbers[question]}"

    def _comparison(self, atom: Comparison, *, negated: bool) -> str:
        if self.dialogue.recall.get(atom.question) == _STAGE:
            return self._stage(atom, negated=negated)
        if atom.question in self.dialogue.recall:
            return self._recalled(atom.question, known=True)
        step = self.dialogue.questions[atom.question]
        place = f"à la question\u00a0{self.numbers[step.id]}"
        if atom.operator == "has":
            labels = _quoted(step, atom.literals, self.address)
            return f"{self._have('coché', positive=not negated)} {labels} {place}"
        if step.kind in OPTION_KINDS:
            return f"{self._options(step, atom, negated=negated)} {place}"
        amount = _AMOUNTS.get(atom.operator, "{}").format(" ou ".join(map(str, atom.literals)))
        return f"{self._have('écrit', positive=not negated)} {amount} {place}"

    def _options(self, step: Step, atom: Comparison, *, negated: bool) -> str:
        if atom.operator == "!=":
            labels = _quoted(step, atom.literals, self.address)
            if negated:
                return f"{self._have('répondu', positive=True)} {labels}"
            return f"{self._have('répondu', positive=True)} autre chose que {labels}"
        values = [option.value for option in step.options if _holds(atom, option.value)]
        labels = _quoted(step, values, self.address)
        return f"{self._have('répondu', positive=not negated)} {labels}"

    def _stage(self, atom: Comparison, *, negated: bool) -> str:
        positive = (atom.operator != "!=") is not negated
        labels = PROPERTY_LABELS[_STAGE]
        stages = " ou ".join(f"en {labels.get(str(value), value)}" for value in atom.literals)
        return f"{_BE[self.address][positive]} {stages}"

    def _recalled(self, name: str, *, known: bool) -> str:
        """All that paper can ask of an earlier conversation: whether there was one."""
        source = self.dialogue.recall[name].rpartition(".")[0]
        same = source == self.dialogue.id
        before = "à ce questionnaire" if same else "à ce sujet plus tôt dans l'année"
        return f"{self._have('déjà répondu', positive=known)} {before}"

    def _have(self, participle: str, *, positive: bool) -> str:
        return f"{_HAVE[self.address][positive]} {participle}"


def _without_echo(left: Condition, right: Condition) -> tuple[Condition, ...]:
    """ "Answered, and other than Non": who answered other than « Non » has answered."""
    for one, other in ((left, right), (right, left)):
        match one, other:
            case State(question=asked, skipped=False), Comparison(question=compared):
                if asked == compared:
                    return (other,)
    return (left, right)


def _holds(atom: Comparison, value: Value) -> bool:
    return atom.truth({atom.question: Answer(atom.question, value, "", "", "")}) is True


def _quoted(step: Step, values: Sequence[str | int | float], address: Address) -> str:
    options = [step.option_for(value) for value in values]
    return " ou ".join(f"« {option.label.to(address)} »" for option in options if option)


def recalls(dialogue: Dialogue, condition: Condition) -> bool:
    """Whether it hangs on the answer of an earlier conversation."""
    sources = (dialogue.recall.get(atom.question, "") for atom in condition.atoms())
    return any(source and source not in PROPERTY_LABELS for source in sources)
