"""What of the answers a summary may read: the one place that decides it.

An answer kept for oneself is the same as no answer, and so is a skipped one. An answer to be said
aloud leaves only its topic. A question that was asked only because of an answer not shared goes
with it: that it was asked at all would tell ("Veux-tu en parler ?" is put to those who did not
choose their track).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogues import facts as facts_of
from dialogues.answers import Answer, Answers, Visibility
from dialogues.conditions import ALWAYS, Condition, holds, questions_of
from dialogues.definition import Address, Dialogue, Kind, Option, Step
from dialogues.engine import NO_FACTS

from .rules import CHOICES, Index, Source, Test, Wording


@dataclass(frozen=True, slots=True)
class Citation:
    """One answer that a statement rests on, ready to print."""

    question: str
    topic: str
    answer: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the sheet and the answers it comes from."""

    key: str
    text: str
    cites: tuple[Citation, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(cite.question for cite in self.cites)


@dataclass(frozen=True, slots=True)
class Met:
    """An index that the answers meet: in words, and what it cites."""

    index: Index
    source: Source
    words: str
    cites: tuple[Citation, ...]
    place: int
    """Where the student put it among several choices, 0 for the first."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The answers that may be read, by question id in the order of the dialogue."""

    dialogue: Dialogue
    address: Address
    """Of who answered: in what form labels and topics were read."""
    student: Address
    """In what form the student will be asked something in an interview."""
    answers: Mapping[str, Answer]
    aloud: tuple[str, ...]
    """Questions of which only the topic is said."""
    facts: Mapping[str, Answer]
    """What was known beforehand and may be read; every fact of the dialogue is there."""

    @property
    def by_adult(self) -> bool:
        return self.address is Address.ADULT

    def holds(self, condition: Condition) -> bool:
        return holds(condition, {**self.facts, **self.answers})

    def words(self, question: str) -> str:
        """The free text of an answer on one line; empty when there is none to read."""
        answer = self.answers.get(question)
        return " ".join(answer.value.split()) if answer and isinstance(answer.value, str) else ""

    def chosen(self, question: str) -> tuple[Option, ...]:
        """The options of the answer, in the student's order; none if it may not be read."""
        answer, step = self.answers.get(question), self.dialogue.questions.get(question)
        if answer is None or step is None:
            return ()
        values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        options = (step.option_for(value) for value in values)
        return tuple(option for option in options if option is not None)

    def counting(self, test: Test) -> tuple[Option, ...]:
        """The options that meet the test; none if it is not met."""
        if not self.holds(test.also):
            return ()
        return tuple(option for option in self._telling(test) if test.accepts(option))

    def tells(self, test: Test) -> bool:
        """Whether the question was answered, so that the test could have been met."""
        return bool(self._telling(test))

    def _telling(self, test: Test) -> tuple[Option, ...]:
        """« Pas observé » is no level: it says nothing of anybody, unless the rule names it."""
        step, chosen = self.dialogue.questions.get(test.question), self.chosen(test.question)
        if step is None or step.kind is not Kind.SCALE:
            return chosen
        return tuple(o for o in chosen if o.score is not None or o.id in test.options)

    def met(self, indices: tuple[Index, ...]) -> tuple[Met, ...]:
        """The indices that are met, in the order of the rules."""
        found = []
        for index in indices:
            options = self.counting(index.test)
            if options:
                place = self.chosen(index.test.question).index(options[0])
                cites = (self.cite(index.test.question, options), *self._also(index.test))
                words = self.said(index.words, options)
                found.append(Met(index, self._source(index), words, cites, place))
        return tuple(found)

    def _source(self, index: Index) -> Source:
        """An adult asks nothing for a student, and a student is not the team."""
        if self.by_adult:
            return Source.TEAM
        return Source.ANSWERS if index.source is Source.TEAM else index.source

    def said(self, words: Wording, options: tuple[Option, ...]) -> str:
        return self.with_choices(words.of(options), options)

    def with_choices(self, phrase: str, options: tuple[Option, ...]) -> str:
        quoted = ", ".join(f"« {option.label.to(self.address)} »" for option in options)
        return phrase.replace(CHOICES, quoted)

    def topic(self, question: str) -> str:
        return self.dialogue.questions[question].topic.to(self.address)

    def cite_topic(self, question: str) -> Citation:
        """A free text is cited so: its words are read in one place only."""
        return Citation(question, self.topic(question), "")

    def cite(self, question: str, options: tuple[Option, ...]) -> Citation:
        answer = " ; ".join(option.label.to(self.address) for option in options)
        return Citation(question, self.topic(question), answer)

    def _also(self, test: Test) -> tuple[Citation, ...]:
        asked = questions_of(test.also)
        names = [name for name in self.answers if name in asked]
        return tuple(self.cite(name, self.chosen(name)) for name in names)


def shared(
    dialogue: Dialogue, answers: Answers, address: Address, facts: Answers = NO_FACTS
) -> Shared:
    """What may be read of these answers, and of what was known before them.

    ``address``: how the school speaks to its students.
    """
    known = _open_facts(dialogue, facts)
    open_to_rules: dict[str, Answer] = dict(known)
    readable: dict[str, Answer] = {}
    aloud = []
    for question, step in dialogue.questions.items():
        answer = answers.get(question)
        if answer is None or not _asked(dialogue, question, open_to_rules):
            continue
        if step.is_apart(answer.value):
            # A request to another adult is not the referent's to read.
            continue
        match answer.visibility:
            case Visibility.SHARED:
                open_to_rules[question] = answer
                if not answer.skipped:
                    readable[question] = answer
            case Visibility.ALOUD if not answer.skipped:
                aloud.append(question)
            case _:
                pass
    return Shared(
        dialogue=dialogue,
        address=facts_of.spoken_to(dialogue, facts, address),
        student=address,
        answers=readable,
        aloud=tuple(aloud),
        facts=known,
    )


def _open_facts(dialogue: Dialogue, facts: Answers) -> dict[str, Answer]:
    """An earlier answer kept for oneself is a fact that nobody knows."""
    is_open = {name: fact for name, fact in facts.items() if fact.visibility is Visibility.SHARED}
    return facts_of.complete(dialogue, is_open)


def unanswered(dialogue: Dialogue, answers: Shared) -> int:
    """How many questions put to everybody have no answer to read or to hear, free words apart."""
    known = (*answers.answers, *answers.aloud)
    return sum(
        1
        for name, step in dialogue.questions.items()
        if name not in known and _put_to_everybody(step, dialogue)
    )


def _put_to_everybody(step: Step, dialogue: Dialogue) -> bool:
    entries = [entry for entry in dialogue.entries if entry.step.id == step.id]
    is_expected = step.counted and step.kind is not Kind.TEXT
    return is_expected and any(entry.when == ALWAYS for entry in entries)


def _asked(dialogue: Dialogue, question: str, answers: Answers) -> bool:
    """Whether the answers already open explain that this question was put."""
    return any(
        holds(entry.when, answers) for entry in dialogue.entries if entry.step.id == question
    )
